"""Export from the window: the dialog's wishes, carried out by `figures`."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from visualizer.core.errors import InputError
from visualizer.gui.dialogs.export import ask_for_export
from visualizer.gui.dialogs.export_request import BESIDE, PLOT, ExportRequest, write_pictures
from visualizer.gui.dialogs.last_export import recalled, remembered, usual_size
from visualizer.gui.figures.figures import FigureOptions, copy_to_clipboard
from visualizer.gui.look.preferences import EXPORT, FOLDER
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench

COPY_SCALE = 2.0


def export_with_dialog(bench: Workbench, view: PlotView | None = None, beside: str = "") -> None:
    """Ask what to export, and make the pictures one after the other.

    The dialog begins with the plot of a view that was asked for, or with plots `beside` one
    another, one of `state.APART`, and else with what the last one ended with.
    """
    shown = view or bench.stage.current
    frame = bench.pane.frame if beside else _frame_of(bench, shown)
    if frame is None or not (shown or beside):
        return
    what = BESIDE if beside else PLOT if view is not None else ""
    start = _beginning(bench, what)
    if start.what == BESIDE and not frame.by_run:
        start = _beginning(bench, PLOT)
    folder = Path(bench.preferences.get(FOLDER))
    plot = beside or (shown.plot.name if shown is not None else start.plot)
    start = replace(start, plot=plot, folder=folder)
    request = ask_for_export(frame, start, bench.window, bench.preferences)
    if request is None:
        return
    bench.preferences.set(EXPORT, remembered(request))
    written = []
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        for path in write_pictures(request, frame):
            written.append(path)
            bench.told.emit(f"Wrote {path}", 0)
            # Pictures are made on this thread, as Qt demands: the window is kept painted, but takes
            # no input that could change what is exported.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    except InputError as error:
        bench.failed.emit(error)
    else:
        count = f"{len(written)} pictures" if len(written) > 1 else written[0].name
        bench.told.emit(f"Wrote {count} to {request.folder}", 8000)
    finally:
        QApplication.restoreOverrideCursor()


def _frame_of(bench: Workbench, view: PlotView | None) -> Frame | None:
    """What a view shows: that of its pane, which may be of another run than the one in front."""
    panes = (pane for pane in bench.stage.panes if view in pane.views)
    return next(panes, bench.pane).frame


def _beginning(bench: Workbench, what: str) -> ExportRequest:
    """The request that the dialog begins with."""
    made = ExportRequest()
    if what:
        made = replace(made, what=what, options=replace(made.options, size=usual_size(what)))
    text = bench.preferences.get(EXPORT)
    if text:
        try:
            made = recalled(text, what)
        except ValueError:
            bench.preferences.refuse(EXPORT)
    return made


def copy_plot(bench: Workbench) -> None:
    """Put the plot under the mouse into the clipboard, as large as it is on the screen."""
    view = bench.stage.current
    frame = _frame_of(bench, view)
    if frame is None or view is None:
        return
    size = (float(view.width()), float(view.height()))
    options = FigureOptions(size=size, scale=COPY_SCALE, title="")
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        copy_to_clipboard(frame, [view.plot.name], options)
    except InputError as error:
        bench.failed.emit(error)
    else:
        bench.told.emit(f"{view.plot.title} copied", 4000)
    finally:
        QApplication.restoreOverrideCursor()
