"""Garbage collection in the GUI thread alone."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

# A pause that nobody notices, twice a second; garbage in cycles may wait so long.
PERIOD_MILLISECONDS = 500
# Python's own, but for the first, which is 700 there: less often, and more at a time.
THRESHOLDS = (2000, 10, 10)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is collected within; also as a decorator.

    A collection in the middle of the constructor of a graphics item, which destroys others,
    has crashed. Outside of making pictures it does no harm.
    """
    # It may be off already, as in the window: then it must stay off.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Collector(QObject):
    """Collects cyclic garbage in the GUI thread, and nowhere else.

    Python collects in whichever thread happens to allocate. A Qt object that is part of a
    cycle would then be destroyed in the training thread, which crashes the program; and a
    full collection in the middle of a frame takes as long as the frame.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def close(self) -> None:
        """Leave collection to Python again; no other thread may be at work by now."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    def _on_tick(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        counts = gc.get_count()
        # The oldest first, as collecting it takes the younger ones along.
        for generation in (2, 1, 0):
            if counts[generation] > THRESHOLDS[generation]:
                gc.collect(generation)
                return
