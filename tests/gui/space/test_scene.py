"""What stands in the box, against places worked out by hand."""

import numpy as np
import pytest

from tests.gui.frames import frame_of, function_run, line_run
from visualizer.app.panes import ShownRun
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.planes import AxisPlane
from visualizer.gui.space.scene import LIFT, NO_WAY, Scenes, Surface


def surface(x_range=(0.0, 4.0), y_range=(-1.0, 1.0), log: bool = False) -> Surface:
    """The loss x + 2 over a rectangle."""
    x, y = np.linspace(*x_range, 41), np.linspace(*y_range, 21)
    loss = np.broadcast_to(x + 2.0, (21, 41))
    plane = AxisPlane.over((0, 1), np.zeros(2), x_range, y_range)
    return Surface(LandscapeMap(plane, x, y, loss), None, log)


def test_the_sides_are_as_long_as_the_ranges_unless_these_differ_too_much() -> None:
    box = surface().relief.box
    assert box.y / box.x == pytest.approx(0.5)
    assert max(box.x, box.y) == 1.0
    box = surface(y_range=(-10.0, 10.0)).relief.box
    assert box.x == box.y == 1.0


def test_places_in_units_of_the_parameters() -> None:
    one = surface()
    points = np.array([[0.0, -1.0], [4.0, 1.0], [2.0, 0.0], [1e300, np.inf], [np.nan, 0.0]])
    with np.errstate(all="ignore"):
        floor = one.floor(points)
    np.testing.assert_allclose(floor[:3], [[-1.0, -0.5], [1.0, 0.5], [0.0, 0.0]], atol=1e-12)
    assert one.inside(points).tolist() == [True, True, True, False, False]
    standing = one.stand(points)
    assert standing.shape == (3, 3)
    # Losses 2, 6, 4 are 0, 1, 1/2 of the height.
    lift = 2 * LIFT * one.relief.box.z
    heights = np.array([-1.0, 1.0, 0.0]) * one.relief.box.z
    np.testing.assert_allclose(standing[:, 2], heights + lift, atol=0.01)


def test_heights_are_those_of_the_colours() -> None:
    linear, logarithmic = surface().relief, surface(log=True).relief
    middle = np.array([2.0 - 2.0])  # loss 4, between 2 and 6
    assert linear.at(middle, middle)[0] / linear.box.z == pytest.approx(0.0, abs=0.02)
    part = np.log(4 / 2) / np.log(6 / 2)
    found = logarithmic.at(middle, middle)[0] / logarithmic.box.z
    assert found == pytest.approx(2 * part - 1, abs=0.03)


def test_infinite_losses_are_the_top_of_the_box() -> None:
    x = np.linspace(0.0, 1.0, 5)
    loss = np.add.outer(x, x)
    loss[0, 0], loss[4, 4] = np.nan, np.inf
    plane = AxisPlane.over((0, 1), np.zeros(2), (0, 1), (0, 1))
    made = Surface(LandscapeMap(plane, x, x, loss), None, False)
    assert np.isfinite(made.relief.heights).all()
    assert made.relief.heights[0, 0] == made.relief.heights[4, 4] == 1.0


def test_narrow_valleys_have_no_spikes_and_slopes_stay() -> None:
    """A valley that passes between the points of the map looks like beads, on the logarithm."""
    x = np.linspace(-1.0, 1.0, 101)
    beads = np.abs(np.subtract.outer(0.37 * x, x)) + 1e-3
    plane = AxisPlane.over((0, 1), np.zeros(2), (-1.0, 1.0), (-1.0, 1.0))
    made = Surface(LandscapeMap(plane, x, x, beads), 0.0, True)
    raw = made.levels.heights(beads)
    floor_before, floor_after = raw.min(axis=1)[5:-5], made.relief.heights.min(axis=1)[5:-5]
    assert np.abs(np.diff(floor_after)).mean() < 0.4 * np.abs(np.diff(floor_before)).mean()
    slope = Surface(LandscapeMap(plane, x, x, 10.0 ** np.add.outer(x, x)), 0.0, True)
    inner = (slice(3, -3), slice(3, -3))
    wanted = slope.levels.heights(10.0 ** np.add.outer(x, x))
    np.testing.assert_allclose(slope.relief.heights[inner], wanted[inner], atol=0.012)


