"""Building problems: at once where that takes no time, else in the background."""

from PySide6.QtCore import QObject, Signal

from visualizer.app.intents import ChangeSettings, Intent
from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.building import ProblemCache
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled, InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem


class _Load:
    """A problem on its way, for an intent that is applied again once it is there.

    The thread that reads sets `progress`, the loader sets `cancelled`.
    """

    def __init__(self, intent: Intent, experiment: Experiment, document: int | None) -> None:
        self.intent = intent
        self.experiment = experiment
        self.document = document
        self.progress = (0, 0)
        self.cancelled = False


class Loader(QObject):
    """Builds problems; there is at most one that is built in the background.

    Signals
    -------
    changed()
        Something is being read now, or no longer.
    ready(intent)
        The problem of an intent that had to wait is there: `problem` gives it at once.
    failed(intent, error)
        It cannot be built, an `InputError`.
    """

    changed = Signal()
    ready = Signal(object)
    failed = Signal(object, object)
    # Emitted on the worker's thread, and so handled on that of the window.
    _read = Signal(object, object, object)

    def __init__(self, scheduler: Scheduler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problems = ProblemCache()
        self._load: _Load | None = None
        self._done: tuple[Experiment, Problem] | None = None
        self._worker: Latest[_Load, None] = Latest(scheduler, self._work)
        self._read.connect(self._on_read)

    @property
    def progress(self) -> tuple[int, int] | None:
        """How much has been read, and of how much; None when nothing is being read."""
        return self._load.progress if self._load else None

    def problem(
        self, intent: Intent, experiment: Experiment, document: int | None
    ) -> Problem | None:
        """The problem of an experiment, or None when it is being built for `ready`.

        `document` is the run that the intent is about, None for a new one.

        Raises
        ------
        InputError
            When it cannot be built.
        """
        if self._done is not None and self._done[0] == experiment:
            # Not by its description: a file that still grows would be read for ever.
            return self._done[1]
        if self.problems.at_hand(experiment):
            problem = self.problems.build(experiment)
            # A rate that is dragged while a file is read does not stop the reading.
            if _supersedes(intent):
                self.cancel()
            return problem
        if self._load:
            self._load.cancelled = True
        self._load = _Load(intent, experiment, document)
        self._worker.submit(self._load, self._load)
        self.changed.emit()
        return None

    def cancel(self) -> bool:
        """Stop reading; false when nothing is being read."""
        if self._load is None:
            return False
        self._load.cancelled = True
        self._load = None
        self.changed.emit()
        return True

    def cancel_others(self, document: int) -> None:
        """Stop reading what is for another run than this one."""
        if self._load and self._load.document not in (None, document):
            self.cancel()

    def close(self) -> None:
        """Stop reading"""
        if self._load:
            self._load.cancelled = True
            self._load = None
        self._worker.close()

    def _work(self, load: _Load, publish: object) -> None:
        def progress(done: int, total: int) -> None:
            load.progress = (done, total)

        problem: Problem | None = None
        error: Exception | None = None
        try:
            with cancellable(lambda: load.cancelled):
                problem = self.problems.build(load.experiment, progress)
        except Cancelled:
            return
        except MemoryError:
            error = InputError("too large for the memory of this computer", "problem.data")
        except Exception as found:
            error = found
        if not load.cancelled:
            self._read.emit(load, problem, error)

    def _on_read(self, load: _Load, problem: Problem | None, error: Exception | None) -> None:
        # It was cancelled, or another one has taken its place, after the signal was sent.
        if load is not self._load:
            return
        self._load = None
        self.changed.emit()
        if isinstance(error, InputError):
            self.failed.emit(load.intent, error)
        elif error is not None:
            # On the window's thread, where the handler of unexpected errors shows it.
            raise error
        elif problem is not None:
            # Only while `ready` is handled: there the problem is asked for at once.
            self._done = (load.experiment, problem)
            self.ready.emit(load.intent)
            self._done = None


def _supersedes(intent: Intent) -> bool:
    """Whether an intent takes the place of what is being read for a former one."""
    if not isinstance(intent, ChangeSettings):
        return True
    return any(key.startswith(("problem.", "data.")) for key in intent.values)
