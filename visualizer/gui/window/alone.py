"""One card alone, full screen above the transport bar, and back to exactly what was there."""

from collections.abc import Sequence

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.look.links import later
from visualizer.gui.widgets.card import Card, DockCard
from visualizer.gui.window.arrangement import Arrangement
from visualizer.gui.window.docks import Docks


class Alone(QObject):
    """Shows one card alone: the one whose title row, or tab, is double-clicked.

    Parameters
    ----------
    window
        Whose central widget is `pages`.
    arrangement
        Remembers what is put away and puts it back.
    pages
        A stack whose only page has `card` in its layout. While the card is alone it stands on
        a second page, so that nothing that happens to its neighbours brings them back.

    Signals
    -------
    changed(on)
        A card is alone now, or no longer.
    """

    changed = Signal(bool)

    def __init__(
        self,
        window: QMainWindow,
        arrangement: Arrangement,
        docks: Docks,
        pages: QStackedWidget,
        card: Card,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._arrangement = arrangement
        self._docks = docks
        self._pages = pages
        self._card = card
        self._shown: QWidget | None = None
        self._asked: QWidget | None = None
        self._wanted: tuple[QWidget | None, QSize] = (None, QSize())
        usual = card.parentWidget()
        assert usual is not None
        self._usual = usual
        # Where it comes back to.
        self._place = _box(usual).indexOf(card)
        self._page = QWidget()
        QVBoxLayout(self._page).setContentsMargins(0, 0, 0, 0)
        pages.addWidget(self._page)
        # There is no menu now, and not everybody knows what Escape does.
        self._way_back = QPushButton("All panels", window)
        self._way_back.setToolTip("Bring everything back (Escape)")
        self._way_back.clicked.connect(self.leave)
        self._way_back.hide()
        self.watch(card)
        for dock in docks.values():
            self.watch(dock)
        window.installEventFilter(self)

    @property
    def shown(self) -> QWidget | None:
        """The card that is alone; None when all are there."""
        return self._shown

    def watch(self, card: Card | DockCard) -> None:
        """Have a card shown alone when its title is double-clicked."""
        card.title_row.double_clicked.connect(self._on_title)

    def _on_title(self, row: QWidget) -> None:
        self._toggle_soon(self._card_around(row))

    def _toggle_soon(self, card: QWidget | None) -> None:
        """Not within an event of a title or a tab: all of them are about to be made anew."""
        self._asked = card
        if card is not None:
            later(self, self._toggle_asked)

    def _toggle_asked(self) -> None:
        card, self._asked = self._asked, None
        if card is not None:
            self.toggle(card)

    def toggle(self, card: QWidget) -> None:
        """Show a card alone; all again when one is alone."""
        if self._shown is None:
            self._show(card)
        else:
            self.leave()

    def give_room(self, card: QWidget, least: QSize) -> None:
        """Show a card alone where it is smaller than that; all again when it is alone already."""
        if self._shown is card:
            self.leave()
            return
        self.leave()
        self._wanted = card, least
        # Not before it has its place among the others.
        later(self, self._give_room)

    def _give_room(self) -> None:
        (card, least), self._wanted = self._wanted, (None, QSize())
        if card is not None and self._shown is None and least.boundedTo(card.size()) != least:
            self._show(card)

    def _show(self, card: QWidget) -> None:
        self._shown = card
        others = [dock for dock in self._docks.values() if dock is not card]
        if isinstance(card, DockCard):
            self._arrangement.step_aside(self._pages, *others)
            # A floating one stands where it came from, as large as there is room.
            card.setFloating(False)
            card.show()
        else:
            self._arrangement.step_aside(*others)
            self._move_card(self._page, 0)
        self._arrangement.trim_titles()
        if isinstance(card, Card | DockCard):
            card.title_row.add(self._way_back)
        self._way_back.show()
        self._focus(card)
        self.changed.emit(True)

    def leave(self) -> None:
        """Put everything back."""
        card, self._shown = self._shown, None
        if card is None:
            return
        # Which hides it, too.
        self._way_back.setParent(self._window)
        if card is self._card:
            self._move_card(self._usual, self._place)
        self._arrangement.come_back()
        self._focus(card)
        self.changed.emit(False)

    def _move_card(self, page: QWidget, place: int) -> None:
        _box(page).insertWidget(place, self._card, 1)
        self._card.show()
        self._pages.setCurrentWidget(page)

    def _focus(self, card: QWidget) -> None:
        """The keys belong to what is seen, and not to a field that is hidden."""
        from visualizer.gui.stage.plot_view import PlotView

        views = [view for view in card.findChildren(PlotView) if not view.isHidden()]
        (views[0] if views else card).setFocus()

    def card_in_use(self, pointed_at: QWidget | None) -> QWidget:
        """The panel with the focus, unless that is a plot: then the plot last pointed at."""
        from visualizer.gui.stage.plot_view import PlotView

        focus = QApplication.focusWidget()
        asked: Sequence[QWidget | None] = (pointed_at, focus)
        if not isinstance(focus, PlotView):
            asked = (focus, pointed_at)
        for widget in asked:
            card = self._card_around(widget)
            if card is not None and card.isVisible():
                return card
        return self._card

    def _card_around(self, widget: QWidget | None) -> QWidget | None:
        while widget is not None and widget is not self._card and not isinstance(widget, DockCard):
            widget = widget.parentWidget()
        return widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A tab is the title of its panel; Qt makes rows of tabs when they are wanted."""
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            bar = event.child()
            if isinstance(bar, QTabBar):
                # Where Qt has left a row of a former layout, to move a tab ends the program.
                bar.setMovable(False)
                bar.installEventFilter(self)
        elif (
            event.type() == QEvent.Type.MouseButtonDblClick
            and isinstance(event, QMouseEvent)
            and isinstance(watched, QTabBar)
            and event.button() == Qt.MouseButton.LeftButton
        ):
            title = watched.tabText(watched.tabAt(event.position().toPoint()))
            for dock in self._docks.values():
                if dock.windowTitle() == title:
                    self._toggle_soon(dock)
                    return True
        return False


def _box(page: QWidget) -> QVBoxLayout:
    layout = page.layout()
    assert isinstance(layout, QVBoxLayout)
    return layout
