"""Classes: their names, and the numbers that stand for them."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.data.numbers import MISSING_WORDS, POINT, is_missing, parse_number
from visualizer.core.errors import InputError

MOST_CLASSES = 1000


class ClassNames:
    """The classes of a column while it is read: each new word gets the next number.

    Numbers are classes as well: 1, 1.0 and "01" are the same class.
    """

    def __init__(self, column: str) -> None:
        self._column = column
        self._numbers: dict[str, int] = {}
        self._cells: dict[str, float] = {}

    def labels_of(
        self, cells: Sequence[str], decimal: str, missing: frozenset[str] = MISSING_WORDS
    ) -> NDArray[np.float64]:
        """The number of each cell's class; NaN for an empty cell.

        Raises
        ------
        InputError
            Without the file's name: more than `MOST_CLASSES` classes.
        """
        known = self._cells
        # Each spelling is looked at once: of a million cells there are few different ones.
        for cell in set(cells) - known.keys():
            empty = is_missing(cell, missing)
            known[cell] = np.nan if empty else self._number(class_name(cell, decimal))
        return np.array([known[cell] for cell in cells], np.float64)

    def numbers_of(self, values: FloatArray) -> NDArray[np.float64]:
        """The number of the class that each value stands for; see `labels_of`."""
        different, places = np.unique(values, return_inverse=True)
        names = (class_name(repr(value), POINT) for value in different.tolist())
        return np.array([self._number(name) for name in names], np.float64)[places]

    def _number(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self._numbers))
        if number >= MOST_CLASSES:
            raise InputError(
                f'column "{self._column}": more than {MOST_CLASSES:,} different classes; '
                "leave it out, or read it as numbers"
            )
        return number

    def sorted(self, labels: FloatArray) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """The labels (N,) anew, so that the classes are numbered in order; and their names."""
        names = sorted(self._numbers, key=_order)
        # Numbers were given in the order of first sight; now they get that of the names.
        places = np.array([names.index(name) for name in self._numbers], np.float64)
        empty = np.isnan(labels)
        found = np.full(len(labels), np.nan)
        found[~empty] = places[labels[~empty].astype(np.intp)]
        return found, tuple(names)


def class_name(cell: str, decimal: str) -> str:
    """How a class is called whose cell this is."""
    try:
        number = parse_number(cell, decimal)
    except ValueError:
        return " ".join(cell.split())
    return f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else repr(number)


def _order(name: str) -> tuple[bool, float, str, str]:
    """Numbers before words, by their size; words by their letters."""
    try:
        return False, parse_number(name, POINT), "", name
    except ValueError:
        return True, 0.0, name.casefold(), name


def whole_labels(values: Iterable[float]) -> tuple[NDArray[np.float64], tuple[str, ...]] | None:
    """Whole numbers (N,) as labels from 0, and the names of the classes; None for others."""
    numbers = np.asarray(values, np.float64)
    different, places = np.unique(numbers, return_inverse=True)
    if len(different) > MOST_CLASSES or not (different == np.rint(different)).all():
        return None
    return places.astype(np.float64), tuple(f"{value:.0f}" for value in different.tolist())


def check_classes(labels: FloatArray, names: tuple[str, ...], target: str) -> tuple[str, ...]:
    """Refuse labels (N,) from which no class can be learned; a note on rare classes.

    Raises
    ------
    InputError
        With the key ``"problem.targets"``: as many classes as rows, or one class alone.
    """
    counts = np.bincount(labels.astype(np.intp), minlength=len(names))
    present = int(np.count_nonzero(counts))
    # Two rows of two classes are a toy, but one that can be learned.
    if len(names) > len(labels) or (present == len(labels) and present > 2):
        raise InputError(
            f'"{target}" has {len(names):,} classes in {len(labels):,} rows; '
            "a class needs several rows to be learned",
            "problem.targets",
        )
    if present < 2:
        raise InputError(
            f'every row of "{target}" is of the class "{names[int(labels[0])]}"; '
            "at least two classes are needed",
            "problem.targets",
        )
    single = [f'"{name}"' for name, count in zip(names, counts, strict=True) if count == 1]
    if not single:
        return ()
    few = ", ".join(single[:5]) + (f" and {len(single) - 5} more" if len(single) > 5 else "")
    return (f'classes of "{target}" with a single row, which trains: {few}',)
