"""The dock of the basin map: computed while it is seen, with progress and a way to stop."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from visualizer.app.basins import Basins
from visualizer.app.intents import ChangeSettings
from visualizer.gui.cards.plot_cards import SMALLEST
from visualizer.gui.plots.basins import BasinPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

COLOURINGS = {"": "by minimum", "epochs": "by epochs"}


class BasinSource:
    """Gives frames their basin map, and shows how far it is."""

    def __init__(
        self, view: PlotView, basins: Basins, bar: QProgressBar, button: QPushButton
    ) -> None:
        self._view, self._plot = view, view.plot
        self._basins = basins
        self._bar, self._button = bar, button
        button.clicked.connect(self._on_clicked)

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._basins.error

    @property
    def key(self) -> object:
        """Another object when frames look different."""
        reached = self._basins.reached
        return None if reached is None else reached.map

    def update(self, frame: Frame, moving: bool) -> None:
        """Have the map of a frame computed, while it can be seen and nothing moves."""
        wanted = self._view.isVisible() and not frame.hide_future and frame.map is not None
        if wanted and not moving and frame.map is not None and frame.map.plane.dimensions == 2:
            width, height = self._plot.pixels()
            self._basins.update(frame.run, frame.map.plane, _coarse(height / width))
        self._show_progress()

    def fill(self, frame: Frame) -> Frame:
        """The frame with the map, if there is one for its run."""
        if not self._view.isVisible():
            return frame
        return replace(frame, basins=self._basins.map_of(frame.run))

    def close(self) -> None:
        """Stop the thread."""
        self._basins.close()

    def _show_progress(self) -> None:
        busy, reached = self._basins.busy, self._basins.reached
        self._bar.setVisible(busy)
        self._bar.setValue(round(100 * reached.part) if reached is not None else 0)
        self._button.setVisible(busy or self._basins.stopped)
        words = "Go on" if self._basins.stopped else "Stop"
        if words != self._button.text():
            self._button.setText(words)
            self._button.setAccessibleName(f"{words}: basins")

    def _on_clicked(self) -> None:
        if self._basins.stopped:
            self._basins.resume()
        else:
            self._basins.stop()


def _coarse(aspect: float) -> float:
    """A shape that stays while a panel is moved by a few pixels: a map takes seconds."""
    return max(round(10 * aspect), 1) / 10


def basins_body(bench: Workbench, dock: DockCard) -> QWidget:
    """The basin map with its switches; a click with Shift starts the run from there."""
    plot = BasinPlot(bench.look)
    view = PlotView(plot, SMALLEST)
    view.setToolTip("Click with Shift: a run starts there")
    bar, button = QProgressBar(), set_role(QPushButton("Stop"), "switch")
    bar.setFixedWidth(48)
    bar.setTextVisible(False)
    bar.setAccessibleName("Progress of the basins")
    button.setToolTip("Stop computing the basins, or go on")
    dock.add_switch(bar, button, _colouring(view, plot))
    plot.on_start_chosen = partial(_start_at, bench, plot)
    bench.stage.add_view(view)
    bench.stage.add_source(BasinSource(view, Basins(bench.session.jobs), bar, button))
    return view


def _colouring(view: PlotView, plot: BasinPlot) -> ChoiceBox:
    box = ChoiceBox()
    box.set_choices(COLOURINGS)
    box.set_value("")
    box.setMinimumContentsLength(8)
    box.setAccessibleName("What the colours of the basins mean")
    box.setToolTip("What the colours mean")

    def colour(value: str) -> None:
        plot.by_epochs = value == "epochs"
        plot.redraw()
        view.paint_soon()

    box.chosen.connect(colour)
    return box


def _start_at(bench: Workbench, plot: BasinPlot, x: float, y: float) -> None:
    frame = plot.frame
    if frame is None or frame.problem != bench.session.state.problem:
        return
    found = frame.basins
    if found is not None:
        # From the point of the grid that was computed: so it ends where the colour says.
        nearest = (found.x[np.abs(found.x - x).argmin()], found.y[np.abs(found.y - y).argmin()])
        theta = found.plane.at(np.array(nearest))
        bench.session.apply(ChangeSettings({"start.parameters": tuple(theta.tolist())}))
