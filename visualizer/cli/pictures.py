"""What the options say about pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from visualizer.cli.parser import Options

if TYPE_CHECKING:
    from visualizer.gui.figures.export import Export


def wanted(options: Options, folder: Path) -> Export:
    """The pictures that were asked for; imports Qt."""
    from visualizer.gui.figures.export import Export
    from visualizer.gui.figures.figures import FigureOptions
    from visualizer.gui.plots.base import Plot

    def prepare(plot: Plot) -> None:
        if "quantity" in plot.flags:
            setattr(plot, "quantity", options.quantity)  # noqa: B010 -- of some plots alone

    figure = FigureOptions(
        scale=options.scale,
        theme=options.theme,
        future=not options.hide_future,
        title=options.title,
        caption=options.caption,
        plane=options.plane,
        prepare=prepare,
    )
    return Export(folder, options.plots, options.format, options.size, options.dpi, figure)
