"""Which rows train and which are kept aside; and what only the training rows may decide."""

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.errors import InputError


def split_rows(
    rows: int, fraction: float, seed: int, labels: FloatArray | None = None
) -> tuple[IntArray, IntArray]:
    """Row indices for training and for validation, each in rising order.

    With `labels` (rows,) each class gives its share of the validation rows, by the largest
    remainders (Hamilton's method), and keeps at least one row for training.

    Raises
    ------
    InputError
        When one of the two parts would be empty.
    """
    aside = round(rows * fraction)
    if not 0 < aside < rows:
        raise InputError(
            f"{fraction:g} of {rows} rows leaves a part empty", "training.validation_fraction"
        )
    # A stream of its own: the same seed also shuffles the batches.
    own = np.random.SeedSequence(seed, spawn_key=(1,))
    order = np.random.default_rng(own).permutation(rows)
    if labels is None:
        # Sorted, so that rows keep the order of the file, which tables show.
        return np.sort(order[aside:]), np.sort(order[:aside])
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    chosen = np.zeros(rows, np.bool_)
    for number, share in enumerate(_shares(counts, aside)):
        # The first ones of each class in the same random order.
        chosen[order[classes[order] == number][:share]] = True
    if not chosen.any():
        raise InputError(
            "every class has only one row, which must train; allowed is 0",
            "training.validation_fraction",
        )
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)


def _shares(counts: IntArray, aside: int) -> NDArray[np.intp]:
    """How many of `aside` rows each class gives, of so many that it has."""
    exact = counts * (aside / counts.sum())
    shares = np.floor(exact).astype(np.intp)
    # A stable sort: of equal remainders the first class gets the row.
    for number in np.argsort(shares - exact, kind="stable")[: aside - shares.sum()]:
        shares[number] += 1
    return np.asarray(np.minimum(shares, counts - 1))


def training_means(inputs: FloatArray, names: tuple[str, ...]) -> NDArray[np.float64]:
    """The mean of each column (N, D) of the training rows, empty cells (NaN) passed over.

    Raises
    ------
    InputError
        A column of which every cell is empty.
    """
    filled = ~np.isnan(inputs)
    counts = filled.sum(axis=0)
    for name, count in zip(names, counts, strict=True):
        if not count:
            raise InputError(
                f'column "{name}": every cell of the training rows is empty, so there is no mean',
                "problem.data",
            )
    return np.asarray(np.where(filled, inputs, 0.0).sum(axis=0) / counts)


def filled_with(inputs: FloatArray, means: FloatArray) -> NDArray[np.float64]:
    """The inputs (N, D) with the means (D,) in place of NaN."""
    found = np.where(np.isnan(inputs), means, inputs)
    found.flags.writeable = False
    return found
