"""The race in the window: what it asks, what it shows, what it opens, and what it leaves."""

from contextlib import suppress

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from tests.core.experiments import line
from tests.gui.windows import new_workbench, settle, wait_until
from visualizer.app.intents import OpenExperiment
from visualizer.core.race.race import Protocol, Race
from visualizer.core.race.running import run_race
from visualizer.core.race.tables import as_csv, as_markdown, shown_rows
from visualizer.gui.dialogs.race import RaceDialog
from visualizer.gui.dialogs.racing import show_race
from visualizer.gui.look.look import DARK
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.storage.lessons import lessons
from visualizer.storage.races import load_race


@pytest.fixture
def bench(qapp, settings):
    """A workbench on the line y = 3x, without a main window."""
    holder = QWidget()
    holder.resize(1200, 800)
    holder.show()
    with new_workbench(holder, settings) as made:
        made.session.apply(OpenExperiment(line(training={"epochs": 20})))
        yield made
        holder.close()
    holder.deleteLater()


@pytest.fixture
def dialog(bench):
    made = show_race(bench)
    ended(made)
    yield made
    closed(made, bench.window)


def closed(dialog: RaceDialog, window: QWidget) -> None:
    with suppress(RuntimeError):  # closed and deleted already
        dialog.reject()
    wait_until(lambda: not left_in(window))
    vars(dialog).clear()


def left_in(window) -> list[RaceDialog]:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return window.findChildren(RaceDialog)


def ended(dialog: RaceDialog) -> None:
    wait_until(lambda: dialog.outcome is not None and not dialog.stop.isEnabled())


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def check(dialog: RaceDialog, label: str) -> None:
    """Click the box before a rule."""
    rules = dialog.form.list
    (item,) = rules.findItems(label, Qt.MatchFlag.MatchExactly)
    rules.scrollToItem(item)
    index, option = rules.indexFromItem(item), QStyleOptionViewItem()
    rules.itemDelegate().initStyleOption(option, index)
    option.rect = QRect(rules.visualItemRect(item))
    box = rules.style().subElementRect(
        QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, rules
    )
    QTest.mouseClick(
        rules.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.center().x(), box.center().y())
    )


