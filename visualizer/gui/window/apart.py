"""The page of the window on which runs stand side by side, as the session says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from visualizer.app.intents import ShowApart
from visualizer.app.state import APART
from visualizer.gui.look.look import Look
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.window.arrangement import Arrangement
from visualizer.gui.window.docks import Docks

if TYPE_CHECKING:
    from visualizer.gui.cards.side_by_side import SideBySide


class Apart(QObject):
    """Shows the page, with the panels put away, while the session has runs side by side.

    Signals
    -------
    changed(on)
        The page is shown now, or no longer.
    export_wanted()
        The user wants the page as a file.
    """

    changed = Signal(bool)
    export_wanted = Signal()

    def __init__(
        self, bench: Workbench, arrangement: Arrangement, docks: Docks, pages: QStackedWidget
    ) -> None:
        super().__init__(pages)
        self._bench, self._arrangement = bench, arrangement
        self._docks, self._pages = docks, pages
        self._last = APART[0]
        self._usual = pages.currentWidget()
        self._made: SideBySide | None = None
        self.shown = False
        bench.session.changed.connect(self._follow)

    @property
    def page(self) -> SideBySide:
        """The page, made when it is first wanted: the first picture needs nothing of it."""
        if self._made is None:
            from visualizer.gui.cards.side_by_side import SideBySide

            self._made = SideBySide(self._bench)
            self._made.export_wanted.connect(self.export_wanted)
            self._pages.addWidget(self._made)
        return self._made

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        if self._made is not None:
            self._made.restyle(look)

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
