"""The small texts that plots carry."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg

Span = tuple[str, str]
"""A piece of text and its colour."""


SAMPLE = 40.0
"""Length of the sample of a line before its name, in pixels at scale 1: each dash fits in."""


class Tag(pg.GraphicsObject):
    """A line of coloured text at a place in pixels, on a plate if wanted; may be a link.

    With a `sample` a piece of the line that it names stands before it. A piece of text that begins
    with a line break begins a new line.
    """

    def __init__(self, parent: QGraphicsItem, look: Look, size: float = 11.0) -> None:
        super().__init__(parent)
        self._size = size
        self._spans: tuple[Span, ...] = ()
        self._plate: QColor | None = None
        self._rect = QRectF()
        self.mono = False
        self._sample: QPen | None = None
        self.on_clicked: Callable[[], None] | None = None
        self.setZValue(100)
        self.restyle(look)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(text for text, _ in self._spans)

    def restyle(self, look: Look) -> None:
        """Take over the fonts of a look."""
        self._look = look
        self._font: QFont = look.mono(self._size) if self.mono else look.font(self._size)
        self._measure()

    def write(
        self, spans: Sequence[Span], plate: QColor | None = None, sample: QPen | None = None
    ) -> None:
        """Show text; nothing hides the tag."""
        self.setVisible(bool(spans))
        if (tuple(spans), plate, sample) == (self._spans, self._plate, self._sample):
            return
        self._spans, self._plate, self._sample = tuple(spans), plate, sample
        self._measure()

    def elided(self, spans: Sequence[Span], width: float) -> list[Span]:
        """The spans, the last one cut where a tag on a plate would be wider than so many pixels."""
        *before, (words, colour) = spans
        metrics = QFontMetricsF(self._font)
        room = width - 2.0 * self._look.size(5.0)
        room -= sum(metrics.horizontalAdvance(text) for text, _ in before)
        return [*before, (metrics.elidedText(words, Qt.TextElideMode.ElideRight, room), colour)]

    def place(self, x: float, y: float, across: float = 0.0, down: float = 0.0) -> None:
        """Put the point at fraction (`across`, `down`) of the tag at (x, y) of the parent."""
        self.setPos(
            x - self._rect.width() * across,
            y - self._rect.height() * down,
        )

    def keep_clear(self, other: "Tag", gap: float) -> None:
        """Move below another tag of the same parent, where it would lie on that."""
        own, taken = (tag.mapRectToParent(tag.boundingRect()) for tag in (self, other))
        if other.isVisible() and own.intersects(taken):
            self.setPos(self.x(), taken.bottom() + gap)

    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return self._rect.width(), self._rect.height()

    def _measure(self) -> None:
        self.prepareGeometryChange()
        metrics = QFontMetricsF(self._font)
        lines = self._lines()
        width = max(sum(metrics.horizontalAdvance(text) for text, _ in line) for line in lines)
        padding = self._look.size(5.0) if self._plate else 0.0
        width += self._before() + 2 * padding
        self._rect = QRectF(0.0, 0.0, width, len(lines) * metrics.height() + padding)
        self.update()

    def _lines(self) -> list[list[Span]]:
        """The pieces of text of each line."""
        lines: list[list[Span]] = [[]]
        for text, colour in self._spans:
            if text.startswith("\n"):
                lines.append([])
            lines[-1].append((text.removeprefix("\n"), colour))
        return lines

    def _before(self) -> float:
        """The room that the sample takes."""
        return self._look.size(SAMPLE + 6.0) if self._sample is not None else 0.0

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        padding = self._look.size(5.0) if self._plate else 0.0
        if self._plate is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._plate)
            painter.drawRoundedRect(self._rect, padding * 0.6, padding * 0.6)
        metrics = QFontMetricsF(self._font)
        if self._sample is not None:
            middle = self._rect.center().y()
            end = padding + self._look.size(SAMPLE)
            painter.setPen(self._sample)
            painter.drawLine(QPointF(padding, middle), QPointF(end, middle))
        painter.setFont(self._font)
        for number, line in enumerate(self._lines()):
            top = padding / 2.0 + number * metrics.height()
            at = QPointF(padding + self._before(), top + metrics.ascent())
            for text, colour in line:
                painter.setPen(QColor(colour))
                painter.drawText(at, text)
                at += QPointF(metrics.horizontalAdvance(text), 0.0)

    def hoverEvent(self, event: object) -> None:
        if self.on_clicked is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            if not event.isExit():  # type: ignore[attr-defined]
                event.acceptClicks(Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]

    def mouseClickEvent(self, event: object) -> None:
        if self.on_clicked is not None:
            event.accept()  # type: ignore[attr-defined]
            self.on_clicked()
        else:
            event.ignore()  # type: ignore[attr-defined]


class Message(Tag):
    """A sentence in the middle of a picture, in as many lines as its width needs."""

    def __init__(self, parent: QGraphicsItem, look: Look, size: float) -> None:
        self._room = float("inf")
        self._broken: list[str] = []
        super().__init__(parent, look, size)

    def stand_in(self, whole: QRectF, inset: float) -> None:
        """Stand in the middle of a rectangle of the parent, with so much room at the sides."""
        room = whole.width() - 2.0 * inset
        if room != self._room:
            self._room = room
            self._measure()
        self.place(whole.center().x(), whole.center().y(), 0.5, 0.5)

    def _measure(self) -> None:
        self.prepareGeometryChange()
        metrics = QFontMetricsF(self._font)
        self._broken = []
        for word in self.text.split():
            longer = " ".join((*self._broken[-1:], word))
            if self._broken and metrics.horizontalAdvance(longer) <= self._room:
                self._broken[-1] = longer
            else:
                self._broken.append(word)
        width = max(map(metrics.horizontalAdvance, self._broken), default=0.0)
        self._rect = QRectF(0.0, 0.0, width, metrics.lineSpacing() * len(self._broken))
        self.update()

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        metrics = QFontMetricsF(self._font)
        painter.setFont(self._font)
        painter.setPen(QColor(self._spans[0][1] if self._spans else self._look.muted))
        for number, line in enumerate(self._broken):
            left = (self._rect.width() - metrics.horizontalAdvance(line)) / 2.0
            painter.drawText(QPointF(left, metrics.ascent() + number * metrics.lineSpacing()), line)
