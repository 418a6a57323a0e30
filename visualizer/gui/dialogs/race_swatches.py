"""The sign of an entrant: its line, as in the plots."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from visualizer.gui.look.look import Look

WIDTH, HEIGHT = 34, 14
RATIO = 2.0
"""Device pixels in a pixel: sharp also where the screen has as many."""


def swatch(look: Look, index: int | None) -> QIcon:
    """A piece of the line of an entrant, with its ball; as much empty room for None."""
    pixmap = QPixmap(round(WIDTH * RATIO), round(HEIGHT * RATIO))
    pixmap.setDevicePixelRatio(RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    if index is None:
        return QIcon(pixmap)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour, middle = look.run_colour(index), HEIGHT / 2
    painter.setPen(look.pen(colour, 2.4, look.run_dash(index)))
    painter.drawLine(QPointF(1.0, middle), QPointF(WIDTH - 1.0, middle))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(colour))
    painter.drawEllipse(QRectF(WIDTH / 2 - 3.5, middle - 3.5, 7.0, 7.0))
    painter.end()
    return QIcon(pixmap)
