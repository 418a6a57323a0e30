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

    figure = FigureOptions(
        scale=options.scale,
        theme=options.theme,
        future=not options.hide_future,
        title=options.title,
        caption=options.caption,
        plane=options.plane,
    )
    views = {"state": {"quantity": options.quantity}} if options.quantity else {}
    return Export(
        folder,
        options.plots,
        options.format,
        options.size,
        options.dpi,
        figure,
        views,
        options.strip,
    )
