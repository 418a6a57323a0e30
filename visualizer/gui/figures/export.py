"""All pictures of a run as files in a folder, without a window and without a display."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from visualizer.app.state import Run
from visualizer.core.analysis.landscape import widest_parameters
from visualizer.core.arrays import FloatArray
from visualizer.gui.figures.figures import (
    FigureOptions,
    film_strip,
    plots_shown,
    plots_together,
    render,
)
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.theme import load_fonts, with_fonts
from visualizer.gui.plots.frame import Frame, usual_lines
from visualizer.gui.plots.landscape import LandscapePlot

DASHBOARD, FILM_STRIP = "dashboard", "film-strip"
SIZES = {DASHBOARD: (1200.0, 800.0), FILM_STRIP: (400.0, 400.0)}
USUAL_SIZE = (800.0, 600.0)


@dataclass(frozen=True)
class Export:
    """What is to be made: names of pictures (all when empty), where, and how.

    `size` is in pixels, or in centimetres when there are dots per inch; None lets each
    picture have the size that fits it. `views` are view settings by the names of plots.
    `strip` are the epochs of the film strip; none for those that follow the run.
    """

    folder: Path
    names: tuple[str, ...] = ()
    ending: str = "png"
    size: tuple[float, float] | None = None
    dpi: float | None = None
    options: FigureOptions = field(default_factory=FigureOptions)
    views: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    strip: tuple[int, ...] = ()


def export_figures(run: Run, row: int, export: Export) -> Iterator[Path]:
    """Write the pictures with the playhead at `row`, yielding each file when it is there.

    Left out are, unless they are named, plots that have nothing to show for this run.

    Raises
    ------
    InputError
        When a picture cannot be made or written.
    """
    app = application()
    options = with_own_fonts(export.options)
    frame = Frame(run, row, run.count, lines=usual_lines(run, widest_parameters(*_ends(run))))
    for name, values in export.views.items():
        frame = frame.viewed(name, **values)
    shown = plots_shown(frame)
    for name in export.names or (*shown, DASHBOARD, FILM_STRIP):
        path = export.folder / f"{name}.{export.ending}"
        figure = sized(SIZES.get(name), export, options)
        if name == FILM_STRIP:
            film_strip(frame, LandscapePlot.name, figure, path, export.strip)
        else:
            render(frame, plots_together(frame) if name == DASHBOARD else [name], figure, path)
        yield path
    del app  # until here


def application() -> QApplication:
    """The application; a new one needs no display, and draws the same letters everywhere."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    if sys.platform == "linux":
        # Also where there is a display: a picture must not depend on its resolution.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QApplication(["visualizer"])


def with_own_fonts(options: FigureOptions) -> FigureOptions:
    """The options with the fonts of the program, which look the same everywhere."""
    look = with_fonts(LIGHT, load_fonts())
    return replace(options, family=look.family, mono_family=look.mono_family)


def _ends(run: Run) -> tuple[FloatArray, FloatArray]:
    """The first and the last parameters, (P,) each."""
    return run.history.theta(0), run.history.theta(run.count - 1)


def sized(
    usual: tuple[float, float] | None, export: Export, options: FigureOptions
) -> FigureOptions:
    """The options with the size that was asked for, or the usual one of a picture."""
    if export.size is None:
        scale = options.scale if export.dpi is None else export.dpi / 96
        return replace(options, size=usual or USUAL_SIZE, scale=scale)
    if export.dpi is None:
        return replace(options, size=export.size)
    return options.in_centimetres(*export.size, export.dpi)
