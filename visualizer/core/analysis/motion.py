"""Verdicts on a descent that gets on: fast, slowly, along a valley, or for ever."""

import numpy as np

from visualizer.core.analysis.evidence import Evidence
from visualizer.core.analysis.overshoot import (
    epochs,
    fixes,
    losses_explode,
    meaning_of,
    overshoots,
    product,
)
from visualizer.core.analysis.progress import Progress, lowest_known, progress_of
from visualizer.core.analysis.remedies import (
    apart,
    higher_rates,
    number,
    scale_inputs,
    stable_limit,
    way,
)
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict
from visualizer.core.problems.functions import Analytic, Function

# Shares, percent and counts at which one verdict gives way to another; tried over all lessons and
# rules.
_SETTLED = 0.1
_CRAWL = 1.0
_SWIFT = 0.5
_FLAT = 0.499
_LOWERED = 0.02
"""The share of its highest rate at which it is the schedule that slows a run down."""
_STEADY = 2
"""Epochs without a rise from which on a fall is one."""
_LONG = 4
_DEEP = 10.0
"""How far below its start, measured by that, a formula without a minimum must have come."""


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
        factor = apart(1 - evidence.steepness, 0, -1, digits=2)
        why = meaning_of(
            evidence, f"between 1 and 2: each step multiplies the error across by {factor}"
        )
    else:
        why = _shrinks(progress)
    limit = stable_limit(evidence, evidence.row.theta) if evidence.excesses is not None else None
    return Verdict("zig-zag", text, why, fixes(evidence, limit))


def dawdling(evidence: Evidence, progress: Progress) -> Verdict | None:
    """Slow: for want of rate, or along a valley that the rate cannot be raised for."""
    percent, steepness = progress.percent, evidence.steepness
    if not 0 <= percent < 10:
        return None
    slow = percent < _CRAWL
    if slow and evidence.rate < _LOWERED * evidence.peak:
        return _lowered(evidence, progress)
    if steepness is None:
        return _crawling(evidence, progress, higher_rates(evidence, None)) if slow else None
    if slow and steepness < _FLAT and not _veers(evidence):
        better = higher_rates(evidence, stable_limit(evidence, *way(evidence)))
        if better:
            return _crawling(evidence, progress, better)
    second = evidence.second
    assert second is not None
    narrow = abs(second.least) < 0.1 * second.greatest
    if narrow and evidence.steep_share(lowest_known(evidence)) < _SETTLED:
        bowl = evidence.excesses is not None and steepness >= _FLAT
        return _valley(evidence, progress) if slow or bowl else None
    if slow and evidence.losses[-1] < evidence.losses[-2] and not _veers(evidence):
        return _crawling(evidence, progress, ())
    return None


def _veers(evidence: Evidence) -> bool:
    """Whether the slope changes fast where the loss curves down: to or from a saddle."""
    second, former = evidence.second, evidence.former
    if second is None or former is None or second.least >= -_SETTLED * abs(second.greatest):
        return False
    return abs(evidence.row.gradient_norm - former.gradient_norm) > 0.02 * former.gradient_norm


def _crawling(evidence: Evidence, progress: Progress, better: tuple[Remedy, ...]) -> Verdict:
    text = f"Almost no progress: each epoch removes {_percent(progress)} of {progress.named}."
    why = _shrinks(progress)
    if evidence.steepness is not None and better:
        text = "Almost no progress: the rate is small for this slope."
        why += f" {product(evidence)}; up to 2 would settle."
    return Verdict("crawling", text, why, (*better, *scale_inputs(evidence)))


def _lowered(evidence: Evidence, progress: Progress) -> Verdict:
    rate, peak = number(evidence.rate), number(evidence.peak)
    return Verdict(
        "crawling",
        f"Almost no progress: the schedule has lowered the rate to {rate}.",
        f"The highest rate was {peak}. {_shrinks(progress)}",
    )


def _valley(evidence: Evidence, progress: Progress) -> Verdict:
    assert evidence.second is not None
    least, greatest = evidence.second.least, evidence.second.greatest
    return Verdict(
        "valley",
        f"Across the valley it has settled; along it only {_percent(progress)} per epoch. "
        "A larger rate would zig-zag.",
        f"The curvature is {number(greatest, 3)} across and {number(least, 3)} along: "
        f"η·λmax = {apart(evidence.rate * greatest, 1, 2)}, "
        f"η·λmin = {number(evidence.rate * least, 3)}.",
        scale_inputs(evidence),
    )


def shrinking(evidence: Evidence, progress: Progress) -> Verdict | None:
    """What is left shrinks at a good pace."""
    rises = evidence.losses[-1] > evidence.losses[-2]
    if not progress.percent >= _CRAWL or (rises and not evidence.falls):
        return None
    why = _shrinks(progress)
    if evidence.steepness is not None and evidence.excesses is not None:
        why += f" {product(evidence)}."
    text = f"Each epoch removes about {_percent(progress)} of {progress.named}."
    return Verdict("converging", text, why)


def falling_for_ever(evidence: Evidence) -> Verdict | None:
    """A function without a minimum, going down."""
    problem = evidence.problem
    if evidence.transitions < 1 or not evidence.losses[-1] < evidence.losses[-2]:
        return None
    if losses_explode(evidence):
        return None
    if isinstance(problem, Function):
        if problem.minimum_loss is not None:
            return None
        return Verdict(
            "no minimum",
            "This function falls for ever; the descent is right.",
            f"f = {problem.formula} has no lowest value; here it is {number(evidence.loss, 3)}.",
        )
    return _plunging(evidence) if isinstance(problem, Analytic) else None


def _plunging(evidence: Evidence) -> Verdict | None:
    """A formula far below its start that falls no slower than before, bent upwards nowhere."""
    falls, first = -np.diff(evidence.losses), float(evidence.first.loss)
    second, noise = evidence.second, evidence.curvature_noise
    if len(falls) < _LONG or np.any(falls[1:] < (1 - 1e-6) * falls[:-1]):
        return None
    if first - evidence.losses[-1] < _DEEP * (1 + abs(first)) or evidence.losses[-1] > 0:
        return None
    if second is not None and second.greatest > noise and second.least >= -noise:
        return None
    return Verdict(
        "no minimum",
        "No minimum is in sight: the loss falls faster and faster, or for ever at one pace.",
        f"It fell from {number(first, 3)} at the start to {number(evidence.loss, 3)}, by "
        f"{number(float(falls[-1]), 3)} in the last epoch.",
    )


def falling(evidence: Evidence) -> Verdict | None:
    """The loss falls with every epoch, though no rate of progress tells how far it has to go."""
    falls = -np.diff(evidence.losses)
    if len(falls) < _STEADY or not np.all(falls > 0):
        return None
    pace = ""
    if np.all(np.diff(falls) > 0):
        pace = ", faster each time"
    elif np.all(np.diff(falls) < 0):
        pace = ", more slowly each time"
    first, last = float(evidence.losses[0]), float(evidence.losses[-1])
    return Verdict(
        "falling",
        f"The loss falls with every epoch{pace}.",
        f"In the last {epochs(len(falls))} it fell from {apart(first, last)} to "
        f"{apart(last, first)}, by {number(float(falls[-1]))} in the last of them.",
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
    note = "in a bowl it is proportional to the distance"
    if progress.what != "error":
        note = "the lowest loss is not known"
    return f"The {progress.what} shrinks by {_percent(progress)} per epoch; {note}."
