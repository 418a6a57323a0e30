"""What a row of controls leaves out when it becomes narrow, in a declared order."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class BarPart(NamedTuple):
    """Something that a row can do without.

    Attributes
    ----------
    name
        What it is called.
    width
        Pixels that it takes while it is there, the gap beside it included.
    show
        Puts it there, or takes it away.
    """

    name: str
    width: int
    show: Callable[[bool], object]


def give_way(parts: Iterable[BarPart], always: int, room: int) -> frozenset[str]:
    """Take parts away, the first one first, until the rest has room; their names.

    A later one is never gone before an earlier one, so that a row looks alike in windows that
    are nearly alike.

    Parameters
    ----------
    parts
        In the order in which they give way.
    always
        Pixels of what always stays.
    room
        Pixels that there are.
    """
    parts = tuple(parts)
    needed, gone = always + sum(part.width for part in parts), set[str]()
    for part in parts:
        stays = needed <= room
        if not stays:
            needed -= part.width
            gone.add(part.name)
        part.show(stays)
    return frozenset(gone)
