"""The verdicts on a run, as views ask for them, and the remedies that were tried."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment, Motion, Pace
from visualizer.core.capabilities import Capability, asked
from visualizer.core.chunks import cancellable, look
from visualizer.core.errors import Cancelled
from visualizer.core.recording.records import Ending

if TYPE_CHECKING:
    from visualizer.core.analysis.verdict import Stretch, Verdict
    from visualizer.core.analysis.verdict_kinds import Key, Remedy

# Verdicts are imported where they are needed: the window appears sooner without.

TRAINING_ROWS = 20_000
"""While a run trains its band is brought up to date every so many rows."""

MOST_SECONDS = 10.0
"""A remedy whose trial takes longer is not offered; nor is any for a run that took longer."""

_PACE = Pace(0.2, since=Motion.CHANGING)
"""The judge takes half of the interpreter: few looks, not one a frame."""


@dataclass(frozen=True, eq=False)
class Judgement(Insight):
    """A verdict on a row, and the kinds over the first `rows` rows of the run.

    `ending` is that of the history then, `known` are the kinds by row that the band was made
    of: a run that goes on needs only the others.
    """

    row: int
    verdict: Verdict
    band: Sequence[Stretch]
    rows: int
    ending: Ending | None = None
    known: dict[int, str] = field(default_factory=dict, repr=False)

    requires = ()

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return _PACE

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return True

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        ending = moment.history.ending
        return *_rows(moment), ending and ending[:2]

    @classmethod
    def stages(cls, moment: Moment, former: Judgement | None = None) -> Iterator[Judgement]:
        from visualizer.core.analysis.verdict import judge, verdict_band

        history, ending = moment.history, moment.history.ending
        # Of a recording alone the rows are judged.
        problem = None if moment.descent is None else moment.descent.problem
        row, last = _rows(moment)
        verdict = judge(problem, history, row)
        if former is not None:
            # The sentence need not wait for the band, which changes little from row to row.
            yield replace(former, row=row, verdict=verdict)
            # Only the playhead has moved: the band is the same.
            if (former.rows, former.ending) == (last + 1, ending):
                return
        known = {} if former is None else former.known
        band = tuple(verdict_band(problem, history, last, known=known))
        yield cls(row, verdict, band, last + 1, ending, known)


def _rows(moment: Moment) -> tuple[int, int]:
    """The row that is judged, and the last one of the band."""
    last = moment.recorded
    if moment.motion < Motion.TRAINING:
        return moment.row, last
    # In large steps, so that the key stays the same in between and nothing is judged anew.
    last -= last % TRAINING_ROWS
    return min(moment.row, last), last


@dataclass(frozen=True, eq=False)
class Trials(Insight):
    """What a run comes to with remedies that were tried, by their keys."""

    results: Mapping[Key, float]

    requires = (Capability.TRAINING, Capability.LANDSCAPE)
    spare = True

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return _PACE

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        """Once a run has come to its end, or to where it diverged: not for want of memory."""
        ending = moment.ending
        ended = ending is not None and ending.kind in ("finished", "early", "diverged")
        return ended and moment.history.seconds <= MOST_SECONDS

    @classmethod
    def subject(cls, moment: Moment) -> Hashable:
        # A longer run goes on with the same history, and then has another experiment.
        return moment.history, moment.experiment

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return tuple(one.key for one in asked(moment.verdict).remedies)

    @classmethod
    def stages(cls, moment: Moment, former: Trials | None = None) -> Iterator[Trials]:
        from visualizer.core.analysis.trials import candidates, tried

        results = {} if former is None else dict(former.results)
        yield cls(dict(results))
        for one in candidates(moment.experiment, asked(moment.verdict)):
            if one.key in results:
                continue
            end = time.perf_counter() + MOST_SECONDS

            def over(end: float = end) -> bool:
                return time.perf_counter() >= end

            try:
                with cancellable(over):
                    results[one.key] = tried(moment.experiment, moment.problem, one)
            except Cancelled:
                # Cancelled by us after its time, or by whoever wants nothing more: this tells, and
                # passes the latter on.
                look()
                # Taking too long counts as no help, and is not tried again.
                results[one.key] = np.inf
            yield cls(dict(results))


def with_remedies(judgement: Judgement, trials: Trials | None, moment: Moment) -> Judgement:
    """A judgement whose verdict has those remedies alone that have proved to help so far."""
    remedies: tuple[Remedy, ...] = ()
    if judgement.verdict.remedies and trials is not None:
        from visualizer.core.analysis.trials import candidates, course_of, offered

        results, history = trials.results, moment.history
        known = [
            one for one in candidates(moment.experiment, judgement.verdict) if one.key in results
        ]
        courses = {one.aim: course_of(history, moment.ending, one.aim) for one in known}
        remedies = offered(known, courses, results)
    return replace(judgement, verdict=judgement.verdict.offering(remedies))
