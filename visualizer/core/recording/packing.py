"""Records of steps as columns of numbers, and which of them are finite."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.recording.records import Layout, Record, finite, joined, norms, vector_of

WIDE = 256
"""Parameters from which each vector of a record is handled by itself."""


def packed_vectors(records: Sequence[Record], layout: Layout) -> FloatArray:
    """The vectors of n records, side by side as rows (n, V * P)."""
    width = len(layout.parameters)
    if width < WIDE:
        kinds = (joined([vector_of(record, kind) for record in records]) for kind in layout.vectors)
        return np.concatenate([*kinds], axis=1)
    # Written in place: joining wide vectors first would copy each of them twice.
    packed = np.empty((len(records), len(layout.vectors) * width))
    for row, record in zip(packed, records, strict=True):
        for place, kind in enumerate(layout.vectors):
            row[place * width : (place + 1) * width] = vector_of(record, kind)
    return packed


def packed_scalars(
    records: Sequence[Record], layout: Layout, vectors: FloatArray | None
) -> FloatArray:
    """The scalars of n records but for their scores (S, n), in the layout's order.

    Evaluations are those that the rule has made itself. `vectors` are the packed ones where
    these are at hand.
    """
    if vectors is None:
        lengths = _lengths([record.gradient for record in records])
    else:
        lengths = norms(_part(vectors, layout, "gradient"))
    columns: list[FloatArray | list[FloatArray | float]] = [
        [record.learning_rate for record in records],
        [record.loss for record in records],
        lengths,
    ]
    if layout.batches:
        columns.append([record.batch_loss for record in records])
    if layout.validation:
        columns.append([record.validation_loss for record in records])
    if layout.clipped:
        columns.append([record.clip for record in records])
    if layout.counted:
        columns.append([float(record.evaluations) for record in records])
    return np.array(columns, float)


def leading_finite(
    records: Sequence[Record],
    layout: Layout,
    scalars: FloatArray,
    vectors: FloatArray | None,
    first: int,
) -> int:
    """How many records from row `first` on come before the first that is not finite.

    That is one whose loss, parameters or gradient are not. Without differences for a
    while, loss_plus is NaN; with them the gradient tells. A squared slope that overflows
    in a rule's state stops a run, but is no divergence.
    """
    count = len(records)
    losses = scalars[1:2].T
    if layout.batches:
        batch = scalars[3:4].T
        # Inside an epoch there is no loss over all rows.
        inside = np.arange(first, first + count)[:, None] % layout.steps_per_epoch != 0
        losses = np.where(np.isnan(losses) & inside, batch, losses)
        losses = np.concatenate([losses, batch], axis=1)
    if vectors is None:
        # A finite sum of squares has finite terms: one pass, and no copies.
        sizes = _lengths([record.theta for record in records])
        if np.isfinite(losses).all() and np.isfinite(scalars[2]).all() and np.isfinite(sizes).all():
            return count
        places = joined([record.theta for record in records])
        slopes = joined([record.gradient for record in records])
    else:
        places, slopes = (_part(vectors, layout, kind) for kind in ("", "gradient"))
    # `True` is by far the usual answer, and spares an array.
    good: NDArray[np.bool_] | bool = finite(losses, places, slopes)
    # `argmin` of booleans is the first False.
    return count if good is True or np.all(good) else int(np.argmin(good))


def _part(vectors: FloatArray, layout: Layout, kind: str) -> FloatArray:
    """The vectors (n, P) of a kind in packed ones (n, V * P)."""
    width, place = len(layout.parameters), layout.vectors.index(kind)
    return vectors[:, place * width : (place + 1) * width]


def _lengths(vectors: Sequence[FloatArray]) -> FloatArray:
    """The lengths (n,) of n long vectors, as `norms` gives them."""
    lengths = np.sqrt(np.array([np.vecdot(vector, vector) for vector in vectors]))
    if np.isfinite(lengths).all():
        return np.asarray(lengths)
    return np.array([norms(vector) for vector in vectors])
