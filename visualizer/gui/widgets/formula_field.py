"""The field for a formula: checked as it is typed, with the mistake marked at its place."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from visualizer.core.analysis.gradient_check import check_gradient
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.formula_scan import FormulaError
from visualizer.core.problems.formula_text import read_formula
from visualizer.core.settings import Setting
from visualizer.gui.look.look import LOOKS
from visualizer.gui.look.numbers import size_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.fields import Field
from visualizer.gui.widgets.roles import set_role

PAUSE_MILLISECONDS = 120
"""A formula that is valid is drawn when nothing has been typed for so long."""

PATIENCE_MILLISECONDS = 600
"""What is wrong is said after a while: most formulas are wrong while they are typed."""

MOST_LINES = 6
FAR = 5.0
"""A rate that differs by this factor from the one that suits the formula is mentioned."""

CLOSE = 1e-5
"""Slopes and difference quotients that differ by more have a kink or an edge between."""
UNCHECKED = "Gradient not checked yet"


class FormulaEdit(QPlainTextEdit):
    """A few lines of text that wrap and grow with what is in them.

    Signals
    -------
    committed()
        Enter, or the keyboard goes elsewhere.
    given_up()
        Escape.
    """

    committed = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "mono")
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(1)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As high as the lines of the text, up to `MOST_LINES`."""
        line = self.fontMetrics().lineSpacing()
        needed = self.blockBoundingRect(self.document().firstBlock()).height()
        height = min(max(needed, line), MOST_LINES * line)
        return QSize(super().sizeHint().width(), round(height) + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(56, self.sizeHint().height())

    def mark(self, start: int, end: int) -> None:
        """Underline the characters from `start` to `end`; none when both are one."""
        text = self.toPlainText()
        cursor = QTextCursor(self.document())
        # Qt counts halves of characters beyond 16 bits.
        low, high = (len(text[:place].encode("utf-16-le")) // 2 for place in (start, end))
        cursor.setPosition(min(low, max(self.document().characterCount() - 1, 0)))
        cursor.setPosition(
            min(high, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor
        )
        selection = QTextEdit.ExtraSelection()
        dark = self.palette().color(QPalette.ColorRole.Base).lightness() < 128
        look = LOOKS["dark" if dark else "light"]
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(look.colour(look.danger))
        form.setBackground(look.colour(look.danger, 0.25))
        selection.format, selection.cursor = form, cursor
        self.setExtraSelections([selection] if end > start else [])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits: a formula has no line breaks. Escape gives up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.committed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.committed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()


class FormulaField(Field):
    """Edits a formula; a valid one is told while it is typed, after a moment's pause.

    Beneath stands how far the exact slopes at the playhead are from difference quotients.
    """

    wide = True

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(declared, parent)
        self._shown = ""
        self._checked: object = None
        self._waiting: Frame | None = None
        self.edit = FormulaEdit()
        self.edit.textChanged.connect(self._on_typed)
        self.edit.committed.connect(self._on_committed)
        self.edit.given_up.connect(self._restore)
        self._words = ""
        self.check = set_role(QLabel(), "muted")
        self.check.setWordWrap(True)
        self.check.hide()
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.edit)
        layout.addWidget(self.check)
        self._target = self.edit
        self._take(column)
        self._soon = self._timer(PAUSE_MILLISECONDS, self._tell)
        self._later = self._timer(PATIENCE_MILLISECONDS, self._refuse)
        self._resting = self._timer(PAUSE_MILLISECONDS, self._check_gradient)

    def set_value(self, value: Any) -> bool:
        """Show a formula; one that is being typed stays."""
        changed = str(value) != self._shown
        self._shown = str(value)
        typing = self.edit.hasFocus() and self.edit.document().isModified()
        wrong = bool(self.edit.property("wrong"))
        if not typing and (changed or not wrong) and self.edit.toPlainText() != self._shown:
            self._show(self._shown)
        return changed

    def describe(self, name: str, help_text: str) -> None:
        super().describe(name, help_text)
        tip = "The exact slopes at the playhead, compared with difference quotients"
        self.check.setAccessibleName("Check of the slopes")
        self.check.setToolTip(tip)

    def draw(self, frame: Frame) -> None:
        """Check the slopes at the playhead of a frame, once it rests."""
        key = (frame.problem, frame.run.history, frame.row)
        if key != self._checked:
            self._checked, self._waiting = key, frame
            self._resting.start()

    def _timer(self, milliseconds: int, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _error(self) -> FormulaError | None:
        try:
            read_formula(self.edit.toPlainText())
        except FormulaError as error:
            return error
        return None

    def _on_typed(self) -> None:
        error = self._error()
        self._soon.stop()
        self._later.stop()
        if error is None:
            self.edit.mark(0, 0)
            self.mended.emit()
            self._show_check()
            self._soon.start()
        else:
            self.edit.mark(error.start, error.end)
            self._later.start()

    def _tell(self) -> None:
        """Emit the text when it is another valid one than the one shown."""
        self._soon.stop()
        text = self.edit.toPlainText().strip()
        if text != self._shown and self._error() is None:
            self.edited.emit(text)

    def _refuse(self) -> None:
        error = self._error()
        if error is not None:
            self.check.hide()  # it is about another formula than the one that is refused
            self.refused.emit(error.message)

    def _on_committed(self) -> None:
        self._later.stop()
        self._refuse()
        self._tell()
        if self._error() is None:
            self.edit.document().setModified(False)
        self.settled.emit()

    def _restore(self) -> None:
        self._show(self._shown)
        self._show_check()
        self.mended.emit()

    def _show(self, text: str) -> None:
        blocker = QSignalBlocker(self.edit)
        self.edit.setPlainText(text)
        blocker.unblock()
        self._soon.stop()
        self._later.stop()
        self.edit.mark(0, 0)
        self.edit.updateGeometry()

    def _show_check(self) -> None:
        """Show the check of the formula that is minimised; of another one it says nothing."""
        same = self.edit.toPlainText().strip() == self._shown
        self.check.setText(self._words if same or not self._words else UNCHECKED)
        self.check.setVisible(bool(self._words))

    def _check_gradient(self) -> None:
        frame, self._waiting = self._waiting, None
        if frame is None or not isinstance(frame.problem, Formula):
            return
        difference = check_gradient(frame.problem, frame.run.history.theta(frame.row))
        words = f"Gradient checked: largest difference {size_text(difference)}"
        if not difference < CLOSE:
            words = f"Gradient differs by {size_text(difference)}: a kink or an edge is near"
        self._words = f"{words}{_fitting_rate(frame)}"
        self._show_check()


def _fitting_rate(frame: Frame) -> str:
    """The rate that suits a formula, where the one that is set is far from it."""
    experiment, problem = frame.experiment, frame.problem
    optimizer = experiment.optimizer
    if not isinstance(problem, Formula) or optimizer.rate_means != "slope":
        return ""
    fitting = problem.suggested_rate
    if fitting / FAR <= optimizer.learning_rate <= fitting * FAR:
        return ""
    return f". A rate of about {size_text(fitting)} suits this formula"
