"""The range of an axis is that of the runs that settle."""

import numpy as np
import pytest

from visualizer.gui.plots.extents import crossing, extent_of, settling, shared_range
from visualizer.gui.plots.ranges import padded, robust_range

STEPS = np.arange(61.0)
CRAWLING = 3.0 * (1.0 - 0.97**STEPS)
SETTLED = 3.0 * (1.0 - (-0.7) ** STEPS)
DIVERGING = 3.0 * (1.0 - (-1.09) ** STEPS)
EXPLODING = 3.0 * (1.0 - (-20.0) ** STEPS)


def ranged(*lines, runs=None, full=False, log=False):
    heights = [np.log10(np.abs(line)) if log else line for line in lines]
    extents = [extent_of(line, drawn, log) for line, drawn in zip(lines, heights, strict=True)]
    return shared_range(list(runs or range(len(lines))), extents, heights, full)


@pytest.mark.parametrize("gone", [DIVERGING, EXPLODING, -DIVERGING])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_run_that_diverges_never_stretches_the_axis_of_the_others(gone, place) -> None:
    lines = [CRAWLING, SETTLED]
    alone = ranged(*lines)
    lines.insert(place, gone)
    found = ranged(*lines)
    assert found.limits == alone.limits
    assert found.partial
    count = found.counts[place]
    # Drawn up to the first point outside, and that one.
    low, high = found.limits
    assert not low <= gone[count - 1] <= high
    assert ((gone[: count - 1] >= low) & (gone[: count - 1] <= high)).all()
    assert [one for index, one in enumerate(found.counts) if index != place] == [61, 61]


def test_the_full_range_holds_everything() -> None:
    found = ranged(CRAWLING, EXPLODING, full=True)
    assert found.limits == padded(EXPLODING.min(), EXPLODING.max())
    assert found.counts == (61, 61)
    assert found.partial


def test_where_all_explode_each_shows_its_beginning() -> None:
    found = ranged(EXPLODING, 0.1 * EXPLODING)
    limits, kept = robust_range(EXPLODING)
    other, _ = robust_range(0.1 * EXPLODING)
    assert found.limits == padded(min(limits[0], other[0]), max(limits[1], other[1]))
    assert found.counts == (kept, kept)


def test_one_run_alone_is_shown_as_ever() -> None:
    for line in (CRAWLING, SETTLED, DIVERGING, EXPLODING):
        limits, kept = robust_range(line)
        found = ranged(line)
        assert (found.limits, found.counts) == (padded(*limits), (kept,))


def test_a_run_leaves_the_same_on_a_logarithmic_axis() -> None:
    lines = [75.0 * 0.95**STEPS, 75.0 * 0.5**STEPS, 75.0 * 1.18**STEPS]
    found = ranged(*lines, log=True)
    assert found.limits == ranged(*lines[:2], log=True).limits
    assert found.partial
    assert found.counts[2] < 61


def test_one_that_has_only_just_begun_to_diverge_leaves_too() -> None:
    """As with a future that is hidden: six rows of a rate that is far too large."""
    found = ranged(CRAWLING[:6], (-3.0) ** STEPS[:6])
    assert found.limits == ranged(CRAWLING[:6]).limits


def test_one_that_grows_within_the_range_of_the_others_stays() -> None:
    escaping = np.minimum(1e-3 * 1.2**STEPS, 2.0)[:40]
    found = ranged(SETTLED, escaping)
    assert not found.partial
    assert found.counts == (61, 40)


def test_a_run_of_several_lines_leaves_with_all_of_them() -> None:
    calm = np.linspace(0.0, 9.0, 61)
    found = ranged(SETTLED, DIVERGING, calm, runs=[0, 1, 1])
    assert found.limits == ranged(SETTLED).limits
    assert found.counts[2] < 61


def test_lines_without_heights_count_for_nothing() -> None:
    nothing = np.full(5, np.nan)
    assert extent_of(nothing, nothing, False) is None
    assert shared_range([0], [None], [nothing]).limits == padded(0.0, 1.0)
    assert settling([[], []]) is None


@pytest.mark.parametrize(("up", "limit"), [(1.0, 4.0), (-1.0, -4.0)])
def test_a_line_leaves_where_it_crosses_the_edge(up: float, limit: float) -> None:
    x, y = np.array([0.0, 1.0, 2.0]), up * np.array([0.0, 2.0, 10.0])
    assert crossing(x, y, (-4.0, 4.0)) == (1.25, limit)
    assert crossing(x[2:], y[2:], (-4.0, 4.0)) == (2.0, limit)
    assert crossing(x, up * np.array([0.0, 0.0, 1e308]), (-4.0, 4.0))[1] == limit
