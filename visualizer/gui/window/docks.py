"""The docks around the landscape: a declared table, and those of a window that are open.

Those of plots come from the catalogue of plots. Another view is one row here, and one function
that builds its body. Bodies are built when they are first looked at, and docks beyond the usual
ones when they are first opened: the start of the program does not pay for what it does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from visualizer.app.views import declare_lines
from visualizer.gui.look.links import calling, later, passing
from visualizer.gui.plots.catalogue import (
    CATALOGUE,
    CURVATURE,
    LANDSCAPE,
    NETWORKS,
    OPTIMIZER,
    PlotEntry,
)
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard

Maker = Callable[[Workbench, DockCard], QWidget]
"""Builds the body of a dock, and may add switches to its title row."""


def late(path: str) -> Maker:
    """A maker named "module:function" that is imported when it is first needed."""

    def make(bench: Workbench, dock: DockCard) -> QWidget:
        module, _, name = path.partition(":")
        body: QWidget = getattr(import_module(f"visualizer.gui.{module}"), name)(bench, dock)
        return body

    return make


OF_ITS_NAME = late("cards.plot_cards:named_body")


@dataclass(frozen=True)
class Dock:
    """What there is to know about a dock before it exists.

    Parameters
    ----------
    name
        The object name, by which the layout is remembered.
    title
        The words in the title row and in View > Panels.
    help
        One sentence for the menu.
    make
        Builds the body, when it is first looked at: the plot of this name, if nothing is said.
    place
        "left", "right" (stacked, or sharing tabs in a low window), or the name of another
        dock whose tabs it shares.
    usual
        Whether it is there from the start; others are opened from View > Panels.
    group
        The menu within View > Panels for those that are not usual.
    """

    name: str
    title: str
    help: str
    make: Maker = OF_ITS_NAME
    place: str = "fit"
    usual: bool = False
    group: str = ""


_BODIES: Mapping[str, str] = {
    "parameters": "cards.plot_cards:parameters_body",
    "state": "cards.rule_cards:state_body",
    "loss": "cards.target_field:loss_body",
    "fit": "cards.drawing_tools:fit_body",
    "sections": "cards.plot_cards:sections_body",
    "between": "cards.between_card:between_body",
    "basins": "cards.basin_card:basins_body",
    "accuracy": "cards.class_docks:accuracy_body",
    "confusion": "cards.class_docks:confusion_body",
    "wrong": "cards.class_docks:rows_body",
    "classes": "cards.class_docks:rows_body",
    "network": "cards.class_docks:network_body",
    "gradient-error": "cards.rule_cards:error_body",
}
"""Plots with more switches than all have."""

_SETUP = Dock("setup", "Setup", "All settings of the experiment",
              late("cards.panel_docks:setup_body"), place="left", usual=True)  # fmt: skip
_RUNS = Dock("runs", "Runs", "Every open run: what differs, and how it ended",
             late("cards.runs_dock:runs_body"), place="setup", usual=True)  # fmt: skip
LESSONS = "Lessons"

_LESSON = Dock("lesson", "Lesson", "The lesson that is attended: its steps and questions",
               late("cards.lesson_dock:lesson_body"), place="setup", group=LESSONS)  # fmt: skip
_TABLES = (
    Dock("table", "Epoch table", "Every epoch with its numbers",
         late("cards.panel_docks:table_body"), usual=True),
    Dock("matrices", "Weights", "All parameters as matrices",
         late("cards.panel_docks:matrices_body"), usual=True),
    Dock("prediction", "Predict", "What the model predicts for inputs of your own",
         late("cards.panel_docks:prediction_body"), usual=True),
    Dock("by-hand", "By hand", "The step at the playhead, worked out as on a board",
         late("cards.by_hand_dock:by_hand_body"), place="table", usual=False, group=OPTIMIZER),
    Dock("curvature", "Curvature", "How curved the loss is at the playhead, and what follows",
         late("cards.panel_docks:curvature_body"), group=CURVATURE),
)  # fmt: skip


def _dock_of(entry: PlotEntry) -> Dock:
    """The dock of a plot; those without a group are there from the start."""
    if entry.column:
        declare_lines(entry.name)
    body = _BODIES.get(entry.name)
    return Dock(
        entry.name,
        entry.title,
        entry.help[0].upper() + entry.help[1:],
        late(body) if body else OF_ITS_NAME,
        entry.place,
        usual=not entry.group,
        group=entry.group,
    )


def _in_order() -> tuple[Dock, ...]:
    plots = [_dock_of(entry) for entry in CATALOGUE.values() if entry.place]
    usual = [_SETUP, _RUNS, *(dock for dock in plots if dock.usual)]
    others = [_LESSON, *_TABLES, *(dock for dock in plots if not dock.usual)]
    groups = ("", LESSONS, OPTIMIZER, LANDSCAPE, CURVATURE, NETWORKS)
    return (*usual, *sorted(others, key=lambda dock: groups.index(dock.group)))


DOCKS: tuple[Dock, ...] = _in_order()
"""Every dock, in the order of the menu."""


class LazyBody(QWidget):
    """Builds its contents when it is first painted: most sessions look at few of them."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] | None = make
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def sizeHint(self) -> QSize:
        # An empty body would ask for no room, and the dock be laid out without any.
        return super().sizeHint() if self._make is None else QSize(300, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Not when it is shown: while docks are put in tabs each of them is, for a moment.
        if self._make is not None:
            later(self, self.fill)

    def fill(self) -> None:
        """Build the contents, unless that has been done."""
        if self._make is not None:
            # Before it is made: making it may paint, and so come here again.
            make, self._make = self._make, None
            body = make()
            self._layout.addWidget(body)
            # A layout shows what comes into a visible widget only with a later event, or never,
            # where the widget is put elsewhere meanwhile.
            body.show()


class Docks(Mapping[str, DockCard]):
    """The docks of a window that exist, by name: the usual ones, and those opened since.

    `on_made(dock)` is called for each one that is opened for the first time, before it is
    shown: it must be put somewhere. `menus` has the menus of the groups by their names: they
    are remembered, as what `QAction.menu()` gives may take the menu with it.
    """

    def __init__(self, bench: Workbench, declared: Iterable[Dock] = DOCKS) -> None:
        self._bench = bench
        self.declared = {dock.name: dock for dock in declared}
        self._cards: dict[str, DockCard] = {}
        self._bodies: dict[str, LazyBody] = {}
        self.menus: dict[str, QMenu] = {}
        self.on_made: Callable[[DockCard], None] = lambda dock: None
        for dock in self.declared.values():
            if dock.usual:
                self._make(dock)

    def __getitem__(self, name: str) -> DockCard:
        return self._cards[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cards)

    def __len__(self) -> int:
        return len(self._cards)

    @property
    def extra(self) -> tuple[str, ...]:
        """The names of the docks that are shown beyond the usual ones."""
        return tuple(
            name
            for name, card in self._cards.items()
            if not self.declared[name].usual and not card.isHidden()
        )

    def _make(self, dock: Dock) -> DockCard:
        body = LazyBody(lambda: dock.make(self._bench, card))
        card = DockCard(dock.name, dock.title, body)
        card.toggleViewAction().setToolTip(dock.help)
        self._cards[dock.name], self._bodies[dock.name] = card, body
        return card

    def open(self, name: str, front: bool = True) -> DockCard:
        """Show a dock, made now if it was never opened; `front` brings its tab forward."""
        card = self._cards.get(name)
        if card is None:
            card = self._make(self.declared[name])
            self.on_made(card)
        card.show()
        if front:
            card.raise_()
        return card

    def close_extra(self) -> None:
        """Hide all but the usual docks."""
        for name in self.extra:
            self._cards[name].hide()

    def fill(self, *names: str) -> None:
        """Build the contents of docks now, without waiting until they are painted."""
        for name in names:
            self._bodies[name].fill()

    def fill_shown(self) -> None:
        """Build the contents of all that stand in front."""
        self.fill(*(name for name, body in self._bodies.items() if not _covered(body)))

    # The menu View > Panels.

    def fill_menu(self, menu: QMenu) -> None:
        """Offer every dock: the usual ones first, the others by their groups."""
        menu.setToolTipsVisible(True)
        for dock in self.declared.values():
            if dock.usual:
                menu.addAction(self._cards[dock.name].toggleViewAction())
            elif dock.group not in self.menus:
                self.menus[dock.group] = self._group(menu, dock.group)

    def _group(self, menu: QMenu, group: str) -> QMenu:
        if not self.menus:
            menu.addSeparator()
        inner = menu.addMenu(group)
        inner.setToolTipsVisible(True)
        # Filled when it is opened: the docks themselves are mostly never made.
        inner.aboutToShow.connect(calling(self._fill_group, group))
        return inner

    def _fill_group(self, group: str) -> None:
        menu = self.menus[group]
        menu.clear()
        for dock in self.declared.values():
            if not dock.usual and dock.group == group:
                menu.addAction(self._switch(menu, dock))

    def _switch(self, menu: QMenu, dock: Dock) -> QAction:
        action = QAction(dock.title, menu)
        action.setCheckable(True)
        action.setChecked(dock.name in self.extra)
        action.setToolTip(dock.help)
        action.triggered.connect(passing(self._show, dock.name))
        return action

    def _show(self, name: str, on: bool) -> None:
        if on:
            self.open(name)
        else:
            self._cards[name].hide()


def _covered(body: QWidget) -> bool:
    """Whether a widget cannot be seen, as behind another tab."""
    return body.visibleRegion().isEmpty()
