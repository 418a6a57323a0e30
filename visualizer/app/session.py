"""The session: the only mutable state of the application, changed by intents alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from visualizer.app.background import LatestWorker
from visualizer.app.intents import (
    UNDOABLE,
    ChangeSettings,
    CloseRun,
    ExtendRun,
    Intent,
    MarkSaved,
    MovePlayhead,
    OpenExperiment,
    PauseTraining,
    PinTrajectory,
    SelectRun,
    SetOption,
    StopTraining,
    Train,
    UnpinAll,
)
from visualizer.app.state import Run, State
from visualizer.app.training_thread import Job, TrainingThread
from visualizer.core.building import ProblemCache
from visualizer.core.errors import Cancelled, InputError
from visualizer.core.experiment import Experiment
from visualizer.core.history import MEMORY_BUDGET, History
from visualizer.core.problems.base import Problem
from visualizer.core.training import Descent, Trainer

UNDO_STEPS = 100
UNDO_BYTES = 128 << 20
SMALLEST_BUDGET = 32 << 20


class _Loading(NamedTuple):
    """An experiment whose problem is being built in the background."""

    intent: Intent
    experiment: Experiment


class Session(QObject):
    """Holds the open runs and the playhead, trains them, undoes and redoes.

    Views connect to `changed`, read `state` and call `apply`. `failed` tells of an
    `InputError`; the state is then as before.
    """

    changed = Signal()
    failed = Signal(object)
    _loaded = Signal(object, object)

    def __init__(self, parent: QObject | None = None, budget: int = MEMORY_BUDGET) -> None:
        super().__init__(parent)
        self.training = TrainingThread(self)
        self.loading_progress: tuple[int, int] | None = None
        self._budget = budget
        self._state = State()
        self._undo: list[State] = []
        self._redo: list[State] = []
        self._gesture = ""
        self._numbers = 0
        self._problems = ProblemCache()
        self._stop_loading = False
        self._loader: LatestWorker[_Loading, None] = LatestWorker("loading", self._load)
        self._loaded.connect(self._on_loaded)
        self._handlers: dict[type, Callable[[Any], State | None]] = {
            OpenExperiment: self._open,
            ChangeSettings: self._change,
            SelectRun: self._select,
            CloseRun: self._close_run,
            Train: self._train,
            PauseTraining: self._pause,
            StopTraining: self._stop,
            ExtendRun: self._extend,
            MovePlayhead: self._move,
            PinTrajectory: self._pin,
            UnpinAll: self._unpin,
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

    def apply(self, intent: Intent) -> bool:
        """Do what the user wants; false when it was refused, which `failed` then told."""
        try:
            state = self._handlers[type(intent)](intent)
        except InputError as error:
            self.failed.emit(error)
            return False
        if state is not None:
            self._commit(intent, state)
        return True

    def close(self) -> None:
        """Stop all threads; the session cannot be used afterwards."""
        self._stop_loading = True
        self._loader.close()
        self.training.close()

    # Undo and redo.

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def undo(self) -> None:
        """Take the last change of an experiment or of the open runs back."""
        self._travel(self._undo, self._redo)

    def redo(self) -> None:
        """Make a change again that was taken back."""
        self._travel(self._redo, self._undo)

    def _travel(self, source: list[State], target: list[State]) -> None:
        if source:
            target.append(self._state)
            self._gesture = ""
            self._adopt(source.pop().place_of(self._state))

    def _commit(self, intent: Intent, state: State) -> None:
        gesture = getattr(intent, "gesture", "")
        if isinstance(intent, UNDOABLE) and self._state.runs:
            if not gesture or gesture != self._gesture:
                self._undo.append(self._state)
                self._trim()
            self._redo.clear()
            self._gesture = gesture
        self._adopt(state)

    def _trim(self) -> None:
        """Forget the oldest changes when they hold too much memory."""
        del self._undo[:-UNDO_STEPS]
        while len(self._undo) > 1:
            histories = {run.history for state in self._undo for run in state.runs}
            if sum(history.bytes for history in histories) <= UNDO_BYTES:
                return
            del self._undo[0]

    def _adopt(self, state: State) -> None:
        before = {run.number for run in self._state.runs}
        self._state = state
        for number in before - {run.number for run in state.runs}:
            self.training.drop(number)
        run = state.run
        wanted = not run.complete and run.number not in state.paused
        if wanted and not self.training.is_training(run.number):
            trainer = Trainer(run.descent, run.history)
            self.training.submit(Job(run.number, trainer, run.last_step))
        self.changed.emit()

    # Problems, built at once where that takes no time and in the background otherwise.

    def _build(self, intent: Intent, experiment: Experiment) -> Problem | None:
        """The problem, or None when it is being built and the intent will come again."""
        self.cancel_loading()
        if self._problems.at_hand(experiment):
            return self._problems.build(experiment)
        self._stop_loading = False
        self.loading_progress = (0, 0)
        self._loader.submit(object(), _Loading(intent, experiment))
        self.changed.emit()
        return None

    def cancel_loading(self) -> None:
        """Stop reading a file; what is open stays."""
        self._stop_loading = True
        self.loading_progress = None

    def _load(self, loading: _Loading, publish: object, superseded: Callable[[], bool]) -> None:
        def progress(done: int, total: int) -> None:
            if self._stop_loading or superseded():
                raise Cancelled
            self.loading_progress = (done, total)

        error: InputError | None = None
        try:
            self._problems.build(loading.experiment, progress)
        except InputError as found:
            error = found
        if not self._stop_loading and not superseded():
            self._loaded.emit(loading.intent, error)

    def _on_loaded(self, intent: Intent, error: InputError | None) -> None:
        self.loading_progress = None
        if error is not None:
            self.failed.emit(error)
            self.changed.emit()
        elif not self._stop_loading:
            self.apply(intent)

    def _make_run(self, experiment: Experiment, problem: Problem, like: Run | None) -> Run:
        self._numbers += 1
        descent = Descent(experiment, problem)
        used = sum(run.history.bytes for run in self._state.runs if run is not like)
        history = History(
            descent.layout(), descent.replay, max(self._budget - used, SMALLEST_BUDGET)
        )
        run = Run(self._numbers, experiment, problem, descent, history)
        if like is None:
            return replace(run, colour=len(self._state.runs), saved=experiment)
        return replace(run, colour=like.colour, path=like.path, saved=like.saved)

    # One method for each intent: the state that it leads to, or None for "not yet".

    def _open(self, intent: OpenExperiment) -> State | None:
        problem = self._build(intent, intent.experiment)
        if problem is None:
            return None
        run = replace(self._make_run(intent.experiment, problem, None), path=intent.path)
        runs = () if intent.replace else self._state.runs
        return replace(
            self._state,
            runs=(*runs, run),
            current=len(runs),
            former=None,
            edited=None,
            playhead=0.0,
        )

    def _change(self, intent: ChangeSettings) -> State | None:
        state = self._state
        experiment = state.experiment.with_values(intent.values)
        if experiment == state.experiment:
            return None
        if not state.update_as_change:
            return replace(state, edited=experiment)
        return self._retrained(intent, experiment)

    def _retrained(self, intent: Intent, experiment: Experiment) -> State | None:
        """The state in which `experiment` takes the place of the run in front."""
        state = self._state
        problem = self._build(intent, experiment)
        if problem is None:
            return None
        old = state.run
        if _continues(old.experiment, experiment):
            return state.with_run(self._continued(old, experiment))
        run = self._make_run(experiment, problem, old)
        gesture = getattr(intent, "gesture", "")
        former = state.former if gesture and gesture == self._gesture else old
        return replace(state.with_run(run), former=former)

    def _continued(self, run: Run, experiment: Experiment) -> Run:
        """The same run, its history kept, with more epochs or another name."""
        self.training.drop(run.number)
        self._numbers += 1
        descent = Descent(experiment, run.problem)
        return replace(run, number=self._numbers, experiment=experiment, descent=descent)

    def _select(self, intent: SelectRun) -> State | None:
        index = max(0, min(intent.index, len(self._state.runs) - 1))
        if index == self._state.current:
            return None
        return replace(self._state, current=index, former=None, edited=None)

    def _close_run(self, intent: CloseRun) -> State | None:
        state = self._state
        if len(state.runs) < 2 or not 0 <= intent.index < len(state.runs):
            return None
        runs = state.runs[: intent.index] + state.runs[intent.index + 1 :]
        current = state.current - (state.current > intent.index or state.current == len(runs))
        return replace(state, runs=runs, current=current, former=None, edited=None)

    def _train(self, intent: Train) -> State | None:
        state = replace(self._state, paused=self._state.paused - {self._state.run.number})
        if state.edited is None:
            return state
        return self._retrained(intent, state.edited)

    def _pause(self, intent: PauseTraining) -> State | None:
        number = self._state.run.number
        self.training.drop(number)
        return replace(self._state, paused=self._state.paused | {number})

    def _stop(self, intent: StopTraining) -> State | None:
        self.cancel_loading()
        return self._pause(PauseTraining())

    def _extend(self, intent: ExtendRun) -> State | None:
        run = self._state.run
        if not run.complete or run.history.ending is None:
            return None
        if run.history.ending.kind != "finished":
            return None
        epochs = run.experiment.training.epochs + intent.epochs
        experiment = run.experiment.with_values({"training.epochs": epochs})
        return self._state.with_run(self._continued(run, experiment))

    def _move(self, intent: MovePlayhead) -> State | None:
        place = max(0.0, intent.epoch)
        return None if place == self._state.playhead else replace(self._state, playhead=place)

    def _pin(self, intent: PinTrajectory) -> State | None:
        run = self._state.run
        if run in self._state.pinned:
            return None
        return replace(self._state, pinned=(*self._state.pinned, run))

    def _unpin(self, intent: UnpinAll) -> State | None:
        return replace(self._state, pinned=(), former=None)

    def _set_option(self, intent: SetOption) -> State | None:
        state = self._state.with_option(intent.name, intent.value)
        if intent.name == "update_as_change" and intent.value and state.edited is not None:
            return self._retrained(Train(), state.edited)
        return state

    def _mark_saved(self, intent: MarkSaved) -> State | None:
        run = replace(self._state.run, path=intent.path, saved=self._state.run.experiment)
        return replace(self._state.with_run(run), edited=self._state.edited)


def _continues(old: Experiment, new: Experiment) -> bool:
    """Whether `new` only goes on where `old` ends: more epochs, another name."""
    if new.training.epochs < old.training.epochs:
        return False
    training = replace(new.training, epochs=old.training.epochs)
    return replace(new, name=old.name, training=training) == old
