"""What signals may be connected to when a method needs more than the signal carries.

Qt holds a connected lambda, and the lambda all that it captures: a cycle that Python's
collector cannot see, so that the plot, its scene and its data stay for ever. A bound method
is held weakly by PySide; these functions do the same for a method with arguments.
"""

import inspect
from collections.abc import Callable
from typing import Any
from weakref import WeakMethod

from PySide6.QtCore import QObject, QTimer


def calling(method: Callable[..., object], *arguments: Any) -> Callable[..., None]:
    """Calls a method with these arguments alone: what the signal carries is dropped.

    The method's object is not kept alive; once it has gone, nothing is called.
    """
    known = _weakly(method)

    # Signals such as `clicked` carry a value that the method was not made for.
    def call(*_: object) -> None:
        found = known()
        if found is not None:
            found(*arguments)

    return call


def passing(method: Callable[..., object], *arguments: Any) -> Callable[[Any], None]:
    """Calls a method with these arguments, followed by the one value of the signal.

    The method's object is not kept alive; once it has gone, nothing is called.
    """
    known = _weakly(method)

    def call(value: Any) -> None:
        found = known()
        if found is not None:
            found(*arguments, value)

    return call


def later(owner: QObject, method: Callable[[], object], milliseconds: int = 0) -> None:
    """Calls a method once events have been handled, or after a time, if its owner lives by then.

    `QTimer.singleShot` with 0 posts the call to its owner, and PySide never lets go of the
    method if the owner is destroyed before it arrives: whole windows stayed so. A timer
    that belongs to the owner goes with it.
    """
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(method)
    timer.timeout.connect(timer.deleteLater)
    timer.start(milliseconds)


def _weakly(method: Callable[..., object]) -> Callable[[], Callable[..., object] | None]:
    """Gives the method as long as its object lives; plain functions are held as they are."""
    if inspect.ismethod(method):
        return WeakMethod(method)
    return lambda: method
