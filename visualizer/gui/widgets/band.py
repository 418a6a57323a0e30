"""The verdict bands: coloured stretches over the scrubber, so that trouble can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from visualizer.gui.look.look import Look
from visualizer.gui.widgets.swatch import WIDTH, paint_swatch

HEIGHT, THIN = 6, 4
"""Pixels of the band of the run in front, and of those beside it."""

LINE, LEAD_GAP = 8, 8
"""Pixels from one band to the next where there are several, and between swatches and bands."""

Stretch = tuple[float, float, str, str]
"""From and to (fractions of the run, 0..1), colour, and the words of the verdict."""


@dataclass(frozen=True)
class BandRun:
    """A run that has a band: its name, the index of its colour, and its stretches.

    That in front has none here: they are those of `VerdictBand.set_stretches`.
    """

    name: str
    colour: int
    stretches: tuple[Stretch, ...] = ()
    front: bool = False


class VerdictBand(QWidget):
    """Draws the stretches of the run in front, and those of others above and below.

    The words are tooltips.

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
        self._runs: tuple[BandRun, ...] = ()
        self._reveal = 1.0
        self.inset = 7  # half the handle of the scrubber below
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Verdicts over the run")

    def set_stretches(self, stretches: Sequence[Stretch]) -> None:
        """Show these stretches of the run in front; the rest of the band is grey."""
        if tuple(stretches) == self._stretches:
            return
        self._stretches = tuple(stretches)
        self._describe()
        self.update()

    def set_runs(self, runs: Sequence[BandRun]) -> None:
        """Show a band for each of these runs, named by its swatch; of one alone there is none."""
        runs = tuple(runs) if len(runs) > 1 else ()
        if runs == self._runs:
            return
        counted = len(runs) != len(self._runs)
        self._runs = runs
        self._describe()
        if counted:
            self.updateGeometry()
        self.update()

    @property
    def runs(self) -> tuple[BandRun, ...]:
        """Those that have a band, from above to below; none for the one in front alone."""
        return self._runs

    @property
    def lead(self) -> int:
        """Pixels at the left that are not over the scrubber: where the swatches are."""
        return round(self._look.size(WIDTH)) + LEAD_GAP if self._runs else 0

    def set_reveal(self, fraction: float) -> None:
        """Draw no verdicts beyond this fraction of the run."""
        if fraction != self._reveal:
            self._reveal = fraction
            self.update()

    def restyle(self, look: Look) -> None:
        """Take the colours of another look."""
        self._look = look
        self.updateGeometry()
        self.update()

    def text_at(self, x: float, y: float | None = None) -> str:
        """The words at a position, or none; without a height those about the run in front."""
        run = None if y is None else self._run_at(y)
        found = self._verdict_at(x, self._stretches_of(run))
        if run is None:
            return found
        return f"{run.name}: {found}" if found else run.name

    def _verdict_at(self, x: float, stretches: Sequence[Stretch]) -> str:
        place = self._fraction(x)
        if place > self._reveal or x < self.lead:
            return ""
        found = [text for first, last, _, text in stretches if first <= place <= last]
        return found[-1] if found else ""

    def _run_at(self, y: float) -> BandRun | None:
        if not self._runs:
            return None
        place = int(y // (self.height() / len(self._runs)))
        return self._runs[max(0, min(place, len(self._runs) - 1))]

    def _stretches_of(self, run: BandRun | None) -> Sequence[Stretch]:
        return self._stretches if run is None or run.front else run.stretches

    def _describe(self) -> None:
        """Tell a screen reader what is drawn."""
        told = []
        for run in self._runs or (None,):
            words = [
                f"{first:.0%} to {last:.0%}: {text}"
                for first, last, _, text in self._stretches_of(run)[:20]
            ]
            told.append("; ".join(words) if run is None else f"{run.name}: {'; '.join(words)}")
        self.setAccessibleDescription(". ".join(told))

    def sizeHint(self) -> QSize:
        """As slim as a line, or as so many."""
        return QSize(200, len(self._runs) * LINE if self._runs else HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the groove of each run, then its stretches within it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown: Sequence[BandRun | None] = self._runs or (None,)
        line = self.height() / len(shown)
        for place, run in enumerate(shown):
            middle = (place + 0.5) * line
            if run is not None:
                side = self._look.size(WIDTH)
                swatch = QRectF(0, middle - LINE / 2, side, LINE)
                paint_swatch(painter, swatch, self._look, run.colour, ball=THIN - 1)
            thick = HEIGHT if run is None or run.front else THIN
            self._paint_band(painter, middle, thick, self._stretches_of(run))
        painter.end()

    def _paint_band(
        self, painter: QPainter, middle: float, thick: int, stretches: Sequence[Stretch]
    ) -> None:
        groove = QRectF(self.lead, middle - thick / 2, self.width() - self.lead, thick)
        outline = QPainterPath()
        outline.addRoundedRect(groove, thick / 2, thick / 2)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(groove, QColor(self._look.border))
        for first, last, colour, _ in stretches:
            last = min(last, self._reveal)
            if last > first:
                left, right = round(self._place(first)), round(self._place(last))
                size = max(1, right - left)
                painter.fillRect(QRectF(left, groove.top(), size, thick), QColor(colour))
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the band is clicked."""
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() >= self.lead:
            self.pressed.emit(self._fraction(event.position().x()))

    def event(self, event: QEvent) -> bool:
        """Show the words of the stretch below the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.text_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _place(self, fraction: float) -> float:
        # The ends of the run stand below the middle of the handle, the band goes to the edge.
        if fraction <= 0:
            return float(self.lead)
        if fraction >= 1:
            return float(self.width())
        return self.lead + self.inset + fraction * (self.width() - self.lead - 2 * self.inset)

    def _fraction(self, x: float) -> float:
        width = max(1, self.width() - self.lead - 2 * self.inset)
        return min(1.0, max(0.0, (x - self.lead - self.inset) / width))
