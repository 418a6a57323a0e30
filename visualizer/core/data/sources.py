"""The register of everything that gives a table."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import cast

from visualizer.core.data.names import NAMES
from visualizer.core.data.options import CsvOptions, DataOptions, NpzOptions

__all__ = ["SOURCES", "CsvOptions", "DataOptions", "NpzOptions", "source_for"]


class _Sources(Mapping[str, type[DataOptions]]):
    """The classes of `NAMES`; a module is imported when one of its classes is asked for."""

    def __getitem__(self, name: str) -> type[DataOptions]:
        entry = NAMES[name]
        module = import_module(f"visualizer.core.data.{entry.module}")
        return cast(type[DataOptions], getattr(module, entry.options))

    def __contains__(self, name: object) -> bool:
        return name in NAMES

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


SOURCES: Mapping[str, type[DataOptions]] = _Sources()
"""The sources that have a name of their own; any other name is the path of a file."""


def source_for(name: str) -> type[DataOptions]:
    """The options that belong to what an experiment calls its data."""
    if name in SOURCES:
        return SOURCES[name]
    return NpzOptions if name.lower().endswith((".npz", ".npy")) else CsvOptions
