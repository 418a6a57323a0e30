"""The names that experiments give to data, where each is made, and the words for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Entry(NamedTuple):
    """A module of this folder, the class in it, and the words that are shown."""

    module: str
    options: str
    label: str


NAMES: Mapping[str, Entry] = MappingProxyType(
    {
        "line": Entry("generators", "Line", "Line y = 3x"),
        "noisy-line": Entry("generators", "NoisyLine", "Noisy line"),
        "sine": Entry("curves", "Sine", "Sine wave"),
        "polynomial": Entry("curves", "Polynomial", "Polynomial"),
        "two-moons": Entry("shapes", "TwoMoons", "Two moons"),
        "circles": Entry("shapes", "Circles", "Circles"),
        "spirals": Entry("shapes", "Spirals", "Spirals"),
        "blobs": Entry("shapes", "Blobs", "Blobs"),
        "xor": Entry("shapes", "Xor", "XOR"),
        "drawn-classes": Entry("drawn", "DrawnClasses", "Drawn classes"),
        "drawn-points": Entry("drawn", "DrawnPoints", "Drawn points"),
        "penguins": Entry("bundled", "Penguins", "Palmer penguins"),
        "seattle-weather": Entry("bundled", "SeattleWeather", "Weather in Seattle"),
        "iris": Entry("bundled", "Iris", "Iris"),
        "breast-cancer": Entry("bundled", "BreastCancer", "Breast cancer"),
        "digits": Entry("bundled", "Digits", "Handwritten digits"),
    }
)
"""In the order in which they are offered."""
