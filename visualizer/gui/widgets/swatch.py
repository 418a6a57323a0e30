"""The swatch of a run: a line in its colour and dash with a ball, which names it everywhere."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from visualizer.gui.look.look import Look

WIDTH, HEIGHT = 34, 12
"""Pixels at scale 1."""

_BALL = 4.0
_LINE = 2.4


def paint_swatch(
    painter: QPainter,
    rect: QRectF,
    look: Look,
    colour: int,
    opacity: float = 1.0,
    ball: float = _BALL,
) -> None:
    """Draw the swatch of a run's colour in the middle of a rectangle; `ball` is a radius."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = rect.center()
    painter.setPen(look.pen(look.run_colour(colour), _LINE, look.run_dash(colour), opacity))
    painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
    # A ring in the colour of the card keeps the ball apart from the dashes.
    painter.setPen(look.pen(look.card, 1.5))
    painter.setBrush(look.brush(look.run_colour(colour), opacity))
    painter.drawEllipse(middle, look.size(ball + 1), look.size(ball + 1))
    painter.restore()
