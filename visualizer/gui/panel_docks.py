"""The docks of tables and the prediction box: made when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from visualizer.core.errors import InputError
from visualizer.gui.stage import Panel
from visualizer.gui.widgets.card import DockCard

if TYPE_CHECKING:
    from visualizer.gui.main_window import MainWindow


class LazyPanel(QWidget):
    """Makes its panel when it is first shown: most sessions look at few of them."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] | None = make
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def sizeHint(self) -> QSize:
        return QSize(300, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Not when it is shown: while docks are put in tabs each of them is, for a moment.
        if self._make is not None:
            QTimer.singleShot(0, self, self._fill)

    def _fill(self) -> None:
        if self._make is not None:
            make, self._make = self._make, None
            self._layout.addWidget(make())


def panel_docks(window: MainWindow) -> dict[str, DockCard]:
    """The docks of the panels, by name."""
    makers: dict[str, tuple[str, Callable[[], QWidget]]] = {
        "table": ("Epoch table", lambda: _table(window)),
        "matrices": ("Weights", lambda: _matrices(window)),
        "prediction": ("Predict", lambda: _prediction(window)),
    }
    return {name: DockCard(name, title, LazyPanel(make)) for name, (title, make) in makers.items()}


def _on_stage(window: MainWindow, panel: Panel) -> None:
    window.stage.add_panel(panel)
    window.stage.refresh()


def _table(window: MainWindow) -> QWidget:
    from visualizer.gui.panels.epoch_table import EpochTable

    table = EpochTable(window.look)
    table.row_selected.connect(window.playback.seek_row)
    table.save_requested.connect(lambda names, every: _save_table(window, names, every))
    _on_stage(window, table)
    return table


def _matrices(window: MainWindow) -> QWidget:
    from visualizer.gui.panels.matrices import Matrices

    matrices = Matrices(window.look)
    matrices.parameter_chosen.connect(lambda index: window.stage.toggle_line(index))
    _on_stage(window, matrices)
    return matrices


def _prediction(window: MainWindow) -> QWidget:
    from visualizer.gui.panels.prediction import Prediction

    prediction = Prediction(window.look)
    _on_stage(window, prediction)
    return prediction


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
    try:
        save_table(frame.run.history, path, names, every, frame.reveal + 1)
    except InputError as error:
        window.show_error(error)
    else:
        window.statusBar().showMessage(f"Saved {path}", 6000)
