"""Sliders: one for rates on a logarithmic scale, and one that jumps to where it is clicked."""

import math

from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
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
        """Bring the handle below the mouse, then let it be dragged as usual."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderPosition(self.value_at(event.position().x()))
            place = QPointF(self._handle_centre(), event.position().y())
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

    def _handle_centre(self) -> float:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        return handle.center().x()


class RateSlider(JumpSlider):
    """A slider from 1e-5 to 10 whose places are rates of three digits.

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
        self.valueChanged.connect(self._on_value_changed)

    def set_rate(self, rate: float) -> None:
        """Go to the place nearest to a rate, without emitting; never fights a drag."""
        if self.isSliderDown() or not (rate > 0 and math.isfinite(rate)):
            return
        blocker = QSignalBlocker(self)
        self.setValue(round((math.log10(rate) - self.LOWEST) * self.PLACES))
        blocker.unblock()

    def rate(self) -> float:
        """The rate at the handle, rounded to three digits."""
        return float(f"{10 ** (self.value() / self.PLACES + self.LOWEST):.3g}")

    def _on_value_changed(self) -> None:
        self.moved.emit(self.rate())
