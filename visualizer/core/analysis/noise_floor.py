"""The verdict on a run that gets no further because of its noise: of batches, or added.

With the rate eta and slopes that scatter, plain descent ends in a cloud around the minimum
whose loss above it grows with eta and with the variance of the slopes, which is that of one
row divided by the rows of a batch (Bottou, Curtis and Nocedal 2018, theorem 4.6).
"""

import numpy as np

from visualizer.core.analysis.evidence import Evidence
from visualizer.core.analysis.remedies import falling_rate, lower_rates, number, remedy
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict

_FEWEST = 4
"""Epochs without which a scatter cannot be told from a fall."""
_LARGER = 4
"""The factor of the batch that is suggested."""
_TOO_STEEP = 2.0
_SAME = 1e-9


def noisy_floor(evidence: Evidence) -> Verdict | None:
    """The loss scatters and falls no further, at a rate that exact slopes would bear."""
    losses = evidence.losses
    if evidence.whole or evidence.transitions < _FEWEST or evidence.falls:
        return None
    second = evidence.second
    if second is not None and evidence.rate * second.greatest > _TOO_STEEP:
        return None
    recent = losses[-(len(losses) // 2 + 1) :]
    scatter = float(losses.std())
    if np.sum(np.diff(losses) > 0) < 2 or scatter <= _SAME * abs(evidence.first.loss):
        return None
    low, high = number(float(losses.min()), 3), number(float(losses.max()), 3)
    # As many digits as it takes for the two to differ: a swing between 0.5 and 0.5 is none.
    digits = 3
    while low == high and digits < 9:
        digits += 1
        low, high = number(float(losses.min()), digits), number(float(losses.max()), digits)
    batches = evidence.history.layout.batches
    what = "The batches set a floor" if batches else "The noise in the slopes sets a floor"
    return Verdict(
        "noise",
        f"{what}: the loss swings between {low} and {high} and falls no further.",
        f"Over the last {len(recent) - 1} epochs it was {number(float(recent.mean()), 4)} on "
        f"average. Each step follows a slope that is off by chance; the floor is lower with a "
        f"lower rate{_told(evidence.rate)}{' or larger batches' * batches}.",
        (*_larger_batch(evidence), *lower_rates(evidence, 1 / 3, 0.1), falling_rate()),
    )


def _told(rate: float) -> str:
    """The rate in brackets, where it was recorded."""
    return "" if np.isnan(rate) else f" (it is {number(rate)})"


def _larger_batch(evidence: Evidence) -> tuple[Remedy, ...]:
    problem = evidence.problem
    if problem is None or not evidence.history.layout.batches:
        return ()
    rows, steps = problem.rows, evidence.history.steps_per_epoch
    # From the rows and steps of an epoch, as the settings may say 0 for all rows.
    size = _LARGER * -(-rows // steps)
    if steps < 2:
        return ()
    if size >= rows:
        return (remedy("Use all rows in each step", {"training.batch_size": 0}),)
    return (remedy(f"Use batches of {size}", {"training.batch_size": size}),)
