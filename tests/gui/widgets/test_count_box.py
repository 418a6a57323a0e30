"""Boxes and fields for numbers mean the same in every language of the system."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QMenu

import visualizer
from tests.gui.windows import settle, wait_until
from visualizer.gui.dialogs.explorer import show_explorer
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.stylesheet import style_sheet
from visualizer.gui.widgets.count_box import CountBox

GUI = Path(visualizer.__file__).parent / "gui"


@pytest.fixture
def german():
    former = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    yield
    QLocale.setDefault(former)


def typed(field, text):
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.usefixtures("german")
def test_a_count_reads_figures_only(qtbot):
    box = CountBox()
    qtbot.addWidget(box)
    box.setRange(0, 100_000)
    box.setPrefix("row ")
    for text, expected in (("12", 12), ("1.5", 15), ("2,5", 25), ("-3", 3), ("1000", 1000)):
        typed(box, text)
        # A key that is no figure does nothing: what stands there is what is meant.
        assert box.value() == expected
        assert box.cleanText() == str(expected)
    box.setSpecialValueText("auto")
    box.setValue(0)
    assert box.text() == "auto"


@pytest.mark.usefixtures("german")
def test_numbers_of_the_explorer_have_a_decimal_point(window):
    page = show_explorer(window.bench).activations
    wait_until(lambda: page.plot.curve is not None)
    typed(page.place, "0.5")
    assert page.plot.place == 0.5
    typed(page.place, "0,25")
    assert page.plot.place == 0.5
    assert "comma" in page.place.toolTip()
    assert page.place.wrong
    typed(page.place, "-1.5e1")
    assert page.plot.place == -15
    assert "comma" not in page.place.toolTip()
    assert page.place.text() == "-15"


@pytest.mark.usefixtures("german")
def test_no_box_of_the_window_follows_the_language(window):
    show_explorer(window.bench)
    window.docks.open("table")
    window.docks.fill("table")
    settle(window)
    # Not those in the menus that pyqtgraph makes and nobody sees.
    boxes = [
        box for box in window.findChildren(QAbstractSpinBox) if not isinstance(box.window(), QMenu)
    ]
    assert boxes
    for box in boxes:
        assert isinstance(box, CountBox), box.accessibleName()
        assert box.locale() == QLocale.c()
    for field in window.findChildren(QLineEdit):
        if isinstance(field.window(), QMenu):
            continue
        assert field.validator() is None or isinstance(field.parent(), CountBox)


def test_no_module_makes_a_box_of_its_own():
    own = re.compile(
        r"\bQ(Double)?SpinBox\(|\bQ(Double|Int)Validator\(|QInputDialog\.get(Int|Double)"
    )
    found = [path.name for path in GUI.rglob("*.py") if own.search(path.read_text("utf-8"))]
    assert found == []


def test_the_arrows_are_drawn_where_there_are_buttons(qtbot):
    box = CountBox()
    qtbot.addWidget(box)
    box.setStyleSheet(style_sheet(LIGHT, "Mono"))
    box.resize(120, 28)
    box.show()

    def ink():
        picture = box.grab().toImage()
        ground = picture.pixelColor(104, 14)
        places = [(x, y) for x in range(105, 115) for y in range(4, 24)]
        return sum(picture.pixelColor(x, y) != ground for x, y in places)

    assert ink() > 20
    box.setButtonSymbols(CountBox.ButtonSymbols.NoButtons)
    assert ink() == 0
