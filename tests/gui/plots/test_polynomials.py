"""Taylor polynomials over the map, the surface and the sections, and the direction by hand."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from tests.gui.frames import Calls, frame_of, function_run, informed, line_run, on_widget, show
from visualizer.core.analysis.cross_sections import Sections
from visualizer.core.analysis.taylor import Taylor
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.sections import SectionPlot
from visualizer.gui.space.surface import SurfacePlot

pytestmark = pytest.mark.usefixtures("qapp")
BOX = ((-12.0, 12.0), (-12.0, 12.0))


@pytest.fixture(scope="module")
def booth() -> Frame:
    """A bowl with its minimum at (1, 3): the paraboloid is the function itself."""
    frame = frame_of(function_run("booth", 0.01, 5), 2, BOX)
    return informed(frame, Taylor).viewed("landscape", taylor="2", turned=True, angle=30.0)


def test_the_contour_through_the_point_is_that_of_the_loss(booth: Frame) -> None:
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, booth)
        path = plot.polynomial.contours.path()
        points = np.array(
            [(path.elementAt(i).x, path.elementAt(i).y) for i in range(path.elementCount())]
        )
        # The paraboloid is the loss: its contours lie evenly apart, one of them at the point's own.
        losses = np.sort(booth.problem.loss(points))
        groups = np.split(losses, np.flatnonzero(np.diff(losses) > 0.1 * np.ptp(losses) / 9) + 1)
        middles = np.array([group.mean() for group in groups])
        np.testing.assert_allclose(np.diff(middles), np.diff(middles).mean(), rtol=0.05)
        here = float(booth.problem.loss(booth.run.history.theta(2)))
        assert np.abs(middles - here).min() < 0.02 * np.diff(middles).mean()
        x, y = plot.polynomial.lowest.getData()
        assert (x[0], y[0]) == pytest.approx((1.0, 3.0))
        words = plot.legend.words()
        assert {"paraboloid", "its minimum (Newton)"} <= set(words)
        assert "lowest at 1.000, 3.000" in plot.spoken()


def test_a_saddle_says_that_it_has_no_minimum(booth: Frame) -> None:
    frame = informed(frame_of(function_run("saddle", 0.01, 3), 1, BOX), Taylor)
    plot = LandscapePlot(DARK)
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, frame.viewed("landscape", taylor="2"))
        assert "paraboloid: saddle, no minimum" in plot.legend.words()
        assert not len(plot.polynomial.lowest.data)
        assert "which has no lowest point" in plot.spoken()
        # A tangent plane says nothing of a minimum.
        show(plot, widget, frame.viewed("landscape", taylor="1"))
        assert "tangent plane" in plot.legend.words()
        show(plot, widget, frame)
        assert plot.polynomial.contours.path().isEmpty()


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
def test_the_direction_is_turned_by_hand_and_told(booth: Frame, qtbot) -> None:
    plot = LandscapePlot(LIGHT)
    chosen = Calls()
    plot.on_chosen = chosen
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, booth)
        theta = booth.run.history.theta(2)
        slope = booth.problem.loss_and_gradient(theta)[1]
        along = slope @ [np.cos(np.pi / 6), np.sin(np.pi / 6)]
        assert plot.direction.words.startswith("slope ")
        assert f"along {30}°" in plot.direction.words
        told = float(plot.direction.words.split()[1].replace("−", "-"))
        assert told == pytest.approx(along, rel=5e-3)
        tip = plot.box.mapToScene(plot.direction.tip).toPoint()
        here = plot.box.mapToScene(plot.box.mapFromView(QPointF(*theta))).toPoint()
        # Straight up from the point: 90 degrees.
        goal = here.__class__(here.x(), here.y() - 80)
        view, button = widget.viewport(), Qt.MouseButton.LeftButton
        qtbot.mouseMove(view, tip)
        qtbot.mousePress(view, button, pos=tip)
        for part in (0.3, 0.7, 1.0):
            qtbot.mouseMove(view, tip + (goal - tip) * part)
            qtbot.wait(20)
        qtbot.mouseRelease(view, button, pos=goal)
        assert chosen.made
        name, values = chosen.made[-1]
        assert name == "landscape"
        assert values["angle"] == pytest.approx(90, abs=2)


def test_one_parameter_has_a_parabola(qapp) -> None:
    run = line_run(0.01, 5, problem={"bias": False})
    frame = informed(frame_of(run, 2, ((-1.0, 6.0),)), Taylor)
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (500, 300)) as widget:
        show(plot, widget, frame.viewed("landscape", taylor="2"))
        x, y = plot.polynomial.curve.getData()
        np.testing.assert_allclose(y, 7.5 * (x - 3) ** 2, atol=1e-9)
        assert plot.polynomial.lowest.getData()[0][0] == pytest.approx(3)


def test_the_sections_have_their_parabolas(booth: Frame) -> None:
    frame = informed(booth, Sections, Taylor).viewed("sections", taylor="2")
    plot = SectionPlot(LIGHT)
    with on_widget(plot, (500, 300)) as widget:
        show(plot, widget, frame)
        traces = plot.traces(frame)
        assert len(traces) == 6
        for bend, section in zip(traces[:3], traces[3:], strict=True):
            np.testing.assert_allclose(bend.y, section.y, rtol=1e-9, atol=1e-9)
        assert len(plot.lowest.data) == 3
        show(plot, widget, frame.viewed("sections", taylor="1"))
        assert len(plot.traces(plot.frame)) == 6
        assert not len(plot.lowest.data)
        show(plot, widget, frame.viewed("sections", taylor=""))
        assert len(plot.traces(plot.frame)) == 3


def test_the_net_lies_on_a_surface_that_is_a_paraboloid(booth: Frame) -> None:
    plot = SurfacePlot(DARK)
    with on_widget(plot, (500, 400)) as widget:
        show(plot, widget, booth.viewed("landscape", taylor="2", log=False))
        scene = plot.canvas.scene_shown
        points = scene.sheet.points[scene.sheet.joined]
        assert len(points) > 100
        relief = scene.surface.relief
        on_it = relief.at(points[:, 0], points[:, 1])
        np.testing.assert_allclose(points[:, 2], on_it, atol=0.05 * relief.box.z)
        assert len(scene.lowest) == 1
        assert "paraboloid" in plot.legend.words()
        show(plot, widget, booth.viewed("landscape", taylor="", log=False))
        assert not len(plot.canvas.scene_shown.sheet.points)
