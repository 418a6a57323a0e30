"""Coordinates on planes against linear algebra done otherwise."""

import numpy as np
import pytest

from visualizer.core.analysis.planes import AxisPlane, Plane, SpannedPlane

RANDOM = np.random.default_rng(5)
ORIGIN = RANDOM.normal(size=7)
DIRECTIONS = RANDOM.normal(size=(2, 7))
AXES = AxisPlane.over((4, 1), ORIGIN, (-1, 2), (-3, 1))
SKEW = SpannedPlane(ORIGIN, (-1, 2), (-3, 1), DIRECTIONS, ("one", "two"))
PLANES = [AXES, SKEW, AxisPlane.over((3,), ORIGIN, (-1, 2))]


@pytest.mark.parametrize("plane", PLANES)
class TestCoordinates:
    def test_projecting_a_point_of_the_plane_gives_its_coordinates(self, plane: Plane) -> None:
        points = np.random.default_rng(0).normal(size=(4, 3, plane.dimensions))
        assert plane.project(plane.at(points)) == pytest.approx(points, abs=1e-12)
        assert plane.distance(plane.at(points)) == pytest.approx(np.zeros((4, 3)), abs=1e-12)

    def test_projection_is_the_nearest_point(self, plane: Plane) -> None:
        """What is left of theta is at right angles to every way along the plane."""
        theta = np.random.default_rng(1).normal(size=(5, 7))
        beside = theta - plane.at(plane.project(theta))
        ways = plane.at(np.eye(plane.dimensions)) - plane.at(np.zeros(plane.dimensions))
        assert beside @ ways.T == pytest.approx(np.zeros((5, plane.dimensions)), abs=1e-12)
        lengths = [float(np.linalg.norm(row)) for row in beside]
        assert plane.distance(theta) == pytest.approx(np.array(lengths))

    def test_moves_are_differences_of_projections(self, plane: Plane) -> None:
        theta, moves = np.random.default_rng(2).normal(size=(2, 7))
        moved = plane.project(theta + moves) - plane.project(theta)
        assert plane.along(moves) == pytest.approx(moved, abs=1e-12)

    def test_ranges_make_other_keys(self, plane: Plane) -> None:
        other = plane.within((-1, 3), (-3, 1))
        assert other.key != plane.key
        assert other.within((-1, 2), plane.y_range).key == plane.key
        assert other.axes == plane.axes


def test_projection_to_skew_directions_is_least_squares() -> None:
    theta = np.random.default_rng(3).normal(size=7)
    solved = np.linalg.lstsq(DIRECTIONS.T, theta - ORIGIN)[0]
    assert SKEW.project(theta) == pytest.approx(solved)


def test_axes_are_the_parameters() -> None:
    assert AXES.project(np.arange(7.0)).tolist() == [4.0, 1.0]
    assert AXES.at(np.array([8.0, 9.0])).tolist() == [
        *ORIGIN[:1], 9.0, *ORIGIN[2:4], 8.0, *ORIGIN[5:],
    ]  # fmt: skip
    assert AXES.labels("abcdefg") == ("e", "b")
    assert SKEW.labels("abcdefg") == ("one", "two")


@pytest.mark.parametrize("plane", [AXES, SKEW])
def test_without_the_first_parameters(plane: Plane) -> None:
    rest = plane.without(1, np.float32)
    point = np.array([0.25, -0.5])
    assert rest.at(point).dtype == np.float32
    assert rest.at(point) == pytest.approx(plane.at(point)[1:], rel=1e-6)


def test_spanned_planes_of_other_origin_or_direction_have_other_keys() -> None:
    moved = SpannedPlane(ORIGIN + 1e-9, SKEW.x_range, SKEW.y_range, DIRECTIONS, SKEW.words)
    turned = SpannedPlane(ORIGIN, SKEW.x_range, SKEW.y_range, DIRECTIONS[::-1], SKEW.words)
    assert len({plane.key for plane in (SKEW, moved, turned)}) == 3
