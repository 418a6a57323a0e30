"""Export from the window: the dialog's wishes, carried out by `figures`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from visualizer.core.errors import InputError
from visualizer.gui.dialogs.export import ask_for_export
from visualizer.gui.dialogs.export_request import PLOT, ExportRequest, write_pictures
from visualizer.gui.dialogs.last_export import recalled, remembered, usual_size
from visualizer.gui.figures.figures import FigureOptions, copy_to_clipboard
from visualizer.gui.look.preferences import EXPORT
from visualizer.gui.plots.base import Plot

if TYPE_CHECKING:
    from visualizer.gui.stage.plot_view import PlotView
    from visualizer.gui.window.main_window import MainWindow

COPY_SCALE = 2.0


def export_with_dialog(window: MainWindow, view: PlotView | None = None) -> None:
    """Ask what to export, and make the pictures one after the other.

    The dialog begins with the plot of a view that was asked for, and else with what the last
    one ended with.
    """
    frame = window.stage.frame
    if frame is None:
        return
    start = _beginning(window, PLOT if view is not None else "")
    shown = view or window.stage.current or window.landscape_view
    folder = Path(window.documents.folder())
    request = ask_for_export(frame, replace(start, plot=shown.plot.name, folder=folder), window)
    if request is None:
        return
    window.preferences.set(EXPORT, remembered(request))
    written = []
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        for path in write_pictures(request, frame):
            written.append(path)
            window.statusBar().showMessage(f"Wrote {path}")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    except InputError as error:
        window.show_error(error)
    else:
        count = f"{len(written)} pictures" if len(written) > 1 else written[0].name
        window.statusBar().showMessage(f"Wrote {count} to {request.folder}", 8000)
    finally:
        QApplication.restoreOverrideCursor()


def _beginning(window: MainWindow, what: str) -> ExportRequest:
    """The request that the dialog begins with."""
    made = ExportRequest()
    if what:
        made = replace(made, what=what, options=replace(made.options, size=usual_size(what)))
    text = window.preferences.get(EXPORT)
    if text:
        try:
            made = recalled(text, what)
        except ValueError:
            window.preferences.refuse(EXPORT)
    return replace(made, options=replace(made.options, prepare=flags_like(window)))


def copy_plot(window: MainWindow) -> None:
    """Put the plot under the mouse into the clipboard, as large as it is on the screen."""
    frame, view = window.stage.frame, window.stage.current or window.landscape_view
    if frame is None:
        return
    size = (float(view.width()), float(view.height()))
    options = FigureOptions(size=size, scale=COPY_SCALE, title="", prepare=flags_like(window))
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        copy_to_clipboard(frame, [view.plot.name], options)
    except InputError as error:
        window.show_error(error)
    else:
        window.statusBar().showMessage(f"{view.plot.title} copied", 4000)
    finally:
        QApplication.restoreOverrideCursor()


def flags_like(window: MainWindow) -> Callable[[Plot], None]:
    """Gives plots of a figure the switches of the window's plots: logarithm, arrows."""
    shown = {view.plot.name: view.plot for view in window.stage.views}

    def prepare(plot: Plot) -> None:
        model = shown.get(plot.name)
        if model is not None:
            for flag in plot.flags:
                setattr(plot, flag, getattr(model, flag))

    return prepare
