"""The state of the session: frozen, replaced whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from visualizer.app.attendance import Attendance
from visualizer.app.views import TRAINING, VIEWS, Views, ViewSettings
from visualizer.core.capabilities import Capability, known, unknown
from visualizer.core.changes import Change
from visualizer.core.differences import comparable
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers.base import Optimizer, UnknownRule
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Ending
from visualizer.core.training import Descent

Ranges = tuple[tuple[float, float], ...]

EPOCH, STEP, EVALUATION = MEASURES = ("epoch", "step", "evaluation")
"""What the playhead is measured in, when it stands at the same place in several runs."""

APART = ("parameters", "loss", "landscape", "fit", "parameters and fit")
"""Which plots can stand side by side, one run each."""

_MOST_CHOICES = 20

OPTIONS = (
    "hide_future",
    "follow",
    "loop",
    "update_as_change",
    "from_here",
    "by_epoch",
    "own_axes",
)


@dataclass(frozen=True, eq=False)
class Run:
    """A history, and what is known about it: see `capabilities`.

    A recording from elsewhere has neither experiment nor problem nor descent. A `title` is the
    name that it was given, before that of its experiment.
    `number` tells runs apart; `document` stays when a changed run takes the place of a
    former one. `colour` is an index. `edited` are the settings as they stand in the panel
    when they have not been trained yet, `saved` what was last written to `path`, a file
    whose content had the `digest` then. `shown` says whether it is drawn beside another one in
    front; None leaves it to whether their losses can be compared. A run that is `locked` is never
    replaced by a changed one.
    """

    number: int
    experiment: Experiment | None
    problem: Problem | None
    descent: Descent | None
    history: History
    colour: int = 0
    path: str = ""
    saved: Experiment | None = None
    document: int = 0
    edited: Experiment | None = None
    digest: str = ""
    title: str = ""
    shown: bool | None = None
    locked: bool = False

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        """What may be asked of it."""
        return known(self.history, self.experiment, self.problem)

    def lacks(self, requires: Iterable[Capability]) -> str:
        """Why what requires these capabilities is not known for it; empty where it is."""
        return unknown(requires, self.capabilities)

    @property
    def name(self) -> str:
        return self.title or ("" if self.experiment is None else self.experiment.name)

    @property
    def seed(self) -> int:
        """The seed of the experiment, for what is left to chance; 0 for a recording."""
        return 0 if self.experiment is None else self.experiment.training.seed

    @property
    def rule(self) -> Optimizer:
        """The update rule, as far as it is known."""
        return UnknownRule() if self.experiment is None else self.experiment.optimizer

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that were planned during the run."""
        return () if self.experiment is None else self.experiment.changes

    @property
    def last_step(self) -> int:
        """The step at which the experiment's epochs are completed; of a recording its last."""
        return max(len(self.history) - 1, 0) if self.descent is None else self.descent.last_step

    def places_of(self, names: Sequence[str]) -> tuple[int, ...]:
        """The indices of parameters by their names; () unless it has all of them."""
        if not names or not all(name in self._places for name in names):
            return ()
        return tuple(self._places[name] for name in names)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.history.parameters)}

    def row_at(self, epoch: float) -> int:
        """The row that can be shown nearest to a place in epochs; 0 while there is none."""
        row = round(epoch * self.history.steps_per_epoch)
        return self.history.nearest(max(0, min(row, self.count - 1)))

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
        if ending is not None and ending.kind in ("diverged", "full", "early"):
            return True
        return len(self.history) > self.last_step

    @property
    def ending(self) -> Ending | None:
        """Why this run has no more rows.

        Its history may have been continued by a later run, since undone, or have been
        trained for a few steps only.
        """
        ending, last = self.history.ending, self.last_step
        if self.descent is None:
            return ending
        finished = ending is not None and ending.kind == "finished"
        if len(self.history) > last:
            if ending is not None and ending.kind in ("finished", "early") and ending.step == last:
                return ending
            return Ending("finished", last, f"finished at step {last}")
        if finished and ending is not None:
            return ending._replace(kind="stopped", text=f"stopped at step {ending.step}")
        return ending

    @property
    def bytes_expected(self) -> int:
        """Memory that the history takes, or will take when the run is trained to its end."""
        history = self.history
        return history.bytes if self.complete else history.bytes_at(self.last_step + 1)

    @property
    def modified(self) -> bool:
        """Whether the settings are others than those saved, or opened, or stand nowhere."""
        return self.saved != (self.edited or self.experiment)

    def with_edited(self, experiment: Experiment | None) -> "Run":
        """This run with settings that are not trained yet; none when they are its own."""
        return replace(self, edited=None if experiment == self.experiment else experiment)


