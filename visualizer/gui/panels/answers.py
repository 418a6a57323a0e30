"""The fields in which the questions of lessons are answered, one class for each kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.attendance import Attendance
from visualizer.core.lessons.questions import (
    ChoiceQuestion,
    CurveQuestion,
    EpochQuestion,
    MapQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    TextQuestion,
)
from visualizer.core.lessons.templates import shown
from visualizer.gui.look.icons import icon
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.sketch_pad import SketchPad

FIELD_WIDTH = 120
_TABBED = Qt.FocusPolicy.TabFocus


class AnswerField(QWidget):
    """Where one question is answered.

    Signals
    -------
    guessed(answer)
        What the answer would be now; None for none.
    """

    guessed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)

    @property
    def answer(self) -> Any:
        """What has been entered, as the question takes it; None for nothing."""
        raise NotImplementedError

    def show_guess(self, guess: Any) -> None:
        """Show an answer that was made elsewhere: on the map, or before."""

    def show_solution(self, attended: Attendance) -> None:
        """Show what is right, where the field can."""

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""

    def focus_first(self) -> None:
        """Have the keys write into it."""
        if self.tab_stops:
            self.tab_stops[0].setFocus()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What of it can have the focus, in the order in which it is read."""
        return [one for one in self.findChildren(QWidget) if one.focusPolicy() & _TABBED]

    def _tell(self) -> None:
        self.guessed.emit(self.answer)


class ChoiceAnswer(AnswerField):
    """One of several options."""

    def __init__(self, question: ChoiceQuestion, attended: Attendance, look: Look) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        for number, option in enumerate(question.options):
            row = QHBoxLayout()
            row.setSpacing(6)
            button = QRadioButton()
            words = _words(option.text.filled(attended.value))
            words.setBuddy(button)
            button.setAccessibleName(words.text())
            words.linkActivated.connect(button.click)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(_Clicked(words, button), 1)
            self._group.addButton(button, number)
            self._layout.addLayout(row)
        self._group.idClicked.connect(self._on_clicked)

    def _on_clicked(self, number: int) -> None:
        self._tell()

    @property
    def answer(self) -> Any:
        found = self._group.checkedId()
        return None if found < 0 else found

    def show_guess(self, guess: Any) -> None:
        button = self._group.button(guess)
        if button is not None:
            button.setChecked(True)

    def show_solution(self, attended: Attendance) -> None:
        question = cast(ChoiceQuestion, attended.current.question)
        right = next(n for n, one in enumerate(question.options) if one.is_right(attended.value))
        self.show_guess(right)


class _Clicked(QWidget):
    """Words that are a part of a button: a click on them is one on it."""

    def __init__(self, words: QLabel, button: QRadioButton) -> None:
        super().__init__()
        self._button = button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3, 0, 3)
        layout.addWidget(words)
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def mouseReleaseEvent(self, event: object) -> None:
        if self._button.isEnabled():
            self._button.click()


class NumbersAnswer(AnswerField):
    """One number, or several: each with its name and its unit."""

    def __init__(self, labels: Mapping[str, str], name: str) -> None:
        super().__init__()
        self.lines: list[QLineEdit] = []
        for label, unit in labels.items():
            row = QHBoxLayout()
            row.setSpacing(8)
            line = QLineEdit()
            line.setMaximumWidth(FIELD_WIDTH)
            line.setAccessibleName(f"{name} {label}".strip())
            line.setPlaceholderText("a number")
            line.textEdited.connect(calling(self._tell))
            if label:
                row.addWidget(set_role(QLabel(label), "section"))
            row.addWidget(line)
            if unit:
                row.addWidget(set_role(QLabel(unit), "muted"))
            row.addStretch(1)
            self.lines.append(line)
            self._layout.addLayout(row)

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """What stands in the lines; None for what is no number."""
        return tuple(_number(line.text()) for line in self.lines)

    @property
    def answer(self) -> Any:
        return self.numbers[0]

    def show_guess(self, guess: Any) -> None:
        self._write((guess,))

    def _write(self, numbers: tuple[float, ...]) -> None:
        for line, number, known in zip(self.lines, numbers, self.numbers, strict=True):
            # What is being typed stays as it is typed.
            if known != number:
                line.setText(shown(float(number)))


class NumberAnswer(NumbersAnswer):
    """A number with its name and unit."""

    def __init__(self, question: NumberQuestion, attended: Attendance, look: Look) -> None:
        super().__init__({question.label: question.unit}, "Your answer")


class EpochAnswer(NumbersAnswer):
    """An epoch, typed or clicked on the axis of a plot."""

    def __init__(self, question: EpochQuestion, attended: Attendance, look: Look) -> None:
        super().__init__({"epoch": "or click in a plot"}, "Your answer:")


class MapAnswer(NumbersAnswer):
    """A place, clicked on the map or typed; what does not count has no line."""

    def __init__(self, question: MapQuestion, attended: Attendance, look: Look) -> None:
        self._question = question
        self._start = tuple(attended.value(one) for one in question.before)
        names = (_parameter(question.before[0].source), _parameter(question.before[1].source))
        self._asked = [
            place for place, one in enumerate((question.across, question.up)) if one is not None
        ]
        labels = {f"{names[place]} =": "" for place in self._asked}
        super().__init__(labels, "Your answer:")
        self._layout.addWidget(set_role(QLabel("or click on the map"), "muted"))
        self._other = list(self._start)

    @property
    def answer(self) -> Any:
        found = list(self._other)
        for place, number in zip(self._asked, self.numbers, strict=True):
            if number is None:
                return None
            found[place] = number
        return tuple(found)

    def show_guess(self, guess: Any) -> None:
        # Where only one of the two counts, the other one is kept as it was clicked.
        self._other = [float(one) for one in guess]
        self._write(tuple(self._other[place] for place in self._asked))


