"""The verdict: a step of a descent, or what led to it, judged in plain words.

Everything is said of the rows up to the step alone. The judgement looks at what happened
(losses, signs and lengths of gradients in the last ten epochs) and, where the Hessian can
be had, at why: along an eigenvector with the curvature lambda, plain gradient descent
multiplies the error by 1 - eta lambda.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from visualizer.core.analysis.ailing import cause_of
from visualizer.core.analysis.evidence import Evidence, observe
from visualizer.core.analysis.motion import falling, falling_for_ever, moving
from visualizer.core.analysis.noise_floor import noisy_floor
from visualizer.core.analysis.overfitting import overfitting
from visualizer.core.analysis.overshoot import (
    bouncing,
    calming,
    diverging,
    edging,
    fixes,
    hopping,
    jittering,
    swinging,
    thrown,
)
from visualizer.core.analysis.remedies import number, stable_limit, unscaled
from visualizer.core.analysis.rest import balanced, pausing, resting, rounding, settling, still
from visualizer.core.analysis.verdict_band import Stretch, make_band
from visualizer.core.analysis.verdict_kinds import KINDS, Kind, Remedy, Verdict
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History

__all__ = ["KINDS", "Kind", "Remedy", "Stretch", "Verdict", "judge", "verdict_band"]

_DETECTORS: tuple[Callable[[Evidence], Verdict | None], ...] = (
    rounding,
    thrown,
    balanced,
    still,
    resting,
    diverging,
    edging,
    hopping,
    noisy_floor,
    swinging,
    calming,
    bouncing,
    pausing,
    falling_for_ever,
    settling,
    overfitting,
    jittering,
    moving,
    falling,
)
"""In the order in which they are asked: the first that sees its pattern has the word."""


def judge(problem: Problem | None, history: History, step: int) -> Verdict:
    """The verdict on row `step` and what led to it; knows nothing of later rows.

    It takes about a millisecond for up to 64 parameters on a few hundred rows; rows that
    must be recomputed cost their time besides.

    Parameters
    ----------
    problem
        The problem that the history was recorded on; None where it is not known. The rows
        are then judged alone, and nothing is suggested, as there are no settings to change.
    history
        At least the rows up to `step`.
    step
        The row to judge, from 0.

    Raises
    ------
    IndexError
        When the history has no such row.
    """
    with np.errstate(all="ignore"):
        evidence = observe(problem, history, step)
        found = _diverged(evidence) if _ends_diverged(history, step) else _first(evidence)
    if problem is None:
        found = replace(found, remedies=())
    ending = history.ending
    if ending is not None and ending.kind == "early" and ending.step == step:
        found = replace(found, text=f"S{ending.text[1:]}. {found.text}")
    return found


def _first(evidence: Evidence) -> Verdict:
    if not len(evidence.losses):
        # A recording from elsewhere may have none, or some at a few rows.
        return Verdict("unknown", "No loss is known here that could be judged.")
    for detector in _DETECTORS:
        found = detector(evidence)
        if found is not None:
            return cause_of(evidence, found) or found
    none = "None of the known patterns fits."
    why = "A judgement needs a step." if evidence.step == 0 else none
    found = Verdict("unknown", "No clear pattern yet.", why)
    return cause_of(evidence, found) or found


def verdict_band(
    problem: Problem | None,
    history: History,
    last_row: int,
    segments: int = 60,
    known: dict[int, str] | None = None,
) -> list[Stretch]:
    """The kinds over a run, as (from row, to row, severity, kind), for rows 0..last_row.

    The run is cut at multiples of a power of two, into at most about `segments` pieces,
    and each is judged at its end; neighbours of one kind are merged. As cuts stay where
    they are while a run grows, `known` (kept by the caller, for one history) makes later
    calls judge only what is new.
    """

    def kind_of(row: int) -> str:
        return judge(problem, history, row).kind

    return make_band(kind_of, history, last_row, segments, {} if known is None else known)


def _ends_diverged(history: History, step: int) -> bool:
    ending = history.ending
    return ending is not None and ending.kind == "diverged" and step == len(history) - 1


def _diverged(evidence: Evidence) -> Verdict:
    """The last finite row of a run that diverged."""
    falling = falling_for_ever(evidence)
    if falling is not None:
        return falling
    limit = stable_limit(evidence, evidence.first.theta)
    text = "Diverged: the next loss or parameter is no longer a finite number."
    if limit is not None and limit < evidence.rate:
        text += f" Rates below {number(limit)} settle here." + unscaled(evidence, limit)
    else:
        limit = None
    return Verdict(
        "diverged",
        text,
        f"This is the last row with finite values, step {evidence.step}.",
        fixes(evidence, limit),
    )
