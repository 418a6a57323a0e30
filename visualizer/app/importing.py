"""Importing a file: corrections answered in the background, the whole file checked after them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.building import ProblemCache
from visualizer.core.errors import InputError
from visualizer.core.importing import Import
from visualizer.core.problems.model import Model

Action = Callable[[Import | None], Import]
"""Makes an import of the former one, None at first; raises an `InputError` where it cannot."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What the background has found out.

    Attributes
    ----------
    found
        The import as it is now; None while no table could be made out.
    error
        Why the file cannot be read like this.
    model
        What opening makes of the file, once all of it was read without an error.
    checked
        Whether that is over.
    """

    found: Import | None = None
    error: InputError | None = None
    model: Model | None = None
    checked: bool = False


@dataclass(frozen=True, eq=False)
class _Request:
    """Actions upon a former import; `upto` is how many there have been in all."""

    base: Import | None
    actions: tuple[Action, ...]
    upto: int
    check: bool


class Importer:
    """Applies actions one after the other, each shown at once, then reads the whole file.

    A newer action interrupts the reading, and builds upon what the former ones gave. What
    was read stays with `problems`: opening the file reads nothing again.
    """

    def __init__(self, problems: ProblemCache, scheduler: Scheduler) -> None:
        self._problems = problems
        self._worker: Latest[_Request, Answer] = Latest(scheduler, self._work)
        self._actions: list[Action] = []
        self._base: Import | None = None
        self._base_count = 0
        self._stopped = False
        self.progress = (0, 0)
        """Bytes read, and of how many."""

    def ask(self, action: Action) -> None:
        """Apply an action."""
        self._actions.append(action)
        self._submit(check=True)

    def stop(self) -> None:
        """Read no further; the import stays as it is, unchecked."""
        self._submit(check=False)

    def answer(self) -> Answer:
        """The latest that is known; cheap enough for a timer."""
        result = self._worker.result
        if self._worker.error:
            raise RuntimeError(self._worker.error)
        if result is None:
            return Answer()
        request, answer = result
        assert isinstance(request, _Request)
        # Actions up to here are done with: a later request need not repeat them.
        if request.upto >= self._base_count:
            self._base, self._base_count = answer.found, request.upto
        # An answer to fewer actions than asked is shown, but nothing can be opened with it.
        return answer if request.upto == len(self._actions) else replace(answer, checked=False)

    @property
    def busy(self) -> bool:
        """Whether something is still being read."""
        return self._worker.busy

    def close(self) -> None:
        """Stop reading"""
        self._worker.close()

    def _submit(self, check: bool) -> None:
        actions = tuple(self._actions[self._base_count :])
        request = _Request(self._base, actions, len(self._actions), check)
        self._worker.submit(request, request)

    def _work(self, request: _Request, publish: Callable[[Answer], None]) -> None:
        found, error = request.base, None
        for action in request.actions:
            try:
                # One that is refused leaves the import as it was; the next may be right again.
                found, error = action(found), None
            except InputError as refusal:
                error = refusal
        if found is None or error is not None:
            publish(Answer(found, error, checked=True))
            return
        publish(Answer(found, checked=not request.check))
        if request.check:
            publish(self._checked(found))

    def _checked(self, found: Import) -> Answer:
        def progress(done: int, total: int) -> None:
            self.progress = (done, total)

        self.progress = (0, 0)
        try:
            problem = self._problems.build(found.experiment(), progress)
        except InputError as error:
            return Answer(found, error, checked=True)
        except MemoryError:
            full = InputError("too large for the memory of this computer", "problem.data")
            return Answer(found, full, checked=True)
        assert isinstance(problem, Model)
        return Answer(found, None, problem, checked=True)
