"""The register of everything that gives a table."""

from collections.abc import Mapping
from types import MappingProxyType

from visualizer.core.data.bundled import BreastCancer, Digits, Iris, Penguins, SeattleWeather
from visualizer.core.data.curves import Polynomial, Sine
from visualizer.core.data.generators import Line, NoisyLine
from visualizer.core.data.options import CsvOptions, DataOptions, NpzOptions
from visualizer.core.data.shapes import Blobs, Circles, Spirals, TwoMoons, Xor

__all__ = ["SOURCES", "CsvOptions", "DataOptions", "NpzOptions", "source_for"]

_GENERATORS = (Line, NoisyLine, Sine, Polynomial, TwoMoons, Circles, Spirals, Blobs, Xor)
_BUNDLED = (Penguins, SeattleWeather, Iris, BreastCancer, Digits)

SOURCES: Mapping[str, type[DataOptions]] = MappingProxyType(
    {source.kind: source for source in (*_GENERATORS, *_BUNDLED)}
)
"""The sources that have a name of their own; any other name is the path of a file."""


def source_for(name: str) -> type[DataOptions]:
    """The options that belong to what an experiment calls its data."""
    if name in SOURCES:
        return SOURCES[name]
    return NpzOptions if name.lower().endswith(".npz") else CsvOptions
