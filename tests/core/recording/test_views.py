"""What readers share: pyramids that follow a store as it grows and is thinned."""

import numpy as np

from visualizer.core.recording.store import Store
from visualizer.core.recording.views import Views

WAVES = np.stack([np.sin(np.arange(40_000) / 900), np.cos(np.arange(40_000) / 700)])


def stored(rows: int, thinned: int = 0) -> Store:
    store = Store(2)
    store.append(0, WAVES[:, :rows])
    for _ in range(thinned):
        list(store.thin())
    return store


def test_a_growing_column_is_followed() -> None:
    views, store = Views(), Store(2)
    for first in range(0, 40_000, 5000):
        store.append(first, WAVES[:, first : first + 5000])
        now = store.publish()
        x, y = views.range("b", now, 1, 0, now.size, 100)
        assert x[-1] < now.size
        assert (y.min(), y.max()) == (WAVES[1, : now.size].min(), WAVES[1, : now.size].max())
        points = views.path(now, 0, 1, 0, now.size, 500)
        assert (points[-1] == WAVES[:, now.size - 1]).all()


def test_a_thinned_column_is_read_anew() -> None:
    views = Views()
    for thinned in (0, 1, 3, 0):
        now = stored(40_000, thinned).publish()
        kept = WAVES[:, :: now.stride]
        _, y = views.range("a", now, 0, 0, now.size, 100)
        assert (y.min(), y.max()) == (kept[0].min(), kept[0].max())
        points = views.path(now, 1, 0, 0, now.size, 500)
        assert (points.max(axis=0) == kept[::-1].max(axis=1)).all()
