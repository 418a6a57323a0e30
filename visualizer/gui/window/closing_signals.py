"""Signals of the system that ask a program to end: they close the window as a user does."""

import os
import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, the end of a desktop session, a terminal that is closed; Windows lacks some."""

ENDED_BY_SIGNAL = 128
"""Shells add the number of the signal to this for the exit status."""


class ClosingSignals(QObject):
    """Catches the signals from its making on; tells of them once it watches.

    Python runs its handlers only between its own instructions, and an idle window executes
    none. So the interpreter is asked to write a byte, for which Qt wakes up.

    Signals
    -------
    arrived(status)
        The process is to end, with this exit status.
    """

    arrived = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._number = 0
        numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
        # What is ignored stays so: `nohup` means it.
        caught = [one for one in numbers if signal.getsignal(one) is not signal.SIG_IGN]
        self._former = {number: signal.signal(number, self._on_signal) for number in caught}
        self._notifier: QSocketNotifier | None = None

    def watch(self) -> None:
        """Tell from now on, also of what has arrived before."""
        kind = QSocketNotifier.Type.Read
        self._notifier = QSocketNotifier(self._reader.fileno(), kind, self)
        self._notifier.activated.connect(self._on_readable)

    def close(self) -> None:
        """Leave the signals as they were."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number, handler in self._former.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._number:
            # Whoever asks twice does not want to wait for an orderly end.
            os._exit(ENDED_BY_SIGNAL + number)
        self._number = number

    def _on_readable(self) -> None:
        received = self._reader.recv(64)
        closing = [number for number in received if number in self._former]
        if closing:
            self.arrived.emit(ENDED_BY_SIGNAL + closing[0])
