"""Directions that planes are made from: orthonormal, completed where some are missing."""

import numpy as np
import pytest

from visualizer.core.analysis.plane_parts import Known, is_new, orthonormal, signed


@pytest.mark.parametrize(
    "candidates",
    [
        np.random.default_rng(0).normal(size=(2, 5)),
        np.array([[1.0, 0, 0, 0, 0], [1.0, 1e-9, 0, 0, 0], [0, 2.0, 0, 0, 0]]),
        np.zeros((2, 5)),
        np.array([[1e300, 1e300, 0, 0, 0], [np.inf, 0, 0, 0, 0]]),
    ],
)
def test_two_orthonormal_directions_come_from_the_first_that_differ(candidates) -> None:
    with np.errstate(all="ignore"):
        found = orthonormal(candidates, 5)
        lengths = np.linalg.norm(candidates[:1], axis=1)
    assert found @ found.T == pytest.approx(np.eye(2), abs=1e-14)
    if 0 < lengths[0] < 1e200:
        assert found[0] == pytest.approx(candidates[0] / lengths[0])


def test_a_direction_within_the_span_is_not_new() -> None:
    known = np.eye(2, 4)
    assert not is_new(np.array([3.0, -1, 0, 0]), known)
    assert is_new(np.array([3.0, -1, 0.1, 0]), known)


def test_the_largest_entry_of_each_is_positive() -> None:
    found = signed(np.array([[1.0, -3, 2], [0, 5, -4]]))
    np.testing.assert_array_equal(found, [[-1, 3, -2], [0, 5, -4]])


def test_without_a_row_the_last_one_is_here() -> None:
    known = Known(None, None, 7)  # type: ignore[arg-type]
    assert known.here == 7
    assert known._replace(row=3).here == 3
