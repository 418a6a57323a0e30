"""Changing the rate from here on, in the real window."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import change, press, settle, wait_until
from visualizer.app.intents import ChangeSettings, SetOption
from visualizer.core.training import train

RATE = "optimizer.learning_rate"


def type_rate(window, text):
    line = window.transport.rate.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(window)


def changes(window):
    return [(one.step, dict(one.values)[RATE]) for one in window.session.state.experiment.changes]


def test_the_rate_changes_from_the_playhead_on(window):
    settle(window)
    window.playback.seek(20)
    window.landscape_view.setFocus()
    press(window, Qt.Key.Key_R)
    assert window.session.state.from_here
    assert window.transport.button("from_here").isChecked()
    assert window.actions_by_name["from_here"].isChecked()
    type_rate(window, "0.02")
    assert changes(window) == [(20, 0.02)]
    run = window.session.state.run
    assert (run.history.column("loss") == train(run.experiment).column("loss")).all()
    assert window.session.state.row == 20
    assert [mark.words for mark in _plot(window, "loss").changes.marks] == ["rate 0.02"]
    window.playback.seek(40)
    type_rate(window, "0.05")
    assert changes(window) == [(20, 0.02), (40, 0.05)]
    assert window.session.state.experiment.optimizer.learning_rate == 0.1


def _plot(window, name):
    return next(view.plot for view in window.pane.views if view.plot.name == name)


def test_the_rate_in_force_is_shown(window):
    change(window, changes=[{"step": 20, RATE: 0.02}])
    for on, epoch, shown in ((True, 30, "0.02"), (True, 10, "0.1"), (False, 30, "0.1")):
        window.transport.from_here_toggled.emit(on)
        window.playback.seek(epoch)
        settle(window)
        wait_until(lambda shown=shown: window.transport.rate.line.text() == shown)


def test_a_drag_while_a_run_trains_is_one_change(window):
    change_and_wait(window)
    window.transport.from_here_toggled.emit(True)
    slider = window.transport.rate.slider
    slider.setSliderDown(True)
    for rate in (0.02, 0.03, 0.04):
        window.transport.rate_edited.emit(rate)
    slider.setSliderDown(False)
    window.transport.rate_settled.emit()
    found = changes(window)
    assert len(found) == 1
    assert found[0][0] >= 1000
    assert found[0][1] == 0.04
    assert window.session.training_now
    window.session.undo()
    assert changes(window) == []


def test_while_a_run_trains_from_here_on_is_from_the_next_row_on(window):
    change_and_wait(window)
    window.session.apply(SetOption("follow", False))
    window.playback.seek(10)
    window.transport.from_here_toggled.emit(True)
    before = window.session.state.run.count
    window.transport.rate_edited.emit(0.02)
    ((step, rate),) = changes(window)
    assert (before <= step, rate) == (True, 0.02)
    window.session.undo()


def change_and_wait(window):
    window.session.apply(ChangeSettings({"training.epochs": 5_000_000, RATE: 0.01}))
    wait_until(lambda: window.session.state.run.count > 1000)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagate)")
def test_the_menu_of_a_plot_asks_for_the_rate_at_its_epoch(window):
    settle(window)
    view = next(view for view in window.pane.views if view.plot.name == "loss")
    scene = view.plot.box.mapViewToScene(QPointF(25.2, 0.0))
    position = view.mapToGlobal(view.mapFromScene(scene))
    window.commands.show_plot_menu(view, position)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    entry = next(one for one in menu.actions() if one.text().startswith("Change the rate"))
    entry.trigger()
    menu.close()
    assert window.session.state.row == 25
    assert window.session.state.from_here
    assert window.transport.rate.line.hasFocus()


def test_changes_are_listed_and_can_be_removed(window):
    change(window, changes=[{"step": 20, RATE: 0.02}, {"step": 40, RATE: 0.05}])
    listed = window.setup._changes
    assert listed.isVisible()
    there, remove, *_, everything = listed.buttons()
    assert there.text() == "Epoch 20: rate 0.02"
    there.click()
    assert window.session.state.row == 20
    remove.click()
    settle(window)
    assert changes(window) == [(40, 0.05)]
    assert len(listed.buttons()) == 2
    listed.buttons()[1].click()
    settle(window)
    assert changes(window) == []
    assert not listed.isVisible()
    window.session.undo()
    settle(window)
    assert changes(window) == [(40, 0.05)]
    assert everything is not None


def test_the_rate_is_the_highest_of_a_schedule_that_has_its_own(window):
    change(window, schedule__kind="one_cycle", schedule__maximum=0.07)
    assert window.transport.rate.line.text() == "0.07"
    type_rate(window, "0.05")
    experiment = window.session.state.experiment
    assert experiment.schedule.maximum == 0.05
    assert experiment.optimizer.learning_rate == 0.1
    assert window.session.state.run.history.column("learning_rate").max() == pytest.approx(
        0.05, rel=0.01
    )
    window.playback.seek(20)
    window.rates.set_from_here(True)
    type_rate(window, "0.02")
    (made,) = window.session.state.experiment.changes
    assert (made.step, dict(made.values)) == (20, {"schedule.maximum": 0.02})
    assert window.transport.rate.line.text() == "0.02"
