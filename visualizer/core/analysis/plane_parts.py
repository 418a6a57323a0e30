"""What planes through parameter space are made from, and of."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History

PARALLEL = 1e-7
"""A direction of which less than this part is new adds nothing but rounding errors."""


class NoPlane(InputError):
    """Nothing spans the plane that was asked for; why, in a sentence."""


class Companion(NamedTuple):
    """Another run with the same parameters of the same problem, as it is seen beside one.

    `row` is its row at the playhead, `last` the last that may be known, `name` what tells it
    from the others.
    """

    history: History
    row: int
    last: int
    name: str = ""


class Known(NamedTuple):
    """What a plane may be made from.

    A history up to row `last`, the `row` at the playhead (None for the last one), the seed of
    chance, the runs that are seen beside it, and the name of the run among them.
    """

    problem: Problem | None
    history: History
    last: int
    seed: tuple[int, ...] = (0,)
    row: int | None = None
    others: tuple[Companion, ...] = ()
    name: str = ""

    @property
    def here(self) -> int:
        """The row at the playhead."""
        return self.last if self.row is None else self.row


def is_new(vector: FloatArray, known: FloatArray) -> bool:
    """Whether a vector (P,) leaves the span of orthonormal ones (K, P)."""
    length = np.linalg.norm(vector)
    rest = vector - vector @ known.T @ known
    return bool(np.isfinite(length) and np.linalg.norm(rest) > PARALLEL * length)


def orthonormal(candidates: Iterable[FloatArray], size: int) -> FloatArray:
    """Two orthonormal directions (2, P) from the first candidates that differ, or from axes.

    Gram-Schmidt, twice for each direction: once may leave rounding errors.
    """
    found = np.empty((0, size))
    candidates = list(candidates)
    while len(found) < 2:
        if candidates:
            vector = candidates.pop(0)
        else:
            # The axis that the directions so far contain least of.
            vector = np.zeros(size)
            vector[(found**2).sum(axis=0).argmin()] = 1.0
        if not is_new(vector, found):
            continue
        # The norm of a direction with huge entries might overflow.
        vector = vector / np.abs(vector).max()
        for _ in range(2):
            vector = vector - vector @ found.T @ found
            vector = vector / np.linalg.norm(vector)
        found = np.concatenate([found, vector[None]])
    return found


def signed(vectors: FloatArray) -> FloatArray:
    """Vectors (K, P) with the entry of the largest size positive in each.

    The sign of an eigenvector is arbitrary: without a rule a picture would flip between rows.
    """
    biggest = np.abs(vectors).argmax(axis=1)
    signs = np.where(vectors[np.arange(len(vectors)), biggest] < 0, -1.0, 1.0)
    return np.asarray(vectors * signs[:, None])
