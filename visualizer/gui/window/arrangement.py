"""Where the panels are: the usual places, small windows, presentation, and what is remembered."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from visualizer.gui.look.links import later
from visualizer.gui.look.preferences import GEOMETRY, PANELS, STATE, Preferences
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.window.docks import Docks
from visualizer.gui.window.letting_go import let_go

# Qt refuses a stored state of another version: to be raised when docks are renamed.
LAYOUT_VERSION = 1
# Pixels below which three rows of plots would each be too low to be read.
LOW_WINDOW = 800
SMALL_WINDOW = (960, 560)
"""Width and height below which everything beside the landscape shares one row of tabs."""
# Of the width of the window for the panels at the right, in windows of three sizes.
RIGHT_SHARE = 0.345
LOW_SHARE = 0.3
SMALL_SHARE = 0.38

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea

FULL_SCREEN = Qt.WindowState.WindowFullScreen
SPLITTING = (Qt.CursorShape.SplitHCursor, Qt.CursorShape.SplitVCursor)

SIDE = ("setup", "runs")
"""What shares tabs at the left; the first is in front."""

LESSON = "lesson"
"""The panel of a lesson, which stays in front while one is attended."""

STACKED = ("parameters", "loss", "gradient", "fit")
FITTED = ("table", "fit")
"""What stands in front without data, and with them."""

TABBED = ("table", "matrices", "prediction")


class Room(IntEnum):
    """How much room a window has.

    What gives way, in this order: rows of plots, which share tabs, and the step, which folds
    to a line; then the set-up, which shares the tabs, the step altogether, the air around the
    cards, and chips that have no room beside their sentence. The landscape, the verdict and the
    transport stay.
    """

    TALL = 0
    LOW = 1
    SMALL = 2


def room_of(size: QSize, scale: float = 1.0) -> Room:
    """How much room a window of a size has for letters of a scale."""
    if size.width() < SMALL_WINDOW[0] * scale or size.height() < SMALL_WINDOW[1] * scale:
        return Room.SMALL
    return Room.LOW if size.height() < LOW_WINDOW * scale else Room.TALL


@dataclass(frozen=True)
class DockLayout:
    """Which docks share tabs at the right, from the top down; the first of each is in front.

    `tall` has the relative `heights`; `low` is for a low window: the same panels, more of them
    behind tabs, so that none is cut and none is missed.
    """

    tall: tuple[tuple[str, ...], ...]
    heights: tuple[int, ...]
    low: tuple[tuple[str, ...], ...]

    def groups(self, room: Room) -> tuple[tuple[str, ...], ...]:
        """The groups for a window."""
        if room == Room.SMALL:
            return ((*SIDE, *(name for group in self.low for name in group)),)
        return self.low if room == Room.LOW else self.tall

    def shown(self, room: Room) -> frozenset[str]:
        """The docks that are open in a window."""
        return frozenset(name for group in self.groups(room) for name in group)

    @property
    def names(self) -> frozenset[str]:
        """All docks that it opens, in every window."""
        return self.shown(Room.TALL)


USUAL = DockLayout(
    (("parameters",), ("loss",), ("gradient",), ("fit", *TABBED)),
    (100, 100, 100, 150),
    (("parameters", "gradient", "fit"), ("loss", *TABBED)),
)
ROOMY = DockLayout(
    (("parameters",), ("loss", "gradient"), ("fit", *TABBED)),
    (100, 100, 230),
    USUAL.low,
)
"""The usual one when more panels are open: maps and lists need some height."""

CLASSES = DockLayout(
    (
        ("network", "parameters", *TABBED),
        ("loss", "accuracy", "gradient"),
        ("fit", "confusion", "wrong", "classes"),
    ),
    (120, 100, 170),
    (
        ("fit", "confusion", "wrong", "classes"),
        ("loss", "accuracy", "network", "parameters", "gradient", *TABBED),
    ),
)
"""What there is to see of a model whose target is a class."""


class _Former(NamedTuple):
    """What a window looked like before something stepped into its place."""

    layout: QByteArray
    size: QSize
    full: bool
    hidden: tuple[QWidget, ...]
    room: Room | None


class Arrangement(QObject):
    """Arranges the docks of a window, unless the user has arranged them.

    In a low window the plots share tabs, so that none is cut; for classes there are others.

    Signals
    -------
    room_changed(room)
        The window has been resized; how much room it has.
    made(dock)
        A dock beyond the usual ones has been made.
    """

    room_changed = Signal(object)
    made = Signal(object)

    def __init__(self, window: QMainWindow, docks: Docks) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._layout = USUAL
        # While we arrange, Qt's signals do not mean that the user has.
        self._busy = True
        self._by_hand = False
        self._room: Room | None = None
        self._presenting = False
        self._scale = 1.0
        self._former: list[_Former] = []
        self._due: _Former | None = None
        self._fitted = True
        docks.on_made = self._on_made
        for dock in docks.values():
            self._watch(dock)
            dock.toggleViewAction().triggered.connect(self._on_moved)

    def _watch(self, dock: DockCard) -> None:
        dock.dockLocationChanged.connect(self._on_moved)
        dock.topLevelChanged.connect(self._on_moved)
        dock.installEventFilter(self)

    def _on_made(self, dock: DockCard) -> None:
        """A dock beyond the usual ones has been opened: it gets its place."""
        let_go(self._window)
        self._watch(dock)
        self.made.emit(dock)
        before, self._busy = self._busy, True
        self._make_room()
        self._place_extra(dock)
        self._busy = before

    def _make_room(self) -> None:
        """Have fewer rows of the usual panels; what is in front elsewhere stays there."""
        if self._layout is not USUAL or self._by_hand or self._former:
            return
        self._layout = ROOMY
        if not self._room:
            self._window.tabifyDockWidget(self._docks["loss"], self._docks["gradient"])
            self._docks["loss"].raise_()
            self._size()

    def _place_extra(self, dock: DockCard) -> None:
        """Beside the dock that its declaration names, or where that one is not shown."""
        place = self._docks.declared[dock.objectName()].place
        beside = self._docks.get(place)
        if beside is None or beside.isHidden():
            place = next((name for name in STACKED if not self._docks[name].isHidden()), "")
        if self._docks.declared[dock.objectName()].place in SIDE and place not in SIDE:
            self._window.addDockWidget(LEFT, dock)
        elif place:
            self._window.tabifyDockWidget(self._docks[place], dock)
        else:
            self._window.addDockWidget(RIGHT, dock)
        self.trim_titles()
        # And once more: where a layout was restored, a row of tabs comes later.
        later(self, self.trim_titles)

    def reset(self) -> None:
        """Put every panel in its usual place, and close those beyond."""
        let_go(self._window)
        self._docks.close_extra()
        if self._layout is ROOMY:
            self._layout = USUAL
        self._by_hand = False
        self._room = None
        self.adapt()

    def follow_size(self) -> None:
        """The window has another size: the first one is known when it is shown."""
        if self._room is None:
            self.adapt()
        else:
            later(self, self.adapt)

    def adapt(self) -> None:
        """Follow the size of the window, where the user has not arranged the panels."""
        room = self._room_now()
        let_go(self._window)
        self.room_changed.emit(room)
        if self._presenting:
            room = min(room, Room.LOW)  # there is no set-up that would have to share tabs
        if self._due is not None and not self._former:
            self._put_back(self._due)
            return
        if self._by_hand or (self._former and not self._can_share_tabs(room)):
            return
        self._busy = True
        try:
            if room != self._room:
                self._room = room
                self._place(room)
            # Left to itself Qt gives the width that is won to the panels, and takes the
            # width that is lost from the landscape.
            self._size()
            self.trim_titles()
            # While a window is being shown, some panels share tabs only after its first layout.
            later(self, self.trim_titles)
        finally:
            self._busy = False

    def _room_now(self) -> Room:
        """How much room there is; without the set-up any width is enough."""
        size = self._window.size()
        if self._presenting:
            size.setWidth(max(size.width(), round(SMALL_WINDOW[0] * self._scale)))
        return room_of(size, self._scale)

    def _can_share_tabs(self, room: Room) -> bool:
        """Whether panels are to share tabs in the large letters of a presentation.

        Of what stands aside all is as it was when that is over.
        """
        return self._presenting and len(self._former) == 1 and room > (self._room or Room.TALL)

    def dress(self, scale: float) -> None:
        """Follow the size of the letters."""
        self._scale = scale
        self.adapt()

    def _place(self, room: Room) -> None:
        window, docks = self._window, self._docks
        groups = self._layout.groups(room)
        self._open_missing(groups)
        extra = [name for name in docks.extra if name not in self._layout.names]
        for dock in docks.values():
            dock.setFloating(False)
            # All out and in again, so that the former arrangement leaves no trace in the new one.
            window.removeDockWidget(dock)
        placed = [(RIGHT, group) for group in groups]
        if room != Room.SMALL:
            placed.insert(0, (LEFT, SIDE))
        for area, group in placed:
            window.addDockWidget(area, docks[group[0]])
            for name in group[1:]:
                window.tabifyDockWidget(docks[group[0]], docks[name])
            for name in group:
                docks[name].setVisible(area == RIGHT or not self._presenting)
        # Also those that are hidden: a dock without a place, shown, lies over the others.
        for name, dock in docks.items():
            if name not in SIDE and name not in self._layout.shown(room):
                self._place_extra(dock)
                dock.setVisible(name in extra)
        for _, group in placed:
            # The first of each group, whichever was added last.
            docks[group[0]].raise_()
        if LESSON in extra:
            # Who attends a lesson wants to see it, and not the tab that it shares.
            docks[LESSON].raise_()

    def _open_missing(self, groups: tuple[tuple[str, ...], ...]) -> None:
        for name in (name for group in groups for name in group):
            if name not in self._docks:
                self._docks.open(name, front=False)

    def suit(self, fitted: bool, classes: bool) -> None:
        """Show what there is to see of a problem, where the user has not arranged the panels."""
        more = [name for name in self._docks.extra if name not in CLASSES.names]
        self._lay_out(CLASSES if classes else ROOMY if more else USUAL)
        self._bring_forward(fitted)

    def _lay_out(self, layout: DockLayout) -> None:
        """Take another layout; what belongs to the former one alone is closed."""
        if layout is self._layout:
            return
        before, self._layout = self._layout, layout
        if self._by_hand or self._former:
            return
        let_go(self._window)
        for name in before.names - layout.names:
            if name in self._docks:
                self._docks[name].hide()
        self._room = None
        self.adapt()

    def _bring_forward(self, fitted: bool) -> None:
        """Without data there is no fit, but a table.

        Only where one covers the other, and only when that changes: what the user brings
        forward stays.
        """
        if fitted == self._fitted:
            return
        self._fitted = fitted
        idle, useful = (self._docks[name] for name in (FITTED if fitted else FITTED[::-1]))
        covering = useful in self._window.tabifiedDockWidgets(idle)
        seen = not idle.visibleRegion().isEmpty() or not self._window.isVisible()
        if covering and seen:
            useful.raise_()

    def trim_titles(self) -> None:
        """A tab names its panel already: without switches the title row says it twice."""
        for dock in self._docks.values():
            beside = self._window.tabifiedDockWidgets(dock)
            tabbed = not dock.isFloating() and not all(one.isHidden() for one in beside)
            dock.set_titled(not tabbed)

    def _size(self) -> None:
        window, docks = self._window, self._docks
        width = window.width()
        left = max(288, round(0.2 * width))
        room = self._room or Room.TALL
        first = [group[0] for group in self._layout.groups(room)]
        if room == Room.SMALL:
            share = [round(SMALL_SHARE * width)]
            window.resizeDocks([docks[first[0]]], share, Qt.Orientation.Horizontal)
            return
        docks_wide = [docks["setup"], docks[first[0]]]
        window.resizeDocks(
            docks_wide,
            [left, round((LOW_SHARE if room == Room.LOW else RIGHT_SHARE) * width)],
            Qt.Orientation.Horizontal,
        )
        if room == Room.TALL:
            stacked = [docks[name] for name in first]
            window.resizeDocks(stacked, list(self._layout.heights), Qt.Orientation.Vertical)

    def _on_moved(self, *_: object) -> None:
        if not self._busy:
            later(self, self.trim_titles)
        if not self._busy and not self._former:
            self._by_hand = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the user drags the border of a panel: nothing else tells of it."""
        if event.type() == QEvent.Type.Resize and self._window.cursor().shape() in SPLITTING:
            self._on_moved()
        return False

    # What is remembered.

    def restore(self, preferences: Preferences) -> None:
        """Take the layout of the last time, or the usual one."""
        geometry = preferences.get(GEOMETRY)
        if not geometry.isEmpty() and not self._window.restoreGeometry(geometry):
            preferences.refuse(GEOMETRY)
        state = preferences.get(STATE)
        self._busy = True
        if not state.isEmpty():
            self._place(Room.TALL)
            self._open_again(preferences.get(PANELS))
            self._by_hand = self._window.restoreState(state, LAYOUT_VERSION)
            if not self._by_hand:
                preferences.refuse(STATE)
            self.trim_titles()
        self._busy = False

    def _open_again(self, names: str) -> None:
        for name in names.split():
            # A lesson does not go on by itself: its panel would be empty.
            if name in self._docks.declared and name != LESSON:
                self._docks.open(name, front=False)

    def save(self, preferences: Preferences) -> None:
        """Remember the layout; the usual one is left to be found anew."""
        self.present(False)
        preferences.set(GEOMETRY, self._window.saveGeometry())
        if self._by_hand or self._changed():
            preferences.set(STATE, self._window.saveState(LAYOUT_VERSION))
            preferences.set(PANELS, " ".join(self._docks.extra))
        else:
            preferences.forget(PANELS)
            preferences.forget(STATE)

    @property
    def usual(self) -> frozenset[str]:
        """The names of the panels that suit the run and the window."""
        return self._layout.shown(self._room or Room.TALL) | set(SIDE)

    @property
    def is_aside(self) -> bool:
        """Whether panels have stepped aside: they are open still, as far as anybody asks."""
        return bool(self._former)

    def _changed(self) -> bool:
        """Whether panels were hidden or opened since they were placed."""
        shown = {name for name, dock in self._docks.items() if not dock.isHidden()}
        return shown != self.usual

    # Stepping aside.

    def present(self, on: bool) -> None:
        """Fill the screen, without the set-up; off puts everything back."""
        if on == self._presenting:
            return
        self._presenting = on
        if on:
            self.step_aside(*(self._docks[name] for name in SIDE))
        else:
            self.come_back()

    def step_aside(self, *others: QWidget, full: bool = True) -> None:
        """Put `others` away; `full` fills the screen, without menus and status.

        `come_back` takes that back.

        What steps aside twice comes back in two steps.
        """
        window = self._window
        let_go(window)
        leaving = (*((window.menuBar(), window.statusBar()) if full else ()), *others)
        hidden = tuple(one for one in leaving if not one.isHidden())
        self._former.append(
            _Former(
                window.saveState(LAYOUT_VERSION),
                window.size(),
                window.isFullScreen(),
                hidden,
                self._room,
            )
        )
        self._due = None
        for one in hidden:
            one.hide()
        if full:
            window.setWindowState(window.windowState() | FULL_SCREEN)

    def come_back(self) -> None:
        """Have everything where it was before the last `step_aside`."""
        let_go(self._window)
        former = self._former.pop()
        self._room = former.room
        for one in former.hidden:
            one.show()
        if not former.full:
            # Not showNormal: the window may have been maximised before.
            self._window.setWindowState(self._window.windowState() & ~FULL_SCREEN)
        self._put_back(former)
        # Where the window was as large before, no change of its size tells of it.
        self.room_changed.emit(self._room_now())

    def _put_back(self, former: _Former) -> None:
        self._busy = True
        self._window.restoreState(former.layout, LAYOUT_VERSION)
        self.trim_titles()
        self._busy = False
        # Larger than it was, panels would be shrunk afterwards: once more when it has its size.
        self._due = former if self._window.size() != former.size and not self._due else None
