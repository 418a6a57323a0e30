"""The learning-rate finder in the window: what it shows, what it changes and what it leaves."""

from contextlib import suppress

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from tests.gui.windows import change, settle, wait_until
from visualizer.app.intents import SetOption
from visualizer.core.analysis.rate_finder import Finder, find_rates
from visualizer.core.analysis.rate_proof import prove_rates
from visualizer.core.analysis.rate_proof_words import came_to, sentence
from visualizer.core.analysis.rate_suggestions import bounds, suggestions
from visualizer.gui.dialogs.rate_finder import RateFinder

BEST = "best of the runs"
GROWN = 100_000
"""Steps that take long enough to be stopped."""


@pytest.fixture
def opened(window):
    made = []

    def open_dialog():
        window.actions_by_name["find_rate"].trigger()
        dialog = window.findChildren(RateFinder)[-1]
        made.append(dialog)
        return dialog

    yield open_dialog
    shown = {*made, *window.findChildren(RateFinder)}
    for dialog in shown:
        with suppress(RuntimeError):  # closed and deleted already
            dialog.reject()
    wait_until(lambda: not left_in(window))
    for dialog in shown:
        # pytest holds the fixtures, and with them the menus of the plots; see `close_window`.
        vars(dialog).clear()


def left_in(window) -> list[RateFinder]:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return window.findChildren(RateFinder)


@pytest.fixture
def dialog(opened):
    found = opened()
    wait_until(lambda: found.list.topLevelItemCount())
    return found


def edit(dialog: RateFinder, key: str, text: str, section: str = "finder") -> None:
    line = dialog.form.form.row(f"{section}.{key}").findChild(QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def type_rate(dialog: RateFinder, text: str) -> None:
    dialog.rate.setFocus()
    dialog.rate.selectAll()
    QTest.keyClicks(dialog.rate, text)
    QTest.keyClick(dialog.rate, Qt.Key.Key_Return)


def expected(window, finder=None):
    state = window.session.state
    return find_rates(state.experiment, state.run.problem, finder or Finder())


def test_shows_the_suggestions_of_the_core(window, dialog):
    wanted = suggestions(expected(window))
    rows = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    rows = [row for row in rows if row.text(0) != BEST]
    assert [row.text(0) for row in rows] == [one.name for one in wanted]
    assert [float(row.text(1)) for row in rows] == [float(f"{one.rate:.4g}") for one in wanted]
    assert "above 4 times its least" in dialog.message.text()
    assert not dialog.progress.isVisible()


def test_the_runs_prove_which_rate_is_best(window, dialog):
    wait_until(lambda: dialog.frame.proof is not None)
    state = window.session.state
    proof = prove_rates(state.experiment, state.run.problem, expected(window))
    row = dialog.list.topLevelItem(0)
    assert (row.text(0), float(row.text(1))) == (BEST, proof.rate)
    assert [dialog.list.topLevelItem(place).text(2) for place in (0, 3)] == [
        came_to(proof, proof.rate),
        came_to(proof, suggestions(expected(window))[2].rate),
    ]
    assert sentence(proof) in dialog.reason.text()
    assert dialog.curve.chosen == proof.rate
    # A press beside a run chooses that run.
    press = dialog.proof.box.mapViewToScene(QPointF(float(np.log10(proof.rates[3])) + 0.01, 0.0))
    view = dialog.views[1]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(press))
    assert dialog.rate.text() == f"{proof.rates[3]:g}"


def test_a_rate_chosen_while_the_runs_are_under_way_stays_chosen(dialog):
    dialog.choose(0.02)
    wait_until(lambda: dialog.frame.proof is not None)
    assert dialog.curve.chosen == 0.02


def test_runs_that_take_long_can_be_stopped_and_the_test_stays(dialog):
    edit(dialog, "epochs", "100000000", "proof")
    wait_until(lambda: dialog.frame.rates is not None)
    dialog.stop.click()
    assert "The runs were stopped." in dialog.message.text()
    assert dialog.frame.rates is not None
    assert dialog.frame.proof is None
    assert dialog.use.isEnabled()


def test_session_and_parameters_are_left_as_they_were(window, opened):
    state = window.session.state
    columns = {name: state.run.history.column(name) for name in state.run.history.columns}
    dialog = opened()
    wait_until(lambda: dialog.list.topLevelItemCount())
    dialog.choose(0.3)
    dialog.reject()
    assert window.session.state is state
    assert window.pane.frame.row == state.row
    assert not window.session.can_undo
    for name, values in columns.items():
        np.testing.assert_array_equal(state.run.history.column(name), values)


def test_the_chosen_suggestion_becomes_the_rate(window, dialog):
    wait_until(lambda: dialog.frame.proof is not None)
    dialog.list.setCurrentItem(dialog.list.topLevelItem(3))
    rate = float(f"{suggestions(expected(window))[2].rate:.4g}")
    assert dialog.rate.text() == f"{rate}"
    dialog.use.click()
    settle(window)
    assert window.session.state.experiment.optimizer.learning_rate == rate
    assert "Learning rate 0.07391" in window.statusBar().currentMessage()
    window.session.undo()
    assert window.session.state.experiment.optimizer.learning_rate == 0.1


def test_a_rate_that_no_test_could_try_is_refused(dialog):
    wait_until(lambda: dialog.frame.proof is not None)
    before = dialog.curve.chosen
    for text in ("0", "-1", "1e400", "nan"):
        type_rate(dialog, "0.03")
        assert not dialog.rate.wrong
        dialog.choose(before)
        type_rate(dialog, text)
        assert dialog.curve.chosen == before
        assert dialog.rate.wrong
        assert dialog.message.text()


