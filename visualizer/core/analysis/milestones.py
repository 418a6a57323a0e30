"""Epochs that tell the story of a run: where it has gone equal parts of its path."""

from itertools import pairwise

import numpy as np

from visualizer.core.quiet import Quiet
from visualizer.core.recording.history import History

MOST_LOOKED_AT, MOST_NUMBERS = 512, 500_000
"""Rows of a long run from which its path is measured, and parameters in all of them."""


def milestones(history: History, last: int, count: int = 5) -> tuple[int, ...]:
    """Up to `count` epochs from 0 to that of row `last`, with equal parts of the path between.

    The path is that of all parameters, measured along its steps. Where several parts lie in one
    epoch, as when a run explodes, or settles at once, the longest gaps are halved instead.
    """
    steps = history.steps_per_epoch
    final = last // steps
    if final < count:
        return tuple(range(final + 1))
    most = max(8, min(MOST_LOOKED_AT, MOST_NUMBERS // len(history.parameters)))
    every = 1
    while final * steps // every > most:
        every *= 2
    rows, thetas = history.sample(0, final * steps, every)
    with Quiet():
        way = np.cumsum(np.linalg.norm(np.diff(thetas, axis=0), axis=1))
    found = {0, final}
    if len(way) and np.isfinite(way[-1]) and way[-1] > 0:
        parts = way[-1] * np.arange(1, count - 1) / (count - 1)
        arrived = rows[1:][np.searchsorted(way, parts)]
        found |= {min(-(-int(row) // steps), final) for row in arrived}
    while len(found) < count:
        known = sorted(found)
        gap, begin = max((after - before, -before) for before, after in pairwise(known))
        found.add(gap // 2 - begin)
    return tuple(sorted(found))
