"""The state of the session: frozen, replaced whole."""

from dataclasses import dataclass, replace

from visualizer.core.experiment import Experiment
from visualizer.core.history import History
from visualizer.core.problems.base import Problem
from visualizer.core.training import Descent


@dataclass(frozen=True, eq=False)
class Run:
    """An experiment with its history. `number` tells runs apart, `colour` is an index."""

    number: int
    experiment: Experiment
    problem: Problem
    descent: Descent
    history: History
    colour: int = 0
    path: str = ""
    saved: Experiment | None = None

    @property
    def name(self) -> str:
        return self.experiment.name

    @property
    def last_step(self) -> int:
        """The step at which the experiment's epochs are completed."""
        return self.descent.last_step

    def row_at(self, epoch: float) -> int:
        """The row of the history nearest to a place in epochs; 0 while there is none."""
        row = round(epoch * self.history.steps_per_epoch)
        return max(0, min(row, self.count - 1))

    @property
    def count(self) -> int:
        """Recorded rows; a history may hold more, when a later run went on with it."""
        return min(len(self.history), self.last_step + 1)

    @property
    def epochs(self) -> float:
        """Recorded epochs."""
        return max(self.count - 1, 0) / self.history.steps_per_epoch

    @property
    def complete(self) -> bool:
        """Whether no more steps are to be made."""
        ending = self.history.ending
        if ending is not None and ending.kind in ("diverged", "full"):
            return True
        return len(self.history) > self.last_step


@dataclass(frozen=True, eq=False)
class State:
    """What is open and where the playhead stands (in epochs).

    `edited` are the settings as they stand in the panel when they have not been trained
    yet; `former` is the run that the present one replaced; `paused` holds the numbers of
    runs whose training the user has interrupted.
    """

    runs: tuple[Run, ...] = ()
    current: int = 0
    pinned: tuple[Run, ...] = ()
    former: Run | None = None
    edited: Experiment | None = None
    playhead: float = 0.0
    hide_future: bool = False
    follow: bool = False
    loop: bool = False
    update_as_change: bool = True
    paused: frozenset[int] = frozenset()

    @property
    def run(self) -> Run:
        """The run in front."""
        return self.runs[self.current]

    @property
    def experiment(self) -> Experiment:
        """The settings as the panel shows them."""
        return self.edited or self.run.experiment

    @property
    def row(self) -> int:
        """The row of the run in front at the playhead."""
        return self.run.row_at(self.playhead)

    @property
    def ghosts(self) -> tuple[Run, ...]:
        """Runs to be drawn faintly behind: pinned ones and the former one, same problem."""
        candidates = (*self.pinned, *([self.former] if self.former else []))
        return tuple(
            ghost
            for ghost in dict.fromkeys(candidates)
            if ghost is not self.run
            and ghost.history is not self.run.history
            and ghost.experiment.problem == self.run.experiment.problem
            and ghost.history.parameters == self.run.history.parameters
        )

    def with_run(self, run: Run) -> "State":
        """This state with the run in front replaced."""
        runs = list(self.runs)
        runs[self.current] = run
        return replace(self, runs=tuple(runs), edited=None)

    def with_option(self, name: str, value: bool) -> "State":
        """This state with an option switched; KeyError for an unknown one."""
        options = {
            "hide_future": self.hide_future,
            "follow": self.follow,
            "loop": self.loop,
            "update_as_change": self.update_as_change,
        }
        if name not in options:
            raise KeyError(name)
        options[name] = value
        return replace(
            self,
            hide_future=options["hide_future"],
            follow=options["follow"],
            loop=options["loop"],
            update_as_change=options["update_as_change"],
        )

    def place_of(self, other: "State") -> "State":
        """This state with the playhead and the options of another."""
        return replace(
            self,
            playhead=other.playhead,
            hide_future=other.hide_future,
            follow=other.follow,
            loop=other.loop,
            update_as_change=other.update_as_change,
        )
