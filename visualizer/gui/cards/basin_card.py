"""The dock of the basin map: computed while it is seen, with progress and a way to stop."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from visualizer.app.derived import Derived
from visualizer.app.intents import ChangeSettings
from visualizer.core.analysis.basins import BasinMap
from visualizer.gui.cards.plot_cards import SMALLEST
from visualizer.gui.look.links import passing
from visualizer.gui.plots.basins import BasinPlot
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

# Progress is asked for, not told: a signal for each step of thousands of runs would fill the queue.
POLL_MILLISECONDS = 100

COLOURINGS = {"": "by minimum", "epochs": "by epochs"}


class BasinProgress(QObject):
    """Shows how far the map is, with a button that stops it or lets it go on."""

    def __init__(self, view: PlotView, derived: Derived, dock: DockCard) -> None:
        super().__init__(view)
        self._derived = derived
        self._bar, self._button = QProgressBar(), set_role(QPushButton("Stop"), "switch")
        self._bar.setFixedWidth(48)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the basins")
        self._button.setToolTip("Stop computing the basins, or go on")
        self._button.clicked.connect(self._on_clicked)
        dock.add_switch(self._bar, self._button)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self._show)
        self._timer.start()

    def _show(self) -> None:
        part, stopped = self._derived.progress(BasinMap), self._derived.is_stopped(BasinMap)
        self._bar.setVisible(part is not None)
        self._bar.setValue(round(100 * (part or 0.0)))
        self._button.setVisible(part is not None or stopped)
        words = "Go on" if stopped else "Stop"
        if words != self._button.text():
            self._button.setText(words)
            self._button.setAccessibleName(f"{words}: basins")

    def _on_clicked(self) -> None:
        if self._derived.is_stopped(BasinMap):
            self._derived.resume(BasinMap)
        else:
            self._derived.stop(BasinMap)
        self._show()


def basins_body(bench: Workbench, dock: DockCard) -> QWidget:
    """The basin map with its switches; a click with Shift starts the run from there."""
    plot = BasinPlot(bench.look)
    view = PlotView(plot, SMALLEST)
    view.setToolTip("Click with Shift: a run starts there")
    BasinProgress(view, bench.pane.derived, dock)
    plot.on_start_chosen = partial(_start_at, bench, plot)
    bench.pane.add_view(view)
    dock.add_switch(_colouring(plot))
    return view


def _colouring(plot: BasinPlot) -> ChoiceBox:
    box = ChoiceBox()
    box.set_choices(COLOURINGS)
    box.set_value("epochs" if plot.by_epochs else "")
    box.setMinimumContentsLength(8)
    box.setAccessibleName("What the colours of the basins mean")
    box.setToolTip("What the colours mean")

    box.chosen.connect(passing(_colour, plot))
    return box


def _colour(plot: BasinPlot, value: str) -> None:
    plot.choose(by_epochs=value == "epochs")


def _start_at(bench: Workbench, plot: BasinPlot, x: float, y: float) -> None:
    frame = plot.frame
    if frame is None or frame.run.problem != bench.session.state.problem:
        return
    found = frame.insight(BasinMap)
    if found is not None:
        # From the point of the grid that was computed: so it ends where the colour says.
        nearest = (found.x[np.abs(found.x - x).argmin()], found.y[np.abs(found.y - y).argmin()])
        theta = found.plane.at(np.array(nearest))
        bench.session.apply(ChangeSettings({"start.parameters": tuple(theta.tolist())}))
