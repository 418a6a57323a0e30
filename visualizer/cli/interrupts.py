"""Ctrl-C, the end of a terminal and of a desktop session: what they do to a command, and when."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

ENDED_BY_SIGNAL = 128
"""Shells add the number of the signal to this for the exit status."""


class Stopped(KeyboardInterrupt):
    """Ctrl-C; not the class itself, because of what Python does with that.

    Where text is executed, as dataclasses do when they are made, it is noted as unhandled even
    if it is caught, and in the end kills the process whatever its exit status.
    """


def end_orderly() -> None:
    """Remove unfinished files also when the system, and not Ctrl-C, ends a command."""
    # Not where somebody has decided otherwise: a shell has its jobs in the background ignore it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _on_interrupt)
    for name in NAMES[1:]:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _on_signal)


@contextmanager
def held() -> Iterator[None]:
    """Within it signals wait, until its end or until long work looks whether to go on.

    An exception that comes up where Qt calls Python is printed and forgotten, and one in the
    middle of the first import of Qt aborts the process. So neither is the place for one. Who
    asks twice does not want to wait.
    """
    # Here, as help and version appear at once without NumPy.
    from visualizer.core.chunks import cancellable

    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if noted:
            # At once, without cleaning up: nothing that might hang is asked any more.
            os._exit(ENDED_BY_SIGNAL + number)
        noted.append(number)

    handlers = {int(number): signal.getsignal(number) for number in _known()}
    former = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in former:
        signal.signal(number, note)
    try:
        with cancellable(lambda: bool(noted)):
            yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        if noted:
            # It raises what a signal raises outside.
            former[noted[0]](noted[0], None)


def _known() -> list[signal.Signals]:
    return [getattr(signal, name) for name in NAMES if hasattr(signal, name)]


def _on_interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped


def _on_signal(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(ENDED_BY_SIGNAL + number)
