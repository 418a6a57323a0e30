"""The sharpness of a run: the greatest curvature at rows of its history, coarse then fine.

Along gradient descent it often rises until it hovers about 2 / eta, the edge of stability
(Cohen, Kaur, Li, Kolter and Talwalkar 2021, arXiv 2103.00065).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.curvature import LARGEST_SIZE, hessian, spectrum_ends
from visualizer.core.analysis.insight import Insight, Moment, Motion, Pace
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.capabilities import Capability
from visualizer.core.chunks import look
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History

MOST_ROWS = 257
"""Rows of a run at which the curvature is computed."""

FEW_ROWS = 65
"""The same for problems whose curvature has to be searched for."""

BATCH = 16
"""Rows that are worked on between two publications."""

TOLERANCE = 1e-4
"""Of a search, relative to the sharpness: finer than a plot can show."""


@dataclass(frozen=True, eq=False)
class Sharpness(Insight):
    """Curvatures at rows (M,) of a history, in rising order of the rows.

    `complete` is false while rows are still missing. Where the curvature is not finite,
    it is nan. `known` are all that have been worked out, by row: a run that goes on needs
    only the others.
    """

    rows: IntArray
    least: FloatArray
    greatest: FloatArray
    complete: bool
    known: dict[int, tuple[float, float]]

    requires = (Capability.CURVATURE,)

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return Pace(until=Motion.PLAYING)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return True

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return moment.recorded, moment.experiment

    @classmethod
    def stages(cls, moment: Moment, former: Sharpness | None = None) -> Iterator[Sharpness]:
        random = np.random.default_rng([moment.experiment.training.seed, 1])
        known = {} if former is None else former.known
        return measure_sharpness(moment.problem, moment.history, moment.recorded, random, known)


def sampled_rows(history: History, last: int, most: int) -> list[int]:
    """Rows 0 to `last` at which parameters are stored, the most telling first.

    At most `most`: the ends, then the middle, then the middles of what lies between.
    """
    stride = history.thinning
    count = last // stride + 1
    places = np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))
    order: dict[int, None] = {}
    # Halved each time round: what is published first spans the whole run, and then gets finer.
    step = 1 << max(len(places) - 1, 1).bit_length()
    while step:
        order |= dict.fromkeys(range(0, len(places), step))
        # A dictionary as an ordered set: places that are there already keep their turn.
        order[len(places) - 1] = None
        step //= 2
    return [int(places[index]) * stride for index in order]


def measure_sharpness(
    problem: Problem,
    history: History,
    last: int,
    random: np.random.Generator,
    known: dict[int, tuple[float, float]],
) -> Iterator[Sharpness]:
    """Curvatures along rows 0 to `last`, more of them each time.

    Parameters
    ----------
    known
        What is known by row, (least, greatest); new values are added to it.

    Raises
    ------
    Cancelled
        Between two rows; see `look`.
    """
    searched = problem.size > LARGEST_SIZE
    rows = sampled_rows(history, last, FEW_ROWS if searched else MOST_ROWS)
    missing = [row for row in rows if row not in known]
    # A search takes long by itself; Hessians of several rows at once are one batch.
    size = 1 if searched else BATCH
    # One for all rows: curvatures of neighbours are searched from the same vector, and jump less.
    start = random.normal(size=problem.size)
    for first in range(0, len(missing), size):
        look()
        batch = missing[first : first + size]
        for row, ends in zip(batch, _curvatures(problem, history, batch, start), strict=True):
            known[row] = ends
        if first + size < len(missing):
            yield _published(rows, known, complete=False)
    yield _published(rows, known, complete=True)


def _curvatures(
    problem: Problem, history: History, rows: Sequence[int], start: FloatArray
) -> list[tuple[float, float]]:
    thetas = np.stack([history.theta(row) for row in rows]).astype(float)
    seconds = hessian(problem, thetas)
    if seconds is not None:
        values = np.linalg.eigvalsh(seconds)
        return [(float(one[0]), float(one[-1])) for one in values]
    found = [spectrum_ends(problem, theta, start, tolerance=TOLERANCE) for theta in thetas]
    return [(np.nan, np.nan) if one is None else (one.least, one.greatest) for one in found]


def _published(
    rows: Sequence[int], known: dict[int, tuple[float, float]], complete: bool
) -> Sharpness:
    there = np.array(sorted(row for row in rows if row in known))
    ends = np.array([known[row] for row in there.tolist()]).reshape(-1, 2)
    return Sharpness(there, ends[:, 0], ends[:, 1], complete, known)
