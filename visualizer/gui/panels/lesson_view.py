"""The lesson player: the text of a step, its question, what is said to the answer, and the way."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.attendance import Attendance
from visualizer.app.intents import (
    ArrangeStep,
    GiveAnswer,
    GoToStep,
    LeaveLesson,
    MakeGuess,
    RestartLesson,
    ShowSolution,
)
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.lessons.questions import TextQuestion
from visualizer.core.lessons.score import StepResult
from visualizer.gui.look.icons import icon
from visualizer.gui.look.links import calling, later
from visualizer.gui.look.look import Look
from visualizer.gui.panels.answers import AnswerField, answer_field
from visualizer.gui.widgets.reading import Reading
from visualizer.gui.widgets.roles import set_role

DOT, LONG_DOT, GAP = 9.0, 26.0, 6.0


class StepDots(QWidget):
    """A dot for each step: full for what is done, long for where one stands."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._done: tuple[bool, ...] = ()
        self._step = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, done: tuple[bool, ...], step: int) -> None:
        """Show which steps are done, and where one stands."""
        self._done, self._step = done, step
        self.update()

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(round(self._look.size(120)), round(self._look.size(DOT + 4)))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        x, size = 0.0, look.size(DOT)
        # Many steps are drawn closer: all are to be seen.
        wanted = len(self._done) * look.size(DOT + GAP) + look.size(LONG_DOT)
        share = min(1.0, self.width() / max(wanted, 1.0))
        for number, done in enumerate(self._done):
            here = number == self._step
            width = look.size(LONG_DOT if here else DOT) * share
            colour = look.brush(look.accent, 1.0 if here else 0.55) if here or done else None
            painter.setBrush(colour or look.brush(look.border))
            painter.drawRoundedRect(QRectF(x, 2.0, width, size), size / 2, size / 2)
            x += width + look.size(GAP) * share


