"""The verdict on a step: a pill with a sentence, the reason, and what helps."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.look.colours import readable_on
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.chips import ChipRow
from visualizer.gui.widgets.roles import set_role

Remedy = tuple[str, Mapping[str, Any]]
"""The words of a suggestion, and the settings by key path that it stands for."""

SEVERITIES = ("good", "neutral", "warning", "danger")
PADDING = 10
POPUP_WIDTH = 420


def severity_colour(severity: str, look: Look) -> str:
    """The colour of a severity; ValueError for an unknown one."""
    if severity not in SEVERITIES:
        raise ValueError(f"unknown severity {severity!r}")
    return look.muted if severity == "neutral" else str(getattr(look, severity))


class SentencePill(QWidget):
    """A sentence on a coloured ground, shortened where there is no room for it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._ground = "", look.muted
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_pill(self, text: str, ground: str, look: Look) -> None:
        """Show a sentence on a colour."""
        self._text, self._ground, self._look = text, ground, look
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole sentence."""
        metrics = QFontMetricsF(self._font())
        width = metrics.horizontalAdvance(self._text) + 2 * PADDING + 2
        return QSize(round(width), round(metrics.height() + self._look.size(6)))

    def minimumSizeHint(self) -> QSize:
        """Room for two words."""
        return QSize(
            min(self.sizeHint().width(), round(self._look.size(80))), self.sizeHint().height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and as much of the sentence as there is room for."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setFont(self._font())
        painter.setPen(QColor(readable_on(self._ground)))
        room = self.rect().adjusted(PADDING, 0, -PADDING, 0)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _font(self) -> QFont:
        return self._look.font(12)


class WhyPopup(QFrame):
    """The whole sentence, its reason, and what helps, below the button "Why?"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("why")
        self.sentence = set_role(QLabel(), "section")
        self.reason = QLabel()
        self.remedies = ChipRow()
        for label in (self.sentence, self.reason):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 12, 12, 12)
        self._layout.setSpacing(8)
        for widget in (self.sentence, self.reason, self.remedies):
            self._layout.addWidget(widget)

    def open_below(self, button: QWidget) -> None:
        """Show it with its right edge at that of a button."""
        self.setFixedWidth(POPUP_WIDTH)
        self.setFixedHeight(self._layout.heightForWidth(POPUP_WIDTH))
        corner = button.mapToGlobal(QPoint(button.width() - POPUP_WIDTH, button.height() + 4))
        area = button.screen().availableGeometry()
        bottom = area.bottom() - self.height()
        self.move(max(area.left(), corner.x()), min(corner.y(), bottom))
        self.show()


class VerdictPill(QWidget):
    """A pill with the sentence, "Why?", and one remedy beside it; the others are behind it.

    Signals
    -------
    remedy_chosen(values)
        The user wants these settings, by key path.
    """

    remedy_chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._severity = "neutral"
        self._remedies: tuple[Remedy, ...] = ()
        self._shown: object = None
        self.pill = SentencePill(look)
        self.why = set_role(QPushButton("Why?"), "chip")
        self.why.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.why.setAccessibleName("Why? Show the reason")
        self.why.clicked.connect(self._open)
        self.first = set_role(QPushButton(), "chip")
        self.first.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.first.clicked.connect(calling(self._choose, 0))
        self._popup = WhyPopup(self)
        self._popup.remedies.chosen.connect(self._choose)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(6)
        for column, widget in enumerate((self.pill, self.why, self.first)):
            self._layout.addWidget(widget, 0, column)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._short = False
        self.hide()

    @property
    def popup(self) -> WhyPopup:
        """What "Why?" opens."""
        return self._popup

    def set_verdict(
        self, text: str, why: str, severity: str, remedies: Sequence[Remedy] = ()
    ) -> None:
        """Show a verdict; an empty text hides it."""
        key = (text, why, severity, tuple(words for words, _ in remedies))
        self._remedies = tuple(remedies)
        if key == self._shown:
            return
        self._shown, self._severity = key, severity
        self.pill.set_pill(text, severity_colour(severity, self._look), self._look)
        self.why.setToolTip(why)
        if remedies:
            self.first.setText(remedies[0][0])
            self.first.setToolTip(_described(remedies[0]))
            self.first.setAccessibleName(f"Remedy: {remedies[0][0]}")
        self._popup.sentence.setText(text)
        self._popup.reason.setText(why)
        chips = [(words, _described((words, values))) for words, values in remedies]
        self._popup.remedies.set_chips("Try", chips)
        self._show_parts()
        self.setVisible(bool(text))

    def set_short(self, short: bool) -> None:
        """Show "Why?" only, with the sentence behind it; or everything."""
        self._short = short
        self._show_parts()

    def _show_parts(self) -> None:
        self.pill.setVisible(not self._short)
        self.why.setVisible(self._short or bool(self.why.toolTip()))
        self.first.setVisible(bool(self._remedies) and not self._short)
        for column, chip in enumerate((self.why, self.first), start=1):
            # The style sheet lets chips shrink to less than their words.
            width = 0 if chip.isHidden() else chip.sizeHint().width()
            self._layout.setColumnMinimumWidth(column, width)

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        text = self.pill.toolTip()
        self.pill.set_pill(text, severity_colour(self._severity, look), look)
        self._show_parts()
        self._popup.setStyleSheet(
            f"QFrame#why {{ background-color: {look.card}; border: 1px solid {look.border}; }}"
        )

    def _open(self) -> None:
        self._popup.open_below(self.why)

    def _choose(self, index: int) -> None:
        self._popup.hide()
        self.remedy_chosen.emit(dict(self._remedies[index][1]))


def _described(remedy: Remedy) -> str:
    return "\n".join(f"{key} = {value}" for key, value in remedy[1].items())
