"""What has been worked out and may be wanted again, up to so many bytes."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# Without it thousands of answers that are a single number would cost nothing.
SMALL = 256
"""Bytes that whatever is kept takes besides its numbers."""


class Kept(Generic[Key, Value]):
    """The values that were used last; put in by one thread and asked for by another."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, and let go of those that were not used for longest."""
        size = SMALL + bytes_of(value)
        with self._lock:
            self._drop(key)
            self._values[key] = (value, size)
            self._bytes += size
            while self._bytes > self._most:
                # An `OrderedDict` begins with what was used longest ago.
                self._drop(next(iter(self._values)))

    def get(self, key: Key) -> Value | None:
        """A value that is still there."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._values.clear()
            self._bytes = 0

    def _drop(self, key: Key) -> None:
        if key in self._values:
            self._bytes -= self._values.pop(key)[1]


def bytes_of(value: object) -> int:
    """The bytes of all arrays within dataclasses, tuples, lists and mappings."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Mapping):
        # 16 for a key and its value, which are numbers mostly.
        return 16 * len(value) + sum(bytes_of(one) for one in value.values())
    if isinstance(value, tuple | list):
        return sum(bytes_of(one) for one in value)
    if is_dataclass(value):
        return sum(bytes_of(getattr(value, field.name)) for field in fields(value))
    return 0
