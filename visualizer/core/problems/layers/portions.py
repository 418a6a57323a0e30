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
from visualizer.core.chunks import look, pieces

PRODUCTS = 1 << 27
"""Products of numbers in a portion: some 15 ms. The parts of a network have no more."""

TOUCHED = 1 << 22
"""Numbers that a product of narrow matrices may read and write: some 15 ms of memory."""

NUMBERS = 1 << 19
"""Numbers in a portion of what is done with each: some 5 ms for an exponential."""

LEAST_UNITS = 8
"""Units in a portion: numbers of a row that lie in one line of the processor's cache.

Fewer only where a portion would take more than so many times `NUMBERS`.
"""


def times(a: FloatArray, b: FloatArray) -> FloatArray:
    """The product a @ b for rows a (..., N, I) and a matrix b (..., I, U)."""
    count, most = a.shape[-2], _rows(a.shape[-1], b.shape[-1])
    if count <= most:
        return np.asarray(a @ b)
    shape = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    out = np.empty((*shape, count, b.shape[-1]), np.result_type(a, b))
    for rows in pieces(count, 1, most):
        np.matmul(a[..., rows, :], b, out=out[..., rows, :])
    return out


def times_over_rows(a: FloatArray, b: FloatArray, out: FloatArray) -> None:
    """Write a.mT @ b into `out` (..., I, U), for rows a (..., N, I) and b (..., N, U)."""
    count, most = a.shape[-2], _rows(a.shape[-1], b.shape[-1])
    if count <= most:
        np.matmul(a.mT, b, out=out)
        return
    # The caller's array comes from `np.empty`.
    out[...] = 0.0
    for rows in pieces(count, 1, most):
        out += a[..., rows, :].mT @ b[..., rows, :]


def _rows(inputs: int, units: int) -> int:
    """The rows of a portion of a product with so many numbers in and out."""
    return max(1, min(PRODUCTS // max(inputs * units, 1), TOUCHED // max(inputs + units, 1)))


def images_of(count: int, values: int) -> Iterator[slice]:
    """Images in portions, with so many values each that are made of one."""
    if count * values <= NUMBERS:
        yield slice(0, count)
    else:
        yield from pieces(count, values, NUMBERS)


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


def multiplied(values: int, a: FloatArray, b: FloatArray) -> FloatArray:
    """The product a * b of numbers, for arrays (..., N, *shape) that broadcast."""
    return each(np.multiply, values, a, b) if a.shape == b.shape else a * b


def glance(array: FloatArray) -> FloatArray:
    """Look whether to go on, between two operations on all of a large array; gives it back."""
    if array.size > NUMBERS:
        look()
    return array


def units_of(rows: int, units: int) -> Iterator[slice]:
    """The units of a layer in portions, for what is done with all rows of each."""
    if rows * units <= NUMBERS:
        yield slice(0, units)
    else:
        most = LEAST_UNITS * NUMBERS // rows
        yield from pieces(units, 1, max(1, NUMBERS // rows, min(LEAST_UNITS, most)))


def joined(parts: list[Any]) -> Any:
    """Arrays, or tuples of them, that belong to portions of the units, side by side."""
    if len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], tuple):
        return tuple(joined(list(some)) for some in zip(*parts, strict=True))
    if not isinstance(parts[0], np.ndarray):
        return parts[0]
    out = np.empty((*parts[0].shape[:-1], sum(part.shape[-1] for part in parts)), parts[0].dtype)
    # Of long columns even this takes its time.
    for rows in pieces(out.shape[-2], out.shape[-1], NUMBERS):
        low = 0
        for part in parts:
            out[..., rows, low : low + part.shape[-1]] = part[..., rows, :]
            low += part.shape[-1]
    return out
