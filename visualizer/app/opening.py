"""Opening files in the background, one after the other."""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.errors import Cancelled, InputError
from visualizer.storage.opening import Opened, open_any


@dataclass(frozen=True, eq=False)
class Opening:
    """A file to be opened, beside what is open or in its place."""

    path: str
    replace: bool = False


class Opener(QObject):
    """Reads what files hold; even a small one may lie on a disk that does not answer.

    Signals
    -------
    opened(opening, found)
        An `Opened` was found under a name.
    failed(opening, error)
        It cannot be opened, an `InputError`.
    """

    opened = Signal(object, object)
    failed = Signal(object, object)
    _read = Signal(object, object)

    def __init__(self, scheduler: Scheduler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # In the order asked for: several files may be dropped at once.
        self._waiting: deque[Opening] = deque()
        self._worker: Latest[Opening, None] = Latest(scheduler, self._work)
        self._read.connect(self._on_read)

    def open(self, opening: Opening) -> None:
        """Read a file, after those that were asked for before."""
        self._waiting.append(opening)
        if len(self._waiting) == 1:
            self._worker.submit(opening, opening)

    def close(self) -> None:
        """Read no further,"""
        self._waiting.clear()
        self._worker.close()

    def _work(self, opening: Opening, publish: object) -> None:
        found: Opened | Exception
        try:
            found = open_any(opening.path)
        except Cancelled:
            return
        except Exception as error:
            found = error
        if opening in self._waiting:
            self._read.emit(opening, found)

    def _on_read(self, opening: Opening, found: Opened | Exception) -> None:
        if opening not in self._waiting:
            return
        self._waiting.remove(opening)
        if self._waiting:
            self._worker.submit(self._waiting[0], self._waiting[0])
        if isinstance(found, Opened):
            self.opened.emit(opening, found)
        elif isinstance(found, InputError):
            self.failed.emit(opening, found)
        else:
            raise found
