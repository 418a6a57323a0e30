"""How fast the remaining error shrinks, and against what it is measured."""

from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.evidence import Evidence
from visualizer.core.arrays import FloatArray

_SPAN = 2
"""Updates that a rate of progress spans: two, as overshooting errors alternate."""


class Progress(NamedTuple):
    """The factor of the remaining error per epoch, and what is taken as that error."""

    factor: float
    error: str

    @property
    def percent(self) -> float:
        """What an epoch removes, in percent."""
        return 100 * (1 - self.factor)


def lowest_known(evidence: Evidence) -> float | None:
    """The known lowest loss; None as well where the loss is lower already."""
    # For least squares the bottom of the bowl is the same, and costs nothing.
    known = evidence.bottom if evidence.quadratic else None
    if known is None:
        known = evidence.problem.minimum_loss
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
        return bottom, "loss at the bottom of this valley"
    if lowest is not None:
        return lowest, "lowest loss"
    return None


def progress_of(evidence: Evidence) -> Progress | None:
    """The factor per epoch over the last two updates, or over the window of mini-batches.

    The remaining error is the root of the loss above its lowest value: in a bowl that is
    proportional to the distance. Where no lowest value is known it is the length of the
    gradient, and where that does not shrink, the root of the loss.
    """
    count = evidence.transitions
    if count < 1:
        return None
    span = min(count, _SPAN) if evidence.whole else count
    ends = evidence.losses[[-1 - span, -1]]
    target = _target(evidence)
    if target is not None:
        above = ends - target[0]
        if np.all(above > 1e-13 * np.abs(ends)):
            return Progress(_factor(above, 2 * span), f"error = √(loss − {target[1]})")
    lengths = _lengths(evidence, span)
    if lengths is not None and lengths[1] < lengths[0]:
        return Progress(_factor(lengths, span), "error = length of the gradient")
    if target is None and ends.min() > 0:
        return Progress(_factor(ends, 2 * span), "error = √loss; the lowest loss is not known")
    return None


def _factor(ends: FloatArray, root: int) -> float:
    return float((ends[1] / ends[0]) ** (1 / root))


def _lengths(evidence: Evidence, span: int) -> FloatArray | None:
    if not evidence.whole:
        return None
    step = evidence.step
    _, lengths = evidence.history.view("gradient_norm", step - span, step, span + 1)
    return lengths[[0, -1]] if len(lengths) == span + 1 and lengths[0] > 0 else None
