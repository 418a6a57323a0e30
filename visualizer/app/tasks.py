"""Long work that the user asked for once: off the GUI thread, with progress and a way to stop."""

import traceback
from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import QObject, Signal

from visualizer.core.chunks import cancellable, look
from visualizer.core.errors import Cancelled, InputError

Progress = Callable[[int, int], None]
"""Told (done, in all) now and then; raises `Cancelled` when the work is to stop."""


class Tasks(QObject):
    """Does one task at a time.

    Signals
    -------
    done(words)
        A task is complete; `words` say what there is now.
    stopped(error)
        It ended early: an `InputError`, or None when the user has stopped it.
    failed(details)
        An unexpected error: its traceback.
    """

    done = Signal(str)
    stopped = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self._thread: Thread | None = None
        self._amount = (0, 0)
        self._cancelled = False

    @property
    def progress(self) -> tuple[int, int] | None:
        """How much is done, and of how much; None when nothing is under way."""
        thread = self._thread
        return self._amount if thread is not None and thread.is_alive() else None

    def start(self, words: str, work: Callable[[Progress], str]) -> bool:
        """Have `work` done, which returns what to say in the end; false while another is.

        `words` say what is being done, such as "Writing epochs.csv".
        """
        if self.progress is not None:
            return False
        self.close()
        self.words, self._amount, self._cancelled = words, (0, 0), False
        self._thread = Thread(target=self._run, args=(work,), name="task")
        self._thread.start()
        return True

    def cancel(self) -> bool:
        """Stop what is under way; false when nothing is."""
        self._cancelled = True
        return self.progress is not None

    def close(self) -> None:
        """Stop what is under way and wait for it."""
        self._cancelled = True
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _tell(self, done: int, total: int) -> None:
        look()
        self._amount = (done, total)

    def _run(self, work: Callable[[Progress], str]) -> None:
        try:
            with cancellable(lambda: self._cancelled):
                words = work(self._tell)
        except Cancelled:
            self.stopped.emit(None)
        except InputError as error:
            self.stopped.emit(error)
        except Exception:
            self.failed.emit(traceback.format_exc())
        else:
            self.done.emit(words)
