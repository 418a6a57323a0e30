"""A table of numbers and classes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

ERROR, DROP, MEAN = "error", "drop", "mean"
"""What becomes of empty cells."""

Progress = Callable[[int, int], None]
"""Told (done, total) in bytes or rows while a table is made; may raise `Cancelled`."""


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of finite numbers; a class stands as its number, from 0.

    NaN is an empty cell.

    Attributes
    ----------
    columns
        C different names.
    values
        Shape (N, C), float64; made read-only.
    source
        Where the numbers come from, in words.
    notes
        What was done to them on the way (columns left out), one sentence each.
    classes
        The names of the classes of those columns that hold classes.
    missing
        What becomes of rows with empty cells: "drop" or "mean"; "error" where there are none.
    image
        The shape of a row's inputs where they are the pixels of an image.
    fingerprint
        The SHA-256 sum of the file that was read; "" without one, and where the file was
        changed while it was read.
    """

    columns: tuple[str, ...]
    values: NDArray[np.float64]
    source: str
    notes: tuple[str, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    missing: str = ERROR
    image: tuple[int, ...] = ()
    fingerprint: str = ""

    def __post_init__(self) -> None:
        self.values.flags.writeable = False


def listed(names: Sequence[str]) -> str:
    """Names separated by commas; of very many the first."""
    shown = ", ".join(names[:20])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > 20 else shown
