"""The dock between two runs: which other run, and what lies between both in a sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from visualizer.core.analysis.between import Between, sentence
from visualizer.gui.cards.plot_cards import SMALLEST
from visualizer.gui.cards.view_switch import ViewSwitch
from visualizer.gui.plots.between import BetweenPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role


class BetweenBody(QWidget):
    """The plot, the run at the other end of its line, and the sentence below."""

    def __init__(self, bench: Workbench, dock: DockCard) -> None:
        super().__init__()
        self.plot = BetweenPlot(bench.look)
        view = PlotView(self.plot, SMALLEST)
        bench.pane.add_view(view)
        self.choice = ChoiceBox()
        self.choice.setMinimumContentsLength(7)
        self.choice.setAccessibleName("The run at the other end")
        self.choice.setToolTip("The run at the other end of the line")
        self.choice.chosen.connect(self._on_chosen)
        words = "Logarithmic axis: between runs"
        dock.add_switch(self.choice, ViewSwitch(bench, self.plot, "log", "log", words, refit=True))
        self.choice.hide()  # until there is anything to choose
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view, 1)
        layout.addWidget(self.words)
        self._names: tuple[str, ...] = ()
        bench.pane.frame_made.connect(self._on_frame)

    def _on_frame(self, frame: Frame) -> None:
        names = tuple(one.name for one in frame.moment.others)
        if names != self._names:
            self._names = names
            self.choice.set_choices({name: name for name in names})
        shown = self.plot.other if self.plot.other in names else next(iter(names), "")
        self.choice.set_value(shown)
        # One other run leaves nothing to choose.
        self.choice.setVisible(len(names) > 1)
        found = frame.insight(Between)
        said = found is not None and bool(names) and not found.is_point
        self.words.setText(sentence(found, frame.label) if said and found is not None else "")
        self.words.setVisible(said)

    def _on_chosen(self, name: str) -> None:
        self.plot.choose(other=name)


def between_body(bench: Workbench, dock: DockCard) -> BetweenBody:
    """The loss along the straight line to another run that is shown."""
    return BetweenBody(bench, dock)
