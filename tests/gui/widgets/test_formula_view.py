"""Typeset formulas: what is drawn stands inside of the widget, and is as large as it can be."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.gui.frames import rgb
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.schedules import SCHEDULES
from visualizer.gui.widgets.formula_boxes import SHRINK
from visualizer.gui.widgets.formula_view import FormulaView

ALL = {
    f"{place} {name}": kind
    for place, table in (("rule", OPTIMIZERS), ("plan", SCHEDULES), ("function", FUNCTIONS))
    for name, kind in table.items()
}
ROOM = 248
"""The width in the narrowest set-up panel."""


@pytest.fixture
def view(qtbot):
    view = FormulaView()
    qtbot.addWidget(view)
    view.setStyleSheet("background: white; color: black;")
    view.setFixedWidth(ROOM)
    return view


def ink(view):
    """The rows and columns of the picture on which there is something."""
    view.show()
    view.resize(view.width(), view.sizeHint().height())
    dark = rgb(view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)).min(axis=2) < 140
    return np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0)), dark


@pytest.mark.parametrize("name", ALL)
def test_every_equation_has_room(view, name):
    kind = ALL[name]
    view.set_formula(kind.formula, kind.source)
    rows, columns, dark = ink(view)
    assert len(rows) > 5
    assert rows[0] >= 1, "cut at the top"
    assert rows[-1] < dark.shape[0] - 1, "cut at the bottom"
    assert columns[0] >= 1
    assert columns[-1] < dark.shape[1] - 1
    assert SHRINK * view.width_wanted <= ROOM, "too small to be read"


def test_a_long_source_takes_a_second_line(view):
    view.set_formula("a b", "Cauchy")
    one = view.sizeHint().height()
    last = ink(view)[0][-1]
    view.set_formula("a b", OPTIMIZERS["sgd"].source)
    assert view.sizeHint().height() > one
    assert ink(view)[0][-1] > last + 5
    view.setFixedWidth(4 * ROOM)
    view.grab()
    assert view.sizeHint().height() == one


def test_a_fraction_is_taller_than_its_line(view):
    view.set_formula("a b")
    flat = view.sizeHint().height()
    view.set_formula("a / b")
    assert view.sizeHint().height() > 1.4 * flat
    _, columns, dark = ink(view)
    bars = [row for row in dark if row[columns[0] : columns[-1] + 1].mean() > 0.7]
    assert 1 <= len(bars) <= 3, "the bar"


def test_two_short_definitions_share_a_line(view):
    view.set_formula("m = a / b")
    one = view.sizeHint().height()
    view.set_formula("m = a / b,  v = a / b")
    assert view.sizeHint().height() == one
    view.set_formula("m ← a / b,  v ← a / b")
    assert view.sizeHint().height() > 1.8 * one


def test_wide_equations_are_broken(view):
    formula = FUNCTIONS["beale"].formula
    view.set_formula(formula)
    narrow = view.sizeHint().height()
    view.setFixedWidth(600)
    view.resize(600, 100)
    view.show()
    assert view.sizeHint().height() < narrow
    assert view.width_wanted > ROOM


def test_what_cannot_be_read_is_shown_as_it_is(view):
    view.set_formula("(a + b")
    rows, _, _ = ink(view)
    assert len(rows) > 5


def test_it_has_words_for_those_who_do_not_see_it(view):
    adam = OPTIMIZERS["adam"]
    view.set_formula(adam.formula, adam.source)
    assert view.accessibleName().startswith("m becomes beta 1 m plus open bracket 1 minus beta 1")
    assert view.accessibleDescription() == adam.source
    assert adam.source in view.toolTip()
    view.set_formula("")
    assert view.isHidden()


def test_larger_letters_take_more_room(view):
    view.set_formula("a / b")
    small = view.sizeHint().height()
    font = view.font()
    font.setPixelSize(2 * view.fontInfo().pixelSize())
    view.setFont(font)
    view.setStyleSheet(f"font-size: {font.pixelSize()}px;")
    assert view.sizeHint().height() > 1.5 * small


def test_the_source_is_shown_without_its_identifiers(view):
    source = "Armijo (1966), doi:10.2140/pjm.1966.16.1; Nocedal and Wright (2006)"
    view.set_formula("a b", source)
    with_identifier = view.grab().toImage()
    assert source in view.toolTip()
    view.set_formula("a b", "Armijo (1966); Nocedal and Wright (2006)")
    assert view.grab().toImage() == with_identifier