@dataclass(frozen=True)
class Zoom:
    """Which part of its axes a plot shows: that of its own choice, unless the user zooms.

    `ranges` of the axes across and up, of as many as can be zoomed, () for the usual ones.
    With `everything` the map also shows points far away.
    """

    ranges: Ranges = ()
    everything: bool = False


NO_ZOOM = Zoom()


@dataclass(frozen=True, eq=False)
class State:
    """What is open and where the playhead stands (in epochs).

    `former` is the run that the present one replaced; `paused` holds the numbers of runs
    whose training the user has interrupted, or an unexpected error. With `from_here` the
    rate is changed from the playhead on, and not from the start; with `by_epoch` playback
    moves by whole epochs. `zooms` says for each plot that is zoomed what it shows; it belongs
    to the problem of the run in front, and means nothing for another one. `views` holds the
    view settings that are not the usual ones, by the name of the plot. `lines` are choices of
    parameters for the plots of lines, by their names: a run shows the last one that it has all
    of. `sample` is the row of the data that is looked at: its part and its number there.
    `speed` is that of playback in steps or epochs a second, None for the whole run in ten
    seconds. The playhead is that of the run in front; on which `axis` it is the same in other
    runs is one of `MEASURES`, of which an evaluation is one of the loss with its gradient.
    `panels` are the names of those that are open, None for those that suit the run and the
    window. `apart` names the plots, one of `APART`, in which the shown runs stand side by side, ""
    for one picture of all; with `own_axes` each has ranges of its own there.
    With `solo` the run in front is drawn alone, whatever else is shown otherwise.
    `lesson` is the one that is attended, with the place in it; None for none.
    """

    runs: tuple[Run, ...] = ()
    current: int = 0
    former: Run | None = None
    playhead: float = 0.0
    hide_future: bool = False
    follow: bool = False
    loop: bool = False
    update_as_change: bool = True
    from_here: bool = False
    by_epoch: bool = False
    paused: frozenset[int] = frozenset()
    zooms: tuple[tuple[str, Zoom], ...] = ()
    views: Views = ()
    lines: tuple[tuple[str, ...], ...] = ()
    sample: tuple[str, int] = (TRAINING, 0)
    speed: float | None = 4.0
    axis: str = EPOCH
    panels: tuple[str, ...] | None = None
    apart: str = ""
    own_axes: bool = False
    solo: bool = False
    lesson: Attendance | None = None

    @property
    def run(self) -> Run:
        """The run in front."""
        return self.runs[self.current]

    @property
    def edited(self) -> Experiment | None:
        """The settings of the run in front that have not been trained yet."""
        return self.run.edited if self.runs else None

    @property
    def experiment(self) -> Experiment | None:
        """The settings as the panel shows them; None for a run that has none."""
        return self.run.edited or self.run.experiment

    @property
    def problem(self) -> Problem | None:
        """The problem of these settings; None when it has not been built yet."""
        run = self.run
        return run.problem if same_problem(self.experiment, run.experiment) else None

    @property
    def held(self) -> float | None:
        """Where a lesson holds the playhead, in epochs, as long as its question waits."""
        return None if self.lesson is None else self.lesson.held

    @property
    def row(self) -> int:
        """The row of the run in front at the playhead."""
        return self.run.row_at(self.playhead)

    @property
    def is_paused(self) -> bool:
        """Whether the run in front waits for the user to go on."""
        return self.run.number in self.paused and not self.run.complete

    @property
    def ghosts(self) -> tuple[Run, ...]:
        """What the run in front was before, to be drawn faintly behind; of the same problem."""
        ghost, run = self.former, self.run
        if ghost is None or ghost.history is run.history:
            return ()
        # Of a recording the settings do not tell whether its parameters are the same.
        alike = ghost.history.parameters == run.history.parameters
        return (ghost,) if alike and same_problem(ghost.experiment, run.experiment) else ()

    # Asked for many times in each frame.
    @cached_property
    def shown(self) -> tuple[Run, ...]:
        """The runs that are drawn, in the order in which they stand; that in front always is."""
        return tuple(run for run in self.runs if self.is_shown(run))

    def place(self, document: int | None) -> int | None:
        """Where a document stands; None for one that is not open. By default that in front."""
        if document is None:
            return self.current
        places = (place for place, run in enumerate(self.runs) if run.document == document)
        return next(places, None)

    def is_shown(self, run: Run) -> bool:
        """Whether a run is drawn."""
        if run is self.run or self.solo:
            return run is self.run
        if run.shown is None:
            return comparable(run.experiment, self.run.experiment)
        return run.shown

    @property
    def memory(self) -> dict[int, int]:
        """Bytes of all histories and data that this state keeps in memory, by their identity."""
        former = [self.former] if self.former else []
        found: dict[int, int] = {}
        for run in (*self.runs, *former):
            # By identity, as states of undo share histories and problems, which count once.
            found |= run.history.pieces
            if run.problem is not None:
                found[id(run.problem)] = run.problem.data_bytes
        return found

    def with_run(self, run: Run, place: int | None = None) -> "State":
        """This state with the run in front replaced, or that at a place."""
        runs = list(self.runs)
        runs[self.current if place is None else place] = run
        return replace(self, runs=tuple(runs))

    def with_new(self, run: Run, place: int) -> "State":
        """This state with one run more, at a place; that in front stays in front."""
        runs = (*self.runs[:place], run, *self.runs[place:])
        return replace(self, runs=runs, current=self.current + (place <= self.current))

    def with_saved(self, document: int, path: str, saved: Experiment, digest: str) -> "State":
        """This state with what is in the file of a document."""
        runs = tuple(
            replace(run, path=path, saved=saved, digest=digest) if run.document == document else run
            for run in self.runs
        )
        return replace(self, runs=runs)

    def zoom_of(self, name: str) -> Zoom:
        """What the plots of a name show of their axes."""
        return dict(self.zooms).get(name, NO_ZOOM)

    def with_zoom(self, name: str, zoom: Zoom) -> "State":
        """This state with what the plots of a name show."""
        zooms = {**dict(self.zooms), name: zoom}
        # Only what differs from the usual: equal states are equal however they were come by.
        return replace(self, zooms=tuple(one for one in zooms.items() if one[1] != NO_ZOOM))

    def view_of(self, name: str) -> ViewSettings:
        """The view settings of a plot."""
        return dict(self.views).get(name, VIEWS[name])

    def with_view(self, name: str, view: ViewSettings) -> "State":
        """This state with other view settings of a plot."""
        views = {**dict(self.views), name: view}
        return replace(self, views=tuple(one for one in views.items() if one[1] != VIEWS[one[0]]))

    def lines_of(self, run: Run) -> tuple[int, ...]:
        """Indices of the parameters that the user has chosen to see of a run; () for none."""
        return next(filter(None, (run.places_of(names) for names in reversed(self.lines))), ())

    def with_lines(self, names: tuple[str, ...]) -> "State":
        """This state with parameters chosen to be seen; () for the usual ones in the run in front.

        Choices of other runs are remembered, but not without end.
        """
        others = [
            known
            for known in self.lines
            if known != names and (names or not self.run.places_of(known))
        ]
        return replace(self, lines=(*others[1 - _MOST_CHOICES :], *([names] if names else [])))

    def with_option(self, name: str, value: bool) -> "State":
        """This state with an option switched; KeyError for an unknown one."""
        if name not in OPTIONS:
            raise KeyError(name)
        return self._with({name: value})

    def place_of(self, other: "State") -> "State":
        """This state with what undo leaves as in `other`: playhead, options, pauses, views."""
        known = {run.number for run in other.runs}
        state = self._with({name: getattr(other, name) for name in OPTIONS})
        paused = other.paused | {number for number in self.paused if number not in known}
        state = replace(state, playhead=other.playhead, paused=frozenset(paused))
        state = replace(state, views=other.views, lines=other.lines)
        return replace(
            state,
            sample=other.sample,
            speed=other.speed,
            axis=other.axis,
            panels=other.panels,
            apart=other.apart,
            solo=other.solo,
            lesson=other.lesson,
        )

    def _with(self, options: dict[str, bool]) -> "State":
        return replace(
            self,
            hide_future=options.get("hide_future", self.hide_future),
            follow=options.get("follow", self.follow),
            loop=options.get("loop", self.loop),
            update_as_change=options.get("update_as_change", self.update_as_change),
            from_here=options.get("from_here", self.from_here),
            by_epoch=options.get("by_epoch", self.by_epoch),
            own_axes=options.get("own_axes", self.own_axes),
        )


def same_problem(one: Experiment | None, other: Experiment | None) -> bool:
    """Whether two experiments minimise the same, as far as their settings tell."""
    # Of what is not known nobody can say that it is the same.
    if one is None or other is None:
        return False
    return one.problem == other.problem and one.data == other.data
