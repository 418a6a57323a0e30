"""What is worked out about a run at a moment, beyond the numbers of its history."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

from visualizer.core.capabilities import Capability
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History


class Moment(NamedTuple):
    """A place in a run: `row` of its history; no row after `last` may be told of."""

    problem: Problem
    history: History
    row: int
    last: int


@dataclass(frozen=True, eq=False)
class Insight(ABC):
    """The base of everything that takes too long for a frame.

    A kind of insight is worked out by `stages`, in a thread of its own or, for a figure, at
    once: first in a coarse form if it can be had, then ever finer.
    """

    requires: ClassVar[tuple[Capability, ...]] = (Capability.PREDICTIONS,)
    """What must be known of a run; where it is not, nothing below is asked."""

    problem: Problem

    @classmethod
    @abstractmethod
    def applies(cls, problem: Problem) -> bool:
        """Whether there is anything to work out for a problem."""

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        """What the result depends on; an equal key is not worked out again."""
        return moment.problem, moment.history, moment.row

    @classmethod
    @abstractmethod
    def stages(cls, moment: Moment) -> Iterator[Self]:
        """The results, each better than the one before.

        Raises
        ------
        Cancelled
            In the middle of one; see `cancellable`.
        """


def finished(kind: type[Insight], moment: Moment) -> Insight:
    """The last and best result, at once."""
    *_, best = kind.stages(moment)
    return best
