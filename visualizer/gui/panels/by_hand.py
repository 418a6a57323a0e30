"""The panel "By hand": the step at the playhead, worked out as on a board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from visualizer.core.worked.copying import sheet_latex, sheet_text
from visualizer.core.worked.sheet import CHAIN, CHECK, PARTS, UPDATE, SheetPart
from visualizer.core.worked.work import Work
from visualizer.gui.look.look import Look
from visualizer.gui.panels.by_hand_bar import ByHandBar
from visualizer.gui.panels.by_hand_card import PartCard
from visualizer.gui.panels.by_hand_work import lines_of, parameter_of, shown_parts, view_of, work_of
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.roles import set_role

TWO_COLUMNS = 860
"""Pixels of width from which the parts stand in two columns."""
REST_MILLISECONDS = 400
"""After so long without another step what is shown is put into words."""
AT_THE_RIGHT = (CHAIN, CHECK, UPDATE)


class ByHand(QWidget):
    """Forward, path, chain rule, all gradients, difference quotient and update, in cards.

    Signals
    -------
    view_wanted(values)
        View settings that the user wants, by their names.
    copy_wanted(text, words)
        Text for the clipboard, and what it is.
    """

    view_wanted = Signal(object)
    copy_wanted = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._key: object = None
        self._frame: Frame | None = None
        self._work: Work | None = None
        self.bar = ByHandBar()
        self.bar.view_wanted.connect(self.view_wanted)
        self.title = set_role(QLabel(), "muted")
        self.cards = {name: PartCard(name, look) for name in PARTS}
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        self._two: bool | None = None
        self._row = QHBoxLayout()
        self._scroll = self._scrolled()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._scroll, 1)
        for card in self.cards.values():
            card.hiding_wanted.connect(self._on_hiding)
            card.copy_wanted.connect(self.copy_wanted)
            card.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self.describe)
        self._arrange()

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("scrolled")
        # Choices scroll with the rest: a low panel has room for one thing at a time.
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self.title)
        column.addLayout(self._row, 1)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        for cards in self._columns:
            cards.setSpacing(8)
            self._row.addLayout(cards, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("The step by hand")
        scroll.setMinimumHeight(60)
        scroll.verticalScrollBar().valueChanged.connect(self._fill)
        return scroll

    @property
    def work(self) -> Work | None:
        """The step that is shown, worked out."""
        return self._work

    @property
    def frame(self) -> Frame | None:
        """The frame that it was worked out from."""
        return self._frame

    def parts(self) -> list[SheetPart]:
        """What is to be seen: revealed, and not hidden."""
        if self._work is None or self._frame is None:
            return []
        view = view_of(self._frame)
        found = shown_parts(self._work, view)
        return [part for name, part in found.items() if name not in view.hidden]

    def draw(self, frame: Frame) -> None:
        """Show the step at the playhead; does nothing when it is shown already."""
        history = frame.run.history
        view = view_of(frame)
        following = frame.row + 1 < len(history)
        key = (
            frame.run, frame.row, frame.hide_future, frame.sample, view, parameter_of(frame),
            following, None if following else frame.run.ending,
        )  # fmt: skip
        if key == self._key:
            return
        self._key, self._frame = key, frame
        self._work = work_of(frame)
        self.title.setText(self._work.title)
        self.bar.show_view(frame, self._work, view, parameter_of(frame))
        self._show()
        # Words for those who do not see it take longer than a frame.
        self._rest.start()

    def _show(self) -> None:
        work = self._work
        if work is None:
            return
        for name, card in self.cards.items():
            card.setVisible(name in work.names)
        self._fill()

    def _fill(self) -> None:
        """Fill the cards that are seen: those below wait until they are scrolled to."""
        work, frame = self._work, self._frame
        if work is None or frame is None:
            return
        view = view_of(frame)
        revealed = shown_parts(work, view) if view.revealed >= 0 else {}
        area = self._scroll.viewport().rect().adjusted(0, -80, 0, 80)
        for name in work.names:
            card = self.cards[name]
            if self._is_seen(card, area) or not card.title.text():
                part = revealed[name] if revealed else work.part(name)
                card.show_part(part, work, name in view.hidden)

    def _is_seen(self, card: PartCard, area: QRect) -> bool:
        top = card.mapTo(self._scroll.viewport(), QPoint(0, 0))
        return QRect(top, card.size()).intersects(area)

    def describe(self) -> None:
        """Tell a screen reader what is shown."""
        self.setAccessibleName("By hand")
        self.setAccessibleDescription(self.title.text())
        for card in self.cards.values():
            if not card.isHidden():
                card.view.describe()

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look = look
        for card in self.cards.values():
            card.restyle(look)
        self._key = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._fill()

    def _arrange(self) -> None:
        """One column, or two where there is room."""
        two = self.width() >= self._look.size(TWO_COLUMNS)
        if two == self._two:
            return
        self._two = two
        for column in self._columns:
            while column.count():
                column.takeAt(0)
        for name, card in self.cards.items():
            right = two and name in AT_THE_RIGHT
            self._columns[1 if right else 0].addWidget(card)
        for column in self._columns:
            column.addStretch(1)
        self._row.setStretch(0, 1)
        self._row.setStretch(1, 1 if two else 0)

    def _on_hiding(self, name: str, hidden: bool) -> None:
        if self._frame is None:
            return
        now = [one for one in view_of(self._frame).hidden if one != name]
        self._want({"hidden": [*now, *([name] if hidden else [])]})

    def _want(self, values: Mapping[str, Any]) -> None:
        self.view_wanted.emit(dict(values))

    # Copying: what is seen, and no more.

    def copy_text(self) -> None:
        """Ask for the whole sheet as text."""
        if self._work is not None:
            self.copy_wanted.emit(sheet_text(self._work.title, self.parts()), "The step as text")

    def copy_latex(self) -> None:
        """Ask for the whole sheet as LaTeX."""
        if self._work is not None:
            self.copy_wanted.emit(sheet_latex(self._work.title, self.parts()), "The step as LaTeX")

    def reveal(self, by: int) -> None:
        """Reveal so many lines more, or fewer."""
        if self._frame is None or self._work is None:
            return
        now = view_of(self._frame).revealed
        if now >= 0:
            self._want({"revealed": min(max(now + by, 0), lines_of(self._work))})
