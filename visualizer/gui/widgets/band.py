"""The verdict band: coloured stretches over the scrubber, so that trouble can be seen."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from visualizer.gui.look.look import Look

HEIGHT = 6
Stretch = tuple[float, float, str, str]
"""From and to (fractions of the run, 0..1), colour, and the words of the verdict."""


class VerdictBand(QWidget):
    """Draws the stretches; the words are tooltips.

    Signals
    -------
    pressed(fraction)
        The user clicked at this place of the run.
    """

    pressed = Signal(float)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._stretches: tuple[Stretch, ...] = ()
        self._reveal = 1.0
        self.inset = 7  # half the handle of the scrubber below
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Verdicts over the run")

    def set_stretches(self, stretches: Sequence[Stretch]) -> None:
        """Show these stretches; the rest of the band is grey."""
        if tuple(stretches) == self._stretches:
            return
        self._stretches = tuple(stretches)
        words = [f"{first:.0%} to {last:.0%}: {text}" for first, last, _, text in stretches]
        self.setAccessibleDescription("; ".join(words[:20]))
        self.update()

    def set_reveal(self, fraction: float) -> None:
        """Draw no verdicts beyond this fraction of the run."""
        if fraction != self._reveal:
            self._reveal = fraction
            self.update()

    def restyle(self, look: Look) -> None:
        """Take the colours of another look."""
        self._look = look
        self.update()

    def text_at(self, x: float) -> str:
        """The words of the stretch at a horizontal position, or an empty string."""
        place = self._fraction(x)
        if place > self._reveal:
            return ""
        found = [text for first, last, _, text in self._stretches if first <= place <= last]
        return found[-1] if found else ""

    def sizeHint(self) -> QSize:
        """As slim as a line."""
        return QSize(200, HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the groove, then the stretches within it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove = QRectF(0, (self.height() - HEIGHT) / 2, self.width(), HEIGHT)
        outline = QPainterPath()
        outline.addRoundedRect(groove, HEIGHT / 2, HEIGHT / 2)
        painter.setClipPath(outline)
        painter.fillRect(groove, QColor(self._look.border))
        for first, last, colour, _ in self._stretches:
            last = min(last, self._reveal)
            if last > first:
                left, right = round(self._place(first)), round(self._place(last))
                size = max(1, right - left)
                painter.fillRect(QRectF(left, groove.top(), size, HEIGHT), QColor(colour))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the band is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self._fraction(event.position().x()))

    def event(self, event: QEvent) -> bool:
        """Show the words of the stretch below the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.text_at(event.pos().x()), self)
            return True
        return super().event(event)

    def _place(self, fraction: float) -> float:
        # The ends of the run stand below the middle of the handle, the band goes to the edge.
        if fraction <= 0:
            return 0.0
        if fraction >= 1:
            return float(self.width())
        return self.inset + fraction * (self.width() - 2 * self.inset)

    def _fraction(self, x: float) -> float:
        width = max(1, self.width() - 2 * self.inset)
        return min(1.0, max(0.0, (x - self.inset) / width))
