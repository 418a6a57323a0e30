"""A switch of a view setting, for the title row of a card."""

from PySide6.QtWidgets import QPushButton

from visualizer.gui.plots.base import Plot
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.roles import set_role


class ViewSwitch(QPushButton):
    """Shows and changes one view setting of a plot, wherever else it is changed."""

    def __init__(
        self,
        bench: Workbench,
        plot: Plot,
        name: str,
        words: str,
        help_text: str,
        refit: bool = False,
    ) -> None:
        """With `refit` what is zoomed to means nothing any more when it is switched."""
        super().__init__(words)
        self._session, self._plot, self._refit = bench.session, plot, refit
        self._name = name
        set_role(self, "switch")
        self.setObjectName(name)
        self.setCheckable(True)
        self.setToolTip(help_text)
        self.setAccessibleName(help_text)
        self._follow()
        self.toggled.connect(self._on_toggled)
        bench.session.changed.connect(self._follow)

    def _on_toggled(self, on: bool) -> None:
        self._plot.choose(**{self._name: on})
        if self._refit:
            self._plot.fit()

    def _follow(self) -> None:
        on = getattr(self._session.state.view_of(self._plot.view_name), self._name)
        if on != self.isChecked():
            blocked = self.blockSignals(True)
            self.setChecked(on)
            self.blockSignals(blocked)
