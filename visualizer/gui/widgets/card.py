"""Cards: the frames that hold the views."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.widgets.roles import set_role

TITLE_MARGINS, TIGHT_TITLE_MARGINS = (12, 8, 12, 4), (12, 4, 12, 0)
TITLE_HEIGHT = 40


class TitleRow(QFrame):
    """The name of a view at the left, its own switches at the right.

    Signals
    -------
    double_clicked(row)
        This row, with the left button, beside the switches.
    """

    double_clicked = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._yielding: tuple[QWidget, ...] = ()
        self.name = set_role(QLabel(title), "title")
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.name.setMinimumWidth(self.name.fontMetrics().horizontalAdvance("Setup"))
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.name, 1)
        self.set_tight(False)

    def set_tight(self, tight: bool) -> None:
        """Take no more height than the switches need, or the usual one."""
        self._layout.setContentsMargins(*(TIGHT_TITLE_MARGINS if tight else TITLE_MARGINS))
        self.setMinimumHeight(0 if tight else TITLE_HEIGHT)

    def add(self, *widgets: QWidget) -> None:
        """Add switches at the right end."""
        for widget in widgets:
            self._layout.addWidget(widget)

    def let_give_way(self, *switches: QWidget) -> None:
        """Hide these, the last first, and then the name, while the others need their room."""
        self._yielding = switches
        self.name.setMinimumWidth(0)
        self._settle()

    def minimumSizeHint(self) -> QSize:
        """Without what gives way: it must not keep the row from becoming narrower."""
        size = super().minimumSizeHint()
        shown = [switch for switch in self._yielding if not switch.isHidden()]
        spared = sum(one.minimumSizeHint().width() + self._layout.spacing() for one in shown)
        return QSize(size.width() - spared, size.height())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Accepted: of a panel's title Qt would make it float.
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(self)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._settle()
        return done

    def _settle(self) -> None:
        if not self._yielding:
            return
        gap, margins = self._layout.spacing(), self._layout.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        room -= self.name.fontMetrics().horizontalAdvance(self._title)
        for place in range(1, self._layout.count()):
            item = self._layout.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in self._yielding and not widget.isHidden():
                room -= widget.sizeHint().width() + gap
        # Half a word says less than the view itself.
        self.name.setText(self._title if room >= 0 else "")
        for switch in self._yielding:
            room -= switch.sizeHint().width() + gap
            switch.setVisible(room >= 0)

    def set_title(self, title: str) -> None:
        """Change the name."""
        self._title = title
        self.name.setText(title)


class Card(QFrame):
    """A framed view: title row and body.

    Parameters
    ----------
    title
        The name; without one there is no title row.
    body
        What is shown; may be set later with `set_body`.
    """

    def __init__(
        self, title: str = "", body: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.title_row = TitleRow(title)
        self.title_row.setVisible(bool(title))
        self.title_row.setToolTip("Double-click to see it alone")
        self._layout.addWidget(self.title_row)
        self._body: QWidget | None = None
        self._margins = (0, 0, 0, 0)
        self._tight = False
        if title:
            self.setAccessibleName(title)
        if body is not None:
            self.set_body(body)

    def add_switch(self, *widgets: QWidget) -> None:
        """Add controls of the view to the title row."""
        self.title_row.show()
        self.title_row.add(*widgets)

    def set_body(self, body: QWidget, margins: tuple[int, int, int, int] = (12, 4, 12, 12)) -> None:
        """Show a widget below the title row, with margins (left, top, right, bottom)."""
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.setParent(None)
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.addWidget(body)
        self._body, self._margins = frame, margins
        self._layout.addWidget(frame, 1)
        self.set_tight(self._tight)

    def set_tight(self, tight: bool) -> None:
        """Have less air above and below the body, where a window is low."""
        self._tight = tight
        self.title_row.set_tight(tight)
        layout = self._body.layout() if self._body is not None else None
        if layout is not None:
            left, top, right, bottom = self._margins
            air = (top // 2, bottom // 2) if tight else (top, bottom)
            layout.setContentsMargins(left, air[0], right, air[1])


class DockCard(QDockWidget):
    """A card that can be moved, floated and closed: its title row is the handle.

    Parameters
    ----------
    name
        The object name, by which the layout is remembered.
    title
        The words in the title row and in the View menu.
    """

    def __init__(self, name: str, title: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.title_row = TitleRow(title)
        self.title_row.setToolTip("Drag to move, double-click to see it alone")
        self._switched = False
        self._no_title = QWidget(self)
        self._no_title.hide()
        self.setTitleBarWidget(self.title_row)
        frame = QFrame()
        frame.setObjectName("dock_body")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(12, 4, 12, 12)
        layout.addWidget(body)
        self.setWidget(frame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def set_titled(self, titled: bool) -> None:
        """Show the title row, or none: a tab names its panel already. Switches keep it."""
        titled = titled or self._switched
        rows: tuple[QWidget, QWidget] = (self.title_row, self._no_title)
        shown, hidden = rows if titled else rows[::-1]
        if self.titleBarWidget() is not shown:
            hidden.hide()
            self.setTitleBarWidget(shown)
            shown.show()

    def add_switch(self, *widgets: QWidget) -> None:
        """Add controls of the view to the title row."""
        self.title_row.add(*widgets)
        self._switched = True
        self.set_titled(True)
