"""Long operations on all rows at once, done in portions between which they can be cancelled.

Networks work on many rows in parts. Where a layer normalises by all of them they must go
through it together; then it is each operation that takes long. Whether it is cut depends on
the rows and the layer alone, and never on how many parameter vectors are worked on: each of a
batch gets the bits that it gets alone.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import pieces

PRODUCTS = 1 << 27
"""Products of numbers in a portion: some 15 ms. The parts of a network have no more."""

NUMBERS = 1 << 19
"""Numbers in a portion of what is done with each: some 5 ms for an exponential."""

LEAST_UNITS = 8
"""Units in a portion: numbers of a row that lie in one line of the processor's cache."""


def times(a: FloatArray, b: FloatArray) -> FloatArray:
    """The product a @ b for rows a (..., N, I) and a matrix b (..., I, U)."""
    count, each = a.shape[-2], a.shape[-1] * b.shape[-1]
    if count * each <= PRODUCTS:
        return np.asarray(a @ b)
    shape = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    out = np.empty((*shape, count, b.shape[-1]), np.result_type(a, b))
    for rows in pieces(count, each, PRODUCTS):
        np.matmul(a[..., rows, :], b, out=out[..., rows, :])
    return out


def times_over_rows(a: FloatArray, b: FloatArray, out: FloatArray) -> None:
    """Write a.mT @ b into `out` (..., I, U), for rows a (..., N, I) and b (..., N, U)."""
    count, each = a.shape[-2], a.shape[-1] * b.shape[-1]
    if count * each <= PRODUCTS:
        np.matmul(a.mT, b, out=out)
        return
    # The caller's array comes from `np.empty`.
    out[...] = 0.0
    for rows in pieces(count, each, PRODUCTS):
        out += a[..., rows, :].mT @ b[..., rows, :]


def each(function: Callable[..., FloatArray], values: int, *arrays: FloatArray) -> FloatArray:
    """An elementwise function of arrays (..., N, *shape) of one shape, `values` to a row."""
    size = arrays[0].size
    if size <= NUMBERS or not values:
        return function(*arrays)
    flat = [array.reshape(-1, values) for array in arrays]
    out: FloatArray | None = None
    for rows in pieces(len(flat[0]), values, NUMBERS):
        part = function(*(array[rows] for array in flat))
        if out is None:
            # Only the first portion tells the type that the function gives.
            out = np.empty(flat[0].shape, part.dtype)
        out[rows] = part
    assert out is not None
    return out.reshape(arrays[0].shape)


def units_of(rows: int, units: int) -> Iterator[slice]:
    """The units of a layer in portions, for what is done with all rows of each."""
    if rows * units <= NUMBERS:
        yield slice(0, units)
    else:
        yield from pieces(units, 1, max(LEAST_UNITS, NUMBERS // rows))


def joined(parts: list[Any]) -> Any:
    """Arrays, or tuples of them, that belong to portions of the units, side by side."""
    if len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], tuple):
        return tuple(joined(list(some)) for some in zip(*parts, strict=True))
    return np.concatenate(parts, axis=-1) if isinstance(parts[0], np.ndarray) else parts[0]
