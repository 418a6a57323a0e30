"""A part of a step worked out by hand in a card: its title, an eye, and its picture."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.notation.spoken import spoken
from visualizer.core.worked.copying import part_latex, part_nodes, part_text
from visualizer.core.worked.sheet import PATH, SheetPart
from visualizer.core.worked.work import Work
from visualizer.gui.look.icons import icon
from visualizer.gui.look.look import Look
from visualizer.gui.panels.by_hand_path import PathPicture
from visualizer.gui.panels.by_hand_picture import PartPicture, ink_of
from visualizer.gui.widgets.formula_boxes import Ink
from visualizer.gui.widgets.roles import set_role

SMALLEST = 0.72
"""How small a picture may be painted before it is cut, and has to be scrolled."""
LONGEST_SPOKEN = 4000
"""Letters of what a screen reader is told of a part."""


class StepPicture(Protocol):
    """What a part looks like."""

    width: float
    height: float
    needed: float

    def paint(self, painter: QPainter, seen: QRectF | None = None) -> None: ...


def picture_of(
    part: SheetPart, work: Work, look: Look, width: float, ink: Ink | None = None
) -> StepPicture:
    """The picture of a part: for the path the network, for others their formulas."""
    if part.name == PATH and work.worked is not None:
        return PathPicture(work, look, width, not part.drawn)
    return PartPicture(part, look, width, ink)


class PartView(QWidget):
    """Paints a part; what nobody sees is not laid out."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._ink = look, ink_of(look)
        self._work: Work | None = None
        self._part: SheetPart | None = None
        self._picture: StepPicture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # By keyboard each part can be reached, and is read out.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def part(self) -> SheetPart | None:
        """What is shown."""
        return self._part

    def show_part(self, part: SheetPart, work: Work) -> None:
        """Show a part, laid out at once if it is seen."""
        if part is self._part:
            return
        self._part, self._work = part, work
        self._lay_out()

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look, self._ink = look, ink_of(look)
        self._lay_out()

    def _lay_out(self) -> None:
        if self._part is None or self._work is None:
            return
        before = self.sizeHint()
        self._picture = picture_of(
            self._part, self._work, self._look, max(self.width(), 60), self._ink
        )
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    def describe(self) -> None:
        """Tell a screen reader what stands here."""
        part, work = self._part, self._work
        if part is None or work is None:
            return
        if isinstance(self._picture, PathPicture):
            words = self._picture.spoken()
        else:
            words = ". ".join(filter(None, (spoken(node) for node in part_nodes(part))))
        notes = " ".join(part.notes)
        self.setAccessibleName(part.title)
        self.setAccessibleDescription(f"{words[:LONGEST_SPOKEN]} {notes}".strip())

    def sizeHint(self) -> QSize:
        height = 20.0 if self._picture is None else self._scale * self._picture.height
        return QSize(300, round(height) + 2)

    @property
    def _scale(self) -> float:
        """How much smaller the picture is painted, where it needs more room than there is."""
        if self._picture is None:
            return 1.0
        return max(SMALLEST, min(1.0, self.width() / max(self._picture.width, 1.0)))

    def minimumSizeHint(self) -> QSize:
        needed = 60.0 if self._picture is None else SMALLEST * self._picture.needed
        return QSize(round(needed) + 1, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        scale = self._scale
        painter.scale(scale, scale)
        area = event.rect()
        seen = QRectF(
            area.x() / scale, area.y() / scale, area.width() / scale, area.height() / scale
        )
        self._picture.paint(painter, seen)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(self._look.pen(self._look.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()


class PartCard(QFrame):
    """A card with the title of a part, an eye that hides it, and its picture.

    Signals
    -------
    hiding_wanted(name, hidden)
        The part is to be hidden, or shown again.
    copy_wanted(text, words)
        Text for the clipboard, and what it is.
    """

    hiding_wanted = Signal(str, bool)
    copy_wanted = Signal(str, str)

    def __init__(self, name: str, look: Look) -> None:
        super().__init__()
        self.name = name
        self._look = look
        self._hidden = False
        self.setObjectName("by_hand_card")
        self.title = set_role(QLabel(), "section")
        self.eye = QToolButton()
        set_role(self.eye, "quiet")
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.eye.clicked.connect(self._on_eye)
        self.cover = set_role(QLabel("Hidden: the eye shows it again."), "muted")
        self.cover.hide()
        self.view = PartView(look)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.title, 1)
        row.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 6, 10)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.cover)
        column.addWidget(self.view)
        self.restyle(look)

    @property
    def concealed(self) -> bool:
        """Whether the title alone is seen."""
        return self._hidden

    def show_part(self, part: SheetPart, work: Work, hidden: bool) -> None:
        """Show a part, or its title alone."""
        if self.title.text() != part.title:
            self.title.setText(part.title)
            self.setAccessibleName(part.title)
            self._name_eye()
        if hidden != self._hidden:
            self._hidden = hidden
            self.cover.setVisible(hidden)
            self.view.setVisible(not hidden)
            self._name_eye()
        if not hidden:
            self.view.show_part(part, work)

    def _name_eye(self) -> None:
        words = f"{'Show' if self._hidden else 'Hide'} {self.title.text()}"
        self.eye.setToolTip(words)
        self.eye.setAccessibleName(words)
        self.eye.setIcon(icon("eye-off" if self._hidden else "eye", self._look, 16))

    def _on_eye(self) -> None:
        self.hiding_wanted.emit(self.name, not self._hidden)

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look = look
        self.setStyleSheet(
            f"QFrame#by_hand_card {{ border: 1px solid {look.border}; border-radius: 6px; }}"
        )
        self._name_eye()
        self.view.restyle(look)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy this part."""
        menu = self.part_menu()
        menu.popup(event.globalPos())
        event.accept()

    def part_menu(self) -> QMenu:
        """What can be done with this part."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, copy in (("Copy as LaTeX", self._copy_latex), ("Copy as text", self._copy_text)):
            action = QAction(words, menu)
            action.setEnabled(self.view.part is not None and not self._hidden)
            action.triggered.connect(copy)
            menu.addAction(action)
        eye = QAction(self.eye.accessibleName(), menu)
        eye.triggered.connect(self._on_eye)
        menu.addAction(eye)
        return menu

    def _copy_latex(self) -> None:
        if self.view.part is not None:
            self.copy_wanted.emit(part_latex(self.view.part), f"{self.title.text()} as LaTeX")

    def _copy_text(self) -> None:
        if self.view.part is not None:
            self.copy_wanted.emit(part_text(self.view.part), f"{self.title.text()} as text")
