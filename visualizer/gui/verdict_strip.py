"""The strip under the landscape: one sentence on what happens, and what to try next."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Function
from visualizer.gui.look import Look
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.chips import ChipRow, VerdictLine
from visualizer.storage.lessons import Lesson

MOST_CHIPS = 4


class VerdictStrip(Card):
    """A verdict in words, its reason behind "Why?", and chips with one-click settings.

    Signals
    -------
    values_chosen(values)
        A chip was pressed: settings by key path.
    """

    values_chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._look = look
        self._lesson: Lesson | None = None
        self._values: list[Mapping[str, Any]] = []
        self._chips: object = None
        self.line = VerdictLine()
        self.chips = ChipRow()
        self.chips.chosen.connect(self._on_chosen)
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.chips)
        self.set_body(body, (12, 8, 12, 8))

    def restyle(self, look: Look) -> None:
        """Take the colours of a look with the next verdict."""
        self._look = look

    def show_lesson(self, lesson: Lesson | None) -> None:
        """Offer what a lesson suggests to try; None for no lesson."""
        self._lesson = lesson
        self.setToolTip(lesson.text if lesson else "")
        if lesson is not None:
            self.line.set_verdict("", lesson.text.partition("\n")[0], self._look.accent)

    def offer(self, problem: Problem, remedies: list[tuple[str, str, Mapping[str, Any]]]) -> None:
        """Show chips: the remedies of a verdict first, then what the problem suggests."""
        offers = [*remedies, *self._suggestions(problem)][:MOST_CHIPS]
        key = [(label, words) for label, words, _ in offers]
        if key == self._chips:
            return
        self._chips = key
        self._values = [values for _, _, values in offers]
        self.chips.set_chips("Try", [(label, words) for label, words in key])

    def _suggestions(self, problem: Problem) -> list[tuple[str, str, Mapping[str, Any]]]:
        if self._lesson is not None:
            return [(one.label, one.help, one.values) for one in self._lesson.suggestions]
        if isinstance(problem, Function):
            return [
                (f"{rate:g}", f"Learning rate {rate:g}", {"optimizer.learning_rate": rate})
                for rate in problem.try_next
            ]
        return []

    def _on_chosen(self, index: int) -> None:
        self.values_chosen.emit(self._values[index])
