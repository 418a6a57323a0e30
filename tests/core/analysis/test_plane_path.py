"""Trajectories on planes against projections of single rows."""

import numpy as np
import pytest

from tests.core.analysis.test_plane_kinds import trained
from visualizer.core import History
from visualizer.core.analysis import plane_path
from visualizer.core.analysis.plane_path import PlanePath
from visualizer.core.analysis.planes import AxisPlane, SpannedPlane


@pytest.fixture(scope="module")
def history() -> History:
    return trained(100)[1]


def skew(history: History) -> SpannedPlane:
    size = len(history.parameters)
    directions = np.random.default_rng(1).normal(size=(2, size))
    return SpannedPlane(np.zeros(size), (-1, 1), (-1, 1), directions, ("one", "two"))


def test_every_row_of_a_short_history(history: History) -> None:
    plane = skew(history)
    wanted = np.array([plane.project(history.theta(row)) for row in range(10, 61)])
    assert PlanePath().points(history, plane, 10, 60) == pytest.approx(wanted, abs=1e-12)
    assert PlanePath().points(history, plane, 10, 9).shape == (0, 2)


def test_two_parameters_are_columns(history: History) -> None:
    plane = AxisPlane.over((3, 1), history.theta(0), (-1, 1), (-1, 1))
    found = PlanePath().points(history, plane, 0, 100)
    names = history.parameters
    wanted = np.stack([history.column(names[3]), history.column(names[1])], axis=1)
    np.testing.assert_array_equal(found, wanted)


def test_long_history_is_sampled_and_ends_exactly(history: History, monkeypatch) -> None:
    monkeypatch.setattr(plane_path, "MOST_POINTS", 20)
    monkeypatch.setattr(plane_path, "LEAST_POINTS", 20)
    plane, path = skew(history), PlanePath()
    found = path.points(history, plane, 0, 99)
    assert path.every == 8
    rows = [*range(0, 99, 8), 99]
    wanted = np.array([plane.project(history.theta(row)) for row in rows])
    assert found == pytest.approx(wanted, abs=1e-12)


def test_growing_history_is_followed(monkeypatch) -> None:
    """Rows that come later are added; what is known is not read again."""
    monkeypatch.setattr(plane_path, "MOST_POINTS", 20)
    monkeypatch.setattr(plane_path, "LEAST_POINTS", 20)
    whole = trained(100)[1]
    growing, path = Growing(whole), PlanePath()
    plane = skew(whole)
    for count in (1, 2, 15, 30, 31, 101):
        growing.count = count
        found = path.points(growing, plane, 0, count - 1)  # type: ignore[arg-type]
        fresh = PlanePath().points(growing, plane, 0, count - 1)  # type: ignore[arg-type]
        assert found == pytest.approx(fresh, abs=1e-12)


class Growing:
    """A history of which only the first `count` rows are there yet."""

    def __init__(self, whole: History) -> None:
        self._whole = whole
        self.count = 0
        self.parameters, self.thinning = whole.parameters, whole.thinning

    def __len__(self) -> int:
        return self.count

    def theta(self, row: int) -> np.ndarray:
        return self._whole.theta(row)

    def sample(self, low: int, high: int, every: int) -> tuple[np.ndarray, np.ndarray]:
        return self._whole.sample(low, min(high, self.count - 1), every)


def test_another_plane_is_projected_anew(history: History) -> None:
    path, plane = PlanePath(), skew(history)
    path.points(history, plane, 0, 50)
    moved = SpannedPlane(plane.origin + 1, (-1, 1), (-1, 1), plane.directions, plane.words)
    wanted = PlanePath().points(history, moved, 0, 50)
    np.testing.assert_array_equal(path.points(history, moved, 0, 50), wanted)


def test_a_sketch_has_true_points_most_of_them_at_the_start_and_is_read_once(monkeypatch):
    history = trained(4500)[1]
    plane, path = AxisPlane.over((0, 1), history.theta(0), (-1.0, 6.0), (-1.0, 3.0)), PlanePath()
    rows, points = path.sketch(history, plane)
    assert rows[-1] == len(history) - 1
    assert (np.diff(rows) > 0).all()
    assert rows[:256].tolist() == list(range(256))
    assert len(rows) < 1200
    exact = np.array([history.theta(row)[:2] for row in rows.tolist()])
    np.testing.assert_array_equal(points, exact)
    monkeypatch.setattr(type(history), "sample", None)
    again, same = path.sketch(history, plane.within((0.0, 1.0), (0.0, 1.0)))
    assert again is rows
    assert same is points
