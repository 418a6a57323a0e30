"""The register of everything that gives a table."""

from collections.abc import Mapping
from types import MappingProxyType

from visualizer.core.data.bundled import Penguins, SeattleWeather
from visualizer.core.data.generators import Line, NoisyLine
from visualizer.core.data.options import CsvOptions, DataOptions

__all__ = ["SOURCES", "CsvOptions", "DataOptions", "source_for"]

SOURCES: Mapping[str, type[DataOptions]] = MappingProxyType(
    {source.kind: source for source in (Line, NoisyLine, Penguins, SeattleWeather)}
)
"""The sources that have a name of their own; any other name is the path of a CSV file."""


def source_for(name: str) -> type[DataOptions]:
    """The options that belong to what an experiment calls its data."""
    return SOURCES.get(name, CsvOptions)