class LessonView(QWidget):
    """Shows where somebody stands in a lesson, and tells what is wanted.

    Signals
    -------
    wanted(intent)
        An intent about the lesson.
    save_wanted()
        The results are to be saved.
    """

    wanted = Signal(object)
    save_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._attended: Attendance | None = None
        self._shown: object = None
        self._said: object = None
        self._lesson: Lesson | None = None
        self._had_focus = False
        self.field: AnswerField | None = None
        self._make_words()
        self._make_buttons()
        self._lay_out()

    # Building.

    def _make_words(self) -> None:
        self.place = set_role(QLabel(), "muted")
        self.title = Reading("heading")
        self.dots = StepDots(self._look)
        self.count = set_role(QLabel(), "muted")
        self.goal = Reading("muted")
        self.subtitle = Reading("section")
        self.text = Reading("reading")
        self.question = Reading("asking")
        self.hint = Reading("hint")
        self.explained = Reading("explained")
        self.refused = Reading("error")

    def _make_buttons(self) -> None:
        self.check = _button("Check", "Check the answer (Enter)", self._on_check)
        self.back = _button("Back", "The step before", self._on_back)
        self.next = _button("Next", "The next step", self._on_next)
        self.skip = _button("Skip", "Go on without an answer", self._on_next)
        self.show_me = _button("Show me", "Have the question answered", self._on_show)
        self.save = _button("Save results…", "As a small file with a line that certifies it",
                            self.save_wanted.emit)  # fmt: skip
        self.again = self._tool("reset", "Begin the lesson anew", RestartLesson())
        self.return_ = self._tool("lesson", "Back to the lesson: everything as this step has it",
                                  ArrangeStep())  # fmt: skip
        self.close_ = self._tool("close", "Leave the lesson", LeaveLesson())

    def _tool(self, name: str, words: str, intent: object) -> QToolButton:
        button = set_role(QToolButton(), "quiet")
        button.setIcon(icon(name, self._look, 18))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setProperty("drawing", name)
        button.clicked.connect(calling(self.wanted.emit, intent))
        return button

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(_row(self.place, None, self.return_, self.again, self.close_))
        layout.addWidget(self.title)
        layout.addLayout(_row(self.dots, self.count))
        body = QWidget()
        body.setObjectName("scrolled")
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(0, 4, 6, 4)
        self._body.setSpacing(10)
        for widget in (self.goal, self.subtitle, self.text, self.question):
            self._body.addWidget(widget)
        self._place_of_field = self._body.count()
        self._body.addLayout(_row(self.check, self.show_me, None))
        for widget in (self.refused, self.hint, self.explained):
            self._body.addWidget(widget)
        self._body.addLayout(_row(self.save, None))
        self._body.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._scroll, 1)
        # Nothing comes to stand where Next was: it would be pressed by its second click.
        layout.addLayout(_row(self.back, self.skip, None, self.next))

    # Showing.

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self.dots.restyle(look)
        for button in (self.again, self.return_, self.close_):
            button.setIcon(icon(button.property("drawing"), look, 18))
        for words in self.findChildren(Reading):
            words.restyle()
        if self.field is not None:
            self.field.restyle(look)

    def show_attendance(self, attended: Attendance) -> None:
        """Show where somebody stands."""
        self._attended = attended
        # Before: a field that goes, or is switched off, takes the focus with it.
        focused = QApplication.focusWidget()
        if self._lesson is not attended.lesson:
            # Who begins a lesson goes on with the keys in it.
            self._lesson, self._had_focus = attended.lesson, True
        elif focused is not None and self.isAncestorOf(focused):
            self._had_focus = True
        key = (attended.lesson, attended.step, attended.numbers is None)
        if key != self._shown:
            self._shown = key
            self._show_step(attended)
        if self.field is not None and attended.guess is not None:
            self.field.show_guess(attended.guess)
        said = (key, attended.said, attended.result)
        if said != self._said:
            self._said = said
            self._show_said(attended)
            self._show_way(attended)
            self._keep_focus()

    def _show_step(self, attended: Attendance) -> None:
        lesson, step = attended.lesson, attended.current
        self.place.setText(" · ".join(filter(None, (lesson.group, _minutes(lesson.minutes)))))
        self.title.write(lesson.title)
        self._set_field(None)
        if attended.at_end:
            self._show_end(attended)
            return
        self.goal.write("" if attended.step else lesson.goal)
        self.subtitle.write(step.title)
        waiting = attended.numbers is None
        self.text.write("The numbers of this lesson are being computed…" if waiting
               else step.text.filled(attended.value))  # fmt: skip
        question = None if waiting else step.question
        self.question.write("" if question is None else question.text.filled(attended.value))
        if question is not None:
            self._set_field(answer_field(question, attended, self._look))
            if attended.result.given is not None and attended.guess is None:
                self.field_now.show_guess(attended.result.given)
        self._scroll.verticalScrollBar().setValue(0)

    def _show_end(self, attended: Attendance) -> None:
        points = sum(one.points for one in attended.results)
        asked = attended.lesson.questions
        self.goal.write("")
        self.subtitle.write("The end of this lesson")
        score = f"**{points:g} of {asked} points.** " if asked else ""
        self.text.write(f"{score}A first try that is right is a point, a later one half.")
        self.question.write("")

    @property
    def field_now(self) -> AnswerField:
        assert self.field is not None
        return self.field

    def _set_field(self, field: AnswerField | None) -> None:
        if self.field is not None:
            self._body.removeWidget(self.field)
            # It may be one of its own signals that has led here.
            self.field.blockSignals(True)
            self.field.hide()
            self.field.deleteLater()
        self.field = field
        if field is not None:
            self._body.insertWidget(self._place_of_field, field)
            field.guessed.connect(self._on_guessed)
        self._chain_tab_stops()

    def _chain_tab_stops(self) -> None:
        """Have Tab go through the lesson as it is read: the field has been made last."""
        stops: list[QWidget] = [self.return_, self.again, self.close_]
        stops += [] if self.field is None else self.field.tab_stops
        stops += [self.check, self.show_me, self.save, self.back, self.skip, self.next]
        for stop, following in pairwise(stops):
            self.setTabOrder(stop, following)

    def _show_said(self, attended: Attendance) -> None:
        """What is said to the last answer, and the explanation when it is over."""
        step, result = attended.current, attended.result
        question = None if attended.at_end else step.question
        wrong = question is not None and attended.asks is not None and attended.said is not None
        hint = ""
        if wrong and question is not None and attended.said is not None:
            parts = ("**Not yet.**", attended.said.hint, question.look.filled(attended.value))
            hint = " ".join(filter(None, parts))
        self.hint.write(hint)
        self.refused.write("")
        done = question is not None and result.done and attended.numbers is not None
        self.explained.write(_explanation(attended, result) if done else "")
        if self.field is not None:
            self.field.setEnabled(attended.asks is not None)
            if done:
                self.field.show_solution(attended)
        if hint or done:
            # What is said must be seen: the words stand below the field.
            box = self.explained if done else self.hint
            self._scroll.ensureWidgetVisible(box, 0, 8)

    def _show_way(self, attended: Attendance) -> None:
        steps, at_end = len(attended.lesson.steps), attended.at_end
        asks = attended.asks is not None
        known = [*attended.results, *[StepResult()] * (steps - len(attended.results))]
        done = tuple(
            one.done or (step.question is None and number < attended.step)
            for number, (one, step) in enumerate(zip(known, attended.lesson.steps, strict=True))
        )
        self.dots.show_steps(done, attended.step)
        tries = attended.result.tries
        more = f" · {_ordinal(tries + 1)} try" if asks and tries else ""
        self.count.setText("the end" if at_end else f"step {attended.step + 1} of {steps}{more}")
        self.check.setVisible(asks and self.field is not None)
        self.skip.setVisible(asks)
        self.show_me.setVisible(asks and attended.numbers is not None)
        self.next.setVisible(not asks and not at_end)
        self.save.setVisible(at_end and attended.lesson.questions > 0)
        self.back.setEnabled(attended.step > 0)
        _make_primary(self.check, asks)
        _make_primary(self.next, not asks)

    def refuse(self, sentence: str) -> None:
        """Say why an answer was not taken."""
        self.refused.write(sentence)

    # What the user wants.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, or else the filled one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            if isinstance(focused, QPushButton | QToolButton) and self.isAncestorOf(focused):
                focused.click()
                return
            asks = self._attended is not None and self._attended.asks is not None
            (self.check if asks else self.next).click()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        later(self, self._keep_focus)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self._had_focus:
            later(self, self._keep_focus)
        return super().event(event)

    def _keep_focus(self) -> None:
        """Have the keys go on with the lesson, where they were in it."""
        # What is not seen yet cannot have the focus, and a window that comes back from behind a
        # dialog gives it to where it was: it is had when that is over.
        if not self._had_focus or not self.isVisible() or not self.isActiveWindow():
            return
        if self.field is not None and self.field.isEnabled():
            self.field.focus_first()
            self._had_focus = False
        elif self.next.isVisible():
            self.next.setFocus()
            self._had_focus = False

    def _on_guessed(self, answer: Any) -> None:
        self.refused.write("")
        question = None if self._attended is None else self._attended.asks
        # Words are not drawn anywhere: they are not told with every letter.
        if answer is not None and question is not None and not isinstance(question, TextQuestion):
            self.wanted.emit(MakeGuess(answer))

    def _on_check(self) -> None:
        if self.field is None or self._attended is None or self._attended.asks is None:
            return
        answer = self.field.answer
        if answer is None:
            self.refuse(f"Not an answer yet: {self._attended.asks.answers} is needed.")
        else:
            self.wanted.emit(GiveAnswer(answer))

    def _on_show(self) -> None:
        self.wanted.emit(ShowSolution())

    def _on_next(self) -> None:
        if self._attended is not None:
            self.wanted.emit(GoToStep(self._attended.step + 1))

    def _on_back(self) -> None:
        if self._attended is not None:
            self.wanted.emit(GoToStep(self._attended.step - 1))


def _explanation(attended: Attendance, result: StepResult) -> str:
    question = attended.current.question
    assert question is not None
    after = attended.current.after.filled(attended.value)
    solution = question.solution(attended.value)
    judged = not isinstance(question, TextQuestion)
    if result.told and judged:
        return f"**The answer: {solution.rstrip('.')}.**\n\n{after}"
    if not judged:
        return f"**One way to say it:** {solution}\n\n{after}"
    return f"**Right.** {after}"


def _minutes(minutes: int) -> str:
    return f"{minutes} minutes" if minutes else ""


def _ordinal(number: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(number, f"{number}th")


def _button(words: str, help_text: str, pressed: Any) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.setAccessibleDescription(help_text)
    button.clicked.connect(calling(pressed))
    return button


def _make_primary(button: QPushButton, primary: bool) -> None:
    """Have it be the one filled button, or not."""
    role = "primary" if primary else ""
    if button.property("role") != role:
        button.setProperty("role", role)
        button.style().unpolish(button)
        button.style().polish(button)


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets in a row; None is the gap that takes what is left."""
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
