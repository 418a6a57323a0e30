"""What keys and menu entries do to the session of a real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from tests.gui.windows import change, field, press, settle, wait_until
from visualizer.app.intents import SetOption
from visualizer.app.panes import labels
from visualizer.gui.cards.panel_docks import SetupBody

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
# What the offscreen platform says when a menu opens.
popup = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagate)")

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_keys_of_the_player(window):
    keys = (
        (Key.Key_Right, PLAIN, 1),
        (Key.Key_Right, SHIFT, 11),
        (Key.Key_Left, PLAIN, 10),
        (Key.Key_Left, SHIFT, 0),
        (Key.Key_End, PLAIN, 60),
        (Key.Key_Home, PLAIN, 0),
    )
    for key, modifiers, row in keys:
        press(window, key, modifiers=modifiers)
        assert window.session.state.row == row
    # Held down, an arrow repeats.
    for name in ("step_forward", "step_back", "ten_forward", "ten_back"):
        assert window.actions_by_name[name].autoRepeat()
    for name in ("play", "hide_future", "loop"):
        assert not window.actions_by_name[name].autoRepeat()


def test_play_and_pause(window):
    window.playback.set_speed(60.0)
    for key in (Key.Key_Space, Key.Key_K):
        before = window.session.state.row
        press(window, key)
        assert window.playback.playing
        wait_until(lambda before=before: window.session.state.row > before + 2)
        press(window, key)
        assert not window.playback.playing
        row = window.session.state.row
        QTest.qWait(60)
        assert window.session.state.row == row


def test_step_forward_at_the_end_computes_one_more(window):
    press(window, Key.Key_End, Key.Key_Right)
    settle(window)
    assert window.session.state.run.last_step == 61
    assert window.session.state.row == 61
    assert window.session.state.experiment.training.epochs == 61
    press(window, Key.Key_Z, modifiers=CONTROL)
    settle(window)
    assert window.session.state.run.last_step == 60
    assert window.session.state.row == 60


def test_switches_of_the_player(window):
    options = {Key.Key_H: "hide_future", Key.Key_L: "loop", Key.Key_F: "follow"}
    for key, option in options.items():
        before = getattr(window.session.state, option)
        press(window, key)
        assert getattr(window.session.state, option) is not before
        assert window.actions_by_name[option].isChecked() is not before
        assert window.transport.button(option).isChecked() is not before
        press(window, key)
        assert getattr(window.session.state, option) is before


def test_plus_and_minus_change_the_speed(window):
    press(window, Key.Key_Plus)
    assert window.playback.speed == 8.0
    assert window.transport.speed.value() == "8"
    press(window, Key.Key_Minus, Key.Key_Minus)
    assert window.playback.speed == 2.0


def test_page_keys_go_through_the_open_experiments(window):
    window.documents.new()
    window.documents.new()
    settle(window)
    assert window.session.state.current == 2
    press(window, Key.Key_PageUp)
    assert window.session.state.current == 1
    press(window, Key.Key_PageDown, Key.Key_PageDown)
    assert window.session.state.current == 0
    assert window.tabs.currentIndex() == 0


def test_a_text_field_keeps_its_keys(window):
    line = field(window, "training.epochs")
    line.setFocus()
    line.selectAll()
    press(window, Key.Key_8, Key.Key_H, Key.Key_Space, Key.Key_K, Key.Key_Left, Key.Key_Home)
    assert line.text() == "8h k"
    state = window.session.state
    assert state.row == 0
    assert not state.hide_future
    assert not window.playback.playing


def test_undo_and_redo_by_key(window):
    change(window, optimizer__learning_rate=0.05)
    press(window, Key.Key_Z, modifiers=CONTROL)
    assert window.session.state.experiment.optimizer.learning_rate == 0.1
    press(window, Key.Key_Z, modifiers=CONTROL | SHIFT)
    assert window.session.state.experiment.optimizer.learning_rate == 0.05
    assert not window.actions_by_name["redo"].isEnabled()


def test_a_run_is_kept_beside_what_is_changed_next(window):
    press(window, Key.Key_P, modifiers=CONTROL)
    change(window, optimizer__learning_rate=0.05)
    state = window.session.state
    assert [run.locked for run in state.shown] == [True, False]
    assert labels(state) == {state.runs[0].number: "rate 0.1", state.run.number: "rate 0.05"}
    press(window, Key.Key_P, modifiers=CONTROL | SHIFT)
    assert window.session.state.shown == (state.run,)
    assert window.actions_by_name["show_only"].isChecked()
    press(window, Key.Key_P, modifiers=CONTROL | SHIFT)
    assert len(window.session.state.shown) == 2


def test_three_rates_by_one_key_and_a_fork_by_another(window):
    press(window, Key.Key_C)
    rates = [run.rule.learning_rate for run in window.session.state.shown]
    assert rates == [0.01, 0.1, 1.0]
    assert window.session.state.current == 1
    window.playback.seek(5)
    press(window, Key.Key_R, modifiers=SHIFT)
    assert window.session.state.current == 2
    assert window.session.state.from_here
    press(window, Key.Key_L, modifiers=CONTROL | SHIFT)
    assert window.session.state.run.locked
    assert window.actions_by_name["lock_run"].isChecked()


def test_present_fills_the_screen_and_gives_the_keys_to_playback(window):
    field(window, "training.epochs").setFocus()
    scale = window.bench.look.scale
    leaving = window.actions_by_name["leave_presentation"]
    assert not leaving.isEnabled()
    press(window, Key.Key_F5)
    assert leaving.isEnabled()
    assert window.isFullScreen()
    assert not window.docks["setup"].isVisible()
    assert not window.menuBar().isVisible()
    assert window.bench.look.scale > scale
    press(window, Key.Key_Right)
    assert window.session.state.row == 1
    press(window, Key.Key_Escape)
    assert not leaving.isEnabled()
    assert not window.isFullScreen()
    assert window.docks["setup"].isVisible()
    assert window.menuBar().isVisible()
    assert window.bench.look.scale == scale


def test_as_in_the_book_and_back(window):
    window.footer.book.click()
    settle(window)
    training = window.session.state.experiment.training
    assert (training.gradient, training.precision) == ("forward difference", "float32")
    assert window.actions_by_name["as_in_book"].isChecked()
    window.footer.exact.click()
    training = window.session.state.experiment.training
    assert (training.gradient, training.precision) == ("exact", "float64")
    assert window.footer.exact.isChecked()
    assert not window.footer.book.isChecked()


def test_train_waits_while_changes_do_not_train(window):
    window.findChild(SetupBody).live.click()
    assert not window.session.state.update_as_change
    run = window.session.state.run
    change(window, optimizer__learning_rate=0.05)
    assert window.session.state.run.history is run.history
    assert window.footer.train.isEnabled()
    window.footer.train.click()
    settle(window)
    assert window.session.state.run.history is not run.history
    assert window.session.state.run.experiment.optimizer.learning_rate == 0.05
    assert not window.footer.train.isEnabled()


def test_pause_continue_and_stop(window):
    change_started(window, epochs=1_000_000)
    window.footer.pause.click()
    wait_until(lambda: window.session.training.wait_idle(window.session.state.run.number, 0.0))
    assert window.session.state.is_paused
    assert window.actions_by_name["pause"].isChecked()
    rows = len(window.session.state.run.history)
    QTest.qWait(60)
    assert len(window.session.state.run.history) == rows
    wait_until(lambda: window.footer.train.text() == "Continue")
    window.footer.train.click()
    assert window.session.training_now
    wait_until(lambda: len(window.session.state.run.history) > rows)
    window.actions_by_name["stop"].trigger()
    assert not window.session.training_now
    assert window.session.state.experiment.training.epochs == 1_000_000


def change_started(window, epochs):
    enterable = field(window, "training.epochs")
    enterable.setFocus()
    enterable.selectAll()
    QTest.keyClicks(enterable, str(epochs))
    press(window, Key.Key_Return)
    wait_until(lambda: window.session.training_now and window.actions_by_name["stop"].isEnabled())


@popup
def test_the_context_menu_of_a_plot(window):
    view = next(view for view in window.pane.views if view.plot.name == "loss")
    window.commands.show_plot_menu(view, view.mapToGlobal(view.rect().center()))
    menu = QApplication.activePopupWidget()
    entries = {action.text(): action for action in menu.actions()}
    assert "Show full range" in entries
    entries["Show full range"].trigger()
    assert view.plot.full_range
    menu.close()


def test_the_view_switches_are_those_of_the_session(window):
    window.session.apply(SetOption("hide_future", True))
    assert window.actions_by_name["hide_future"].isChecked()
    window.actions_by_name["log_loss"].trigger()
    loss = next(view.plot for view in window.pane.views if view.plot.name == "loss")
    assert not loss.log
    assert not window.docks["loss"].findChild(QPushButton, "log").isChecked()


def test_state_and_batches_are_switched_on_the_landscape(window):
    change(window, optimizer__kind="momentum", training__batch_size=2)
    window.playback.seek(2)
    settle(window)
    pulls = window.landscape.steps.pulls
    wait_until(lambda: pulls.cloud.isVisible() and pulls.arrows[0].isVisible())
    for name, shown in (
        ("rule_state", lambda: pulls.arrows[0].isVisible()),
        ("batch_cloud", lambda: pulls.cloud.isVisible()),
    ):
        window.actions_by_name[name].trigger()
        assert not window.actions_by_name[name].isChecked()
        wait_until(lambda shown=shown: not shown())
        window.actions_by_name[name].trigger()
        wait_until(shown)


def test_keys_move_by_steps_or_by_epochs(window):
    change(window, training__batch_size=2)
    assert window.transport.button("by_epoch").isVisible()
    window.landscape_view.setFocus()
    press(window, Qt.Key.Key_Home, Qt.Key.Key_Right)
    assert window.session.state.playhead == 0.5
    press(window, Qt.Key.Key_E, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert window.session.state.by_epoch
    assert window.transport.button("by_epoch").isChecked()
    assert window.transport.speed.currentText().endswith("epochs/s")
    assert window.session.state.playhead == 2.0
    window.transport.button("by_epoch").click()
    press(window, Qt.Key.Key_Left)
    assert window.session.state.playhead == 1.5
    assert window.transport.speed.currentText().endswith("steps/s")
    assert not window.actions_by_name["by_epoch"].isChecked()


def test_after_a_number_and_enter_the_keys_are_those_of_the_window(window):
    line = field(window, "optimizer.learning_rate")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "0.2")
    before = window.session.state.row
    press(window, Key.Key_Left)  # the cursor, while it is typed
    assert window.session.state.row == before
    press(window, Key.Key_Return)
    settle(window)
    assert window.session.state.experiment.optimizer.learning_rate == 0.2
    press(window, Key.Key_Home)
    press(window, Key.Key_Right, Key.Key_Right)
    assert window.session.state.row == 2
    exported = []
    window.actions_by_name["export"].triggered.disconnect()
    window.actions_by_name["export"].triggered.connect(lambda: exported.append(True))
    press(window, Key.Key_E, modifiers=CONTROL)
    assert exported == [True]
    # Typing takes the keys back.
    QTest.keyClicks(line, "0.25")
    press(window, Key.Key_Left, Key.Key_Backspace, Key.Key_Return)
    settle(window)
    assert window.session.state.experiment.optimizer.learning_rate == 0.5
    assert window.session.state.row == 2


def test_nothing_plays_behind_a_dialog(window):
    window.playback.seek(0)
    window.playback.play()
    assert window.playback.playing
    dialog = QDialog(window)
    dialog.open()
    assert not window.playback.playing
    dialog.reject()


def test_the_measure_by_which_all_runs_move_is_chosen_in_the_menu(window):
    for name, axis in (
        ("by_steps", "step"),
        ("by_evaluations", "evaluation"),
        ("by_epochs", "epoch"),
    ):
        window.actions_by_name[name].trigger()
        assert window.session.state.axis == axis
        checked = [
            one
            for one in ("by_epochs", "by_steps", "by_evaluations")
            if window.actions_by_name[one].isChecked()
        ]
        assert checked == [name]
