"""The map of a figure fits the shape of its drawing area."""

from dataclasses import replace

import numpy as np
import pytest

from tests.core.analysis.test_plane_kinds import ALONE
from tests.gui.frames import frame_of, function_run, line_run, map_for
from visualizer.core.analysis.basins import BasinMap
from visualizer.core.analysis.cross_sections import Sections, reach_of
from visualizer.gui.figures.figures import FigureOptions, figure, render
from visualizer.gui.figures.maps import plane_of_figure


def scales(plane: object, aspect: float) -> float:
    """Length of a unit across divided by that of a unit up."""
    (x_low, x_high), (y_low, y_high) = plane.x_range, plane.y_range  # type: ignore[attr-defined]
    return (y_high - y_low) / aspect / (x_high - x_low)


@pytest.mark.parametrize("aspect", [0.5, 1.0, 1.7])
def test_plane_of_the_frame_is_kept_and_widened(aspect: float) -> None:
    frame = frame_of(line_run(), 6)
    plane = map_for(frame, aspect).plane
    assert plane.axes == (0, 1)
    assert plane.x_range[0] <= -1.0
    assert plane.x_range[1] >= 6.0
    assert plane.y_range[0] <= -2.5
    assert plane.y_range[1] >= 3.5
    assert scales(plane, aspect) == pytest.approx(1.0)


def test_very_different_scales_stay_as_they_are() -> None:
    frame = frame_of(line_run(), 6, ((-1.0, 6.0), (-100.0, 100.0)))
    plane = map_for(frame, 1.0).plane
    assert (plane.x_range, plane.y_range) == ((-1.0, 6.0), (-100.0, 100.0))


def test_without_a_map_the_trajectory_is_in_view() -> None:
    run = function_run("rosenbrock", 0.001, 500)
    made = map_for(frame_of(run, 20, None), 1.0)
    path = run.history.path(0, 1, 0, 500)
    assert made.plane.holds(path).all()
    assert made.loss.shape == (len(made.y), len(made.x))


def test_map_is_not_chosen_by_a_hidden_future() -> None:
    run = line_run(0.125)
    planes = [
        map_for(replace(frame_of(run, 3, None, hide_future=True), count=count), 1.0).plane
        for count in (5, 61)
    ]
    assert planes[0].x_range == planes[1].x_range
    assert planes[0].y_range == planes[1].y_range


def test_one_parameter_is_a_curve() -> None:
    run = line_run(0.1, 20, problem={"bias": False}, start={"parameters": [0.0]})
    made = map_for(frame_of(run, 3, None), 1.0)
    assert made.plane.dimensions == 1
    np.testing.assert_allclose(made.loss, 7.5 * (made.x - 3.0) ** 2, atol=1e-9)


@pytest.mark.parametrize("kind", ALONE)
def test_planes_of_a_kind(kind: str) -> None:
    run = line_run(0.05, 40, problem={"hidden": [2]})
    frame = frame_of(run, 20, None)
    made = map_for(frame, 1.0, kind=kind)
    path = np.array([run.history.theta(row) for row in range(41)])
    assert made.plane.holds(made.plane.project(path)).all()
    # What the window showed of the future is not told by a figure that hides it.
    hidden = map_for(replace(frame.knowing(made), hide_future=True), 1.0).plane
    assert hidden.key == map_for(replace(frame, hide_future=True), 1.0, kind=kind).plane.key
    short = line_run(0.05, 20, problem={"hidden": [2]})
    assert hidden.key == map_for(frame_of(short, 20, None), 1.0, kind=kind).plane.key


def test_coarse_map_has_few_points() -> None:
    frame = frame_of(line_run(), 6)
    assert map_for(frame, 1.0, coarse=True).loss.size < 100 < map_for(frame, 1.0).loss.size


