"""Which panels are open, as the session has it and as the window shows it."""

from PySide6.QtCore import QObject

from visualizer.app.intents import ShowPanels
from visualizer.gui.look.links import later
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.window.arrangement import LESSON, Arrangement
from visualizer.gui.window.docks import Docks


class OpenPanels(QObject):
    """Keeps the panels of the window and those of the state the same, whoever changes them.

    A lesson changes the state; the user opens and closes panels. As long as these are the ones
    that suit the run and the window, the state says None: with another run, or in another
    window, they are others.
    """

    def __init__(
        self, bench: Workbench, docks: Docks, arrangement: Arrangement, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bench, self._docks, self._arrangement = bench, docks, arrangement
        self._known = bench.session.state.panels
        for dock in docks.values():
            self._watch(dock)
        arrangement.made.connect(self._watch)
        bench.session.changed.connect(self._follow)
        # Those of the last time are open already.
        later(self, self._tell)

    def _watch(self, dock: DockCard) -> None:
        # Once all of them stand where they are to be: they are opened and closed in groups.
        dock.toggleViewAction().toggled.connect(self._on_toggled)

    def _on_toggled(self) -> None:
        later(self, self._tell)

    @property
    def _open(self) -> tuple[str, ...] | None:
        names = tuple(name for name, dock in self._docks.items() if not dock.isHidden())
        return None if set(names) == self._arrangement.usual else names

    def _tell(self) -> None:
        """Have the session know what the user has opened or closed."""
        if self._arrangement.is_aside or self._bench.session.state.panels != self._known:
            return
        # Before: what the session is told comes back at once.
        self._known = self._open
        self._bench.session.apply(ShowPanels(self._known))

    def _follow(self) -> None:
        """Open and close what the session says, once for each change."""
        wanted = self._bench.session.state.panels
        if wanted == self._known:
            return
        self._known = wanted
        if wanted is None:
            self._arrangement.reset()
            return
        unknown = [name for name in wanted if name not in self._docks.declared]
        if unknown:
            self._bench.told.emit(f'There is no panel "{unknown[0]}"', 0)
        if self._bench.session.state.lesson is not None:
            # It says itself what else is to be open.
            wanted = (*wanted, LESSON)
        for name in [name for name in self._docks if name not in wanted]:
            self._docks[name].hide()
        # The last of those that share tabs stands in front.
        for name in wanted:
            if name in self._docks.declared:
                self._docks.open(name)
        self._arrangement.trim_titles()
