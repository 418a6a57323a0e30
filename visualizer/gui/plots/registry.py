"""The class of every plot by its name, imported when it is asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.catalogue import CATALOGUE, PlotEntry
from visualizer.gui.plots.lines import ColumnPlot


class Plots(Mapping[str, type[Plot]]):
    """Classes by name, imported when they are asked for: few sessions need all of them."""

    def __init__(self, catalogue: Mapping[str, PlotEntry]) -> None:
        self._catalogue = catalogue
        self._made: dict[str, type[Plot]] = {}

    def __getitem__(self, name: str) -> type[Plot]:
        if name not in self._made:
            self._made[name] = _made(self._catalogue[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue)

    def __len__(self) -> int:
        return len(self._catalogue)


def _made(entry: PlotEntry) -> type[Plot]:
    """The class that an entry names, or one that draws its column."""
    if entry.column:
        named = {
            "name": entry.name,
            "title": entry.title,
            "column": entry.column,
            # What the window does not show at first does not crowd the dashboard either.
            "together": not entry.group,
        }
        return type(f"ColumnPlot[{entry.column}]", (ColumnPlot,), named)
    module, _, plot = entry.kind.partition(":")
    found: type[Plot] = getattr(import_module(f"visualizer.gui.{module}"), plot)
    return found


PLOTS: Mapping[str, type[Plot]] = Plots(CATALOGUE)
"""Every plot by its name, in the order of the dashboard."""
