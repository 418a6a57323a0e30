"""Verdicts on rates that are too large: the error grows, bounces, or stays on the edge."""

import numpy as np

from visualizer.core.analysis.evidence import Evidence, length
from visualizer.core.analysis.remedies import (
    number,
    remedy,
    scale_inputs,
    stable_limit,
    unscaled,
    use_rate,
)
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict
from visualizer.core.problems.functions import Function

_EDGE = 1e-3
_JUMP = 100.0


def diverging(evidence: Evidence) -> Verdict | None:
    """The error grows: certainly on a quadratic, else by what the losses do."""
    if _grows_across(evidence):
        factor, limit = evidence.growth, stable_limit(evidence, evidence.row.theta)
        why = meaning_of(evidence, "above 2: each step multiplies the error across by |1 − η·λmax|")
    elif _losses_explode(evidence):
        factor = _loss_factor(evidence)
        limit = stable_limit(evidence, evidence.first.theta)
        ends = [number(float(loss), 3) for loss in evidence.losses[-2:]]
        why = f"The loss rose from {ends[0]} to {ends[1]} in the last epoch."
    else:
        return None
    text = f"Each step overshoots by more than it corrects: error × {number(factor, 3)} per epoch."
    if limit is not None and limit < evidence.rate:
        text += f" Rates below {number(limit)} settle here." + unscaled(evidence, limit)
    else:
        limit = None
    return Verdict("diverging", text, why, fixes(evidence, limit))


def _grows_across(evidence: Evidence) -> bool:
    steepness = evidence.steepness
    if steepness is None or not evidence.quadratic or steepness <= 2 + _EDGE:
        return False
    return overshoots(evidence) and evidence.growth > 1


def overshoots(evidence: Evidence) -> bool:
    """Whether the last update crossed the valley, by more than a trace of the slope."""
    across = evidence.across
    if across is None or evidence.transitions < 1 or evidence.gradients is None:
        return False
    trace = 1e-3 * length(evidence.gradients[-1])
    return bool(across[-1] @ across[-2] < 0) and length(across[-1]) > trace


def _losses_explode(evidence: Evidence) -> bool:
    losses = evidence.losses
    if len(losses) < 2 or losses[-1] <= evidence.highest_loss:
        return False
    if len(losses) > 2 and losses[-1] > losses[-2] > losses[-3]:
        # From a rest, slow growth may be the first swing of a bounded bounce.
        return bool(losses[-1] - losses[-3] > 1e-3 * abs(losses[-3]))
    return _loss_factor(evidence) ** 2 > _JUMP


def _loss_factor(evidence: Evidence) -> float:
    """The factor of √(loss − lowest loss), or of √loss, over the last epoch."""
    before, now = (float(loss) for loss in evidence.losses[-2:])
    lowest = evidence.problem.minimum_loss if isinstance(evidence.problem, Function) else None
    if lowest is None or before <= lowest:
        lowest = min(0.0, before - abs(before))
    return float(np.sqrt((now - lowest) / (before - lowest))) if before > lowest else np.inf


def edging(evidence: Evidence) -> Verdict | None:
    """Eta lambda_max is 2: the error changes its sign and nothing else."""
    steepness = evidence.steepness
    if steepness is None or abs(steepness - 2) > _EDGE or not overshoots(evidence):
        return None
    if abs(evidence.growth - 1) > _EDGE:
        return None
    limit = stable_limit(evidence, evidence.row.theta)
    return Verdict(
        "edge",
        "The overshoot equals the error: it bounces without gain.",
        meaning_of(evidence, "just 2: each step multiplies the error across by -1"),
        fixes(evidence, limit),
    )


