"""The target in the title row of the plot of the loss: a number to be typed."""

from typing import Any

from PySide6.QtWidgets import QLabel

from visualizer.app.intents import ChangeView
from visualizer.app.views import RUNS, RunsView
from visualizer.core.settings import declarations
from visualizer.gui.cards.plot_cards import named_body
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.line_field import LineField
from visualizer.gui.widgets.roles import set_role

HELP = (
    "After how many epochs each shown run has a loss of at most this; empty for none.\n"
    "The line in the plot can be dragged."
)


class TargetField(LineField):
    """Shows and changes the target, wherever else it is changed."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(next(one for one in declarations(RunsView) if one.name == "target"))
        self._session = bench.session
        self.set_characters(5)
        self.setAccessibleName("Target loss in the plot")
        self.setToolTip(HELP)
        self.setPlaceholderText("none")
        self._follow()
        self.edited.connect(self._on_edited)
        bench.session.changed.connect(self._follow)

    def text_of(self, value: Any) -> str:
        """Nothing where there is no target: a loss of 0 would be one."""
        return super().text_of(value) if value else ""

    def commit(self) -> None:
        """No text is no target."""
        if not self.text().strip() and self.pending:
            self.setText("0")
        super().commit()

    def _on_edited(self, target: float) -> None:
        self._session.apply(ChangeView(RUNS, {"target": target}))

    def _follow(self) -> None:
        view = self._session.state.view_of(RUNS)
        assert isinstance(view, RunsView)
        self.set_value(view.target)


def loss_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The loss over the epochs, with the target."""
    field, words = TargetField(bench), set_role(QLabel("target"), "muted")
    words.setToolTip(HELP)
    dock.add_switch(words, field)
    dock.title_row.let_give_way(words)
    return named_body(bench, dock)
