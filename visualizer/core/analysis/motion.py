"""Verdicts on a descent that gets on: fast, slowly, along a valley, or for ever."""

import numpy as np

from visualizer.core.analysis.evidence import Evidence
from visualizer.core.analysis.overshoot import epochs, fixes, meaning_of, overshoots, product
from visualizer.core.analysis.progress import Progress, lowest_known, progress_of
from visualizer.core.analysis.remedies import number, scale_inputs, stable_limit, use_rate
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict
from visualizer.core.problems.functions import Function

_SETTLED = 0.1
_CRAWL = 1.0
_SWIFT = 0.5
_LEAST = 0.05
_FLAT = 0.499


def zigzagging(evidence: Evidence, progress: Progress) -> Verdict | None:
    """Each step crosses the valley and comes back smaller."""
    count = _observed(evidence)
    if evidence.alternations < max(1, 0.6 * count) or progress.factor >= 1:
        return None
    if evidence.across is not None and not (overshoots(evidence) and evidence.growth > _SWIFT):
        return None
    if evidence.steep_share(lowest_known(evidence)) < _SETTLED:
        return None
    changes = evidence.alternations
    text = (
        "Every step overshoots and comes back smaller: "
        f"{changes} sign change{'s' * (changes != 1)} in {epochs(count)}."
    )
    if evidence.steepness is not None and 1 < evidence.steepness < 2:
        factor = number(1 - evidence.steepness)
        why = meaning_of(
            evidence, f"between 1 and 2: each step multiplies the error across by {factor}"
        )
    else:
        why = _shrinks(progress)
    limit = stable_limit(evidence, evidence.row.theta) if evidence.excesses is not None else None
    return Verdict("zig-zag", text, why, fixes(evidence, limit))


def dawdling(evidence: Evidence, progress: Progress) -> Verdict | None:
    """Slow: for want of rate, or along a valley that the rate cannot be raised for."""
    if not 0 <= progress.percent < 10 or evidence.steepness is None:
        return None
    if progress.percent < _CRAWL and evidence.steepness < _FLAT and not _veers(evidence):
        limit = stable_limit(evidence, evidence.row.theta)
        better = use_rate(limit, evidence.rate, 10 * evidence.rate)
        if better and better[0].settings["optimizer.learning_rate"] > 1.4 * evidence.rate:
            return _crawling(evidence, progress, better)
    second = evidence.second
    assert second is not None
    narrow = abs(second.least) < 0.1 * second.greatest
    if narrow and evidence.steep_share(lowest_known(evidence)) < _SETTLED:
        bowl = evidence.excesses is not None and evidence.steepness >= _FLAT
        slow = progress.percent < _CRAWL or bowl
        return _valley(evidence, progress) if slow else None
    return None


def _veers(evidence: Evidence) -> bool:
    """Whether the slope changes fast where the loss curves down: to or from a saddle."""
    second, former = evidence.second, evidence.former
    if second is None or former is None or second.least >= -_SETTLED * abs(second.greatest):
        return False
    return abs(evidence.row.gradient_norm - former.gradient_norm) > 0.02 * former.gradient_norm


def _crawling(evidence: Evidence, progress: Progress, better: tuple[Remedy, ...]) -> Verdict:
    rate = number(better[0].settings["optimizer.learning_rate"])
    return Verdict(
        "crawling",
        f"Almost no progress: the rate is small for this slope. Try {rate}.",
        f"{_shrinks(progress)} {product(evidence)}; up to 2 would settle.",
        (*better, *scale_inputs(evidence)),
    )


def _valley(evidence: Evidence, progress: Progress) -> Verdict:
    assert evidence.second is not None
    least, greatest = evidence.second.least, evidence.second.greatest
    return Verdict(
        "valley",
        f"Across the valley it has settled; along it only {_percent(progress)} per epoch. "
        "A larger rate would zig-zag.",
        f"The curvature is {number(greatest, 3)} across and {number(least, 3)} along: "
        f"η·λmax = {number(evidence.rate * greatest, 3)}, "
        f"η·λmin = {number(evidence.rate * least, 3)}.",
        scale_inputs(evidence),
    )


def shrinking(evidence: Evidence, progress: Progress) -> Verdict | None:
    """The error shrinks at a good pace; where the curvature is unknown, any pace will do."""
    least = _LEAST if evidence.steepness is None else _CRAWL
    if not progress.percent >= least or evidence.losses[-1] > evidence.losses[-2]:
        return None
    why = _shrinks(progress)
    if evidence.steepness is not None and evidence.excesses is not None:
        why += f" {product(evidence)}."
    return Verdict(
        "converging",
        f"Each epoch removes about {_percent(progress)} of the remaining error.",
        why,
    )


def falling_for_ever(evidence: Evidence) -> Verdict | None:
    """A function without a minimum, going down."""
    problem = evidence.problem
    if not isinstance(problem, Function) or problem.minimum_loss is not None:
        return None
    if evidence.transitions < 1 or not evidence.losses[-1] < evidence.losses[-2]:
        return None
    return Verdict(
        "no minimum",
        "This function falls for ever; the descent is right.",
        f"f = {problem.formula} has no lowest value; here it is {number(evidence.loss, 3)}.",
    )


def moving(evidence: Evidence) -> Verdict | None:
    """The verdicts that speak of a rate of progress."""
    progress = progress_of(evidence)
    if progress is None or not np.isfinite(progress.factor):
        return None
    for detector in (zigzagging, dawdling, shrinking):
        found = detector(evidence, progress)
        if found is not None:
            return found
    return None


def _observed(evidence: Evidence) -> int:
    """The epochs over which signs of gradients were compared."""
    return 0 if evidence.gradients is None else len(evidence.gradients) - 1


def _percent(progress: Progress) -> str:
    percent = progress.percent
    if percent < 0.01:
        return "less than 0.01 %"
    return f"{percent:.0f} %" if percent >= 9.95 else f"{percent:.2g} %"


def _shrinks(progress: Progress) -> str:
    return f"The error shrinks by {_percent(progress)} per epoch; {progress.error}."
