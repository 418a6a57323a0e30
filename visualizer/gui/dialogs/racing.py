"""The race and the session: those who raced can be opened, each with its rate."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from visualizer.app.copies import comparing
from visualizer.app.intents import LookAt, SelectRun, SetSpeed, ShowRun
from visualizer.app.racing import RaceFound, colours_beside
from visualizer.app.state import State, Zoom
from visualizer.app.views import LANDSCAPE
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.capabilities import asked
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
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
from visualizer.storage.races import save_race

RACE = "toml"
"""The ending of a file that holds protocol, results and every rate that was tried."""

FILTERS = ";;".join(f"{ending.upper()} (*.{ending})" for ending in (*FORMATS, RACE))
SIZE = (1200.0, 760.0)
TOLD_MILLISECONDS = 12_000
QUICK = 5
"""A race with so many starts costs little: it begins with the window."""


def show_race(bench: Workbench) -> RaceDialog:
    """Open the race over a window; nothing is changed unless the user wants to see the runs."""
    session = bench.session
    state = session.state
    # Settings that wait for "Train" count as far as they are about the problem that is there.
    experiment = asked(state.experiment if state.problem is not None else state.run.experiment)
    problem = asked(state.run.problem)
    first, lowest = _losses(state)
    race = proposed(experiment, problem, lowest, first)
    # Those that the runs will have in the window.
    colours = colours_beside(state.runs, len(OPTIMIZERS))
    frame = replace(rates_frame(experiment, problem, None), race_colours=colours)
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


def _losses(state: State) -> tuple[float, float]:
    """The first and the lowest loss of the run in front; NaN where they are not known."""
    run = state.run
    if run.edited is not None or not run.count:
        return nan, nan
    loss = run.history.column("loss")[: run.count]
    return float(loss[0]), float(np.nanmin(loss)) if np.isfinite(loss).any() else nan


def _open_runs(bench: Workbench, found: RaceFound) -> None:
    """Open those who raced from the start that was seen, the first one in front, and play.

    The run that the race was made from stays open, but is not drawn among them. The map shows
    as much as that of the race.
    """
    session, result = bench.session, asked(found.result)
    base = session.state.run
    raced = [asked(run.experiment) for run in found.runs]
    if not session.apply(comparing(raced)):
        return
    won = result.finishes.index(result.ranking[0][1])
    session.apply(SelectRun(_place(session.state, raced[won])))
    if base.experiment not in raced:
        session.apply(ShowRun(base.document, False))
    plane = None if found.map is None else found.map.plane
    if isinstance(plane, AxisPlane) and len(session.state.run.history.parameters) == 2:
        session.apply(LookAt(LANDSCAPE, Zoom((plane.x_range, plane.y_range))))
    bench.told.emit(result.verdict(), TOLD_MILLISECONDS)
    bench.playback.pause()
    bench.playback.seek(0.0)
    # The whole race in ten seconds, however many epochs it has.
    session.apply(SetSpeed(None))
    bench.playback.play()


def _place(state: State, experiment: Experiment) -> int:
    """Where the run of an experiment stands; that in front where there is none."""
    wanted = replace(experiment, name="")
    places = [
        place
        for place, run in enumerate(state.runs)
        if run.experiment is not None and replace(run.experiment, name="") == wanted
    ]
    return places[0] if places else state.current


def _save(bench: Workbench, dialog: RaceDialog) -> None:
    """Ask for a file and write map and plots with the protocol as caption, or a race file."""
    result = dialog.outcome
    if result is None:
        return
    proposed_path = str(Path(bench.preferences.get(FOLDER)) / "race.png")
    path, _ = QFileDialog.getSaveFileName(dialog, "Save the race", proposed_path, FILTERS)
    if not path:
        return
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending not in (*FORMATS, RACE):
        path += f".{FORMATS[0]}"
    try:
        if ending == RACE:
            save_race(result, path)
        else:
            _render(dialog, result, path)
    except InputError as error:
        dialog.verdict.setText(f"{error}.")
    else:
        bench.told.emit(f"Saved {path}", TOLD_MILLISECONDS)


def _render(dialog: RaceDialog, result: RaceResult, path: str) -> None:
    """Write map and plots, with the protocol as caption."""
    names = tuple(RACE_PLOTS)
    frame = dialog.frame
    if dialog.course.frame is not None:
        seen = dialog.course.frame
        views = (*seen.views, *frame.views)
        frame = replace(seen, race=result, race_colours=frame.race_colours, views=views)
        names = (LandscapePlot.name, *names)
    words = " ".join([*result.remarks(), result.caption()])
    render(frame, names, FigureOptions(size=SIZE, title=result.verdict(), caption=words), path)
