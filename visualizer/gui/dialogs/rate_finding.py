"""The learning-rate finder and the session: what is chosen in it changes the experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from visualizer.app.intents import ChangeSettings
from visualizer.core.analysis.rate_suggestions import Bounds
from visualizer.core.capabilities import asked
from visualizer.core.errors import InputError
from visualizer.gui.dialogs.rate_finder import RateFinder
from visualizer.gui.figures.figures import FORMATS, FigureOptions, render
from visualizer.gui.figures.rates import ALL, SIZES, plots_of
from visualizer.gui.look.links import passing
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.stage.workbench import Workbench

TOLD_MILLISECONDS = 12_000
RATE = "optimizer.learning_rate"
FILTERS = ";;".join(f"{ending.upper()} (*.{ending})" for ending in FORMATS)


def show_rate_finder(bench: Workbench) -> RateFinder:
    """Open the finder over a window; what the user chooses there changes the experiment."""
    session = bench.session
    dialog = RateFinder(session.state, bench.look, session.jobs, bench.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.keep_in(bench.preferences)

    def use_rate(rate: float) -> None:
        values: dict[str, Any] = {RATE: rate}
        words = f"Learning rate {number_text(rate)}"
        if not asked(session.state.experiment).schedule.uses_base:
            values["schedule.kind"] = "constant"
            words += "; the schedule, which had rates of its own, is constant now"
        _apply(bench, values, words)

    def use_bounds(found: Bounds) -> None:
        low, high = number_text(found.low), number_text(found.high)
        _apply(bench, found.settings, f"Cyclical schedule from {low} to {high}: {found.help}")

    dialog.rate_chosen.connect(use_rate)
    dialog.bounds_chosen.connect(use_bounds)
    dialog.save_wanted.connect(passing(_save, bench))
    dialog.failed.connect(bench.broke)
    dialog.open()
    return dialog


def _apply(bench: Workbench, values: Any, words: str) -> None:
    if bench.session.apply(ChangeSettings(values)):
        bench.told.emit(words, TOLD_MILLISECONDS)


def _save(bench: Workbench, dialog: RateFinder) -> None:
    """Ask for a file and write the plots of the finder, with the rate that is chosen."""
    proposed = str(Path(bench.preferences.get(FOLDER)) / "learning-rates.png")
    path, _ = QFileDialog.getSaveFileName(dialog, "Save picture", proposed, FILTERS)
    if not path:
        return
    if Path(path).suffix.lower().removeprefix(".") not in FORMATS:
        path += f".{FORMATS[0]}"

    options = FigureOptions(size=SIZES[ALL])
    try:
        render(dialog.frame, plots_of(ALL, dialog.frame), options, path)
    except InputError as error:
        dialog.message.setText(f"{error}.")
    else:
        dialog.message.setText(f"Saved {path}")
