"""Single lines: smooth ones lose points that nobody could see, and no others."""

from collections.abc import Callable

import numpy as np
import pytest

from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.curves import Curve

HEIGHT = 100.0
"""Pixels of a picture that shows 1 from its lower to its upper end."""

X = np.linspace(0.0, 1.0, 1000)


def drawn(y: np.ndarray, pixel: float = 1.0 / HEIGHT) -> tuple[np.ndarray, np.ndarray]:
    curve = Curve()
    curve.show(X, y, "#123456", (), LIGHT, 2.0, pixel=pixel)
    return curve.data()


@pytest.mark.parametrize(
    "shape",
    [np.sqrt, lambda x: np.exp(-9.0 * x), lambda x: 0.5 + 0.4 * np.sin(20.0 * x)],
)
def test_a_line_misses_none_of_its_points_by_more_than_a_quarter_of_a_pixel(
    shape: Callable[[np.ndarray], np.ndarray],
) -> None:
    noise = 0.03 / HEIGHT * np.random.default_rng(1).normal(size=len(X))
    for y in (shape(X), shape(X) + noise):
        across, upward = drawn(y)
        assert len(across) < len(X) / 2
        assert np.abs(np.interp(X, across, upward) - y).max() <= 0.25 / HEIGHT


def test_a_line_that_trembles_by_less_than_a_pixel_shows_is_drawn_with_few_points() -> None:
    trembling = np.where(np.arange(len(X)) % 2, 0.5, 0.5 + 0.1 / HEIGHT)
    trembling[0] = 1.0
    assert len(drawn(trembling)[0]) < 20


def test_a_line_keeps_its_peaks_its_gaps_and_its_ends() -> None:
    y = np.full(len(X), 0.5)
    y[321], y[500] = 0.9, np.nan
    across, upward = drawn(y)
    assert {X[0], X[321], X[-1]} <= set(across)
    assert np.isnan(upward).sum() == 1
    assert np.nanmax(upward) == 0.9
    # The gap is as wide as it was.
    gap = int(np.flatnonzero(np.isnan(upward))[0])
    assert across[gap - 1] == X[499]
    assert across[gap + 1] == X[501]


def test_without_a_scale_no_bend_is_left_out() -> None:
    y = np.where(np.arange(len(X)) % 2, 0.5, 0.5 + 1e-9)
    assert len(drawn(y, pixel=0.0)[0]) == len(X)
