"""The ellipse of the curvature on the map: directions, proportions, size."""

from dataclasses import replace

import numpy as np
import pytest

from tests.gui.curvatures import curved_frame
from tests.gui.frames import function_run, line_run, on_widget, show
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.ellipse import _REACH, CurvatureEllipse
from visualizer.gui.plots.landscape import LandscapePlot


def drawn(ellipse: CurvatureEllipse) -> list[np.ndarray]:
    """The points of the ellipse and of its two axes, as far as they are shown."""
    return [np.stack(line.getData(), axis=-1) for _, line in ellipse._curves if line.isVisible()]


def pixels(plot: LandscapePlot, moves: np.ndarray) -> np.ndarray:
    (x_low, x_high), (y_low, y_high) = plot.box.viewRange()
    width, height = plot.pixels()
    return moves * [width / (x_high - x_low), height / (y_high - y_low)]


@pytest.fixture
def plot(qapp):
    made = LandscapePlot(LIGHT)
    made.choose(curvature=True)
    with on_widget(made) as widget:
        made.widget = widget
        yield made


def test_it_is_drawn_only_where_it_is_wanted(plot):
    frame = curved_frame(line_run(), 6)
    show(plot, plot.widget, frame)
    assert len(drawn(plot.ellipse)) == 3
    assert "curvature" in plot.legend.words()
    plot.choose(curvature=False)
    plot.redraw()
    assert drawn(plot.ellipse) == []
    assert "curvature" not in plot.legend.words()
    plot.choose(curvature=True)
    show(plot, plot.widget, replace(frame, insights=()))
    assert drawn(plot.ellipse) == []


def test_it_is_a_level_of_the_local_bowl_about_the_playhead(plot):
    run = line_run()
    show(plot, plot.widget, curved_frame(run, 6))
    ellipse, *axes = drawn(plot.ellipse)
    moves = ellipse - run.history.theta(6)
    second = np.array([[15.0, 5.0], [5.0, 2.0]])
    levels = np.einsum("ki,ij,kj->k", moves, second, moves)
    np.testing.assert_allclose(levels, levels[0], rtol=1e-9)
    for axis, value in zip(axes, np.linalg.eigvalsh(second), strict=True):
        along = (axis[1] - axis[0]) / 2
        np.testing.assert_allclose(second @ along, value * along, atol=1e-9)
    longest = np.linalg.norm(pixels(plot, axes[0][1] - axes[0][0])) / 2
    assert longest == pytest.approx(_REACH)


def test_directions_that_curve_down_are_dashed(plot):
    frame = curved_frame(function_run("saddle", 0.01, 3), 1, box=((-3.0, 3.0), (-3.0, 3.0)))
    show(plot, plot.widget, frame)
    dashed = [bool(line.opts["pen"].dashPattern()) for _, line in plot.ellipse._curves]
    # x² − y²: the least curvature, along y, comes first.
    assert dashed == [True, True, False]
    assert "curvature, dashed: downwards" in plot.legend.words()


def test_it_keeps_its_size_on_the_screen_when_the_view_changes(plot):
    show(plot, plot.widget, curved_frame(line_run(), 6))
    plot.box.setXRange(2.0, 3.0, padding=0)
    plot.box.setYRange(0.0, 1.0, padding=0)
    axes = drawn(plot.ellipse)[1:]
    lengths = [np.linalg.norm(pixels(plot, axis[1] - axis[0])) / 2 for axis in axes]
    assert max(lengths) == pytest.approx(_REACH)


def test_a_late_curvature_is_not_drawn_in_files(plot):
    run = function_run("rosenbrock", 0.001, 100)
    frame = curved_frame(run, 6, box=((-2.0, 2.0), (-1.0, 3.0)))
    late = replace(frame, row=60)
    show(plot, plot.widget, late)
    assert len(drawn(plot.ellipse)) == 3
    plot.restyle(LIGHT.for_export(1.0))
    assert drawn(plot.ellipse) == []


def test_one_parameter_has_none(plot):
    run = line_run(problem={"bias": False}, epochs=5)
    show(plot, plot.widget, curved_frame(run, 1, box=((-1.0, 6.0),)))
    assert drawn(plot.ellipse) == []
