"""Drawing points in the panel of the fit: the choice of a tool, and what strokes change."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.app.intents import ChangeSettings
from visualizer.app.views import (
    DRAW_A,
    DRAW_B,
    ERASE,
    LOOK,
    MOVE,
    SPRAY_A,
    SPRAY_B,
    TOOLS,
)
from visualizer.core.arrays import FloatArray
from visualizer.core.data.drawing import APART, added, erased, moved, nearest, sprayed
from visualizer.core.data.drawn import Drawn, DrawnClasses
from visualizer.gui.cards.plot_cards import named_body
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.hand import HandStroke
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.choice_box import ChoiceBox

_HELP = (
    "What the pointer does to the drawn points: click or drag.\n"
    "As numbers they stand in the setup, Data > More."
)
_ALONE = {LOOK: "Look", DRAW_A: "Draw", SPRAY_A: "Spray", MOVE: "Move", ERASE: "Erase"}
"""The tools for points without classes."""


class DrawingTools(ChoiceBox):
    """The choice of a tool, there where points are drawn; strokes become intents.

    A whole drag is one step of undo.
    """

    def __init__(self, bench: Workbench, plot: FitPlot) -> None:
        super().__init__()
        self._session, self._plot = bench.session, plot
        self._stroke: tuple[float, float] | None = None
        self._strokes = 0
        self._taken: int | None = None
        self.setMinimumContentsLength(7)
        self.setAccessibleName("Tool for drawing points")
        self.setToolTip(_HELP)
        self.chosen.connect(self._on_chosen)
        plot.on_drawn_at = self.apply_stroke
        bench.pane.frame_made.connect(self._on_frame)
        self.hide()
        if bench.pane.frame is not None:
            self._on_frame(bench.pane.frame)

    def _on_frame(self, frame: Frame) -> None:
        experiment = frame.run.experiment
        drawn = experiment is not None and isinstance(experiment.data, Drawn)
        self.setVisible(drawn)
        if experiment is None or not drawn:
            return
        offered = TOOLS if isinstance(experiment.data, DrawnClasses) else _ALONE
        if self.count() != len(offered):
            self.set_choices(offered)
        self.set_value(self._plot.tool)

    def _on_chosen(self, tool: str) -> None:
        self._plot.choose(tool=tool)

    def apply_stroke(self, stroke: HandStroke) -> None:
        """Change the points of the run in front as a stroke says."""
        experiment = self._session.state.run.experiment
        if experiment is None or not isinstance(experiment.data, Drawn):
            return
        rows = experiment.data.rows
        begin, place = (np.array([one.x(), one.y()]) for one in (stroke.begin, stroke.here))
        if stroke.is_click or self._stroke != (stroke.begin.x(), stroke.begin.y()):
            self._stroke = (stroke.begin.x(), stroke.begin.y())
            self._strokes += 1
            self._taken = nearest(rows, begin, stroke.reach)
        changed = self._changed(rows, stroke, place)
        if not np.array_equal(changed, rows):
            points = tuple(float(value) for value in changed.ravel())
            self._session.apply(
                ChangeSettings({"data.points": points}, gesture=f"drawing {self._strokes}")
            )

    def _changed(self, rows: FloatArray, stroke: HandStroke, place: FloatArray) -> FloatArray:
        """The points after a stroke has come to a place."""
        tool = stroke.tool
        label = int(tool in (DRAW_B, SPRAY_B))
        if tool in (DRAW_A, DRAW_B):
            return added(rows, place, label, 0.0 if stroke.is_click else APART)
        if tool in (SPRAY_A, SPRAY_B):
            return sprayed(rows, place, label)
        if tool == ERASE:
            return erased(rows, place, stroke.reach)
        if tool == MOVE and self._taken is not None and self._taken < len(rows):
            return moved(rows, self._taken, place)
        return rows


class FitBody(QWidget):
    """The fit, below the tools where its points are drawn by hand: a tab has no title row."""

    def __init__(self, bench: Workbench, dock: DockCard) -> None:
        super().__init__()
        view = named_body(bench, dock)
        plot = view.plot
        assert isinstance(plot, FitPlot)
        self.tools = DrawingTools(bench, plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.tools, 0, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(view, 1)


def fit_body(bench: Workbench, dock: DockCard) -> FitBody:
    """The panel of the fit."""
    return FitBody(bench, dock)
