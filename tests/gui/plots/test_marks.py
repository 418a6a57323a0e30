"""The legend above a plot: all of it, whatever the width."""

import itertools

import numpy as np
import pyqtgraph as pg
import pytest
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from tests.gui.frames import frame_of, line_run, on_widget, rgb, show
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.marks import Legend, LegendEntry, MapLegend, draw_way_on

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


@pytest.mark.usefixtures("qapp")
def test_the_legend_of_a_low_map_gives_way_and_comes_back() -> None:
    plot, run = LandscapePlot(LIGHT), line_run(epochs=12)
    with on_widget(plot, (460, 330)) as widget:
        for height, seen in ((330, True), (200, False), (330, True)):
            widget.resize(460, height)
            show(plot, widget, frame_of(run, 3))
            assert plot.legend.gives_way != seen
            assert (plot.legend.size().height() > 0.0) == seen
            assert plot.legend.words()
            # The map has most of a low plot.
            assert plot.pixels()[1] > (160.0 if seen else 0.6 * height)


@pytest.mark.usefixtures("qapp")
def test_an_arrow_that_goes_on_ends_in_dots_and_has_no_head() -> None:
    picture = QImage(120, 40, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    draw_way_on(painter, QPointF(10.0, 20.0), QPointF(110.0, 20.0), "#ffffff", LIGHT)
    painter.end()
    seen = rgb(picture)[..., 1] > 200
    across = np.flatnonzero(np.diff(seen[20].astype(int)) > 0)
    assert len(across) == 4  # the line and three dots
    assert seen.any(axis=1).sum() <= 5  # nowhere as wide as a head


@pytest.mark.usefixtures("qapp")
def test_the_legend_of_a_map_may_outlive_the_plot() -> None:
    item = pg.PlotItem()
    legend = MapLegend(LIGHT, item)
    item.resize(400.0, 600.0)
    assert not legend.gives_way
    item.resize(400.0, 60.0)
    assert legend.gives_way
    legend.setParentItem(None)
    shiboken6.delete(item)
    legend.resize(300.0, 20.0)
    assert legend.gives_way


@pytest.mark.usefixtures("qapp")
def test_what_is_drawn_once_is_drawn_anew_when_it_changes() -> None:
    """On the screen the samples are played from a record: another entry, another width."""

    def drawn(legend: Legend) -> bytes:
        picture = QImage(400, 80, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        legend.paint(painter, None)
        painter.end()
        return bytes(picture.constBits())

    legend = Legend(LIGHT)
    legend.resize(400.0, 80.0)
    seen = []
    for entries in (("start",), ("start", "minimum")):
        legend.show_entries([LegendEntry("star", "#123456", words) for words in entries])
        seen += [drawn(legend), drawn(legend)]
    legend.resize(90.0, 80.0)
    seen.append(drawn(legend))
    assert seen[0] == seen[1] != seen[2] == seen[3] != seen[4]
