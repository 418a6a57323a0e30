"""The list of runs: how it is clicked, dragged and reached by keys."""

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QToolTip, QWidget

from visualizer.gui.look.links import later
from visualizer.gui.look.look import Look
from visualizer.gui.panels.run_delegate import EYE, LOCK, REST, RunDelegate
from visualizer.gui.panels.run_model import ROW, RunModel, RunRow

Key = Qt.Key
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier

_LOCKED = "Locked: what you change while it is in front becomes a run of its own beside it"
_UNLOCKED = "Not locked: what you change while it is in front takes its place. Press to keep it"


class RunList(QListView):
    """The list itself.

    A click brings a run to the front, or presses its eye or its lock; a drag moves it. Of keys
    Enter brings it to the front, F2 renames it, Delete closes it, Ctrl+Space shows or hides it
    and Alt with an arrow moves it.

    Signals
    -------
    chosen(document), closed(document)
        To be brought to the front, or closed.
    show_wanted(document, on), lock_wanted(document, on)
        To be drawn or not, locked or not.
    moved(document, place)
        To stand at another place of the list.
    menu_wanted(document, position)
        What can be done with it, at a place of the screen.
    """

    chosen = Signal(int)
    closed = Signal(int)
    show_wanted = Signal(int, bool)
    lock_wanted = Signal(int, bool)
    moved = Signal(int, int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunModel(self)
        self.setModel(self.runs)
        self._delegate = RunDelegate(look, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Runs")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMinimumHeight(96)
        self._pressed: tuple[int, str, QPoint] | None = None
        self._dropping: int | None = None
        self._front = -1

    def restyle(self, look: Look) -> None:
        """Take the colours and letters of a look."""
        self._delegate.look = look
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def show_rows(self, rows: list[RunRow]) -> None:
        """Show the runs; the keyboard stays at the run where it is."""
        before, front = self._row(self.currentIndex()), self._front
        self._front = next((row.document for row in rows if row.front), -1)
        lines = [len(row.cells) for row in self.runs.rows]
        if self.runs.set_rows(rows):
            here = before.document if before is not None else -1
            place = self.runs.place(here)
            if place < 0:
                place = next((n for n, row in enumerate(rows) if row.front), 0)
            self.go_to(place)
        grown = lines != [len(row.cells) for row in rows]
        if grown:
            self.scheduleDelayedItemsLayout()
        if grown or self._front not in (front, -1):
            # Once the rows have their places.
            later(self, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        place = self.runs.place(self._front)
        if place >= 0:
            self.scrollTo(self.runs.index(place))

    def go_to(self, place: int) -> None:
        """Have the keyboard at a row."""
        flag = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(self.runs.index(place), flag)

    def rename(self, document: int) -> None:
        """Edit the name of a run where it stands."""
        place = self.runs.place(document)
        if place >= 0:
            self.go_to(place)
            self.edit(self.runs.index(place))

    def _row(self, index: QModelIndex) -> RunRow | None:
        found = index.data(ROW) if index.isValid() else None
        return found if isinstance(found, RunRow) else None

    def rect_of(self, document: int, part: str = REST) -> QRect:
        """Where a run, or a button of it, is seen."""
        rect = self.visualRect(self.runs.index(self.runs.place(document)))
        return self._delegate.button(QRectF(rect), part).toRect() if part else rect

    # Keys.

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from becoming shortcuts of the window."""
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and self._does(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        does, row = self._does(event), self._row(self.currentIndex())
        # What is typed into a name is not about the list.
        editing = self.state() == QAbstractItemView.State.EditingState
        if does is None or row is None or editing:
            super().keyPressEvent(event)
            return
        does(row)

    def _does(self, event: QKeyEvent) -> Callable[[RunRow], None] | None:
        """What a key does with the run that it is at; None for nothing."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        table: dict[tuple[Qt.Key, object], Callable[[RunRow], None]] = {
            (Key.Key_Return, None): self._choose,
            (Key.Key_Enter, None): self._choose,
            (Key.Key_F2, None): self._rename_row,
            (Key.Key_Delete, None): self._close,
            (Key.Key_Space, _CTRL): self._toggle_shown,
            (Key.Key_Up, _ALT): self._move_up,
            (Key.Key_Down, _ALT): self._move_down,
        }
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        return table.get((Key(event.key()), None if plain else modifiers))

    def _choose(self, row: RunRow) -> None:
        self.chosen.emit(row.document)

    def _rename_row(self, row: RunRow) -> None:
        self.rename(row.document)

    def _close(self, row: RunRow) -> None:
        self.closed.emit(row.document)

    def _toggle_shown(self, row: RunRow) -> None:
        self.show_wanted.emit(row.document, not row.shown)

    def _move_up(self, row: RunRow) -> None:
        self.moved.emit(row.document, self.runs.place(row.document) - 1)

    def _move_down(self, row: RunRow) -> None:
        self.moved.emit(row.document, self.runs.place(row.document) + 1)

    # The pointer.

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the eye and the lock do: a sign alone does not."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.words_at(event.pos())
            if words:
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().viewportEvent(event)

    def words_at(self, point: QPoint) -> str:
        """What a button at a point does; "" elsewhere."""
        index = self.indexAt(point)
        row = self._row(index)
        part = REST if row is None else self._delegate.part_at(self.visualRect(index), point)
        if row is None or part == REST:
            return ""
        if part == LOCK:
            return _LOCKED if row.locked else _UNLOCKED
        if row.front:
            return "The run in front is always drawn"
        return f"{'Hide it' if row.shown else 'Show it beside the run in front'} (Ctrl+Space)"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        row = self._row(index)
        self._pressed = None
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.go_to(index.row())
        part = self._delegate.part_at(self.visualRect(index), point)
        self._pressed = row.document, part, point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        point, (_, part, start) = event.position().toPoint(), self._pressed
        far = (point - start).manhattanLength() >= QApplication.startDragDistance()
        if part == REST and (far or self._dropping is not None):
            self._dropping = self._gap_at(point)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        dropping, self._dropping = self._dropping, None
        if pressed is None:
            super().mouseReleaseEvent(event)
            return
        document, part, _ = pressed
        self.viewport().update()
        if dropping is not None:
            place = self.runs.place(document)
            # Taken out first, those below it move up.
            self.moved.emit(document, dropping - (dropping > place))
        else:
            self._click(document, part, event.position().toPoint())

    def _click(self, document: int, part: str, point: QPoint) -> None:
        """What was pressed is let go: on the same part it counts."""
        index = self.indexAt(point)
        row = self._row(index)
        if row is None or row.document != document:
            return
        if part != self._delegate.part_at(self.visualRect(index), point):
            return
        if part == EYE:
            self.show_wanted.emit(document, not row.shown)
        elif part == LOCK:
            self.lock_wanted.emit(document, not row.locked)
        else:
            self.chosen.emit(document)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        row = self._row(index)
        if row is not None and self._delegate.part_at(self.visualRect(index), point) == REST:
            self.rename(row.document)
        else:
            # Twice on the eye is there and back again.
            self.mousePressEvent(event)

    def _gap_at(self, point: QPoint) -> int:
        """Before which row a run would stand that is let go at a point."""
        for place in range(self.runs.rowCount()):
            if point.y() < self.visualRect(self.runs.index(place)).center().y():
                return place
        return self.runs.rowCount()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._dropping is None:
            return
        last = self.runs.rowCount() - 1
        rect = self.visualRect(self.runs.index(min(self._dropping, last)))
        y = rect.top() if self._dropping <= last else rect.bottom()
        painter = QPainter(self.viewport())
        painter.setPen(self._delegate.look.pen(self._delegate.look.accent, 3.0))
        painter.drawLine(rect.left() + 4, y, rect.right() - 4, y)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyed = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyed else self.indexAt(event.pos())
        row = self._row(index)
        if row is not None:
            place = self.visualRect(index).center() if keyed else event.pos()
            self.menu_wanted.emit(row.document, self.viewport().mapToGlobal(place))
