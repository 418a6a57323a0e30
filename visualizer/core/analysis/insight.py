"""What is worked out about a run at a moment, beyond the numbers of its history."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self, TypeVar

from visualizer.core.analysis.ground import Ground
from visualizer.core.analysis.plane_parts import Companion
from visualizer.core.analysis.planes import Plane
from visualizer.core.capabilities import Capability, asked, unknown
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Ending

if TYPE_CHECKING:
    from visualizer.core.analysis.verdict_kinds import Verdict

AnInsight = TypeVar("AnInsight", bound="Insight")


class Motion(IntEnum):
    """How fast what is seen changes: what goes on, and what the processor is needed for."""

    # In rising order: `since` and `until` of a pace are compared with it.
    STILL, CHANGING, PLAYING, TRAINING, NEVER = range(5)


class Pace(NamedTuple):
    """How often an insight into what moves is worked out anew.

    From the motion `since` on no more often than every `seconds`, and after an answer there
    is a rest of so many times what it has taken. From `until` on it stays as it is.
    """

    seconds: float = 0.0
    rest: float = 0.0
    since: Motion = Motion.PLAYING
    until: Motion = Motion.NEVER


class Moment(NamedTuple):
    """A place in a run, as it is looked at.

    `row` of its history; no row after `last` may be told of, though there are rows up to
    `recorded`, where the run has come to an `ending`, or goes on. With `hidden` nothing may be
    told that depends on what comes after `row`. `plane` is that of the landscape, where one is
    seen, `ground` what is to be seen of it, `aspect` the height of the picture divided by its
    width; `verdict` that on the row, where it is known. `others` are the runs seen beside it that
    have the same parameters of the same problem, as far as they may be known, and `name` is what
    tells this one from them.
    """

    history: History
    row: int
    last: int
    recorded: int
    descent: Descent | None = None
    capabilities: frozenset[Capability] = frozenset()
    ending: Ending | None = None
    hidden: bool = False
    motion: Motion = Motion.STILL
    plane: Plane | None = None
    ground: Ground | None = None
    aspect: float = 1.0
    verdict: Verdict | None = None
    others: tuple[Companion, ...] = ()
    name: str = ""

    @property
    def problem(self) -> Problem:
        """The problem of the run, for insights that require a capability that comes of it."""
        return asked(self.descent).problem

    @property
    def experiment(self) -> Experiment:
        """The experiment of the run, for the same."""
        return asked(self.descent).experiment


@dataclass(frozen=True, eq=False)
class Insight(ABC):
    """The base of everything that takes too long for a frame.

    A kind of insight is worked out by `stages`, on a thread of its own or, for a figure, at
    once: first in a coarse form if it can be had, then ever finer.
    """

    requires: ClassVar[tuple[Capability, ...]] = (Capability.PREDICTIONS,)
    """What must be known of a run; where it is not, nothing below is asked."""

    on_plane: ClassVar[bool] = False
    """Whether it is about the plane of the landscape: there is none before that has one."""

    spare: ClassVar[bool] = False
    """Whether it can wait until no run trains."""

    @classmethod
    def is_known(cls, moment: Moment) -> bool:
        """Whether it can be worked out and there is anything to work out."""
        # Before `applies`, which may ask for the problem without looking whether there is one.
        if unknown(cls.requires, moment.capabilities) or (cls.on_plane and moment.plane is None):
            return False
        return cls.applies(moment)

    @classmethod
    @abstractmethod
    def applies(cls, moment: Moment) -> bool:
        """Whether there is anything to work out where all is known that it requires."""

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        """How often it is worked out anew while what is seen moves."""
        # A run that trains needs the processor more than pictures of its past do.
        return Pace(0.1, rest=4.0)

    @classmethod
    def subject(cls, moment: Moment) -> Hashable:
        """What it is about: an answer about anything else is not shown, but see `family`."""
        return moment.history

    @classmethod
    def family(cls, moment: Moment) -> Hashable:
        """What an answer about another subject must share to be shown for a moment all the same.

        That is until there is one, and not for long: pictures would flicker while a rate is
        dragged, as with each of its values there is another run. None for never.
        """
        return None

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        """What the answer depends on besides; an equal key is not worked out again."""
        return moment.row

    @classmethod
    @abstractmethod
    def stages(cls, moment: Moment, former: Self | None = None) -> Iterator[Self]:
        """The answers, each better than the one before.

        Parameters
        ----------
        moment
            One that it applies to.
        former
            The last answer about the same subject: parts of it may be of use, but what comes
            out in the end is the same without.

        Raises
        ------
        Cancelled
            In the middle of one; see `cancellable`.
        """


def finished(kind: type[AnInsight], moment: Moment, former: AnInsight | None = None) -> AnInsight:
    """The last and best answer, at once."""
    # The coarse ones are thrown away; a figure waits for the best.
    *_, best = kind.stages(moment, former)
    return best