@pytest.mark.usefixtures("qapp")
def test_basins_and_sections_of_a_figure_lie_on_the_plane_of_its_landscape(monkeypatch) -> None:
    monkeypatch.setattr("visualizer.core.analysis.basins.SIDES", (9, 21))
    run = function_run("himmelblau", 0.01, 40)
    frame = frame_of(run, 3, None)
    scene = figure(frame, ["sections", "basins"], FigureOptions(size=(400.0, 500.0)))
    try:
        sections, basins = (panel.frame for panel in scene.panels)
        found = basins.insight(BasinMap)
        # The shape of the picture as it was laid out before its numbers were known.
        assert found.basin.shape == pytest.approx((21 * scene.panels[1].plot.aspect, 21), abs=1.5)
        assert len(found.minima) == 4
        assert found.plane.holds(run.history.path(0, 1, 0, 40)).all()
        assert found.plane.axes == (0, 1)
        lines = sections.insight(Sections).lines
        reach = reach_of(plane_of_figure(frame, 1.0, ""))
        assert [line.distance[-1] for line in lines] == [reach] * 3
    finally:
        scene.close()


@pytest.mark.usefixtures("qapp")
def test_the_landscape_of_a_figure_is_as_wide_as_its_plane_and_no_wider() -> None:
    frame = frame_of(function_run("himmelblau", 0.01, 20), 4, None)
    scene = figure(frame, ["landscape"], FigureOptions(size=(420.0, 320.0)))
    try:
        (panel,) = scene.panels
        shown, usual = panel.frame.map.plane, plane_of_figure(frame, panel.plot.aspect, "")
        for limits, wanted in ((shown.x_range, usual.x_range), (shown.y_range, usual.y_range)):
            assert np.ptp(limits) == pytest.approx(np.ptp(wanted), rel=0.08)
    finally:
        scene.close()


def test_basins_are_not_told_where_the_future_is_hidden() -> None:
    run = function_run("himmelblau", 0.01, 40)
    scene = figure(frame_of(run, 3, None, hide_future=True), ["basins"], FigureOptions())
    try:
        assert scene.panels[0].frame.insight(BasinMap) is None
    finally:
        scene.close()


def test_field_of_a_figure() -> None:
    run = line_run(0.05, 40, problem={"hidden": [2]})
    frame = frame_of(run, 20, None)
    assert map_for(frame, 1.0, kind="principal").field is None
    made = map_for(frame, 1.0, kind="principal", field=True)
    assert made.field is not None
    x, y = made.field.x[3], made.field.y[7]
    theta = made.plane.at(np.array([x, y]))
    slope = run.problem.loss_and_gradient(theta)[1]
    np.testing.assert_allclose(made.field.downhill[7, 3], made.plane.along(-slope), rtol=1e-9)
    assert len(made.field.lines or ()) > 5


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_styles_are_drawn_in_every_format(tmp_path, ending: str) -> None:
    frame = frame_of(function_run("himmelblau", 0.01, 20), 6, None)
    sizes = []
    fields = ("", "arrows", "lines")
    for values in ({"contours": 0}, *({"labels": True, "field": one} for one in fields)):
        path = tmp_path / f"map.{ending}"
        options = FigureOptions(size=(300.0, 240.0))
        render(frame.viewed("landscape", **values), ["landscape"], options, path)
        sizes.append(path.stat().st_size)
    assert min(sizes[1:]) > sizes[0]


@pytest.mark.parametrize("place", [(-0.9, 3.3), (5.9, 0.0), (2.0, -2.4)])
def test_arrows_from_a_point_near_an_edge_have_room(place: tuple[float, float]) -> None:
    """That of the whole picture that they may reach, on a landscape of equal scales."""
    run = line_run(0.0, 1, start={"parameters": list(place)})
    plane = map_for(frame_of(run, 0), 1.0).plane
    for at, (low, high) in zip(place, (plane.x_range, plane.y_range), strict=True):
        assert min(at - low, high - at) >= 0.1 * (high - low)
    assert scales(plane, 1.0) == pytest.approx(1.0)
