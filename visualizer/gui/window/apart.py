"""The page of the window on which runs stand side by side, as the session says."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from visualizer.app.intents import ShowApart
from visualizer.app.state import APART
from visualizer.gui.cards.side_by_side import SideBySide
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.window.arrangement import Arrangement
from visualizer.gui.window.docks import Docks


class Apart(QObject):
    """Shows the page, with the panels put away, while the session has runs side by side.

    Signals
    -------
    changed(on)
        The page is shown now, or no longer.
    """

    changed = Signal(bool)

    def __init__(
        self, bench: Workbench, arrangement: Arrangement, docks: Docks, pages: QStackedWidget
    ) -> None:
        super().__init__(pages)
        self._bench, self._arrangement = bench, arrangement
        self._docks, self._pages = docks, pages
        self._last = APART[0]
        self._usual = pages.currentWidget()
        self.page = SideBySide(bench)
        pages.addWidget(self.page)
        self.shown = False
        bench.session.changed.connect(self._follow)

    @property
    def possible(self) -> bool:
        """Whether there are several runs to stand side by side."""
        state = self._bench.session.state
        return bool(state.runs) and len(state.shown) > 1

    def toggle(self, on: bool) -> None:
        """Have runs side by side in what was shown last, or in one picture."""
        self._bench.session.apply(ShowApart(self._last if on else ""))

    def leave(self) -> None:
        """Have them in one picture."""
        if self.shown:
            self.toggle(False)

    def _follow(self) -> None:
        state = self._bench.session.state
        # One run alone has nothing beside it; what is wanted stays until there is.
        wanted = bool(state.apart) and self.possible
        if state.apart:
            self._last = state.apart
        if wanted:
            self.page.follow()
        if wanted != self.shown:
            self.shown = wanted
            self._show() if wanted else self._hide()
            self.changed.emit(wanted)

    def _show(self) -> None:
        self._arrangement.step_aside(*self._docks.values(), full=False)
        self._pages.setCurrentWidget(self.page)
        self.page.cards[0].views[0].setFocus()

    def _hide(self) -> None:
        self._pages.setCurrentWidget(self._usual)
        self._arrangement.come_back()
        self.page.clear()
