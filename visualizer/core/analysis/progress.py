"""How fast the remaining error shrinks, and against what it is measured."""

from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.evidence import Evidence
from visualizer.core.arrays import FloatArray

_SPAN = 2
"""Updates that a rate of progress spans: two, as overshooting errors alternate."""


_RECENT = 4
"""Epochs of noisy losses that must have got on as well: "now" is not ten epochs ago."""


class Progress(NamedTuple):
    """The factor per epoch of what shrinks: "error", "slope" or "loss".

    The error always is the root of the loss above the lowest one, which `above` names: in
    a bowl it is proportional to the distance. Where no lowest loss is known there is no
    error to speak of, and it is the slope or the loss itself that is followed.
    """

    factor: float
    what: str
    above: str = ""

    @property
    def percent(self) -> float:
        """What an epoch removes, in percent."""
        return 100 * (1 - self.factor)

    @property
    def named(self) -> str:
        """What shrinks, in words."""
        if self.what == "error":
            return f"the remaining error, √(loss − {self.above})"
        return f"the {self.what}"


def lowest_known(evidence: Evidence) -> float | None:
    """The known lowest loss; None as well where the loss is lower already."""
    # For least squares the bottom of the bowl is the same, and costs nothing.
    known = evidence.bottom if evidence.quadratic else None
    if known is None:
        known = evidence.lowest
    if known is None or evidence.loss < known - 1e-9 * (1 + abs(known)):
        return None
    return known


def in_local_bowl(evidence: Evidence) -> bool:
    """Whether the bowl around ends far above the lowest loss known."""
    lowest, bottom = lowest_known(evidence), evidence.bottom
    if lowest is None or bottom is None or evidence.quadratic:
        return False
    return bottom - lowest > 0.5 * (evidence.loss - lowest)


def _target(evidence: Evidence) -> tuple[float, str] | None:
    """The loss that the descent is heading for, and its name."""
    lowest, bottom = lowest_known(evidence), evidence.bottom
    if bottom is not None and (lowest is None or in_local_bowl(evidence)):
        return bottom, "bottom of this valley"
    if lowest is not None:
        return lowest, "lowest loss"
    return None


def progress_of(evidence: Evidence) -> Progress | None:
    """The factor per epoch over the last two updates, or over the window of mini-batches.

    In that window the last epochs must have got on, too: the slower pace counts.
    """
    count = evidence.transitions
    if count < 1:
        return None
    if evidence.whole:
        return _over(evidence, min(count, _SPAN))
    paces = [_over(evidence, span) for span in {count, min(count, _RECENT)}]
    known = [pace for pace in paces if pace is not None]
    # The larger factor is the slower pace.
    return max(known, key=lambda pace: pace.factor, default=None)


def _over(evidence: Evidence, span: int) -> Progress | None:
    """The factor per epoch over the last `span` epochs."""
    ends = evidence.losses[[-1 - span, -1]]
    target = _target(evidence)
    if target is not None:
        above = ends - target[0]
        if np.all(above > 1e-13 * np.abs(ends)):
            return Progress(_factor(above, 2 * span), "error", target[1])
    lengths = _lengths(evidence, span)
    if lengths is not None and lengths[1] < lengths[0]:
        return Progress(_factor(lengths, span), "slope")
    if target is None and ends.min() > 0:
        return Progress(_factor(ends, span), "loss")
    return None


def _factor(ends: FloatArray, root: int) -> float:
    # The mean factor per epoch; twice as many roots turn losses into errors, whose squares they
    # are.
    return float((ends[1] / ends[0]) ** (1 / root))


def _lengths(evidence: Evidence, span: int) -> FloatArray | None:
    if not evidence.whole:
        return None
    step = evidence.step
    _, lengths = evidence.history.view("gradient_norm", step - span, step, span + 1)
    return lengths[[0, -1]] if len(lengths) == span + 1 and lengths[0] > 0 else None
