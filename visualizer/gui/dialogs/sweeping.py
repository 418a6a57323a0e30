"""The sweep and the session: the run of a cell can be opened, table and picture saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from visualizer.app.copies import comparing
from visualizer.app.intents import OpenExperiment
from visualizer.core.capabilities import asked
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.gui.dialogs.sweep import SweepDialog
from visualizer.gui.figures.figures import FORMATS, FigureOptions, render
from visualizer.gui.figures.rates import rates_frame
from visualizer.gui.figures.sweeps import SIZE, captioned, pictures_of
from visualizer.gui.look.links import passing
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.stage.workbench import Workbench
from visualizer.storage.sweep_tables import save_outcome

FILTERS = ";;".join(f"{ending.upper()} (*.{ending})" for ending in FORMATS)
TOLD_MILLISECONDS = 8_000


def show_sweep(bench: Workbench) -> SweepDialog:
    """Open the sweep over a window; nothing is changed but what the user opens from it."""
    session = bench.session
    state = session.state
    experiment, problem = asked(state.experiment), asked(state.run.problem)
    frame = rates_frame(experiment, problem, None)
    dialog = SweepDialog(
        experiment, frame, bench.look, session.jobs, session.problems, bench.window
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(dialog.size().boundedTo(bench.window.size()))
    dialog.keep_in(bench.preferences)
    dialog.runs_wanted.connect(passing(_open_runs, bench))
    dialog.table_wanted.connect(passing(_save_table, bench))
    dialog.picture_wanted.connect(passing(_save_picture, bench))
    dialog.failed.connect(bench.broke)
    dialog.open()
    return dialog


def _open_runs(bench: Workbench, experiments: tuple[Experiment, ...]) -> None:
    """The run of a cell, in front, or those of several, to be compared.

    Trained again alone they have the same numbers, bit by bit.
    """
    if len(experiments) == 1:
        opened = bench.session.apply(OpenExperiment(experiments[0], unsaved=True))
        words = "Opened the run of this cell"
    else:
        opened = bench.session.apply(comparing(experiments))
        words = f"Opened {len(experiments)} runs beside this one"
    if opened:
        bench.told.emit(words, TOLD_MILLISECONDS)


def _path(bench: Workbench, dialog: SweepDialog, name: str, filters: str) -> Path | None:
    proposed = str(Path(bench.preferences.get(FOLDER)) / name)
    path, _ = QFileDialog.getSaveFileName(dialog, "Save", proposed, filters)
    return Path(path) if path else None


def _save_table(bench: Workbench, dialog: SweepDialog) -> None:
    outcome = dialog.outcome
    path = _path(bench, dialog, "sweep.csv", "Tables (*.csv)")
    if path is None or outcome is None:
        return
    try:
        save_outcome(outcome, path)
    except InputError as error:
        dialog.answer.setText(f"{error}.")
    else:
        dialog.answer.setText(f"Saved {path}")


def _save_picture(bench: Workbench, dialog: SweepDialog) -> None:
    outcome = dialog.outcome
    path = _path(bench, dialog, "sweep.png", FILTERS)
    if path is None or outcome is None:
        return
    if path.suffix.lower().removeprefix(".") not in FORMATS:
        path = path.with_name(f"{path.name}.{FORMATS[0]}")
    shown = pictures_of(dialog.frame)
    # That which is seen; of three settings there is none.
    seen = dialog.picture
    try:
        if seen not in shown:
            raise InputError("there is no picture of more than two settings; save the table")
        render(dialog.frame, [seen], captioned(FigureOptions(size=SIZE), outcome), path)
    except InputError as error:
        dialog.answer.setText(f"{error}.")
    else:
        dialog.answer.setText(f"Saved {path}")
