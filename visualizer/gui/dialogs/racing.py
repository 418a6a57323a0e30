"""The race and the session: those who raced can be opened, each with its rate."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from visualizer.app.intents import OpenExperiment, SetSpeed
from visualizer.app.state import State
from visualizer.core.capabilities import asked
from visualizer.core.errors import InputError
from visualizer.core.race.proposals import proposed
from visualizer.core.race.results import RaceResult
from visualizer.gui.dialogs.race import RaceDialog
from visualizer.gui.figures.figures import FORMATS, FigureOptions, render
from visualizer.gui.figures.rates import rates_frame
from visualizer.gui.look.links import passing
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.race import RACE_PLOTS
from visualizer.gui.stage.workbench import Workbench

FILTERS = ";;".join(f"{ending.upper()} (*.{ending})" for ending in FORMATS)
SIZE = (1200.0, 760.0)
TOLD_MILLISECONDS = 12_000
QUICK = 5
"""A race with so many starts costs little: it begins with the window."""


def show_race(bench: Workbench) -> RaceDialog:
    """Open the race over a window; nothing is changed unless the user wants to see the runs."""
    session = bench.session
    state = session.state
    experiment, problem = asked(state.experiment), asked(state.run.problem)
    race = proposed(experiment, problem, _lowest(state))
    frame = rates_frame(experiment, problem, None)
    dialog = RaceDialog(race, frame, bench.look, session.jobs, session.problems, bench.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(dialog.size().boundedTo(bench.window.size()))
    dialog.keep_in(bench.preferences)
    dialog.runs_wanted.connect(passing(_open_runs, bench))
    dialog.save_wanted.connect(passing(_save, bench))
    dialog.failed.connect(bench.broke)
    dialog.open()
    if race.protocol.starts >= QUICK:
        dialog.start()
    return dialog


def _lowest(state: State) -> float:
    """The lowest loss that the run in front has come to."""
    run = state.run
    if run.edited is not None or not run.count:
        return nan
    loss = run.history.column("loss")[: run.count]
    return float(np.nanmin(loss)) if np.isfinite(loss).any() else nan


def _open_runs(bench: Workbench, result: RaceResult) -> None:
    """Open those who raced from the first start, the first one in front, and play."""
    ranking = [finish for _, finish in result.ranking]
    for finish in reversed(ranking):
        bench.session.apply(OpenExperiment(finish.experiment, unsaved=True))
    bench.told.emit(result.verdict(), TOLD_MILLISECONDS)
    bench.playback.pause()
    bench.playback.seek(0.0)
    # The whole race in ten seconds, however many epochs it has.
    bench.session.apply(SetSpeed(None))
    bench.playback.play()


def _save(bench: Workbench, dialog: RaceDialog) -> None:
    """Ask for a file and write map and plots, with the protocol as caption."""
    result, found = dialog.outcome, dialog.found
    if result is None or found is None:
        return
    proposed_path = str(Path(bench.preferences.get(FOLDER)) / "race.png")
    path, _ = QFileDialog.getSaveFileName(dialog, "Save picture", proposed_path, FILTERS)
    if not path:
        return
    if Path(path).suffix.lower().removeprefix(".") not in FORMATS:
        path += f".{FORMATS[0]}"
    names = tuple(RACE_PLOTS)
    frame = dialog.frame
    if dialog.course.frame is not None:
        seen = dialog.course.frame
        frame = replace(frame, run=seen.run, row=seen.row, count=seen.count, beside=seen.beside)
        frame = replace(frame, insights=seen.insights, label=seen.label)
        names = (LandscapePlot.name, *names)
    words = " ".join([*result.remarks(), result.caption()])
    options = FigureOptions(size=SIZE, title=result.verdict(), caption=words)
    try:
        render(frame, names, options, path)
    except InputError as error:
        dialog.verdict.setText(f"{error}.")
    else:
        bench.told.emit(f"Saved {path}", TOLD_MILLISECONDS)
