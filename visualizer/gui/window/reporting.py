"""Unexpected errors: told in a dialog with details to copy, and kept in a log."""

import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QStandardPaths, Signal

LOG = "errors.log"
LOG_BYTES = 1_000_000
"""A log that has grown beyond this is begun anew."""


def log_file() -> Path:
    """Where unexpected errors are kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / LOG


class Reporter(QObject):
    """Reports unexpected errors of all threads, each once.

    An error that comes again, as with every frame, would otherwise open a dialog that
    leaves no way out.

    Parameters
    ----------
    show
        Shows the details of an error; called in the thread of the reporter.
    """

    _reported = Signal(str)

    def __init__(self, show: Callable[[str], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        self._reported.connect(show)

    def install(self) -> None:
        """Report what nobody catches, in whichever thread."""
        sys.excepthook = self._report
        threading.excepthook = self._report_thread

    def tell(self, details: str) -> None:
        """Report an error by its traceback; any thread may call this."""
        if details in self._told:
            return
        self._told.add(details)
        # The terminal may be gone.
        with suppress(OSError):
            sys.stderr.write(details)
        write_log(details)
        self._reported.emit(details)

    def tell_of_training(self, number: int, details: str) -> None:
        """Report an error of the training thread."""
        self.tell(details)

    def _report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.tell("".join(traceback.format_exception(kind, error, trace)))

    def _report_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._report(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)


def write_log(details: str) -> None:
    """Add an error to the log, if there is a place for it."""
    file = log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = not file.exists() or file.stat().st_size > LOG_BYTES
        with file.open("w" if fresh else "a", encoding="utf-8") as log:
            log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}\n{details}\n")
    except OSError:
        # The dialog still tells of it.
        return
