"""Which Taylor polynomial a plot shows, chosen in the title row of its card."""

from visualizer.app.views import TAYLOR, SectionsView
from visualizer.gui.plots.base import Plot
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.choice_box import ChoiceBox

_HELP = "The tangent or the parabola at the playhead"


class TaylorChoice(ChoiceBox):
    """Shows and changes the order of the polynomial, wherever else it is changed."""

    def __init__(self, bench: Workbench, plot: Plot) -> None:
        super().__init__()
        self._session, self._plot = bench.session, plot
        self.set_choices(TAYLOR)
        self.setMinimumContentsLength(9)
        self.setAccessibleName(_HELP)
        self.setToolTip(_HELP)
        self._follow()
        self.chosen.connect(self._on_chosen)
        bench.session.changed.connect(self._follow)

    def _on_chosen(self, order: str) -> None:
        self._plot.choose(taylor=order)

    def _follow(self) -> None:
        view = self._session.state.view_of(self._plot.view_name)
        assert isinstance(view, SectionsView)
        self.set_value(view.taylor)
