"""Has the session be as a lesson wants it, by the intents that a user has, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from visualizer.app.attendance import Attendance, distinct
from visualizer.app.copies import values_of
from visualizer.app.intent_tables import from_table
from visualizer.app.intents import (
    ChangeSettings,
    KnowNumbers,
    MovePlayhead,
    NoteArranged,
    OpenExperiment,
    RenameRun,
    SelectRun,
    SetOption,
    ShowRun,
)
from visualizer.app.jobs.single import Single
from visualizer.app.session import Session
from visualizer.app.state import Run
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.lessons.computing import LessonNumbers, compute
from visualizer.core.lessons.lesson import Lesson, LessonStep

LOOK_MILLISECONDS = 20


class Teaching(QObject):
    """Follows the lesson in the state: computes its numbers, and arranges its steps.

    A step is arranged once when it comes, and once more when its question is answered. What is
    to be done waits for runs that have to be read.

    Signals
    -------
    failed(error)
        An `InputError`: a number of the lesson cannot be computed, or a step not be arranged.
    """

    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._computing: Single[Lesson, LessonNumbers] = Single(session.jobs, _compute)
        self._lesson: Lesson | None = None
        self._documents: dict[str, int] = {}
        self._opening = ""
        self._answered: tuple[int, bool] = (0, False)
        self._busy = False
        # Workers publish, and are looked at.
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        session.changed.connect(self._follow)

    def close(self) -> None:
        """Compute nothing any more."""
        self._timer.stop()
        self._computing.close()

    def _follow(self) -> None:
        """Do what the lesson in the state still wants done."""
        # What is done here changes the session, which tells of it.
        if self._busy:
            return
        self._busy = True
        try:
            self._attend(self._session.state.lesson)
        finally:
            self._busy = False

    def _attend(self, attended: Attendance | None) -> None:
        lesson = None if attended is None else attended.lesson
        if lesson is not self._lesson:
            self._begin(lesson)
        if attended is None or attended.at_end:
            return
        if not attended.arranged:
            self._arrange(attended)
        elif attended.asks is None and self._answered != (attended.step, True):
            self._answered = (attended.step, True)
            self._reveal(attended.current)

    def _begin(self, lesson: Lesson | None) -> None:
        self._lesson, self._documents, self._opening = lesson, {}, ""
        if lesson is None:
            self._timer.stop()
            self._computing.cancel()
            self._session.apply(SetOption("hide_future", False))
        else:
            self._computing.start(lesson)
            self._timer.start()

    def _look(self) -> None:
        """Take the numbers of the lesson, once they are there."""
        found = self._computing.found
        if self._lesson is None or (found is None and not self._computing.error):
            return
        self._timer.stop()
        if found is None:
            return
        for mistake in found.mistakes[:1]:
            self.failed.emit(mistake)
        nan = float("nan")
        values = tuple(found.found.get(one, nan) for one in distinct(self._lesson))
        self._session.apply(KnowNumbers(values))

    # Arranging a step.

    def _arrange(self, attended: Attendance) -> None:
        step = attended.current
        if not all(self._is_open(attended.lesson, name) for name in (*step.shown, step.run)):
            return
        asks = attended.asks is not None
        apply = self._session.apply
        apply(SelectRun(document=self._documents[step.run]))
        self._set_back(attended.lesson.runs[step.run])
        shown = [self._documents[name] for name in (*step.shown, step.run)]
        # Others as well: what else is open would be drawn beside it, and is in the way.
        for run in self._session.state.runs:
            apply(ShowRun(run.document, run.document in shown))
        apply(SetOption("hide_future", asks))
        apply(MovePlayhead(step.epoch))
        self._answered = (attended.step, not asks)
        tables = step.arrange if asks else chain(step.arrange, step.then)
        self._do(tables)
        apply(NoteArranged())

    def _set_back(self, experiment: Experiment) -> None:
        """Have the run in front be that of the lesson, whatever was changed."""
        run = self._session.state.run
        if (run.edited or run.experiment) != experiment:
            self._session.apply(ChangeSettings(values_of(experiment)))

    def _is_open(self, lesson: Lesson, name: str) -> bool:
        """Whether a run of the lesson is open; if not, it is being opened."""
        state = self._session.state
        document = self._documents.get(name)
        if document is not None and state.place(document) is not None:
            return True
        taken = self._documents.values()
        wanted = lesson.runs[name]
        same = [run for run in state.runs if _is_same(run, wanted) and run.document not in taken]
        if same:
            # It may be the one that shows what the lesson begins with anyway.
            self._documents[name], self._opening = same[0].document, ""
            self._call(same[0], name)
            return True
        if self._opening != f"{lesson.name}/{name}":
            self._opening = f"{lesson.name}/{name}"
            if self._session.apply(OpenExperiment(wanted)):
                return self._is_open(lesson, name)
        return False

    def _call(self, run: Run, name: str) -> None:
        """Have a run be called as the lesson calls it; a bare number says less than its setting."""
        if not run.title and any(letter.isalpha() for letter in name):
            self._session.apply(RenameRun(run.document, name[:1].upper() + name[1:]))

    def _reveal(self, step: LessonStep) -> None:
        """What comes when the question is answered."""
        self._session.apply(SetOption("hide_future", False))
        self._do(step.then)

    def _do(self, tables: Iterable[Mapping[str, Any]]) -> None:
        for table in tables:
            try:
                self._session.apply(from_table(table))
            except InputError as error:
                self.failed.emit(error)


def _is_same(run: Run, experiment: Experiment) -> bool:
    return run.experiment == experiment and run.edited is None and not run.locked


def _compute(lesson: Lesson, publish: Callable[[LessonNumbers], None]) -> None:
    publish(compute(lesson))
