"""What plots have others do for them: callbacks, and the entries of their menus."""

from collections.abc import Callable
from typing import Any, NamedTuple


def nothing(*_: Any) -> None:
    """A callback that nobody has asked for."""


class MenuEntry(NamedTuple):
    """An entry of a plot's context menu; a switch when `on` says how it stands."""

    words: str
    chosen: Callable[..., object]
    on: bool | None = None