def bouncing(evidence: Evidence) -> Verdict | None:
    """Losses that rise and fall without growing, or a swing between two places."""
    if not (_rises_and_falls(evidence) or _swings(evidence)):
        return None
    rises = int(np.sum(np.diff(evidence.losses) > 0))
    why = f"The loss rose in {rises} of the last {epochs(evidence.transitions)}"
    if evidence.steepness is not None:
        why += f"; here {product(evidence)}"
        if evidence.steepness < 2:
            why += ", but the curvature is not the same everywhere"
    limit = stable_limit(evidence, evidence.row.theta)
    rates = use_rate(np.inf if limit is None else limit, evidence.rate, 0.5 * evidence.rate)
    # Far out an output saturates and hides the curvature that throws it back at the start.
    reason = unscaled(evidence, stable_limit(evidence, evidence.row.theta, evidence.first.theta))
    return Verdict(
        "bouncing",
        "Too large to settle, yet bounded: not diverged." + reason,
        why + ".",
        (*(() if reason else rates), *scale_inputs(evidence)),
    )


def _rises_and_falls(evidence: Evidence) -> bool:
    changes = np.diff(evidence.losses)
    noise = 1e-12 * float(np.abs(evidence.losses).max()) if changes.size else 0.0
    rises = changes > noise
    if rises.sum() < 2 or np.all(rises) or not rises[-4:].any():
        return False
    if _must_settle(evidence):
        return False
    if evidence.plain and evidence.whole:
        # Plain descent on all rows never goes up while its rate is small enough.
        return True
    half = len(evidence.losses) // 2
    first, second = evidence.losses[:half], evidence.losses[half:]
    return len(changes) >= 4 and bool(second.mean() > 0.98 * first.mean() > 0)


def _must_settle(evidence: Evidence) -> bool:
    """Whether theory excludes that a loss rises: a quadratic, and a rate below the limit."""
    steepness = evidence.steepness
    return evidence.quadratic and steepness is not None and steepness < 2 - _EDGE


def jittering(evidence: Evidence) -> Verdict | None:
    """The loss rises where exact arithmetic would let it fall: the slopes are not exact."""
    if not _must_settle(evidence) or evidence.excesses is None:
        return None
    noise = 1e-12 * float(np.abs(evidence.losses).max())
    if not (np.any(np.diff(evidence.losses) > noise) or _misled(evidence)):
        return None
    return Verdict(
        "rest",
        "At rest, as far as the measured slopes are right.",
        f"The measured slope is {number(evidence.row.gradient_norm)}, the true one "
        f"{number(evidence.norm)}: the difference comes from the test step and rounding.",
        (remedy("Use exact slopes", {"training.gradient": "exact"}),),
    )


def _misled(evidence: Evidence) -> bool:
    """Whether the measured slope has hardly anything of the true one left."""
    if evidence.gradient is None or evidence.row.loss_plus is None:
        return False
    return length(evidence.row.gradient - evidence.gradient) > 0.9 * evidence.norm


def _swings(evidence: Evidence) -> bool:
    count = evidence.transitions
    if (
        _must_settle(evidence)
        or count < 4
        or evidence.alternations < 0.8 * count
        or not overshoots(evidence)
    ):
        return False
    return abs(evidence.growth - 1) < _EDGE


def fixes(evidence: Evidence, limit: float | None) -> tuple[Remedy, ...]:
    """A rate below the limit, and scaled inputs where they help."""
    return (*use_rate(limit, evidence.rate), *scale_inputs(evidence))


def epochs(count: int) -> str:
    """A number of epochs in words."""
    return f"{count} epoch{'s' * (count != 1)}"


def product(evidence: Evidence) -> str:
    """Eta lambda_max as a formula with its value."""
    assert evidence.second is not None
    greatest = evidence.second.greatest
    return f"η·λmax = {number(evidence.rate * greatest, 3)}"


def meaning_of(evidence: Evidence, meaning: str) -> str:
    """Eta lambda_max with its value, and what that means."""
    assert evidence.second is not None
    greatest = number(evidence.second.greatest, 4)
    return f"{product(evidence)} (λmax = {greatest}), {meaning}."
