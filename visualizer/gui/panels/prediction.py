"""The prediction box: what the model says, at the playhead, for inputs that the user types."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.errors import InputError
from visualizer.core.problems.model import Model
from visualizer.core.settings import Setting
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import digits_text, short_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.roles import set_role, set_wrong
from visualizer.gui.widgets.values import format_value, parse_text

MOST_FIELDS = 24
MOST_TARGETS = 12
FEWEST_LINES = 3
NUMBER = Setting("value", float, False, 0.0, "Input", "A number")
NUMBERS = Setting("values", float, True, (), "Inputs", "The inputs, separated by commas")


class Prediction(QWidget):
    """A field for each input, and the prediction for each target.

    With very many inputs there is one field for all of them, separated by commas.

    Signals
    -------
    available(on)
        Whether there is something to predict: functions have no inputs.
    """

    available = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._frame: Frame | None = None
        self._key: object = None
        self._model: object = None
        self._fields: list[QLineEdit] = []
        self._grid_home = QWidget()
        self._grid_home.setObjectName("scrolled")
        self._grid = QGridLayout(self._grid_home)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._scroll = _scrolling(self._grid_home)
        self.result = set_role(QLabel(), "mono")
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.result.setAccessibleName("Prediction")
        self._answer = _scrolling(self.result)
        self.note = set_role(QLabel(), "muted")
        self.error = set_role(QLabel(), "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._scroll, 1000)
        for label in (self.error, self.result, self.note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        layout.addWidget(self.error)
        layout.addWidget(self._answer, 2000)
        layout.addWidget(self.note)
        layout.addStretch(1)
        self.restyle(look)

    # Showing.

    def draw(self, frame: Frame) -> None:
        """Predict at the playhead; does nothing when nothing has changed."""
        key = (frame.run, frame.row)
        if key == self._key:
            return
        self._key, self._frame = key, frame
        problem = frame.run.problem
        shown = self._named(problem)
        if shown != self._model:
            self._model = shown
            self._ask(problem)
            self.available.emit(isinstance(problem, Model))
        self._predict()

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look = look
        self._grid.setVerticalSpacing(round(look.size(6)))
        self._grid.setHorizontalSpacing(round(look.size(10)))
        self._limit_height()
        self.result.setStyleSheet(f"font-size: {round(look.size(16))}px; font-weight: bold;")
        self._limit_answer()

    def set_inputs(self, values: FloatArray) -> None:
        """Put values (D,) into the fields."""
        texts = [format_value(float(value)) for value in values]
        if len(self._fields) != len(texts):
            texts = [", ".join(texts)]
        for field, text in zip(self._fields, texts, strict=True):
            field.setText(text)
            field.setCursorPosition(0)

    @property
    def fields(self) -> tuple[QLineEdit, ...]:
        """The fields of the inputs, in their order."""
        return tuple(self._fields)

    @staticmethod
    def _named(problem: object) -> object:
        return (problem.input_names, problem.target_names) if isinstance(problem, Model) else None

    def _ask(self, problem: object) -> None:
        """Make the fields; they hold the first row of the data."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._fields = []
        if not isinstance(problem, Model):
            self._limit_height()
            return
        names = problem.input_names
        if len(names) > MOST_FIELDS:
            names = (f"{len(names)} inputs",)
        for row, name in enumerate(names):
            self._add_field(row, name, problem)
        self.set_inputs(problem.inputs[0])
        self._limit_height()

    def _limit_height(self) -> None:
        """The fields take no more room than they need: the result stands right below them."""
        self._scroll.setMaximumHeight(self._grid.sizeHint().height() if self._fields else 0)

    def _add_field(self, row: int, name: str, problem: Model) -> None:
        label = set_role(QLabel(name), "muted")
        label.setMaximumWidth(140)
        label.setToolTip(name)
        field = InputField()
        if len(problem.input_names) <= MOST_FIELDS:
            low, high = _range(problem, row)
            field.setToolTip(f"{name}: the data go from {short_text(low)} to {short_text(high)}")
        field.setAccessibleName(f"Input {name}")
        field.textChanged.connect(self._predict)
        label.setBuddy(field)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)
        # In a panel that is on the screen already they would be hidden until later, and
        # the room that the fields need could not be told.
        label.show()
        field.show()
        self._fields.append(field)

    # Predicting.

    def _predict(self) -> None:
        frame = self._frame
        problem = frame.run.problem if frame is not None else None
        if frame is None or not isinstance(problem, Model):
            unknown = "" if frame is None else frame.run.lacks((Capability.PREDICTIONS,))
            functions = "Functions have no inputs: there is nothing to predict."
            self._show("", "", unknown or functions)
            return
        if len(self._fields) != min(len(problem.input_names), MOST_FIELDS) and (
            len(self._fields) != 1
        ):
            return
        try:
            inputs = self._inputs(problem)
        except InputError as error:
            self._show("", error.message, "")
            return
        theta = frame.run.history.theta(frame.row)
        self._show(_result(problem, theta, inputs), "", _beyond(problem, inputs))

    def _inputs(self, problem: Model) -> FloatArray:
        """What stands in the fields, (D,).

        Raises
        ------
        InputError
            Where that is no number, or not as many as there are inputs.
        """
        names = problem.input_names
        if len(names) > MOST_FIELDS:
            values = parse_text(NUMBERS, self._fields[0].text())
            set_wrong(self._fields[0], len(values) != len(names))
            if len(values) != len(names):
                raise InputError(f"{len(values)} numbers are given; {len(names)} are needed")
            return np.array(values)
        values, first = [], None
        for name, field in zip(names, self._fields, strict=True):
            try:
                values.append(parse_text(NUMBER, field.text()))
                set_wrong(field, False)
            except InputError as error:
                set_wrong(field, True)
                first = first or InputError(f"{name}: {error.message}")
        if first is not None:
            raise first
        return np.array(values)

    def _show(self, result: str, error: str, note: str) -> None:
        for label, text in ((self.result, result), (self.error, error), (self.note, note)):
            if text != label.text():
                label.setText(text)
            label.setVisible(bool(text))
        self._answer.setVisible(bool(result))
        self._limit_answer()

    def _limit_answer(self) -> None:
        """As high as its lines; in a low panel the first ones are seen and the others scroll."""
        lines = self.result.text().count("\n") + 1
        whole = self.result.sizeHint().height()
        self._answer.setMaximumHeight(whole)
        self._answer.setMinimumHeight(whole * min(lines, FEWEST_LINES) // lines)


def _scrolling(content: QWidget) -> QScrollArea:
    """A frameless area in which content scrolls up and down where it has too little room."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    # Its content is reached by itself; the keys that scroll come from there.
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class InputField(QLineEdit):
    """A line for a number; Escape gives the keys back to the window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter selects the text, so that the next number can be typed at once."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)


def _result(problem: Model, theta: FloatArray, inputs: FloatArray) -> str:
    """What the model says for inputs (D,): of classes first the one that it chooses."""
    targets = problem.predict(theta, inputs[None, :])[0]
    names = problem.class_names
    lines = [
        f"{name} = {digits_text(float(value), 6)}"
        for name, value in zip(problem.target_names, targets, strict=True)
    ]
    if not names or not np.isfinite(targets).all():
        return _few(lines)
    chosen = f"Class {names[int(problem.predicted_classes(theta, inputs[None, :])[0])]}"
    if not problem.gives_probabilities:
        return "\n".join((chosen, _few(lines)))
    shares = problem.probabilities(theta, inputs[None, :])[0]
    order = range(len(names)) if len(names) <= MOST_TARGETS else np.argsort(-shares).tolist()
    width = max(len(name) for name in names)
    lines = [f"{names[index]:<{width}} {100 * shares[index]:5.1f} %" for index in order]
    return "\n".join((chosen, _few(lines)))


def _few(lines: list[str]) -> str:
    further = len(lines) - MOST_TARGETS
    return "\n".join([*lines[:MOST_TARGETS], f"and {further} more"] if further > 0 else lines)


def _range(problem: Model, column: int) -> tuple[float, float]:
    values = problem.inputs[:, column]
    return float(values.min()), float(values.max())


def _beyond(problem: Model, inputs: FloatArray) -> str:
    """A word of warning where inputs lie outside of the data that the model has seen."""
    outside = []
    for column, name in enumerate(problem.input_names[:MOST_FIELDS]):
        low, high = _range(problem, column)
        if not low <= inputs[column] <= high:
            outside.append(f"{name} ({short_text(low)} to {short_text(high)})")
    if not outside:
        return ""
    return f"Outside of the training data: {', '.join(outside[:3])}"
