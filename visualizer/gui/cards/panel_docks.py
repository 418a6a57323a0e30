"""The bodies of the docks that hold no plot: set-up, tables, the prediction box."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from visualizer.app.jobs.tasks import Progress
from visualizer.core.errors import InputError
from visualizer.gui.stage.stage import Panel
from visualizer.gui.widgets.card import DockCard

if TYPE_CHECKING:
    from visualizer.gui.window.main_window import MainWindow


def setup_body(window: MainWindow, dock: DockCard) -> QWidget:
    """The set-up panel above its buttons."""
    body = QWidget()
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(window.setup, 1)
    layout.addWidget(window.footer)
    dock.add_switch(window.live)
    return body


def _on_stage(window: MainWindow, panel: Panel) -> None:
    window.stage.add_panel(panel)
    window.stage.refresh()


def table_body(window: MainWindow, dock: DockCard) -> QWidget:
    """The epoch table."""
    from visualizer.gui.panels.epoch_table import EpochTable

    table = EpochTable(window.look)
    table.row_selected.connect(window.playback.seek_row)
    table.save_requested.connect(partial(_save_table, window))
    _on_stage(window, table)
    return table


def matrices_body(window: MainWindow, dock: DockCard) -> QWidget:
    """All parameters as matrices."""
    from visualizer.gui.panels.matrices import Matrices

    matrices = Matrices(window.look)
    matrices.parameter_chosen.connect(window.stage.toggle_line)
    _on_stage(window, matrices)
    return matrices


def prediction_body(window: MainWindow, dock: DockCard) -> QWidget:
    """The box that predicts for inputs that the user types."""
    from visualizer.gui.panels.prediction import Prediction

    prediction = Prediction(window.look)
    _on_stage(window, prediction)
    return prediction


def curvature_body(window: MainWindow, dock: DockCard) -> QWidget:
    """The curvature at the playhead in numbers."""
    from visualizer.gui.cards.plot_cards import flag_switch
    from visualizer.gui.panels.curvature import CurvaturePanel

    window.want_curvature()
    words = "An ellipse on the landscape: narrow where the loss is steep"
    dock.add_switch(flag_switch(window.landscape_view, "curvature", "on the map", words))
    panel = CurvaturePanel(window.look)
    _on_stage(window, panel)
    return panel


def _save_table(window: MainWindow, names: list[str], every: int) -> None:
    """Ask for a file and write the table; what the future hides is left out."""
    from visualizer.storage.tables import save_table

    frame = window.stage.frame
    if frame is None:
        return
    proposed = str(Path(window.documents.folder()) / "epochs.csv")
    path, _ = QFileDialog.getSaveFileName(window, "Save table", proposed, "Tables (*.csv)")
    if not path:
        return
    history, rows = frame.run.history, frame.reveal + 1

    def write(progress: Progress) -> str:
        save_table(history, path, names, every, rows, progress)
        return f"Saved {path}"

    if not window.tasks.start(f"Writing {Path(path).name}", write):
        window.show_error(InputError("another file is being written; wait for it, or stop it"))