class CurveAnswer(AnswerField):
    """A curve, drawn on a pad."""

    def __init__(self, question: CurveQuestion, attended: Attendance, look: Look) -> None:
        super().__init__()
        truth = question.truth(attended.value)
        heights = [height for _, height in truth]
        low, high = min(heights), max(heights)
        air = 0.35 * ((high - low) or 1.0)
        low, high = (float(f"{one:.1g}") for one in (low - air, high + air))
        # Wider than the truth, so that the axis does not tell it.
        self.pad = SketchPad(look, [epoch for epoch, _ in truth], (low, high))
        # What can be seen already stands there.
        self.pad.show_points([one for one in truth if one[0] <= attended.current.epoch])
        self.pad.drawn.connect(calling(self._tell))
        self._layout.addWidget(self.pad)

    @property
    def answer(self) -> Any:
        return self.pad.points if len(self.pad.points) > 1 else None

    def show_guess(self, guess: Any) -> None:
        self.pad.show_points(guess)

    def show_solution(self, attended: Attendance) -> None:
        question = cast(CurveQuestion, attended.current.question)
        self.pad.show_truth(question.truth(attended.value))

    def restyle(self, look: Look) -> None:
        self.pad.restyle(look)


class OrderAnswer(AnswerField):
    """A list whose items are dragged, or moved with buttons."""

    def __init__(self, question: OrderQuestion, attended: Attendance, look: Look) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName("Put these in order, the first at the top")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for number, (text, _) in enumerate(question.items):
            item = QListWidgetItem(text.filled(attended.value))
            item.setData(Qt.ItemDataRole.UserRole, number)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = sum(self.list.sizeHintForRow(row) + 4 for row in range(self.list.count()))
        self.list.setFixedHeight(rows + 12)
        self.list.model().rowsMoved.connect(calling(self._tell))
        self._layout.addWidget(self.list)
        row = QHBoxLayout()
        self._buttons = []
        for name, words, way in (("chevron-up", "Up", -1), ("chevron-down", "Down", 1)):
            button = QToolButton()
            button.setToolTip(f"Move it {words.lower()}")
            button.setAccessibleName(f"Move it {words.lower()}")
            button.setIcon(icon(name, look, 16))
            button.clicked.connect(calling(self._move, way))
            row.addWidget(button)
            self._buttons.append((button, name))
        row.addStretch(1)
        self._layout.addLayout(row)

    def restyle(self, look: Look) -> None:
        for button, name in self._buttons:
            button.setIcon(icon(name, look, 16))

    def _move(self, way: int) -> None:
        row = self.list.currentRow()
        target = row + way
        if row < 0 or not 0 <= target < self.list.count():
            return
        self.list.insertItem(target, self.list.takeItem(row))
        self.list.setCurrentRow(target)
        self._tell()

    @property
    def answer(self) -> Any:
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in items)

    def show_guess(self, guess: Any) -> None:
        if tuple(guess) == self.answer:
            return
        items = [self.list.takeItem(0) for _ in range(self.list.count())]
        known = {item.data(Qt.ItemDataRole.UserRole): item for item in items}
        for number in guess:
            self.list.addItem(known[number])

    def show_solution(self, attended: Attendance) -> None:
        question = cast(OrderQuestion, attended.current.question)
        self.show_guess(question.right_order(attended.value))


class WordsAnswer(AnswerField):
    """A few sentences."""

    def __init__(self, question: TextQuestion, attended: Attendance, look: Look) -> None:
        super().__init__()
        self.words = QPlainTextEdit()
        self.words.setAccessibleName("Your answer in your own words")
        self.words.setPlaceholderText("In your own words")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(round(look.size(90)))
        self.words.textChanged.connect(calling(self._tell))
        self._layout.addWidget(self.words)

    @property
    def answer(self) -> Any:
        return self.words.toPlainText().strip() or None

    def show_guess(self, guess: Any) -> None:
        if guess != self.answer:
            self.words.setPlainText(str(guess))


_FIELDS: Mapping[type, Callable[[Any, Attendance, Look], AnswerField]] = {
    ChoiceQuestion: ChoiceAnswer,
    NumberQuestion: NumberAnswer,
    MapQuestion: MapAnswer,
    EpochQuestion: EpochAnswer,
    CurveQuestion: CurveAnswer,
    OrderQuestion: OrderAnswer,
    TextQuestion: WordsAnswer,
}


def answer_field(question: Question, attended: Attendance, look: Look) -> AnswerField:
    """The field for a question."""
    return _FIELDS[type(question)](question, attended, look)


def _number(text: str) -> float | None:
    """The number in a text, as people write them: also with a comma, or a true minus."""
    try:
        found = float(text.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _parameter(source: str) -> str:
    """The name of a parameter at the beginning of an expression."""
    return source.partition(" ")[0].strip("`")


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.MarkdownText)
    return label
