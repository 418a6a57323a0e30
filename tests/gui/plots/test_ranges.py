"""Ranges and places, checked by what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.gui.plots.ranges import (
    LIMIT,
    drawable,
    epoch_range,
    grown,
    joined,
    log10,
    padded,
    robust_range,
    spread,
    stepped,
)


@given(st.floats(1e-6, 1e9))
def test_grown_is_next_round_number(value: float) -> None:
    high = grown(value)
    assert value * (1 - 1e-9) <= high <= 2.0 * value
    assert grown(high) == high


@pytest.mark.parametrize(
    ("planned", "reached", "ended", "hide", "high"),
    [
        (60, 60, True, False, 60),
        (60, 7, True, False, 7),  # diverged or stopped: its end is the end
        (60, 7, False, False, 8),  # training: grows in steps
        (60, 59, False, False, 60),
        (60, 7, True, True, 60),  # hidden: the plan alone
        (60, 0, False, True, 60),
        (60, 61, True, False, 61),  # one more step than planned
        (60, 61, True, True, 80),
        (0, 0, True, False, 1),
    ],
)
def test_epoch_range(planned: float, reached: float, ended: bool, hide: bool, high: float) -> None:
    assert epoch_range(planned, reached, ended, hide) == (0.0, high)


@given(st.floats(0, 60), st.booleans())
def test_hidden_range_does_not_depend_on_the_run(reached: float, ended: bool) -> None:
    assert epoch_range(60, reached, ended, True) == epoch_range(60, 0, not ended, True)


def test_early_swings_are_no_explosion() -> None:
    """The story of a gradient is its beginning: nothing may be cut off there."""
    steps = np.arange(60)
    values = -45.0 * (-0.67) ** steps
    assert robust_range(values) == ((values.min(), values.max()), 60)


@pytest.mark.parametrize("factor", [-1.09, -15.7, 2.0])
def test_explosion_shows_its_beginning(factor: float) -> None:
    values = 3.0 - 3.0 * factor ** np.arange(61)
    (low, high), kept = robust_range(values)
    assert high - low < 0.2 * np.ptp(values)
    assert 2 <= kept < 61
    inside = (values[: kept - 1] >= low) & (values[: kept - 1] <= high)
    assert inside.all()
    assert robust_range(values, full=True) == ((values.min(), values.max()), 61)


def test_range_of_a_stuck_run_is_whole() -> None:
    """Float32 rounding stops the run at rate 1: it grows, then rests."""
    values = np.array([0.0, 45.0, -654.0] + [12755.0] * 50)
    assert robust_range(values)[1] == len(values)


def test_huge_values_are_cut_to_what_a_view_can_hold() -> None:
    (low, high), _ = robust_range(np.array([0.0, 1e300]))
    assert (low, high) == (0.0, 1e250)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_padded_holds_the_range(low: float, size: float) -> None:
    bottom, top = padded(low, low + size)
    assert bottom < low
    assert top > low + size or size == 0.0
    assert top > bottom


def test_padded_range_moves_in_steps() -> None:
    """While data grows slowly the axis stands still most of the time."""
    tops = {padded(0.0, 4.0 + 0.001 * step)[1] for step in range(200)}
    assert len(tops) <= 3


def test_joined() -> None:
    assert joined([(0.0, 2.0), (-1.0, 1.0)]) == (-1.0, 2.0)
    assert joined([]) == (0.0, 1.0)


def test_log10_is_nan_where_there_is_none() -> None:
    values = log10(np.array([100.0, 0.0, -1.0]))
    assert values[0] == 2.0
    assert np.isnan(values[1:]).all()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=7), st.floats(5, 14))
def test_labels_never_overlap(wanted: list[float], height: float) -> None:
    placed = spread(wanted, height, 0.0, 100.0)
    ordered = sorted(placed)
    gaps = np.diff(ordered)
    assert (gaps >= height - 1e-6).all()
    assert ordered[0] >= height / 2 - 1e-6
    assert ordered[-1] <= 100.0 - height / 2 + 1e-6
    by_wish = [place for _, place in sorted(zip(wanted, placed, strict=True))]
    assert by_wish == sorted(by_wish)


def test_labels_with_room_stay_where_they_want_to_be() -> None:
    assert spread([80.0, 20.0], 10.0, 0.0, 100.0) == [80.0, 20.0]


@pytest.mark.parametrize("range_", [(0.0, 1.0), (-1e-280, 1e-280), (3.0, 3.0), (-LIMIT, LIMIT)])
def test_what_can_be_drawn_stays(range_):
    assert drawable(*range_) == range_


@pytest.mark.parametrize("range_", [(1e-310, 3e-310), (-5e-324, 5e-324), (0.0, 1e-300)])
def test_ranges_of_the_smallest_numbers_are_widened_around_them(range_):
    low, high = drawable(*range_)
    assert low < range_[0] < range_[1] < high
    assert 1e-292 < high - low < 1e-288


def test_values_that_stay_are_drawn_as_steps() -> None:
    x, y = stepped(np.arange(5.0), np.array([4.0, 4.0, 4.0, 2.0, 2.0]))
    assert x.tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert y.tolist() == [4, 4, 4, 4, 4, 4, 2, 2, 2]


def test_values_that_move_are_not() -> None:
    x, y = np.arange(5.0), np.array([4.0, 3.0, 2.0, 2.0, 1.0])
    assert stepped(x, y)[1] is y
