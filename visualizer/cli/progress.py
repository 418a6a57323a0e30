"""A progress bar on a terminal; nothing anywhere else."""

import shutil
import sys
import time
from typing import TextIO

PATIENCE = 0.3
"""Seconds before the bar appears: what is done sooner needs none."""

INTERVAL = 0.1
"""Seconds between two pictures of it."""


class ProgressBar:
    """One line on the standard error that is wiped away at the end.

    Use it as a context: on the way out, also by an exception, the line is cleared.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        stream = sys.stderr if stream is None else stream
        self._stream = stream if stream is not None and stream.isatty() else None
        self._next = time.monotonic() + PATIENCE
        self._drawn = 0

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *exception: object) -> None:
        self._write("")

    def show(self, words: str, done: int, total: int) -> None:
        """Draw the bar, if it is time to."""
        if self._stream is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + INTERVAL
        share = min(done / max(total, 1), 1.0)
        room = shutil.get_terminal_size().columns - len(words) - 10
        length = max(0, min(40, room))
        full = round(share * length)
        self._write(f"{words} {'#' * full}{'.' * (length - full)} {100 * share:3.0f} %")

    def _write(self, line: str) -> None:
        if self._stream is None or not (line or self._drawn):
            return
        padding = " " * max(0, self._drawn - len(line))
        # First, as Ctrl-C may come while it is written.
        self._drawn = len(line)
        self._stream.write(f"\r{line}{padding}" + ("" if line else "\r"))
        self._stream.flush()
