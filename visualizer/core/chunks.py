"""The one way of doing long work: cut into pieces, and cancelled between two of them.

Whoever has work done says within `cancellable` when it is to stop. The work itself asks
`look` every few milliseconds, or takes its `pieces` from here, which do. What stands
between the two knows nothing of it, as with NumPy's `errstate`: a loss over many rows can
be cancelled whoever wants it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from visualizer.core.errors import Cancelled

CHUNK_BYTES = 512 << 10
"""Working memory that one piece of a large batch may take.

With larger arrays every operation pages its memory in anew, as the last one has returned
it to the system: that takes three times as long as the arithmetic.
"""


def _never() -> bool:
    return False


def _nobody(part: float) -> None:
    """Nobody wants to know how much is done."""


# Context variables, as each thread has its own context: a job cancels itself and no other.
_CHECK: ContextVar[Callable[[], bool]] = ContextVar("check", default=_never)
_TOLD: ContextVar[Callable[[float], None]] = ContextVar("told", default=_nobody)


@contextmanager
def cancellable(check: Callable[[], bool]) -> Iterator[None]:
    """Within it long work raises `Cancelled` soon after `check()` has turned true.

    That is asked every few milliseconds, on the thread that works. What stops the work
    around it stops it, too.
    """
    around = _CHECK.get()
    # The chain is made only where there is something around: `look` is called very often.
    token = _CHECK.set(check if around is _never else lambda: check() or around())
    try:
        yield
    finally:
        _CHECK.reset(token)


def look() -> None:
    """Look whether to go on.

    Raises
    ------
    Cancelled
        When nobody wants the result any more.
    """
    if _CHECK.get()():
        raise Cancelled


@contextmanager
def listening(listener: Callable[[float], None]) -> Iterator[None]:
    """Within it `listener` is called by long work that can say how much of it is done."""
    token = _TOLD.set(listener)
    try:
        yield
    finally:
        _TOLD.reset(token)


def tell(part: float) -> None:
    """Tell which part (0..1) of the work is done."""
    _TOLD.get()(part)


def pieces(count: int, bytes_each: int, chunk: int | None = None) -> Iterator[slice]:
    """Slices of `count` points that take about `chunk` bytes (`CHUNK_BYTES`) to be worked on.

    Raises
    ------
    Cancelled
        Before a piece, when nobody wants the result any more.
    """
    # At least one point, however large it is: somewhere the work has to be done.
    size = max(1, (chunk or CHUNK_BYTES) // max(1, bytes_each))
    for low in range(0, count, size):
        look()
        yield slice(low, min(count, low + size))
