"""The session: the only mutable state of the application, changed by intents alone."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from visualizer.app import changes, copies
from visualizer.app.attending import ATTENDING
from visualizer.app.intents import (
    REQUIRES,
    UNDOABLE,
    ChangeFromHere,
    ChangeSettings,
    ChangeView,
    CompareSettings,
    DuplicateRun,
    ExtendRun,
    ForkRun,
    Intent,
    KeepRun,
    LookAt,
    MarkSaved,
    MovePlayhead,
    OpenExperiment,
    OpenRecording,
    PauseTraining,
    SetOption,
    SetSpeed,
    ShowPanels,
    ShowRun,
    StopTraining,
    Train,
)
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.jobs.training import Stretch, TrainingLane
from visualizer.app.loading import Loader
from visualizer.app.past import LAST_BYTES, Past
from visualizer.app.runs import SESSION_BUDGET, RunMaker, continues, more_epochs
from visualizer.app.state import Run, State, same_problem
from visualizer.core.building import ProblemCache
from visualizer.core.capabilities import asked
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.forks import ALL, changed_from, rows_in_common
from visualizer.core.problems.base import Problem
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import Trainer

_LOCKED = "This run is locked and stays as it is: what you change is a run of its own beside it"

_REPLACING = ChangeSettings | ChangeFromHere | Train
"""What puts another run in the place of that in front, unless this one is locked."""

_AT_FIRST = OpenExperiment | OpenRecording | SetOption | SetSpeed | ShowPanels | ChangeView
"""What can be done while nothing is open."""


class Session(QObject):
    """Holds the open runs and the playhead, trains them, undoes and redoes.

    Views connect to `changed`, read `state` and call `apply`. That the playhead alone has moved
    is told by `moved`, for the few who show it: it moves with every frame. `failed` tells of an
    `InputError` of the run in front, `not_opened` of one that was to be opened beside it;
    the state is then as before. `told` has a sentence about what was done otherwise than is
    usual. Nothing is told before the first run is open, as there is nothing to show.
    """

    changed = Signal()
    moved = Signal()
    failed = Signal(object)
    not_opened = Signal(object)
    told = Signal(str)

    def __init__(self, parent: QObject | None = None, budget: int = SESSION_BUDGET) -> None:
        super().__init__(parent)
        self.jobs = Scheduler()
        self.training = TrainingLane(self.jobs, self)
        self.maker = RunMaker(budget)
        self._state = State()
        self._past = Past()
        self._loader = Loader(self.jobs, self)
        self._loader.changed.connect(self._tell)
        self._loader.failed.connect(self._refuse)
        # The intent that had to wait for its problem is applied from the beginning, to the state as
        # it is by then.
        self._loader.ready.connect(self.apply)
        self.training.failed.connect(self._on_training_failed)
        self._handlers: dict[type, Callable[[Any], State | None]] = {
            OpenExperiment: self._open,
            OpenRecording: self._open_recording,
            KeepRun: self._keep,
            DuplicateRun: self._duplicate,
            ForkRun: self._fork,
            CompareSettings: self._compare,
            ChangeSettings: self._change,
            ChangeFromHere: self._change_from_here,
            Train: self._train,
            PauseTraining: self._pause,
            StopTraining: self._stop,
            ExtendRun: self._extend,
            SetOption: self._set_option,
            MarkSaved: self._mark_saved,
        }

    @property
    def state(self) -> State:
        return self._state

    @property
    def training_now(self) -> bool:
        """Whether the run in front is being trained."""
        return bool(self._state.runs) and self.training.is_training(self._state.run.number)

    @property
    def loading_progress(self) -> tuple[int, int] | None:
        """How much of a file has been read, and its size; None when none is being read."""
        return self._loader.progress

    @property
    def problems(self) -> ProblemCache:
        """Where problems that were built are kept, for whoever builds one before it is opened."""
        return self._loader.problems

    def apply(self, intent: Intent) -> bool:
        """Do what the user wants; false when it was refused, which `failed` then told.

        While nothing is open there is nothing to be done but opening, and options and views.
        """
        if not self._state.runs and not isinstance(intent, _AT_FIRST):
            return False
        before = self._state
        try:
            state = self._changed_by(intent)
        except InputError as error:
            self._refuse(intent, error)
            return False
        if state is not None:
            self._commit(intent, state)
        if state is before and (words := copies.in_vain(state, intent)):
            self.told.emit(words)
        return True

    def _changed_by(self, intent: Intent) -> State | None:
        requires = REQUIRES.get(type(intent), ())
        # Asked in one place, so that no handler finds a run without what it needs.
        place = self._state.place(getattr(intent, "document", None)) if requires else None
        unknown = "" if place is None else self._state.runs[place].lacks(requires)
        if unknown:
            raise InputError(unknown)
        simple = changes.SIMPLE.get(type(intent)) or ATTENDING.get(type(intent))
        if simple is not None:
            return simple(self._state, intent)
        return self._handlers[type(intent)](intent)

    def _refuse(self, intent: Intent, error: InputError) -> None:
        """Tell of an error; what it says of another run is not about the fields of this one."""
        (self.not_opened if isinstance(intent, OpenExperiment) else self.failed).emit(error)

    def close(self) -> None:
        """Stop all work in the background; the session cannot be used afterwards."""
        self._loader.close()
        self.jobs.close()

    # Undo and redo.

    @property
    def can_undo(self) -> bool:
        return self._past.can_undo

    @property
    def can_redo(self) -> bool:
        return self._past.can_redo

    def undo(self) -> None:
        """Take the last change of an experiment or of the open runs back."""
        # What is being read was asked for in a state that is left now.
        self.cancel_loading()
        self._return(self._past.back(self._state))

    def redo(self) -> None:
        """Make a change again that was taken back."""
        self.cancel_loading()
        self._return(self._past.forward(self._state))

    def _return(self, state: State | None) -> None:
        if state is not None:
            # Undo is about experiments: the playhead and what is looked at stay where they are.
            self._adopt(state.place_of(self._state))

    def _commit(self, intent: Intent, state: State) -> None:
        before = self._state
        if state.zooms and _stands_for_another(before, state):
            # Ranges of one loss surface mean nothing on another.
            state = replace(state, zooms=())
        # What undo can bring back: playhead, options and views alone make no step.
        kept = (before.runs, before.former, before.zooms)
        different = kept != (state.runs, state.former, state.zooms)
        lost = 0
        if isinstance(intent, UNDOABLE) and before.runs and different:
            lost = self._past.remember(before, self._gesture_of(intent), state)
        # A click that answers a lesson has not moved the playhead.
        only_moved = isinstance(intent, MovePlayhead) and state.lesson is before.lesson
        self._adopt(state, self.moved if only_moved else None)
        if lost:
            self.told.emit(_no_way_back(lost))
        if isinstance(intent, _REPLACING) and len(state.runs) > len(before.runs):
            self.told.emit(_LOCKED)

    def _gesture_of(self, intent: Intent) -> str:
        if isinstance(intent, ExtendRun):
            # Stepping on past the end many times is taken back at once.
            return f"extend {self._state.run.document}"
        if isinstance(intent, LookAt):
            return "look"
        if isinstance(intent, ShowRun):
            return "show"
        return intent.gesture if isinstance(intent, ChangeSettings | ChangeFromHere) else ""

    def _adopt(self, state: State, told: SignalInstance | None = None) -> None:
        # Compared by number: the same run may be another value, with a new name for one.
        before = {run.number for run in self._state.runs}
        self._state = state
        for number in before - {run.number for run in state.runs}:
            self.training.drop(number)
        for run in state.runs:
            # Every way to a state leads through here, undo as well: what it says is to be trained
            # is trained.
            wanted = not run.complete and run.number not in state.paused
            if wanted and not self.training.is_training(run.number):
                self._submit(run, run.last_step)
        if not state.runs:
            return
        self.training.prefer(state.run.number)
        self._loader.cancel_others(state.run.document)
        (self.changed if told is None else told).emit()

    def _submit(self, run: Run, last_step: int) -> None:
        # A recording from elsewhere does not grow: it has no descent to go on with.
        if isinstance(run.history, Recorder):
            trainer = Trainer(asked(run.descent), run.history)
            self.training.submit(Stretch(run.number, trainer, last_step))

    def _on_training_failed(self, number: int, details: str) -> None:
        # Otherwise it would be tried again and again; the user still can, with `Train`.
        self._adopt(replace(self._state, paused=self._state.paused | {number}))

    def cancel_loading(self) -> None:
        """Stop reading a file; what is open stays."""
        self._loader.cancel()

    def _tell(self) -> None:
        if self._state.runs:
            self.changed.emit()

    def _build(self, intent: Intent, experiment: Experiment) -> Problem | None:
        """The problem, or None when it is being built and the intent will come again."""
        # Reading for a run stops when another comes to the front; reading for a new one does not.
        about = None if isinstance(intent, OpenExperiment) else self._state.run.document
        return self._loader.problem(intent, experiment, about)

    # One method for each intent: the state that it leads to, or None for "not yet".

    def _open(self, intent: OpenExperiment) -> State | None:
        problem = self._build(intent, intent.experiment)
        if problem is None:
            return None
        runs = () if intent.replace else self._state.runs
        run = self.maker.opened(intent.experiment, problem, runs)
        run = replace(run, path=intent.path, digest=intent.digest)
        if intent.unsaved:
            run = replace(run, saved=None)
        return self._with_last(runs, run)

    def _open_recording(self, intent: OpenRecording) -> State | None:
        runs = self._state.runs
        return self._with_last(runs, self.maker.recorded(intent.recording, intent.name, runs))

    def _with_last(self, runs: tuple[Run, ...], run: Run) -> State:
        runs = (*runs, run)
        return replace(self._state, runs=runs, current=len(runs) - 1, former=None, playhead=0.0)

    def _keep(self, intent: KeepRun) -> State | None:
        return copies.keep_run(self._state, intent, self.maker)

    def _duplicate(self, intent: DuplicateRun) -> State | None:
        return copies.duplicate_run(self._state, intent, self.maker)

    def _fork(self, intent: ForkRun) -> State | None:
        return copies.fork_run(self._state, intent, self.maker, partial(self._build, intent))

    def _compare(self, intent: CompareSettings) -> State | None:
        build = partial(self._build, intent)
        return copies.compare_settings(self._state, intent, self.maker, build)

    def _change(self, intent: ChangeSettings) -> State | None:
        state = self._state
        experiment = asked(state.experiment).with_values(intent.values)
        if experiment == state.experiment:
            return None
        if state.update_as_change:
            return self._retrained(intent, experiment)
        return state.with_run(state.run.with_edited(experiment))

    def _change_from_here(self, intent: ChangeFromHere) -> State | None:
        run = self._state.run
        experiment = changed_from(asked(run.experiment), intent.step, intent.values)
        if experiment == run.experiment:
            return None
        edited = run.edited
        if edited is not None:
            edited = changed_from(edited, intent.step, intent.values)
        changed = self._retrained(intent, experiment)
        # Settings that were edited, and wait for "Train", wait on with the new change in them.
        return None if changed is None else changed.with_run(changed.run.with_edited(edited))

    def _retrained(self, intent: Intent, experiment: Experiment) -> State | None:
        """The state in which `experiment` takes the place of the run in front."""
        state, old = self._state, self._state.run
        problem, before = self._build(intent, experiment), asked(old.experiment)
        if problem is None:
            return None
        # Rows may only be taken over where the problem is the same: else all numbers differ.
        rows = 0
        if problem == old.problem:
            if continues(before, experiment) and not old.locked:
                return state.with_run(self.maker.continued(old, experiment))
            rows = rows_in_common(before, experiment)
        if old.locked:
            return self._beside_locked(experiment, problem, rows)
        run = self.maker.changed(old, experiment, problem, state.runs, rows)
        gesture = self._gesture_of(intent)
        # During a drag the ghost stays the run from before it, not the one a pixel ago.
        former = state.former if gesture and gesture == self._past.gesture else old
        if former is not None and not same_problem(former.experiment, experiment):
            # It could not be drawn beside this one, and its data may be large.
            former = None
        return replace(state.with_run(run), former=former)

    def _beside_locked(self, experiment: Experiment, problem: Problem, rows: int = 0) -> State:
        """The state with a changed run behind the locked one, which it does not replace."""
        state, old = self._state, self._state.run
        run = self.maker.branched(old, experiment, problem, state.runs, rows)
        return copies.opened_behind(state.with_run(old.with_edited(None)), state.current, run)

    def _train(self, intent: Train) -> State | None:
        state, run = self._state, self._state.run
        if run.edited is not None:
            return self._retrained(intent, run.edited)
        if run.complete:
            experiment = asked(run.experiment)
            problem = self._build(intent, experiment)
            # Trained again only if the data on disk have changed: the same problem gives the same
            # numbers.
            if problem is None or problem == run.problem:
                return None
            if run.locked:
                return self._beside_locked(experiment, problem)
            again = self.maker.changed(run, experiment, problem, state.runs)
            return replace(state.with_run(again), former=run)
        return self._going_on(run)

    def _going_on(self, run: Run) -> State:
        """The state in which a run is no longer paused."""
        state = self._state
        if run.number in state.paused:
            # It may be at work for a few steps only.
            self._submit(run, run.last_step)
        return replace(state, paused=state.paused - {run.number})

    def _pause(self, intent: PauseTraining) -> State | None:
        state, number = self._state, self._state.run.number
        if not self.training_now or state.run.complete:
            return None
        self.training.drop(number)
        return replace(state, paused=state.paused | {number})

    def _stop(self, intent: StopTraining) -> State | None:
        if self._loader.cancel():
            return None
        return self._pause(PauseTraining())

    def _extend(self, intent: ExtendRun) -> State | None:
        state, run = self._state, self._state.run
        if not run.complete:
            return self._train_some(intent.epochs) if state.is_paused else None
        ending, experiment = run.ending, asked(run.experiment)
        planned = experiment.training.epochs
        # A run that has diverged, or filled the memory, does not become longer.
        if ending is None or ending.kind not in ("finished", "early"):
            return None
        values = more_epochs(run, ending, intent.epochs)
        experiment = experiment.with_values(values)
        if ending.stops:
            # A history of its own: undo leads back to the run that the stop has ended.
            problem = asked(run.problem)
            longer = self.maker.changed(run, experiment, problem, state.runs, ALL)
        else:
            longer = self.maker.continued(run, experiment)
        edited = run.edited
        # A number of epochs that the user has typed meanwhile stays as it is.
        if edited is not None and edited.training.epochs == planned:
            edited = edited.with_values(values)
        return state.with_run(longer.with_edited(edited))

    def _train_some(self, epochs: int) -> State | None:
        """Have a paused run go on for a while; it stays paused."""
        run = self._state.run
        target = max(len(run.history) - 1, 0) + epochs * run.history.steps_per_epoch
        if target >= run.last_step:
            return self._going_on(run)
        # No new state: the run stays the same, paused, and gets some more rows.
        self._submit(run, target)
        return None

    def _set_option(self, intent: SetOption) -> State | None:
        state = self._state.with_option(intent.name, intent.value)
        if state.held is not None and not state.hide_future:
            raise InputError("the future is hidden until the question of the lesson is answered")
        waits = state.update_as_change and state.edited is not None
        if intent.name != "update_as_change" or not waits:
            return state
        # First the switch, which stays when the edited experiment cannot be trained.
        self._adopt(state)
        self.apply(Train())
        return None

    def _mark_saved(self, intent: MarkSaved) -> State | None:
        front = self._state.run
        document = front.document if intent.document is None else intent.document
        run = next((one for one in self._state.runs if one.document == document), front)
        saved = run.edited or run.experiment
        if saved is None:
            return None

        def mark(state: State) -> State:
            return state.with_saved(document, intent.path, saved, intent.digest)

        # Also where undo leads to: the file stays as it has been written.
        self._past.rewrite(mark)
        return mark(self._state)


def _no_way_back(size: int) -> str:
    """Why a change cannot be undone, as what it replaced was so many bytes."""
    return (
        f"This change cannot be undone: what it replaced took {size / (1 << 20):,.0f} MB, "
        f"more than the {LAST_BYTES >> 20} MB that are kept for undo"
    )


def _stands_for_another(before: State, after: State) -> bool:
    """Whether another document or another problem has come to the front."""
    one, other = before.run, after.run
    return one.document != other.document or one.problem != other.problem
