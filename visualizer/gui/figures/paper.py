"""Pages of A4: titled pieces below each other, none of them torn apart, under a head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from visualizer.gui.figures.drawing import DrawnMark, drawn
from visualizer.gui.look.look import Look

WIDTH, HEIGHT = 794.0, 1123.0
"""A4 in pixels, 96 to an inch."""
MARGIN = 57.0
TITLE, GAP, NAME = 26.0, 18.0, 40.0
ROOM = WIDTH - 2 * MARGIN

PaperPages = list[list[DrawnMark]]
"""Pages, each as what is drawn on it."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(
    Qt.TextFlag.TextWordWrap
)


class PaperPicture(Protocol):
    """What can be painted at the origin."""

    width: float
    height: float

    def paint(self, painter: QPainter) -> None: ...


@dataclass(frozen=True)
class PaperHead:
    """What stands above the first page: a title, a line of settings, and room for a name.

    On all pages stands the title, with their number where there are several.
    """

    title: str
    settings: str = ""
    named: bool = False

    def height(self, look: Look) -> float:
        """Pixels that the settings and the room for a name take."""
        height = NAME if self.named else 0.0
        if self.settings:
            area = QRectF(0, 0, ROOM, HEIGHT)
            found = QFontMetricsF(look.font(12)).boundingRect(area, _WRAPPED, self.settings)
            height += found.height() + GAP
        return height

    def paint(self, painter: QPainter, y: float, look: Look) -> None:
        """Paint settings and name from a height on."""
        if self.named:
            base = y + NAME * 0.6
            painter.setPen(QColor(look.text))
            painter.setFont(look.font(12))
            for words, left, right in (("Name", 0.0, 0.62), ("Date", 0.67, 1.0)):
                begin, end = MARGIN + left * ROOM, MARGIN + right * ROOM
                painter.drawText(QPointF(begin, base), words)
                painter.drawLine(QPointF(begin + 42, base + 2), QPointF(end, base + 2))
            y += NAME
        if self.settings:
            painter.setPen(QColor(look.muted))
            painter.setFont(look.font(12))
            painter.drawText(QRectF(MARGIN, y, ROOM, HEIGHT - y), _WRAPPED, self.settings)


@dataclass(frozen=True, eq=False)
class PaperPiece:
    """A piece on paper: its title, its picture, and how much smaller it is drawn."""

    title: str
    picture: PaperPicture
    scale: float = 1.0

    @property
    def height(self) -> float:
        """Pixels on the page, with the title."""
        return TITLE + self.scale * self.picture.height


def pages_of(
    head: PaperHead, pictures: Sequence[tuple[str, PaperPicture]], look: Look
) -> PaperPages:
    """Titled pictures on pages, each as marks; those without anything are left out."""
    high = HEIGHT - 2 * MARGIN
    lead = TITLE + head.height(look)
    sheets: list[list[PaperPiece]] = [[]]
    used = lead
    for title, picture in pictures:
        if picture.height <= 0:
            continue
        # A piece is not torn apart: what is too large for a page becomes smaller.
        scale = min(1.0, ROOM / picture.width, (high - lead - TITLE) / picture.height)
        piece = PaperPiece(title, picture, scale)
        if sheets[-1] and used + piece.height > high:
            sheets.append([])
            used = TITLE
        sheets[-1].append(piece)
        used += piece.height + GAP
    return [_page(sheet, head, number, len(sheets), look) for number, sheet in enumerate(sheets, 1)]


def _page(
    sheet: Sequence[PaperPiece], head: PaperHead, number: int, count: int, look: Look
) -> list[DrawnMark]:
    def paint(painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), QColor(look.card))
        large = number == 1 and bool(head.settings)
        painter.setPen(QColor(look.text if large else look.muted))
        painter.setFont(look.font(16, bold=True) if large else look.font(12))
        title = f"{head.title}, page {number} of {count}" if count > 1 else head.title
        painter.drawText(QRectF(MARGIN, MARGIN, ROOM, TITLE), _LEFT, title)
        y = MARGIN + TITLE
        if number == 1:
            head.paint(painter, y, look)
            y += head.height(look)
        for piece in sheet:
            painter.setPen(QColor(look.text))
            painter.setFont(look.font(14, bold=True))
            painter.drawText(QRectF(MARGIN, y, ROOM, TITLE), _LEFT, piece.title)
            painter.save()
            painter.translate(MARGIN, y + TITLE)
            painter.scale(piece.scale, piece.scale)
            piece.picture.paint(painter)
            painter.restore()
            y += piece.height + GAP

    return drawn(WIDTH, HEIGHT, paint)
