"""Points drawn by hand: added, sprayed, moved, erased."""

import numpy as np

from visualizer.core.data.drawing import (
    APART,
    EDGE,
    MOST_POINTS,
    SPRAYED,
    added,
    erased,
    moved,
    nearest,
    sprayed,
)

POINTS = np.array([[-0.5, 0.5, 0.0], [0.5, -0.5, 1.0], [0.52, -0.5, 1.0]])


def at(x: float, y: float) -> np.ndarray:
    return np.array([x, y])


def test_a_point_is_added_inside_the_square() -> None:
    found = added(POINTS, at(0.12345, 3.0), 1)
    assert found[:3].tolist() == POINTS.tolist()
    assert found[3].tolist() == [0.123, EDGE, 1]
    assert added(POINTS[:, :2], at(0.1, 0.2), 1)[3].tolist() == [0.1, 0.2]
    # In a stroke none too near to the last.
    assert len(added(POINTS, at(0.53, -0.5), 0, APART)) == 3
    assert len(added(POINTS, at(0.6, -0.5), 0, APART)) == 4


def test_a_puff_is_spread_about_its_place_and_can_be_repeated() -> None:
    found = sprayed(POINTS, at(0.9, 0.9), 0)
    assert len(found) == 3 + SPRAYED
    assert set(found[3:, 2]) == {0}
    assert np.abs(found[:, :2]).max() <= EDGE
    assert np.array_equal(found, sprayed(POINTS, at(0.9, 0.9), 0))
    full = np.zeros((MOST_POINTS - 1, 3))
    assert len(sprayed(full, at(0, 0), 1)) == MOST_POINTS
    assert len(added(np.zeros((MOST_POINTS, 3)), at(0, 0), 1)) == MOST_POINTS


def test_the_nearest_one_is_moved() -> None:
    number = nearest(POINTS, at(-0.45, 0.5), 0.1)
    assert number == 0
    assert moved(POINTS, 0, at(0.0, -2.0))[0].tolist() == [0, -EDGE, 0]
    assert POINTS[0].tolist() == [-0.5, 0.5, 0]
    assert nearest(POINTS, at(0.0, 0.0), 0.1) is None
    assert nearest(POINTS[:0], at(0.0, 0.0), 9.0) is None


def test_of_each_class_one_point_stays() -> None:
    assert erased(POINTS, at(0.5, -0.5), 0.01).tolist() == POINTS[[0, 2]].tolist()
    # Both of class B are near: the last of them stays.
    assert erased(POINTS, at(0.51, -0.5), 0.1).tolist() == POINTS[[0, 2]].tolist()
    assert erased(POINTS, at(0.0, 0.0), 9.0).tolist() == POINTS[[0, 2]].tolist()
    assert len(erased(POINTS[:2, :2], at(0.5, -0.5), 0.1)) == 2
