"""Remedies are tried before they are offered: trained as far as the run goes, and compared.

A remedy that theory suggests at one row may be wrong for the run: the curvature is another
one elsewhere, a schedule changes the rate, a smaller rate settles but does not get as far.
So each is trained with the same seed over the same epochs, and offered only when the run
ends better with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.verdict_kinds import Key, Remedy, Verdict
from visualizer.core.building import build, check
from visualizer.core.descent import Descent
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.rates import fitted, leading_rate
from visualizer.core.recording.history import History
from visualizer.core.recording.recorder import Recorder
from visualizer.core.recording.records import Ending, Row
from visualizer.core.training import Trainer

BUDGET = 64 << 20
"""Bytes that the history of a trial may take."""

_LEAST_GAIN = 1e-3
"""The share of the loss by which a run must end better."""
_SAME = 0.1
"""The share by which a rate must be another one."""
_LEAST_FALL = 1e-9
"""The share of the first loss by which it must: less than that is the same."""


class Course(NamedTuple):
    """The loss at which a run begins, and that at which it ends; inf where it diverged."""

    first: float
    end: float


def candidates(experiment: Experiment, verdict: Verdict) -> tuple[Remedy, ...]:
    """The remedies of a verdict with settings that have an effect on this experiment.

    Those that it has already, and those that are not allowed for it, are left out.
    """
    found = []
    for one in verdict.remedies:
        settings = fitted(experiment, one.settings)
        try:
            changed = experiment.with_values(settings)
            if changed != experiment and not _same_rate(one, experiment, changed):
                found.append(replace(one, settings=settings))
        except InputError:
            continue
    return tuple(found)


def _same_rate(one: Remedy, experiment: Experiment, changed: Experiment) -> bool:
    """Whether a rate is that of the run already, which a schedule may not have come to yet.

    Nor is it one to "try", as larger, where it is smaller.
    """
    now, then = leading_rate(experiment), leading_rate(changed)
    if one.group != "rate" or experiment.changes:
        return False
    return abs(then - now) < _SAME * now or (bool(one.words) and then < now)


def outcome(experiment: Experiment, problem: Problem, aim: str) -> float:
    """What `aim` is at the end of a run: "loss" or "validation_loss"; inf if it diverges.

    Raises
    ------
    Cancelled
        When nobody wants it any more; see `Trainer.run`.
    """
    descent = Descent(experiment, problem)
    history = Recorder(descent.layout(), descent.replay, BUDGET)
    for _ in Trainer(descent, history).run(descent.last_step):
        pass
    return course_of(history, history.ending, aim).end


def course_of(history: History, ending: Ending | None, aim: str) -> Course:
    """Where a run began and what it has come to; it ends at inf unless it came to its end."""
    first = _value(history.row(0), aim) if len(history) else np.inf
    if ending is None or ending.kind not in ("finished", "early"):
        return Course(first, np.inf)
    return Course(first, _value(history.row(ending.step), aim))


def _value(row: Row, aim: str) -> float:
    value = float(row.validation_loss if aim == "validation_loss" else row.loss)
    return value if np.isfinite(value) else np.inf


def tried(experiment: Experiment, problem: Problem, one: Remedy) -> float:
    """What the run comes to with a remedy, see `outcome`; inf where it is not possible."""
    try:
        changed = experiment.with_values(one.settings)
        if (changed.problem, changed.data) != (experiment.problem, experiment.data):
            # Only where it is another one: most remedies change a rate.
            problem = build(changed)
        check(changed, problem)
        return outcome(changed, problem, one.aim)
    except InputError:
        return np.inf


def offered(
    remedies: Sequence[Remedy], courses: Mapping[str, Course], results: Mapping[Key, float]
) -> tuple[Remedy, ...]:
    """The remedies that have proved better; of each group of alternatives the best.

    Parameters
    ----------
    remedies
        Candidates.
    courses
        Where the run itself begins and ends, by aim.
    results
        What it comes to with each remedy that has been tried, by the remedy's key.
    """
    good = [
        one
        for one in remedies
        if one.key in results and is_better(results[one.key], courses[one.aim])
    ]
    best: dict[str, Remedy] = {}
    for one in good:
        group = one.group or one.label
        if group not in best or results[one.key] < results[best[group].key]:
            best[group] = one
    return tuple(one for one in good if best[one.group or one.label] is one)


def is_better(end: float, course: Course) -> bool:
    """Whether a run that ends at `end` gets on better than one of this course.

    It must also get below the start: less of an explosion is no help.
    """
    if not np.isfinite(end) or end >= course.first:
        return False
    if not np.isfinite(course.end):
        return True
    scale = abs(course.first) if np.isfinite(course.first) else 0.0
    # In units of the loss of the start where the end is about 0: a thousandth of nothing is no
    # gain.
    return course.end - end > max(_LEAST_GAIN * abs(course.end), _LEAST_FALL * scale)
