"""Steps worked out by hand on paper: as PDF of lines and letters, and for a printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from visualizer.core.worked.sheet import SheetPart
from visualizer.core.worked.work import Work
from visualizer.gui.figures.drawing import DrawnMark, drawn
from visualizer.gui.figures.files import document, paint_marks
from visualizer.gui.look.look import Look
from visualizer.gui.panels.by_hand_card import StepPicture, picture_of

WIDTH, HEIGHT = 794.0, 1123.0
"""A4 in pixels, 96 to an inch."""
MARGIN = 57.0
TITLE, GAP = 26.0, 18.0


@dataclass(frozen=True, eq=False)
class _PaperPart:
    """A part on paper: its title, its picture, and how much smaller it is drawn."""

    title: str
    picture: StepPicture
    scale: float

    @property
    def height(self) -> float:
        return TITLE + self.scale * self.picture.height


def pages(work: Work, parts: Sequence[SheetPart], look: Look) -> list[list[DrawnMark]]:
    """The parts of a step on pages of A4, each as marks; those without anything are left out."""
    room, high = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    pieces = []
    for part in parts:
        picture = picture_of(part, work, look, room)
        # A part is not torn apart: what is too large for a page becomes smaller.
        scale = min(1.0, room / picture.width, (high - 2 * TITLE) / max(picture.height, 1.0))
        if picture.height > 0:
            pieces.append(_PaperPart(part.title, picture, scale))
    sheets: list[list[_PaperPart]] = [[]]
    used = TITLE
    for piece in pieces:
        if sheets[-1] and used + piece.height > high:
            sheets.append([])
            used = TITLE
        sheets[-1].append(piece)
        used += piece.height + GAP
    count = len(sheets)
    return [
        _marks(sheet, f"{work.title}, page {number} of {count}" if count > 1 else work.title, look)
        for number, sheet in enumerate(sheets, 1)
    ]


def _marks(sheet: Sequence[_PaperPart], title: str, look: Look) -> list[DrawnMark]:
    def paint(painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), QColor(look.card))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(look.muted))
        painter.setFont(look.font(12))
        painter.drawText(QRectF(MARGIN, MARGIN, WIDTH - 2 * MARGIN, TITLE), int(left), title)
        y = MARGIN + TITLE
        for piece in sheet:
            painter.setPen(QColor(look.text))
            painter.setFont(look.font(14, bold=True))
            area = QRectF(MARGIN, y, WIDTH - 2 * MARGIN, TITLE)
            painter.drawText(area, int(left), piece.title)
            painter.save()
            painter.translate(MARGIN, y + TITLE)
            painter.scale(piece.scale, piece.scale)
            piece.picture.paint(painter)
            painter.restore()
            y += piece.height + GAP

    return drawn(WIDTH, HEIGHT, paint)


def pdf_of(work: Work, parts: Sequence[SheetPart], look: Look, experiment: str) -> bytes:
    """A PDF of a step, the experiment attached as experiment.toml."""
    found = pages(work, parts, look)
    return document(found, (WIDTH, HEIGHT), f"By hand: {work.title}", experiment)


def paint_page(painter: QPainter, marks: Sequence[DrawnMark], area: QRectF) -> None:
    """Paint a page into an area of paper of any resolution, as large as it fits."""
    scale = min(area.width() / WIDTH, area.height() / HEIGHT)
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(scale, scale)
    paint_marks(painter, marks)
    painter.restore()
