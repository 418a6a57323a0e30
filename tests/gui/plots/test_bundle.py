"""Many runs in one picture: what is bright, what is faint, and that moving is drawing afresh."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.gui.frames import frame_of, line_run, on_widget, rgb, show
from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.bundle import Bundle, BundledLine
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot

WIDE = 400


def seen(bundle_of, place: object) -> np.ndarray:
    """Which columns of a picture 400 pixels wide show bright, and which faint ink."""
    view = pg.GraphicsView(background="w")
    box = pg.ViewBox(enableMenu=False, defaultPadding=0.0)
    view.setCentralItem(box)
    view.resize(WIDE, 100)
    box.setRange(xRange=(0.0, 10.0), yRange=(-1.0, 1.0), padding=0.0)

    def keep(item: object, z: float) -> object:
        item.setZValue(z)
        box.addItem(item, ignoreBounds=True)
        return item

    bundle = Bundle(keep, 1.0, 2.0)
    bundle_of(bundle)
    bundle.reach_points(place) if isinstance(place, list) else bundle.reach_place(place)
    view.show()
    picture = view.grab().toImage()
    pixels = rgb(picture).astype(int)
    view.close()
    redder = pixels[..., 0] - pixels[..., 2]
    return np.array([(redder > 60).any(axis=0), (redder < -60).any(axis=0)]).T


def two_lines(bundle: Bundle) -> None:
    x = np.linspace(0.0, 10.0, 50)
    pens = pg.mkPen("#ff0000"), pg.mkPen("#0000ff")
    bundle.show([BundledLine(x, np.full(50, y), *pens) for y in (-0.5, 0.5)])


@pytest.mark.usefixtures("qapp")
def test_lines_are_bright_up_to_one_place_and_faint_from_there() -> None:
    bright, faint = seen(two_lines, 2.5).T
    # Columns of a picture are a pixel more or less.
    assert bright[2:98].all()
    assert not bright[103:].any()
    assert faint[103:398].all()
    assert not faint[2:98].any()


@pytest.mark.usefixtures("qapp")
def test_lines_are_bright_up_to_places_of_their_own() -> None:
    ends = [(np.array([0.0, x]), np.array([y, y])) for x, y in ((2.5, -0.5), (7.5, 0.5))]
    bright, faint = seen(two_lines, ends).T
    assert bright[2:298].all()
    assert not bright[303:].any()
    assert faint[103:398].all()  # of the line that is bright up to 2.5
    assert not faint[2:98].any()


@cache
def runs() -> tuple[Run, ...]:
    """Fourteen runs, of which one diverges."""
    rates = (*np.geomspace(0.002, 0.1, 13).tolist(), 1.0)
    return tuple(replace(line_run(rate), colour=place) for place, rate in enumerate(rates))


def many(row: int, hidden: bool = False) -> Frame:
    first, *others = runs()
    beside = tuple(
        ShownRun(one, row, row if hidden else one.count - 1, f"run {place}")
        for place, one in enumerate(others)
    )
    return frame_of(first, row, beside=beside, label="front", hide_future=hidden)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", [ParametersPlot, GradientPlot, LossPlot, LandscapePlot, FitPlot])
def test_a_picture_that_was_moved_is_the_one_that_is_drawn_afresh(kind, look) -> None:
    moved, fresh = kind(look), kind(look)
    with on_widget(moved) as widget, on_widget(fresh) as other:
        for frame in (many(2), many(9), many(14), many(14, hidden=True), many(5), many(6)):
            picture = show(moved, widget, frame)
            fresh.redraw()
            np.testing.assert_array_equal(picture, show(fresh, other, frame))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("kind", [ParametersPlot, GradientPlot, LossPlot])
def test_the_points_at_the_playhead_are_what_the_histories_say(kind) -> None:
    plot = kind(LIGHT)
    plot.choose(log=False)
    with on_widget(plot) as widget:
        show(plot, widget, many(3))
        show(plot, widget, many(7))
        assert isinstance(plot.points, Points)
        found = np.array([plot.points.data["x"], plot.points.data["y"]]).T
        wanted = [
            (7.0, float(trace.shown.run.history.column(trace.line.column)[7]))
            for trace in plot._traces
        ]
        np.testing.assert_array_equal(found, np.array(wanted))
        # One item for all of them: an item for each takes longer than a frame.
        assert not any(curve.item.isVisible() for curve in (*plot._past, *plot._future))
        assert len(plot._many.items[0].lines) == len(wanted)
