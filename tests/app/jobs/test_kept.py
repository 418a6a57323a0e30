"""What is kept, for how long, and how large it is."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from visualizer.app.jobs.kept import SMALL, Kept, bytes_of


class Pair(NamedTuple):
    one: object
    other: object


@dataclass
class Found:
    values: object
    words: str = "some words"


def test_the_bytes_of_all_numbers_are_counted():
    ten = np.zeros(10)
    assert bytes_of(ten) == 80
    assert bytes_of(Found(Pair(ten, [ten, "no number"]))) == 160
    assert bytes_of(Found(MappingProxyType({"a": ten, "b": None}))) == 80 + 32
    assert bytes_of(7.5) == 0


def test_what_was_not_used_for_longest_goes_first():
    kept = Kept(3 * (SMALL + 800))
    values = {key: np.zeros(100) for key in "abcd"}
    for key in "abc":
        kept.put(key, values[key])
    assert kept.get("a") is values["a"]
    kept.put("d", values["d"])
    assert [kept.get(key) is values[key] for key in "abcd"] == [True, False, True, True]
    # One that takes the place of another counts once.
    kept.put("d", values["d"])
    assert kept.get("a") is values["a"]
    kept.clear()
    assert kept.get("a") is None


def test_what_is_larger_than_all_room_is_not_kept():
    kept = Kept(1000)
    kept.put("small", np.zeros(1))
    kept.put("large", np.zeros(1000))
    assert kept.get("large") is None
