"""Steps worked out by hand on paper: as PDF of lines and letters, and for a printer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from visualizer.core.worked.sheet import SheetPart
from visualizer.core.worked.work import Work
from visualizer.gui.figures.drawing import DrawnMark
from visualizer.gui.figures.files import document, paint_marks
from visualizer.gui.figures.paper import HEIGHT, ROOM, WIDTH, PaperHead, PaperPages, pages_of
from visualizer.gui.look.look import Look
from visualizer.gui.panels.by_hand_card import picture_of


def pages(
    work: Work, parts: Sequence[SheetPart], look: Look, head: PaperHead | None = None
) -> PaperPages:
    """The parts of a step on pages of A4, each as marks; those without anything are left out."""
    pictures = [(part.title, picture_of(part, work, look, ROOM)) for part in parts]
    return pages_of(head or PaperHead(work.title), pictures, look)


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
