"""The bodies of the docks that hold no plot: set-up, tables, the prediction box."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from visualizer.app.intents import SetOption
from visualizer.app.jobs.tasks import Progress
from visualizer.app.session import Session
from visualizer.app.views import LANDSCAPE
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.errors import InputError
from visualizer.gui.cards.setup_footer import SetupFooter
from visualizer.gui.cards.setup_panel import SetupPanel
from visualizer.gui.cards.worksheets import Worksheets, paper_look
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.stage.pane import Panel
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.switch import switch

if TYPE_CHECKING:
    from visualizer.gui.figures.paper import PaperPages
    from visualizer.gui.panels.epoch_table import EpochTable


class SetupBody(QWidget):
    """The set-up panel above its buttons; `live` is the switch for the title row."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.panel, self.footer = SetupPanel(), SetupFooter()
        self.live = switch(
            "Live", "Update as I change: train again at every change", True, self._set_live
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.panel, 1)
        layout.addWidget(self.footer)

    def _set_live(self, on: bool) -> None:
        if on != self._session.state.update_as_change:
            self._session.apply(SetOption("update_as_change", on))


def setup_body(bench: Workbench, dock: DockCard) -> SetupBody:
    """All settings of the experiment."""
    body = SetupBody(bench.session)
    dock.add_switch(body.live)
    return body


def _on_pane(bench: Workbench, panel: Panel) -> None:
    bench.pane.add_panel(panel)
    bench.pane.refresh()


class TableSheets(QObject):
    """The epoch table on paper. It belongs to the table."""

    def __init__(self, bench: Workbench, table: EpochTable) -> None:
        super().__init__(table)
        self._bench, self._table = bench, table
        Worksheets(bench, table.saving_menu, self.pages)

    def pages(self, blank: bool) -> PaperPages:
        """The lines that are selected, or the first ones, with blanks or as the key."""
        from visualizer.gui.figures.worksheets import table_pages

        frame, table = self._bench.pane.frame, self._table
        lines = table.lines_for_paper()
        if frame is None or not lines:
            return []
        return table_pages(frame.run, table.model, lines, paper_look(), blank)


def table_body(bench: Workbench, dock: DockCard) -> QWidget:
    """The epoch table."""
    from visualizer.gui.panels.epoch_table import EpochTable

    table = EpochTable(bench.look)
    table.row_selected.connect(bench.playback.seek_row)
    table.save_requested.connect(partial(_save_table, bench))
    TableSheets(bench, table)
    _on_pane(bench, table)
    return table


def matrices_body(bench: Workbench, dock: DockCard) -> QWidget:
    """All parameters as matrices."""
    from visualizer.gui.panels.matrices import Matrices

    matrices = Matrices(bench.look)
    matrices.parameter_chosen.connect(bench.pane.toggle_line)
    _on_pane(bench, matrices)
    return matrices


def prediction_body(bench: Workbench, dock: DockCard) -> QWidget:
    """The box that predicts for inputs that the user types."""
    from visualizer.gui.panels.prediction import Prediction

    prediction = Prediction(bench.look)
    _on_pane(bench, prediction)
    return prediction


def curvature_body(bench: Workbench, dock: DockCard) -> QWidget:
    """The curvature at the playhead in numbers."""
    from visualizer.gui.cards.view_switch import ViewSwitch
    from visualizer.gui.panels.curvature import CurvaturePanel

    bench.pane.need(Curvature)
    words = "An ellipse on the landscape: narrow where the loss is steep"
    plot = bench.pane.view_of(LANDSCAPE).plot
    dock.add_switch(ViewSwitch(bench, plot, "curvature", "on the map", words))
    panel = CurvaturePanel(bench.look)
    _on_pane(bench, panel)
    return panel


def _save_table(bench: Workbench, names: list[str], every: int) -> None:
    """Ask for a file and write the table; what the future hides is left out."""
    from visualizer.storage.tables import save_table

    frame = bench.pane.frame
    if frame is None:
        return
    proposed = str(Path(bench.preferences.get(FOLDER)) / "epochs.csv")
    path, _ = QFileDialog.getSaveFileName(bench.window, "Save table", proposed, "Tables (*.csv)")
    if not path:
        return
    history, rows = frame.run.history, frame.reveal + 1

    def write(progress: Progress) -> str:
        save_table(history, path, names, every, rows, progress)
        return f"Saved {path}"

    if not bench.tasks.start(f"Writing {Path(path).name}", write):
        bench.failed.emit(InputError("another file is being written; wait for it, or stop it"))
