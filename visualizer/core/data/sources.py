"""The register of everything that gives a table."""

from collections.abc import Mapping
from types import MappingProxyType

from visualizer.core.data.bundled import Penguins, SeattleWeather
from visualizer.core.data.curves import Polynomial, Sine
from visualizer.core.data.generators import Line, NoisyLine
from visualizer.core.data.options import CsvOptions, DataOptions
from visualizer.core.data.shapes import Blobs, Circles, Spirals, TwoMoons, Xor

__all__ = ["SOURCES", "CsvOptions", "DataOptions", "source_for"]

_GENERATORS = (Line, NoisyLine, Sine, Polynomial, TwoMoons, Circles, Spirals, Blobs, Xor)
_BUNDLED = (Penguins, SeattleWeather)

SOURCES: Mapping[str, type[DataOptions]] = MappingProxyType(
    {source.kind: source for source in (*_GENERATORS, *_BUNDLED)}
)
"""The sources that have a name of their own; any other name is the path of a CSV file."""


def source_for(name: str) -> type[DataOptions]:
    """The options that belong to what an experiment calls its data."""
    return SOURCES.get(name, CsvOptions)
