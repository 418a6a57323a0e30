"""Views of long columns: few points, every extreme, whatever is asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.core.recording.pyramids import PathPyramid, RangePyramid

RANDOM = np.random.default_rng(0)
LONG = np.cumsum(RANDOM.normal(size=300_000))
SPIKES = np.where(RANDOM.random(300_000) < 1e-4, 50, LONG)


def ranged(values: np.ndarray, low: int, high: int, pixels: int, steps: int = 3):
    pyramid = RangePyramid()

    def read(a: int, b: int) -> np.ndarray:
        return values[a:b]

    for size in np.linspace(0, len(values), steps).astype(int):
        pyramid.extend(read, int(size))
    return pyramid.view(read, low, high, pixels)


@given(st.integers(0, 300_000), st.integers(0, 300_000), st.integers(1, 900), st.integers(1, 5))
def test_extremes_are_kept_in_few_points(a: int, b: int, pixels: int, steps: int) -> None:
    low, high = min(a, b), max(a, b)
    x, y = ranged(SPIKES, low, high, pixels, steps + 1)
    assert len(x) == len(y) <= 4 * pixels + 40
    if high == low:
        assert not len(x)
        return
    part = SPIKES[low:high]
    assert (y.min(), y.max()) == (part.min(), part.max())
    assert low <= x[0] <= x[-1] < high
    assert (np.diff(x) >= 0).all()


@pytest.mark.parametrize("count", [1, 63, 64, 65, 400, 401, 6400, 100_000])
def test_few_values_are_given_as_they_are(count: int) -> None:
    x, y = ranged(LONG, 5, 5 + count, 100)
    if count <= 400:
        assert x.tolist() == list(range(5, 5 + count))
        assert (y == LONG[5 : 5 + count]).all()
    else:
        assert len(x) > 100


def test_values_that_are_not_finite_are_left_out() -> None:
    values = LONG[:50_000].copy()
    values[::3] = np.nan
    values[1000::5000] = np.inf
    values[20_000:30_000] = np.nan
    for low, high, pixels in (
        (0, 50_000, 50),
        (0, 50_000, 900),
        (0, 300, 300),
        (21_000, 22_000, 9),
    ):
        x, y = ranged(values, low, high, pixels)
        there = values[low:high][np.isfinite(values[low:high])]
        assert np.isfinite(y).all()
        assert len(y) == len(x)
        assert (len(y) == 0) == (len(there) == 0)
        if len(there):
            assert (y.min(), y.max()) == (there.min(), there.max())


def test_a_reader_behind_the_others_gets_its_own_part() -> None:
    pyramid = RangePyramid()

    def read(a: int, b: int) -> np.ndarray:
        return LONG[a:b]

    pyramid.extend(read, 300_000)
    x, y = pyramid.view(read, 0, 77_777, 300)
    assert x[-1] < 77_777
    assert (y.min(), y.max()) == (LONG[:77_777].min(), LONG[:77_777].max())


PLANE = np.cumsum(np.random.default_rng(1).normal(size=(2, 300_000)), axis=1)


def path(low: int, high: int, points: int, steps: int = 3) -> np.ndarray:
    pyramid = PathPyramid()

    def read(a: int, b: int) -> np.ndarray:
        return PLANE[:, a:b]

    for size in np.linspace(0, PLANE.shape[1], steps).astype(int):
        pyramid.extend(read, int(size))
    return pyramid.path(read, low, high, points)


@given(st.integers(0, 300_000), st.integers(1, 300_000), st.integers(40, 3000), st.integers(2, 5))
def test_a_path_keeps_ends_and_extremes(low: int, count: int, points: int, steps: int) -> None:
    high = min(low + count, 300_000)
    found = path(low, high, points, steps)
    if low == high:
        assert len(found) == 0
        return
    part = PLANE[:, low:high].T
    assert len(found) <= 2 * points + 100
    assert (found[0] == part[0]).all()
    assert (found[-1] == part[-1]).all()
    assert (found.min(axis=0) == part.min(axis=0)).all()
    assert (found.max(axis=0) == part.max(axis=0)).all()


@pytest.mark.parametrize("count", [1000, 1001, 2000, 10_000, 32_000, 100_000, 300_000])
def test_a_path_is_never_coarse(count: int) -> None:
    found = path(0, count, 1000)
    assert min(count, 800) <= len(found) <= 2100


def test_points_of_a_path_stand_in_their_order() -> None:
    found = path(3, 200_003, 1000)
    place = {tuple(point): number for number, point in enumerate(PLANE.T.tolist())}
    numbers = [place[tuple(point)] for point in found.tolist()]
    assert numbers == sorted(numbers)
