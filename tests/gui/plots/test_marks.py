"""The legend above a plot: all of it, whatever the width."""

import itertools

import pytest
from PySide6.QtGui import QFontMetricsF

from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.marks import Legend, LegendEntry

CLASSES = [LegendEntry("dot", "#000000", f"class {number}") for number in range(10)]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", [40.0, 90.0, 180.0, 300.0, 2000.0])
def test_all_entries_have_a_place_and_none_covers_another(width: float) -> None:
    legend = Legend(LIGHT)
    legend.show_entries(CLASSES)
    legend.resize(width, legend.minimumHeight())
    places = legend._places()
    assert len(places) == len(CLASSES)
    assert places == sorted(set(places))
    words = QFontMetricsF(LIGHT.font(11.0)).horizontalAdvance("class 0")
    wide = 16.0 + words
    for line, x in places:
        assert x == 0.0 or x + wide <= width
        assert (line + 1) * legend._line() <= legend.minimumHeight()
    for (line, x), (other, beside) in itertools.pairwise(places):
        assert line < other or x + wide < beside


@pytest.mark.usefixtures("qapp")
def test_one_line_where_there_is_room() -> None:
    legend = Legend(LIGHT)
    legend.resize(2000.0, 20.0)
    before = legend.minimumHeight()
    legend.show_entries(CLASSES)
    assert legend.minimumHeight() == before
