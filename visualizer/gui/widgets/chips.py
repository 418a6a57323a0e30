"""The sentence about what happened, and what to try next."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from visualizer.gui.look.colours import readable_on
from visualizer.gui.look.links import calling
from visualizer.gui.widgets.roles import set_role


class ChipRow(QWidget):
    """Suggestions that can be taken with one click: "Try 0.01 | 0.1 | 0.125 | 1".

    Signals
    -------
    chosen(index)
        The place of the suggestion in the row.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = set_role(QLabel(), "muted")
        self.stop_before: QWidget | None = None
        self._chips: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(self._words)
        self._layout.addStretch(1)

    def set_chips(self, words: str, chips: Sequence[tuple[str, str]]) -> None:
        """Show the suggestions.

        Parameters
        ----------
        words
            What stands before them, such as "Try".
        chips
            (text, tooltip) of each; an empty sequence hides the row.
        """
        self._words.setText(words)
        while len(self._chips) > len(chips):
            chip = self._chips.pop()
            self._layout.removeWidget(chip)
            # It is there until the events are done: the second half of a double click, too.
            chip.blockSignals(True)
            chip.hide()
            chip.deleteLater()
        while len(self._chips) < len(chips):
            self._add_chip(len(self._chips))
        for chip, (text, tip) in zip(self._chips, chips, strict=True):
            if chip.text() != text:
                chip.setDown(False)  # what was pressed is not what would be let go
            chip.setText(text)
            chip.setToolTip(tip)
            chip.setAccessibleName(f"{words} {text}".strip())
        self.setVisible(bool(chips))

    def fit(self, width: int) -> None:
        """Leave chips out from the end, so that the others have room in so many pixels."""
        spacing = self._layout.spacing()
        used = self._words.sizeHint().width() + spacing if self._words.text() else 0
        for place, chip in enumerate(self._chips):
            used += chip.sizeHint().width() + spacing
            chip.setVisible(place == 0 or used - spacing <= width)
        # Now, and not after a frame that shows new words in the room of the former ones.
        self._layout.invalidate()
        self._layout.activate()

    def chips(self) -> tuple[str, ...]:
        """The texts of the suggestions."""
        return tuple(chip.text() for chip in self._chips)

    def button(self, index: int) -> QPushButton:
        """The button of a suggestion."""
        return self._chips[index]

    def _add_chip(self, index: int) -> None:
        chip = set_role(QPushButton(), "chip")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(calling(self._choose, index))
        self._layout.insertWidget(1 + index, chip)
        former = self._chips[-1] if self._chips else self.stop_before
        if former is not None:
            self.setTabOrder(former, chip)
        self._chips.append(chip)

    def _choose(self, index: int) -> None:
        self.chosen.emit(index)


class Pill(QLabel):
    """A word on a coloured ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground = ""
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_pill(self, text: str, ground: str) -> None:
        """Show a text on a colour; black or white letters, whichever reads better."""
        if text != self.text():
            self.setText(text)
        if ground != self._ground:
            self._ground = ground
            self.setStyleSheet(
                f"background-color: {ground}; color: {readable_on(ground)};"
                "border-radius: 9px; padding: 1px 10px; font-weight: bold;"
            )

    def minimumSizeHint(self) -> QSize:
        """Never cut the word."""
        return self.sizeHint()


class VerdictLine(QWidget):
    """What happened: a pill with the verdict, a sentence, and "Why?" that unfolds the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pill = Pill()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.why = set_role(QPushButton("Why?"), "chip")
        self.why.setCheckable(True)
        self.why.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.why.setAccessibleName("Why? Show the reason")
        self.why.hide()
        self.reason = set_role(QLabel(), "muted")
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reason.hide()
        self.why.toggled.connect(self.reason.setVisible)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.sentence, 1)
        line.addWidget(self.why, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.reason)

    def set_verdict(self, word: str, sentence: str, colour: str, reason: str = "") -> None:
        """Show a verdict; without a reason there is no "Why?".

        A number and its per cent sign stay in one line.
        """
        told, sentence = sentence, sentence.replace(" %", "\u00a0%")
        if word:
            self.pill.set_pill(word, colour)
        self.pill.setVisible(bool(word))
        if sentence != self.sentence.text():
            self.sentence.setText(sentence)
        if reason != self.reason.text():
            self.reason.setText(reason)
            self.why.setToolTip(reason)
        self.why.setVisible(bool(reason))
        self.reason.setVisible(bool(reason) and self.why.isChecked())
        self.setAccessibleName(f"{word}: {told}" if word else told)