def enter(dialog: RaceDialog, key: str, text: str) -> None:
    line = dialog.form.form.row(f"race.{key}").findChild(QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_the_ravine_race_is_shown_at_once_and_opened_by_one_click(window):
    """Two clicks from the menu, and the runs move on the map of the window."""
    ravine = next(one for one in lessons() if one.title == "The ravine")
    window.documents.open_lesson(ravine)
    settle(window)
    before = len(window.session.state.runs)
    window.actions_by_name["compare"].trigger()
    (dialog,) = window.findChildren(RaceDialog)
    ended(dialog)
    result = dialog.outcome
    alone = run_race(result.race)
    assert dialog.verdict.text() == alone.verdict()
    assert "330 epochs" in dialog.verdict.text()
    rows = [dialog.table.topLevelItem(row) for row in range(dialog.table.topLevelItemCount())]
    shown = [tuple(row.text(column) for column in range(8)) for row in rows]
    assert shown == [cells[:8] for cells in shown_rows(result)]
    assert_all_move(dialog)
    see_another_start(dialog)
    colours = dialog.frame.race_colours
    click(dialog.show_runs)
    assert len(window.session.state.runs) == before + 3
    assert_all_are_opened(window, result, colours)
    closed(dialog, window)


def assert_all_are_opened(window, result, colours) -> None:
    state = window.session.state
    assert len(state.shown) == 3
    assert state.run.experiment.optimizer == result.ranking[0][1].experiment.optimizer
    assert window.playback.playing
    (left, right), (low, high) = state.zoom_of("landscape").ranges
    assert left < 0 < 8 < right
    assert -6 < low < -2 < 2 < high < 6
    settle(window)
    for finish in result.finishes:
        wanted = finish.experiment
        run = next(one for one in state.shown if one.experiment == wanted)
        wait_until(lambda run=run: run.complete)
        assert run.colour == colours[result.finishes.index(finish)]
        np.testing.assert_array_equal(run.history.column("loss"), finish.raw[:, 0])


def assert_all_move(dialog: RaceDialog) -> None:
    course = dialog.course
    wait_until(lambda: course.frame is not None and course.frame.row > 3)
    front, others = course.frame, course.frame.beside
    assert {one.row for one in others} == {front.row}
    names = {one.name for one in dialog.outcome.finishes}
    assert {front.label, *(one.label for one in others)} == names


def see_another_start(dialog: RaceDialog) -> None:
    """The second one, and the first one again."""
    for number, key in ((1, Qt.Key.Key_Down), (0, Qt.Key.Key_Up)):
        dialog.begins.setFocus()
        QTest.keyClick(dialog.begins, key)
        wait_until(lambda number=number: dialog.found.start == number)
        draw = dialog.outcome.starts.racing[number]
        begun = dialog.course.frame.run.history.theta(0)
        np.testing.assert_allclose(begun, np.array([8.0, 2.0]) + draw.offset)


def test_the_form_asks_for_the_race_that_is_run_and_saved(dialog, tmp_path, monkeypatch):
    check(dialog, "Adam")
    check(dialog, "Adagrad")
    enter(dialog, "epochs", "9")
    click(dialog.begin)
    ended(dialog)
    race = dialog.outcome.race
    assert [one.name for one in race.entrants] == ["Gradient descent", "Momentum", "Adagrad"]
    assert race.protocol.epochs == 9
    assert dialog.frame.race is dialog.outcome
    click(dialog.protocol)
    assert dialog.caption.isVisible()
    assert "9 epochs" in dialog.caption.text()
    click(dialog.raw)
    np.testing.assert_array_equal(dialog.loss._values(dialog.outcome.finishes[0]).shape, (10, 1))
    assert dialog.loss.raw
    clipboard = QApplication.clipboard()
    click(dialog.copy_csv)
    assert clipboard.text() == as_csv(dialog.outcome)
    click(dialog.copy_markdown)
    assert clipboard.text() == as_markdown(dialog.outcome)
    for name in ("race.png", "race.toml"):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        click(dialog.save)
        assert path.stat().st_size > 1000
    assert load_race(path) == race
    dialog.restyle(DARK)
    assert dialog.loss.look is DARK


def test_what_cannot_be_run_is_said_where_it_stands_and_nothing_is_left_behind(bench, dialog):
    state = bench.session.state
    dialog.form.vary.setFocus()
    QTest.keyClicks(dialog.form.vary, "Rates")
    assert dialog.form.vary.value() == "rates"
    assert dialog.form.race.entrants[0].values == {"optimizer.learning_rate": 0.01}
    dialog.form.typed.selectAll()
    QTest.keyClicks(dialog.form.typed, "0.1, fast")
    assert dialog.form.race is None
    assert not dialog.begin.isEnabled()
    assert "fast" in dialog.form.error.sentence()
    QTest.keyClick(dialog.form.typed, Qt.Key.Key_Backspace)
    for _ in "ast":
        QTest.keyClick(dialog.form.typed, Qt.Key.Key_Backspace)
    QTest.keyClicks(dialog.form.typed, "0.2")
    assert dialog.begin.isEnabled()
    assert not dialog.form.error.isVisible()
    type_rates(dialog)
    enter(dialog, "epochs", "1000000")
    click(dialog.begin)
    wait_until(lambda: dialog.stop.isEnabled())
    click(dialog.stop)
    assert "stopped" in dialog.verdict.text()
    assert dialog.outcome is None
    assert not dialog.show_runs.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_until(lambda: not left_in(bench.window))
    assert bench.session.state is state


def type_rates(dialog: RaceDialog) -> None:
    """A rate for each of those who take part."""
    race = dialog.form.race
    how = dialog.form.form.row("race.rates").findChild(ChoiceBox)
    how.setFocus()
    QTest.keyClicks(how, "As typed")
    assert dialog.form.race is None
    QTest.keyClicks(dialog.form.rates, "0.1, 0.01")
    typed = dialog.form.race
    assert isinstance(typed, Race)
    assert [one.rate for one in typed.entrants] == [0.1, 0.01]
    assert typed.protocol == Protocol(**{**vars(race.protocol), "rates": "typed"})
