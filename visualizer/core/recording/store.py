"""Append-only storage of columns: one writer, many readers, no locks."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray

CHUNK_BYTES = 1 << 20
WIDE_CHUNK_BYTES = 8 << 20
"""From 4 MB on NumPy asks for large pages, which are had several times as fast."""

# Rows. Every chunk of a store has the same length, so that a position finds its chunk by one
# division.
LONGEST_CHUNK = 4096

WIDE = 256
"""Columns above which a row, and not a column, is one piece of memory."""


class Stored(NamedTuple):
    """What a reader sees: immutable, as nothing below `size` changes once published.

    Position p of a chunk sequence holds row p * `stride`.
    """

    chunks: tuple[FloatArray, ...]
    size: int
    stride: int

    @property
    def bytes(self) -> int:
        """The memory of all chunks."""
        return sum(chunk.nbytes for chunk in self.chunks)

    def read(self, column: int, low: int, high: int) -> FloatArray:
        """Values (high - low,) of a column at positions low..high - 1; not to be changed."""
        return self._join(low, high, column)

    def read_all(self, low: int, high: int) -> FloatArray:
        """Values (columns, high - low) of every column at positions low..high - 1."""
        return self._join(low, high, slice(None))

    def _join(self, low: int, high: int, columns: int | slice) -> FloatArray:
        if not self.chunks or high <= low:
            width = () if isinstance(columns, int) else (self.chunks[0].shape[:1] or (0,))
            return np.empty((*width, 0))
        # Only the chunks that are touched: a store of gigabytes is never joined whole.
        length = self.chunks[0].shape[1]
        parts = []
        for number in range(low // length, (high - 1) // length + 1):
            start = number * length
            part = slice(max(low - start, 0), min(high - start, length))
            parts.append(self.chunks[number][columns, part])
        # Most reads lie in one chunk, and cost no copy.
        if len(parts) > 1:
            return np.concatenate(parts, axis=-1)
        # The writer's own memory.
        parts[0].flags.writeable = False
        return parts[0]


class Store:
    """The writer's side: `width` columns of float64 in chunks of about `chunk_bytes`."""

    def __init__(self, width: int, chunk_bytes: int = CHUNK_BYTES) -> None:
        self.width = width
        chunk_bytes = min(chunk_bytes, WIDE_CHUNK_BYTES if width > WIDE else CHUNK_BYTES)
        length = LONGEST_CHUNK
        # Halves of a power of two stay even, as `thin` joins two half chunks to one.
        while length > 2 and length * width * 8 > chunk_bytes:
            length //= 2
        self._length = length
        self._chunks: list[FloatArray] = []
        # A tuple beside the list: what was handed out must not grow behind the reader's back.
        self._published: tuple[FloatArray, ...] = ()
        self._size = 0
        self.stride = 1

    @staticmethod
    def beginning(stored: Stored, rows: int) -> "Store":
        """A store that begins with the first `rows` rows of a published one, at least one.

        Full chunks are shared, as nobody changes them any more; the last one is copied.
        """
        width, length = stored.chunks[0].shape
        store = Store(width)
        store._length, store.stride = length, stored.stride
        # Rounded up, as row 0 is stored.
        store._size = -(-rows // stored.stride)
        full, beside = divmod(store._size, store._length)
        store._chunks = list(stored.chunks[:full])
        # The owner of that store may still be writing behind `rows`.
        if beside:
            store._chunks.append(stored.chunks[full].copy(order="K"))
        store._published = tuple(store._chunks)
        return store

    @property
    def bytes(self) -> int:
        return len(self._chunks) * self._length * self.width * 8

    def append(self, first_row: int, values: FloatArray) -> None:
        """Add rows first_row, first_row + 1, ... given as values (width, n)."""
        self.add(values[:, (-first_row) % self.stride :: self.stride])

    def add(self, values: FloatArray) -> None:
        """Add rows that are to be stored, given as values (width, n)."""
        while values.shape[1]:
            place = self._size % self._length
            if place == 0:
                self._chunks.append(self._empty())
                self._published = tuple(self._chunks)
            count = min(self._length - place, values.shape[1])
            # Behind `_size`, where no reader looks yet; it counts only once it is published.
            self._chunks[-1][:, place : place + count] = values[:, :count]
            self._size += count
            values = values[:, count:]

    def _empty(self) -> FloatArray:
        # Each row of a wide store comes in one piece; so it lies in memory, too.
        order: Literal["C", "F"] = "F" if self.width > WIDE else "C"
        return np.empty((self.width, self._length), order=order)

    def thin(self) -> Iterator[None]:
        """Keep every second stored row, from row 0, chunk by chunk.

        After each one, and before anything else, readers are to be given what `publish` says
        then: as soon as nobody holds the former chunks, their memory is free for the next.
        """
        half = self._length // 2
        # Halves of chunks as views: at first of the former memory, one by one of the new.
        halves = [chunk[:, ::2] for chunk in self._chunks]
        # At once, though chunks are moved one by one: `halves` has the new places from the start,
        # and readers see a mixture of views and new chunks that reads alike.
        self._size, self.stride = (self._size + 1) // 2, 2 * self.stride
        self._chunks = []
        for first in range(0, len(halves), 2):
            chunk = self._empty()
            for number in range(first, min(first + 2, len(halves))):
                place = slice((number - first) * half, (number - first + 1) * half)
                chunk[:, place] = halves[number]
                halves[number] = chunk[:, place]
            self._chunks.append(chunk)
            self._published = tuple(halves)
            yield
        self._published = tuple(self._chunks)

    def publish(self) -> Stored:
        return Stored(self._published, self._size, self.stride)
