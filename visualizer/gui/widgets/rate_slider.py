"""Sliders: one for rates on a logarithmic scale, and one that jumps to where it is clicked."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class JumpSlider(QSlider):
    """A horizontal slider whose handle goes to the place that is clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def value_at(self, x: float) -> int:
        """The value below a horizontal position, in pixels of the widget."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style = self.style()
        control = QStyle.ComplexControl.CC_Slider
        groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        span = groove.width() - handle.width()
        offset = round(x - groove.x() - handle.width() / 2)
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), offset, span)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle below the mouse, then let it be dragged as usual.

        Also from above or below the handle, as from the numbers of a scale: the style would
        take a press there for one beside the handle, and not follow the mouse.
        """
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderPosition(self.value_at(event.position().x()))
            place = self._handle_centre()
            event = QMouseEvent(
                event.type(),
                place,
                self.mapToGlobal(place),
                event.button(),
                event.buttons(),
                event.modifiers(),
                event.pointingDevice(),
            )
        super().mousePressEvent(event)

    def _handle_centre(self) -> QPointF:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        return QPointF(handle.center())


class Zone(NamedTuple):
    """Rates up to `end` (the next zone begins there), drawn in a colour."""

    end: float
    colour: str


class RateZones(NamedTuple):
    """What a slider of rates shows of their effects: coloured zones, ticks, and a sentence."""

    zones: tuple[Zone, ...] = ()
    ticks: tuple[float, ...] = ()
    words: str = ""


NO_MARKS = RateZones()
GROOVE = 5.0
HEIGHT = 24
"""Pixels of groove and handle."""
HANDLE = 14.0
"""Pixels across the handle, as in the style sheet."""
LETTERS = 11
"""Pixels of the numbers below the groove."""
TICK = 6.0
"""Pixels that a tick reaches above and below the middle."""


class RateSlider(JumpSlider):
    """A slider from 1e-5 to 10 whose places are rates of three digits.

    Below it stand the rates of its ticks, and the powers of ten where there is room: small and
    muted, as a scale. None of a tick stands below the handle, as if it were the rate.

    Signals
    -------
    moved(rate)
        The user moved the handle; emitted all the while it is dragged.
    """

    LOWEST = -5  # decades
    HIGHEST = 1
    PLACES = 100  # in a decade

    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, (self.HIGHEST - self.LOWEST) * self.PLACES)
        self.setSingleStep(5)
        self.setPageStep(30)
        self.setMinimumWidth(40)
        self._font = QFont(self.font())
        self.set_letters(LETTERS)
        self.marks = NO_MARKS
        self.valueChanged.connect(self._on_value_changed)

    def set_letters(self, pixels: int) -> None:
        """Write the numbers in letters of a size."""
        self._font.setPixelSize(pixels)
        # The numbers take the lower part; the style centres groove and handle in the rest.
        self._room = math.ceil(QFontMetricsF(self._font).height())
        # The style sheet repeats this: its least height for sliders would win.
        self.setFixedHeight(HEIGHT + self._room)
        self.update()

    def set_rate(self, rate: float) -> None:
        """Go to the place nearest to a rate, without emitting; never fights a drag."""
        if self.isSliderDown() or not (rate > 0 and math.isfinite(rate)):
            return
        # Showing a rate is no wish for it.
        blocker = QSignalBlocker(self)
        self.setValue(round((math.log10(rate) - self.LOWEST) * self.PLACES))
        blocker.unblock()

    def set_marks(self, marks: RateZones) -> None:
        """Show what rates do; cheap when that is shown already."""
        if marks != self.marks:
            self.marks = marks
            self.update()

    def place_of(self, rate: float) -> float:
        """Where a rate is, in pixels of the widget; beyond the ends at the ends."""
        low, high = self._ends()
        share = (math.log10(rate) - self.LOWEST) / (self.HIGHEST - self.LOWEST) if rate > 0 else 0
        return low + (high - low) * min(max(share, 0.0), 1.0)

    def _ends(self) -> tuple[float, float]:
        """The middle of the handle at both ends."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, parts = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
        groove = self.style().subControlRect(control, option, parts.SC_SliderGroove, self)
        handle = self.style().subControlRect(control, option, parts.SC_SliderHandle, self)
        half = handle.width() / 2
        return groove.left() + half, groove.right() + 1 - half

    def paintEvent(self, event: QPaintEvent) -> None:
        """The zones take the place of the groove; ticks stand on it, the handle above all."""
        if not self.marks.zones:
            super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self._middle()
        self._paint_numbers(painter)
        if self.marks.zones:
            self._paint_zones(painter, middle)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.4))
        low, high = self._ends()
        for place in (self.place_of(tick) for tick in self.marks.ticks):
            if low < place < high:
                painter.drawLine(QPointF(place, middle - TICK), QPointF(place, middle + TICK))
        if self.marks.zones or self.marks.ticks:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            option.subControls = QStyle.SubControl.SC_SliderHandle
            self.style().drawComplexControl(QStyle.ComplexControl.CC_Slider, option, painter, self)
        painter.end()

    def initStyleOption(self, option: QStyleOptionSlider) -> None:
        """Groove and handle keep clear of the numbers."""
        super().initStyleOption(option)
        option.rect = option.rect.adjusted(0, 0, 0, -self._room)

    def _middle(self) -> float:
        return (self.height() - self._room) / 2

    def numbers(self) -> list[tuple[float, str, bool]]:
        """Middles in pixels and texts of the numbers, none over another; whether of a tick."""
        metrics, found = QFontMetricsF(self._font), list[tuple[float, str, bool]]()
        handle = self.place_of(self.rate())
        taken: list[tuple[float, float]] = []
        powers = [10.0**power for power in range(self.LOWEST, self.HIGHEST + 1)]
        # The greatest stable rate first: where both ticks are near, it says more.
        wanted = [(one, True) for one in reversed(self.marks.ticks)]
        for rate, tick in (*wanted, *((one, False) for one in powers)):
            text = f"{rate:.2g}".replace("e-0", "e-")
            half, place = metrics.horizontalAdvance(text) / 2, self.place_of(rate)
            place = min(max(place, half), self.width() - half)
            inside = 10.0**self.LOWEST <= rate <= 10.0**self.HIGHEST
            below_handle = tick and abs(place - handle) < half + HANDLE / 2
            free = all(abs(place - at) > half + other + 5 for at, other in taken)
            if inside and free and not below_handle:
                taken.append((place, half))
                found.append((place, text, tick))
        return found

    def _paint_numbers(self, painter: QPainter) -> None:
        painter.setFont(self._font)
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        bottom = float(self.height() - self._room)
        for place, text, tick in self.numbers():
            painter.setPen(muted)
            if tick:
                painter.drawLine(QPointF(place, bottom - TICK), QPointF(place, bottom + 1.0))
            area = QRectF(place - 40, self.height() - self._room, 80, self._room)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_zones(self, painter: QPainter, middle: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        start, (_, last) = self._ends()[0], self._ends()
        for number, zone in enumerate(self.marks.zones):
            end = last if number == len(self.marks.zones) - 1 else self.place_of(zone.end)
            painter.setBrush(QColor(zone.colour))
            painter.drawRect(QRectF(start, middle - GROOVE / 2, end - start, GROOVE))
            start = end

    def rate(self) -> float:
        """The rate at the handle, rounded to three digits."""
        # A place stands for 2.3 %: three digits tell neighbours apart, and are what one would type.
        return float(f"{10 ** (self.value() / self.PLACES + self.LOWEST):.3g}")

    def _on_value_changed(self) -> None:
        self.moved.emit(self.rate())
