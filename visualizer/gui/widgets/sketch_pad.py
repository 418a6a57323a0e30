"""A pad on which the course of a number is drawn by hand, or with the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import short_text

LEFT, RIGHT, TOP, BOTTOM = 44.0, 10.0, 10.0, 22.0
"""Pixels at scale 1 beside the drawing area: for the numbers of the axes."""

KEY_STEPS = 20
"""Presses of an arrow key from the lowest value to the highest."""

Spot = tuple[float, float]


class SketchPad(QWidget):
    """One value for each epoch, drawn with the mouse.

    The arrow keys go from epoch to epoch and change the value there.

    Signals
    -------
    drawn(points)
        The points as they stand now, each an epoch and a value.
    """

    drawn = Signal(object)

    def __init__(self, look: Look, epochs: Sequence[float], heights: tuple[float, float]) -> None:
        super().__init__()
        self._look = look
        self._epochs = tuple(epochs)
        self._low, self._high = heights
        self._values: list[float | None] = [None] * len(self._epochs)
        self._truth: tuple[Spot, ...] = ()
        self._chosen: int | None = None
        self._former: int | None = None
        self._locked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Draw the curve")
        self.setToolTip(
            "Draw with the mouse; the arrow keys go from epoch to epoch and change the value"
        )

    def sizeHint(self) -> QSize:
        return QSize(round(self._look.size(260)), round(self._look.size(170)))

    minimumSizeHint = sizeHint

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self.updateGeometry()
        self.update()

    @property
    def points(self) -> tuple[Spot, ...]:
        """What has been drawn."""
        pairs = zip(self._epochs, self._values, strict=True)
        return tuple((epoch, value) for epoch, value in pairs if value is not None)

    @property
    def _place(self) -> int:
        """Which epoch the keys change: at first the last one that is known."""
        if self._chosen is not None:
            return self._chosen
        known = [place for place, value in enumerate(self._values) if value is not None]
        return known[-1] if known else 0

    def show_points(self, points: Sequence[Spot]) -> None:
        """Show points that are known, or were drawn before."""
        known = dict(points)
        self._values = [known.get(epoch) for epoch in self._epochs]
        self.update()

    def show_truth(self, points: Sequence[Spot]) -> None:
        """Show the true curve beneath, and take nothing more."""
        self._truth, self._locked = tuple(points), True
        self.unsetCursor()
        self.update()

    # Drawing with the mouse and the keys.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._former = None
        self._draw_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._draw_at(event.position())

    def _draw_at(self, point: QPointF) -> None:
        if self._locked:
            return
        area = self._area()
        share = (point.x() - area.left()) / max(area.width(), 1.0)
        place = max(0, min(round(share * (len(self._epochs) - 1)), len(self._epochs) - 1))
        part = (area.bottom() - point.y()) / max(area.height(), 1.0)
        value = self._low + max(0.0, min(part, 1.0)) * (self._high - self._low)
        former, self._former = self._former, place
        self._values[place] = value
        if former is not None and abs(former - place) > 1:
            # A quick stroke jumps over epochs: between two places it was straight.
            begin = self._values[former] or 0.0
            way = 1 if place > former else -1
            for between in range(former + way, place, way):
                part = (between - former) / (place - former)
                self._values[between] = begin + part * (value - begin)
        self._chosen = place
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1),
                Qt.Key.Key_Down: (0, -1)}  # fmt: skip
        across, up = ways.get(Qt.Key(event.key()), (0, 0))
        if self._locked or not (across or up):
            super().keyPressEvent(event)
            return
        former = self._place
        self._chosen = max(0, min(former + across, len(self._epochs) - 1))
        value = self._values[self._chosen]
        if value is None:
            value = self._values[former]
        if value is None:
            value = (self._low + self._high) / 2
        value += up * (self._high - self._low) / KEY_STEPS
        self._values[self._chosen] = max(self._low, min(value, self._high))
        self._tell()

    def _tell(self) -> None:
        epoch, value = self._epochs[self._place], self._values[self._place]
        if value is not None:
            self.setAccessibleDescription(f"Epoch {short_text(epoch)}: {short_text(value)}")
        self.update()
        self.drawn.emit(self.points)

    # Painting.

    def _area(self) -> QRectF:
        size = self._look.size
        return QRectF(self.rect()).adjusted(size(LEFT), size(TOP), -size(RIGHT), -size(BOTTOM))

    def _spot(self, point: Spot) -> QPointF:
        area = self._area()
        first, last = self._epochs[0], self._epochs[-1]
        across = (point[0] - first) / max(last - first, 1e-300)
        up = (point[1] - self._low) / max(self._high - self._low, 1e-300)
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, area = self._look, self._area()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, look.brush(look.background))
        painter.setPen(look.pen(look.axis))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        self._paint_numbers(painter, area)
        if self._truth:
            painter.setPen(look.pen(look.good, 2.0))
            painter.drawPolyline(QPolygonF([self._spot(one) for one in self._truth]))
        spots = [self._spot(one) for one in self.points]
        painter.setPen(look.pen(look.accent, 1.8, (5.0, 3.0)))
        painter.drawPolyline(QPolygonF(spots))
        painter.setPen(look.pen(look.accent, 1.6))
        painter.setBrush(look.brush(look.card))
        radius = look.size(3.0)
        for spot in spots:
            painter.drawEllipse(spot, radius, radius)
        if self.hasFocus():
            value = self._values[self._place]
            if value is not None and not self._locked:
                # Full: the one that the keys change.
                painter.setBrush(look.brush(look.accent))
                painter.drawEllipse(self._spot((self._epochs[self._place], value)), radius, radius)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.pen(look.accent, 2.0))
            painter.drawRect(area)

    def _paint_numbers(self, painter: QPainter, area: QRectF) -> None:
        look = self._look
        painter.setFont(look.font(11.0))
        painter.setPen(look.pen(look.muted))
        flags = Qt.AlignmentFlag
        for value in (self._low, (self._low + self._high) / 2, self._high):
            y = self._spot((0.0, value)).y()
            box = QRectF(0, y - look.size(8), area.left() - look.size(5), look.size(16))
            painter.drawText(box, flags.AlignRight | flags.AlignVCenter, short_text(value))
        for epoch in (self._epochs[0], self._epochs[-1]):
            x = self._spot((epoch, 0.0)).x()
            box = QRectF(x - look.size(30), area.bottom() + 2, look.size(60), look.size(18))
            box.moveRight(min(box.right(), float(self.width())))
            painter.drawText(box, flags.AlignHCenter, f"epoch {short_text(epoch)}")
