"""What a screen reader is told, and whether everything can be seen and hit: the whole window."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from tests.gui.windows import close_window, new_window, settle, wait_until
from visualizer.app.intents import ChangeSettings, MovePlayhead
from visualizer.gui.look.colours import contrast
from visualizer.gui.look.look import LOOKS
from visualizer.gui.look.stylesheet import shades, style_sheet
from visualizer.gui.panels.epoch_table import EpochTable
from visualizer.gui.window.docks import DOCKS
from visualizer.gui.window.main_window import MainWindow
from visualizer.storage.lessons import find_lesson

LEAST = 24
"""Pixels that a target needs in both directions (WCAG 2.2, criterion 2.5.8)."""

TARGETS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSlider, QAbstractSpinBox)


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    path = tmp_path_factory.mktemp("settings") / "window.ini"
    window = new_window(QSettings(str(path), QSettings.Format.IniFormat))
    settle(window)
    yield window
    close_window(window)


def targets(window: MainWindow) -> list[QWidget]:
    """All that can be pressed, typed into or dragged and is shown."""
    found = [one for kind in TARGETS for one in window.findChildren(kind)]
    return [
        one
        for one in found
        if one.isVisible()
        and not isinstance(one, QScrollBar)
        and not isinstance(one.parent(), QLineEdit | QComboBox | QTabBar | QAbstractSpinBox)
        and not one.objectName().startswith("qt_")
    ]


def unnamed(window: MainWindow) -> list[str]:
    """What the Tab key stops at without a name."""
    return [
        f"{type(one).__name__} in {type(one.parent()).__name__}"
        for one in window.findChildren(QAbstractScrollArea)
        if one.isVisible()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not one.accessibleName()
    ]


def told(widget: QWidget) -> str:
    """What a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


@pytest.fixture(scope="module")
def seen(window: MainWindow) -> list[tuple[str, str, str, int, int]]:
    """Kind, place, name, width and height of all targets, with each dock in front once."""
    found = {}
    for dock in DOCKS:
        window.docks.open(dock.name)
        window.docks.fill(dock.name)
        QApplication.processEvents()
        for one in targets(window):
            where = one.objectName() or dock.name
            found[one] = (type(one).__name__, where, told(one), one.width(), one.height())
        assert unnamed(window) == [], dock.name
        if not dock.usual:
            window.docks.close_extra()
    return list(found.values())


def test_every_target_has_a_name_without_blanks_around_it(seen) -> None:
    assert len(seen) > 60
    assert [one for one in seen if not one[2] or one[2] != one[2].strip()] == []


def test_every_target_is_large_enough(seen) -> None:
    assert [one for one in seen if min(one[3:]) < LEAST] == []


def test_borders_of_fields_are_seen() -> None:
    """At least 3 to 1 to what is inside and outside (WCAG 2.2, criterion 1.4.11)."""
    for look in LOOKS.values():
        edge = shades(look)["field_edge"]
        for ground in (look.field, look.card, look.background):
            assert contrast(edge, ground) >= 3.0, (look.theme, ground)
        assert f"border: 1px solid {edge}" in style_sheet(look, "Mono")


def description(window: MainWindow, name: str) -> str:
    return next(v for v in window.pane.views if v.plot.name == name).accessibleDescription()


def test_plots_tell_what_they_show(window: MainWindow) -> None:
    window.session.apply(MovePlayhead(6.0))
    settle(window)
    wait_until(lambda: "epoch 6" in description(window, "parameters"))
    words = description(window, "parameters")
    assert words.startswith("Epochs 0 to 60. At epoch 6: w 2.497, b 0.6793.")
    verdict = window.pane.judgement.verdict
    assert words.endswith(f"{verdict.label}: {verdict.text}")
    landscape = description(window, "landscape")
    assert re.match(r"w from −?[\d.]+ to [\d.]+\. b from −?[\d.]+ to [\d.]+\. ", landscape)
    assert "At epoch 6, loss 0.6488." in landscape
    assert "The point is at w 2.497, b 0.6793." in landscape


def test_numbers_that_are_painted_are_told_without_a_pointer(window: MainWindow) -> None:
    window.session.apply(MovePlayhead(6.0))
    settle(window)
    read_outs, step = window.transport.read_outs, window.inspector.view
    wait_until(lambda: "0.6488" in read_outs.accessibleDescription())
    assert "w 2.497, b 0.6793" in read_outs.accessibleDescription()
    assert step.accessibleDescription().startswith("w₇ = w₆ − η · ∂L/∂w = 2.497")
    step.setFocus()
    QTest.keyClick(step, Qt.Key.Key_Down)
    assert step.accessibleDescription().startswith("b₇ = b₆ − η · ∂L/∂b")


def test_a_button_with_the_icon_of_another_action_tells_what_it_does(window: MainWindow) -> None:
    window.docks.open("table")
    window.docks.fill("table")
    saving = window.findChild(EpochTable).saving
    assert saving.accessibleDescription() == "Save as CSV with all digits, or as a worksheet"


def test_nothing_is_described_while_it_plays(window: MainWindow, monkeypatch) -> None:
    described = []
    view = window.landscape_view
    monkeypatch.setattr(view.plot, "spoken", lambda: described.append(1) or "")
    for epoch in range(20):
        window.session.apply(MovePlayhead(float(epoch)))
        QTest.qWait(40)
    assert described == []
    wait_until(lambda: described)


def test_a_verdict_is_announced_once(window: MainWindow, monkeypatch) -> None:
    said = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    window.session.apply(ChangeSettings({"optimizer.learning_rate": 0.13}))
    settle(window)
    window.session.apply(MovePlayhead(20.0))
    wait_until(lambda: said)
    verdict = window.pane.judgement.verdict
    assert said == [f"{verdict.label}: {verdict.text}"]
    window.session.apply(MovePlayhead(21.0))
    QTest.qWait(800)
    assert len(said) == 1


def test_pictures_of_classes_tell_what_they_show(qapp, tmp_path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = new_window(settings)
    try:
        window.documents.open_lesson(find_lesson("iris"))
        settle(window)
        window.session.apply(MovePlayhead(20.0))
        settle(window)
        for name, expected in {
            "confusion": r"right, \d+ of \d+ rows wrong\. setosa: \d+ of \d+ right",
            "wrong": r"row \d+: \w+ \d+ %, .*; true ",
            "classes": r"row \d+: setosa \d+ %, .*; true setosa",
            "network": r"15 parameters\. .*unit 1: ",
        }.items():
            window.docks.open(name)
            window.docks.fill(name)
            wait_until(partial(tells, window, name, expected))
    finally:
        close_window(window)


def tells(window: MainWindow, name: str, expected: str) -> bool:
    return re.search(expected, description(window, name)) is not None