class TestDrape:
    def test_the_way_follows_the_surface(self) -> None:
        one = surface()
        way = one.drape(np.array([[0.5, 0.0], [3.5, 0.0]]))
        assert len(way.points) > 30
        assert way.joined.tolist() == [True] * (len(way.points) - 1) + [False]
        z = one.relief.at(way.points[:, 0], way.points[:, 1])
        np.testing.assert_allclose(way.points[:, 2] - z, 2 * LIFT * one.relief.box.z, atol=1e-6)
        np.testing.assert_allclose(way.points[[0, -1], 0], [-0.75, 0.75], atol=1e-12)

    def test_what_is_outside_is_cut_off_at_the_edge(self) -> None:
        # In from the left at (0, 0), out at the top at (3, 1), in again, and away for good.
        points = np.array([[-2.0, 0.0], [2.0, 0.0], [4.0, 2.0], [3.5, 0.5], [1e200, 1e200]])
        way = surface().drape(points)
        x, y = way.points[:, 0], way.points[:, 1]
        assert (np.abs(x) <= 1 + 1e-9).all()
        assert (np.abs(y) <= 0.5 + 1e-9).all()
        starts = np.flatnonzero(~way.joined[:-1]) + 1
        assert len(starts) == 1
        first, second = way.points[: starts[0]], way.points[starts[0] :]
        np.testing.assert_allclose(first[[0, -1], :2], [[-1.0, 0.0], [0.5, 0.5]], atol=1e-9)
        assert second[0, 1] == pytest.approx(0.5)  # where the third step enters

    def test_points_that_are_no_numbers_interrupt_it(self) -> None:
        points = np.array([[1.0, 0.0], [2.0, 0.0], [np.nan, 0.0], [2.0, 0.5], [3.0, 0.5]])
        way = surface().drape(points)
        assert np.isfinite(way.points).all()
        assert (~way.joined).sum() == 2

    @pytest.mark.parametrize(
        "points", [np.empty((0, 2)), np.array([[1.0, 0.0]]), np.full((9, 2), 99.0)]
    )
    def test_without_a_way_there_is_none(self, points) -> None:
        assert surface().drape(points) is NO_WAY

    def test_many_steps_stay_a_few_thousand_points(self) -> None:
        zigzag = np.column_stack([np.tile([0.1, 3.9], 1500), np.linspace(-1, 1, 3000)])
        assert len(surface().drape(zigzag).points) < 14000


class TestScene:
    def test_of_a_run(self) -> None:
        run = line_run()
        frame = frame_of(run, 6)
        one = Surface(frame.map, run.problem.minimum_loss, True)
        scene = Scenes().scene_of(frame, one, arrows=True)
        assert scene.names == ("w", "b")
        theta = np.array([run.history.theta(row) for row in (0, 6, 7)])
        for found, wanted in zip((scene.start, scene.point, scene.after), theta, strict=True):
            np.testing.assert_allclose(found[0, :2], one.floor(wanted[None])[0])
        np.testing.assert_allclose(scene.minima[0, :2], one.floor(np.array([[3.0, 0.0]]))[0])
        assert len(scene.dots) == 6
        np.testing.assert_allclose(scene.past.points[-1], scene.future.points[0])

    def test_a_hidden_future_is_not_there(self) -> None:
        frame = frame_of(line_run(), 6, hide_future=True)
        scene = Scenes().scene_of(frame, Surface(frame.map, None, True), arrows=True)
        assert not len(scene.future.points)
        assert not len(scene.after)

    def test_all_minima_of_himmelblau(self) -> None:
        run = function_run("himmelblau", 0.01, 20)
        frame = frame_of(run, 3, ((-6.0, 6.0), (-6.0, 6.0)))
        assert (
            len(Scenes().scene_of(frame, Surface(frame.map, 0.0, True), arrows=False).minima) == 4
        )


def test_each_run_that_is_compared_has_its_way_and_its_ball() -> None:
    runs = [line_run(rate) for rate in (0.1, 0.01, 1.0)]
    beside = tuple(
        ShownRun(run, 6, run.count - 1, name)
        for run, name in zip(runs[1:], ("slow", "wild"), strict=True)
    )
    frame = frame_of(runs[0], 6, beside=beside, label="front")
    made = Surface(frame.map, frame.problem.minimum_loss, False)
    scene = Scenes().scene_of(frame, made, False)
    assert [run.name for run in scene.runs] == ["front", "slow", "wild"]
    assert scene.runs[0].past is scene.past
    at = made.stand(runs[1].history.theta(6)[None])
    np.testing.assert_array_equal(scene.runs[1].point, at)
    np.testing.assert_array_equal(scene.runs[1].end, at)
    np.testing.assert_allclose(scene.runs[1].past.points[-1], at[0], atol=1e-9)
    # One that has left the box has its name where it did so.
    assert len(scene.runs[2].point) == 0
    np.testing.assert_array_equal(scene.runs[2].end, scene.runs[2].past.points[-1:])
    assert scene.ghosts == ()
    alone = Scenes().scene_of(frame_of(runs[0], 6), made, False)
    assert alone.runs == ()