def test_a_rate_typed_or_pressed_is_chosen(window, dialog):
    dialog.curve.on_rate_chosen(0.02)
    assert dialog.rate.text() == "0.02"
    assert dialog.list.currentItem() is None
    type_rate(dialog, "0.03")
    assert dialog.curve.chosen == 0.03
    dialog.use.click()
    settle(window)
    assert window.session.state.experiment.optimizer.learning_rate == 0.03


def test_the_bounds_become_a_cyclical_schedule(window, dialog):
    between = bounds(expected(window))
    dialog.cycle.click()
    settle(window)
    schedule = window.session.state.experiment.schedule
    assert (schedule.kind, schedule.base, schedule.maximum) == (
        "cyclical",
        between.low,
        between.high,
    )
    words = window.statusBar().currentMessage()
    assert "from where the loss begins to fall to where it stops" in words


def test_a_rate_takes_the_place_of_a_schedule_with_rates_of_its_own(window, opened):
    change(window, schedule__kind="cyclical")
    dialog = opened()
    wait_until(lambda: dialog.list.topLevelItemCount())
    dialog.choose(0.05)
    dialog.use.click()
    settle(window)
    experiment = window.session.state.experiment
    assert (experiment.schedule.kind, experiment.optimizer.learning_rate) == ("constant", 0.05)
    assert "is constant now" in window.statusBar().currentMessage()


def test_what_is_not_allowed_is_told_beside_the_field(dialog):
    for key, text, place, said, allowed in (
        (
            "start",
            "20",
            "end",
            "10 is not allowed; allowed is a number above the start, 20.",
            "1e-7",
        ),
        ("end", "1e-9", "end", "allowed is a number above the start, 1e-07.", "5"),
        ("steps", "1", "steps", "1 is not allowed", "50"),
        ("smoothing", "2", "smoothing", "2 is not allowed", "0.5"),
    ):
        edit(dialog, key, text)
        assert said in dialog.form.form.row(f"finder.{place}").error
        if place == "end":
            assert not dialog.again.isEnabled()
        edit(dialog, key, allowed)
        assert dialog.form.form.row(f"finder.{place}").error == ""
    wait_until(lambda: dialog.list.topLevelItemCount())


def test_points_are_left_out_without_a_new_test(window, dialog):
    wait_until(lambda: dialog.frame.proof is not None)
    edit(dialog, "skip_first", "40")
    assert not dialog.stop.isEnabled()
    wanted = suggestions(expected(window, Finder(skip_first=40)))
    rows = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    assert rows[-2].text(1) == f"{wanted[3].rate:.4g}"
    assert rows[-2].text(2) == "not tried"
    edit(dialog, "skip_last", "60")
    assert "Too few points are left" in dialog.message.text()
    assert not dialog.cycle.isEnabled()


def test_a_long_test_shows_progress_and_can_be_stopped(window, dialog):
    edit(dialog, "end", "1e-5")
    edit(dialog, "steps", str(GROWN))
    assert dialog.stop.isEnabled()
    wait_until(lambda: 0 < dialog.progress.value() < GROWN)
    dialog.stop.click()
    assert dialog.message.text() == "The test was stopped."
    assert dialog.again.isEnabled()
    assert dialog.list.topLevelItemCount() == 0
    assert not dialog.use.isEnabled()


def test_closing_stops_a_test(window, opened):
    dialog = opened()
    edit(dialog, "end", "1e-5")
    edit(dialog, "steps", "100000")
    dialog.reject()
    assert window.session.state.run.complete


def test_begins_at_the_playhead(window, opened):
    window.playback.seek(60)
    settle(window)
    dialog = opened()
    wait_until(lambda: dialog.list.topLevelItemCount())
    first = dialog.frame.rates.losses[0]
    dialog.form.place.set_value("playhead")
    dialog.form.test_changed.emit()
    wait_until(lambda: dialog.frame.rates is not None)
    assert first == 67.5
    assert dialog.frame.rates.losses[0] == window.session.state.run.history.row(60).loss


def test_settings_that_are_not_trained_yet_are_tested(window, opened):
    window.session.apply(SetOption("update_as_change", False))
    change(window, problem__data="noisy-line")
    assert window.session.state.edited is not None
    dialog = opened()
    wait_until(lambda: dialog.frame.rates is not None)
    assert dialog.frame.rates.losses[0] != 67.5


def test_everything_has_a_name_and_a_tooltip(dialog):
    for part in dialog.findChildren(QAbstractButton) + dialog.findChildren(QLineEdit):
        if part.isVisible():
            assert part.accessibleName() or part.text()
            assert part.toolTip()
    assert dialog.list.accessibleName()


def test_the_button_beside_train_opens_it(window, opened):
    window.footer.find_rate.click()
    assert len(window.findChildren(RateFinder)) == 1


def test_the_plots_are_saved_and_what_cannot_be_written_is_told(dialog, tmp_path, monkeypatch):
    marks = {"a.png": b"\x89PNG", "a.svg": b"<?xml", "a.pdf": b"%PDF", "b": b"\x89PNG"}
    for name, mark in marks.items():
        path = tmp_path / name
        monkeypatch.setattr(
            "visualizer.gui.dialogs.rate_finding.QFileDialog.getSaveFileName",
            lambda *_, path=path: (str(path), ""),
        )
        dialog.save.click()
        written = path if path.suffix else path.with_suffix(".png")
        assert written.read_bytes().startswith(mark)
        assert dialog.message.text() == f"Saved {written}"
    monkeypatch.setattr(
        "visualizer.gui.dialogs.rate_finding.QFileDialog.getSaveFileName",
        lambda *_: (str(tmp_path / "missing" / "a.png"), ""),
    )
    dialog.save.click()
    assert "missing" in dialog.message.text()
