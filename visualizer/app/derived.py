"""The one broker of insights: what is worked out from runs in the background, for views."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import NamedTuple

from visualizer.app.jobs.job import SEEN, SPARE
from visualizer.app.jobs.kept import Kept
from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.insight import AnInsight, Insight, Moment
from visualizer.core.chunks import listening

Kind = type[Insight]

_Wish = tuple[Hashable, Hashable]
"""The subject and the key of what is wanted."""

MOST_BYTES = 16 << 20
"""Of the complete answers of a kind about one subject that are kept: the playhead comes back."""

PATIENCE = 0.3
"""Seconds for which an answer about a former run of the same family stays."""


class Derived:
    """Keeps what is wanted up to date; of each kind the latest wish matters."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._tracks: dict[Kind, _Track] = {}

    def want(self, kind: Kind, moment: Moment) -> None:
        """Have an insight worked out, where it applies and its pace allows; costs little."""
        if kind.is_known(moment):
            if kind not in self._tracks:
                self._tracks[kind] = _Track(kind, self._scheduler)
            self._tracks[kind].want(moment)

    def found(self, moment: Moment) -> tuple[Insight, ...]:
        """The last insight of each kind that may be shown at a moment; of a former row at first.

        Equal tuples say the same.
        """
        answers = (track.answer(moment) for track in self._tracks.values())
        return tuple(answer for answer in answers if answer is not None)

    def answer(self, kind: type[AnInsight], moment: Moment) -> AnInsight | None:
        """The last one of a kind that may be shown at a moment."""
        found = self._tracks[kind].answer(moment) if kind in self._tracks else None
        return found if isinstance(found, kind) else None

    def progress(self, kind: Kind) -> float | None:
        """Which part (0..1) of the next answer is done; None while nothing is under way."""
        track = self._tracks.get(kind)
        return track.part if track is not None and track.worker.busy else None

    def stop(self, kind: Kind) -> None:
        """Give a kind up, until it is wanted about another subject, or `resume`."""
        if kind in self._tracks:
            self._tracks[kind].stop()

    def resume(self, kind: Kind) -> None:
        """Go on after `stop`."""
        if kind in self._tracks:
            self._tracks[kind].stopped = None

    def is_stopped(self, kind: Kind) -> bool:
        """Whether the user has stopped what is wanted now."""
        return kind in self._tracks and self._tracks[kind].stopped is not None

    @property
    def busy(self) -> bool:
        """Whether something is being worked out."""
        return any(track.worker.busy for track in self._tracks.values())

    @property
    def errors(self) -> list[str]:
        """The tracebacks of unexpected errors."""
        return [track.worker.error for track in self._tracks.values() if track.worker.error]

    def wait(self, timeout: float) -> bool:
        """Wait until all that is wanted is as fine as it gets."""
        return all(track.worker.wait(timeout) for track in list(self._tracks.values()))

    def close(self) -> None:
        """Cancel what is under way; nothing is worked out afterwards."""
        for track in self._tracks.values():
            track.worker.close()


class _Answer(NamedTuple):
    """An insight, what it is about, and what may show it for a moment."""

    insight: Insight
    subject: Hashable
    family: Hashable


class _Track:
    """One kind of insight: the wish that is worked on, and the last answer."""

    def __init__(self, kind: Kind, scheduler: Scheduler) -> None:
        priority = SPARE if kind.spare else SEEN
        self.worker: Latest[tuple[_Wish, Moment], _Answer] = Latest(scheduler, self._work, priority)
        self.part = 0.0
        self.stopped: tuple[Hashable] | None = None
        self._kind = kind
        self._asked: _Wish | None = None
        self._asked_at = self._cost = 0.0
        self._new: tuple[Hashable, float] = (None, 0.0)
        self._kept = Kept[_Wish, _Answer](MOST_BYTES)

    def want(self, moment: Moment) -> None:
        wish = self._kind.subject(moment), self._kind.key(moment)
        if self.stopped is not None:
            if self.stopped[0] == wish[0]:
                return
            self.stopped = None
        if wish == self._asked:
            return
        if self._asked is not None and self._asked[0] != wish[0]:
            # Answers about another run are not wanted again, and may be large.
            self._kept.clear()
        known = self._kept.get(wish)
        # An answer that is kept costs nothing: it need not rest.
        if known is None and self._rests(moment):
            return
        self._asked, self._asked_at = wish, time.perf_counter()
        if known is None:
            self.worker.submit(wish, (wish, moment))
        else:
            # Through the worker as well, so that a late answer to an earlier wish does not replace
            # it.
            self.worker.settle(wish, known)

    def stop(self) -> None:
        # The subject alone, in a tuple: None may be a subject.
        self.stopped = None if self._asked is None else self._asked[:1]
        # Asked again after `resume`, it is a new wish.
        self._asked = None
        self.worker.cancel()

    def answer(self, moment: Moment) -> Insight | None:
        result = self.worker.result
        if result is None or not self._kind.is_known(moment):
            return None
        subject, found, now = self._kind.subject(moment), result[1], time.perf_counter()
        # When the subject came up is noted here, as this is asked with every frame.
        if self._new[0] != subject:
            self._new = subject, now
        if found.subject == subject:
            return found.insight
        akin = found.family is not None and found.family == self._kind.family(moment)
        return found.insight if akin and now - self._new[1] < PATIENCE else None

    def _rests(self, moment: Moment) -> bool:
        """Whether the pace of the kind lets the wish wait: it will come again."""
        pace = self._kind.pace(moment)
        if moment.motion >= pace.until:
            return True
        if moment.motion < pace.since or self._asked is None:
            return False
        # In proportion to what it cost last: on a slow machine the share of the processor is the
        # same.
        rest = max(pace.seconds, pace.rest * self._cost)
        since = time.perf_counter() - self._asked_at
        return rest > 0.0 and (self.worker.busy or since < rest)

    def _work(self, asked: tuple[_Wish, Moment], publish: Callable[[_Answer], None]) -> None:
        began, (wish, moment) = time.perf_counter(), asked
        subject, family = wish[0], self._kind.family(moment)
        result = self.worker.result
        # Parts of an answer about another run may not be used: its rows have the same numbers.
        former = result[1].insight if result is not None and result[1].subject == subject else None
        answer = None
        with listening(self._note_part):
            for insight in self._kind.stages(moment, former):
                answer = _Answer(insight, subject, family)
                publish(answer)
        # Not after a cancelled one, which costs less than a whole answer.
        self._cost = time.perf_counter() - began
        # Only the last stage is kept: coarse ones are soon made again.
        if answer is not None:
            self._kept.put(wish, answer)

    def _note_part(self, part: float) -> None:
        self.part = part
