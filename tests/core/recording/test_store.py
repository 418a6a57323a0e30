"""The store: append-only columns whose published part never changes."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.core.recording.store import LONGEST_CHUNK, Store


def rows(low: int, high: int, width: int = 2) -> np.ndarray:
    return np.arange(low, high, dtype=float) + np.arange(width)[:, None] / 10


def filled(sizes: list[int], thin_after: set[int] = frozenset(), width: int = 2) -> Store:
    store, first = Store(width), 0
    for number, size in enumerate(sizes):
        if number in thin_after:
            thin(store)
        store.append(first, rows(first, first + size, width))
        first += size
    return store


def thin(store: Store) -> None:
    """Thin a store, with a reader that looks at every step."""
    expected = None
    for _ in store.thin():
        stored = store.publish()
        found = stored.read_all(0, stored.size)
        assert expected is None or (found == expected).all()
        expected = found
    if expected is not None:
        stored = store.publish()
        assert (stored.read_all(0, stored.size) == expected).all()


def test_thinning_takes_no_more_memory_than_a_chunk() -> None:
    """As long as readers are given what is published meanwhile."""
    tracemalloc.start()
    try:
        store = filled([4096] * 12, width=8)
        published = store.publish()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in store.thin():
            published = store.publish()
        now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert published.size == 4096 * 6
    assert now == pytest.approx(before / 2, rel=0.05)
    assert most < before + 2 * 4096 * 8 * 8


@given(
    st.lists(st.integers(1, 3000), min_size=1, max_size=12),
    st.sets(st.integers(0, 11), max_size=4),
)
def test_every_stride_th_row_is_kept(sizes: list[int], thin_after: set[int]) -> None:
    store = filled(sizes, thin_after)
    stored = store.publish()
    total = sum(sizes)
    assert stored.stride == 2 ** len([n for n in thin_after if n < len(sizes)])
    expected = rows(0, total)[:, :: stored.stride]
    assert stored.size == expected.shape[1]
    assert (stored.read_all(0, stored.size) == expected).all()
    middle = stored.size // 3
    assert (stored.read(1, middle, stored.size) == expected[1, middle:]).all()


def test_what_was_published_stays_while_the_store_grows_and_is_thinned() -> None:
    store = filled([5000, 700])
    before = store.publish()
    copy = before.read_all(0, before.size).copy()
    for first in range(5700, 30_000, 900):
        store.append(first, rows(first, first + 900))
        if first % 5 == 0:
            thin(store)
    assert (before.read_all(0, before.size) == copy).all()


def test_readers_cannot_write() -> None:
    values = filled([10]).publish().read(0, 0, 10)
    with pytest.raises(ValueError, match="read-only"):
        values[0] = 5


def test_an_empty_store_reads_as_nothing() -> None:
    stored = Store(3).publish()
    assert stored.read(0, 0, 0).shape == (0,)
    assert filled([5]).publish().read_all(2, 2).shape == (2, 0)


def test_wide_rows_have_short_chunks() -> None:
    store = filled([7, 5], width=1_000_000 // 8)
    assert store.bytes <= 14 * 1_000_000
    assert (store.publish().read(9, 0, 12) == rows(0, 12, 10)[9]).all()
    narrow = filled([1])
    assert narrow.bytes == LONGEST_CHUNK * 2 * 8
