"""The gallery of lessons: groups, pictures, minutes, and how far one has come."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.lessons.lesson import Lesson
from visualizer.core.resources import resource
from visualizer.gui.look.lesson_progress import LessonMark, LessonProgress
from visualizer.gui.look.links import calling
from visualizer.gui.look.preferences import Preferences
from visualizer.gui.widgets.roles import set_role
from visualizer.storage.lessons import lessons

PICTURE = QSize(208, 130)
CARD_WIDTH = 232
SIZE = QSize(1040, 700)
GROUPS = ("First steps", "Learning rates", "Networks", "Landscapes")
"""The order of the groups; others follow."""


class LessonCard(QToolButton):
    """A lesson: its picture, its title, and a line on it."""

    def __init__(self, lesson: Lesson, mark: LessonMark) -> None:
        super().__init__()
        self.lesson = lesson
        set_role(self, "picture")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(PICTURE)
        path = resource("lessons") / "pictures" / f"{lesson.name}.png"
        if path.is_file():
            self.setIcon(QIcon(QPixmap(str(path))))
        line = about(lesson, mark)
        self.setText(f"{lesson.title}\n{line}")
        self.setToolTip(lesson.goal or lesson.text)
        self.setAccessibleName(f"{lesson.title}: {line}")
        self.setFixedWidth(CARD_WIDTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins it, as a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def about(lesson: Lesson, mark: LessonMark) -> str:
    """A line on a lesson: minutes, questions, how far one has come."""
    parts = [f"{lesson.minutes} min", lesson.level]
    if lesson.questions:
        parts.append(f"{lesson.questions} questions")
    if mark.finished:
        parts = [parts[0], "done ✓"]
    elif mark.step:
        parts = [parts[0], f"step {mark.step + 1} of {len(lesson.steps)}"]
    return " · ".join(parts)


class Gallery(QDialog):
    """All lessons, in groups; those with questions first in each.

    Signals
    -------
    chosen(lesson)
        The user wants to begin a lesson.
    """

    chosen = Signal(object)

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Lessons")
        self.resize(SIZE.boundedTo(self.screen().availableSize()))
        progress = LessonProgress(preferences)
        self.cards = [LessonCard(one, progress.mark(one.name)) for one in in_order()]
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a lesson")
        self.search.setAccessibleName("Find a lesson by its words")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self.search.textChanged.connect(calling(self._lay_out))
        self.search.returnPressed.connect(self._choose_first)
        self._columns = 0
        self._headings = {name: set_role(QLabel(name), "heading") for name in self._groups()}
        self._grids: dict[str, QGridLayout] = {}
        self._build()
        for card in self.cards:
            card.clicked.connect(calling(self._choose, card))

    def _groups(self) -> list[str]:
        return list(dict.fromkeys(card.lesson.group for card in self.cards))

    def _build(self) -> None:
        body = QWidget()
        body.setObjectName("scrolled")
        inner = QVBoxLayout(body)
        inner.setContentsMargins(8, 0, 8, 8)
        inner.setSpacing(8)
        for name, heading in self._headings.items():
            inner.addWidget(heading)
            grid = QGridLayout()
            grid.setSpacing(4)
            grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
            self._grids[name] = grid
            inner.addLayout(grid)
        inner.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        # The cards scroll with the focus: a stop more would show nothing.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top = QHBoxLayout()
        words = (
            "Lessons with questions take you by the hand; the others are a picture to play with."
        )
        top.addWidget(set_role(QLabel(words), "muted"))
        top.addStretch(1)
        top.addWidget(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._scroll, 1)
        self._lay_out()

    @property
    def shown(self) -> list[LessonCard]:
        """The cards that have the words that are looked for."""
        words = self.search.text().lower().split()
        return [card for card in self.cards if all(word in _text(card.lesson) for word in words)]

    def _lay_out(self) -> None:
        columns = max(1, (self.width() - 60) // (CARD_WIDTH + 4))
        shown = self.shown
        for name, grid in self._grids.items():
            cards = [card for card in self.cards if card.lesson.group == name]
            for card in cards:
                grid.removeWidget(card)
                card.setVisible(card in shown)
            seen = [card for card in cards if card in shown]
            for place, card in enumerate(seen):
                grid.addWidget(card, place // columns, place % columns)
            self._headings[name].setVisible(bool(seen))
        self._columns = columns

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if max(1, (self.width() - 60) // (CARD_WIDTH + 4)) != self._columns:
            self._lay_out()

    def _choose_first(self) -> None:
        if self.shown:
            self._choose(self.shown[0])

    def _choose(self, card: LessonCard) -> None:
        self.accept()
        self.chosen.emit(card.lesson)


def in_order() -> list[Lesson]:
    """All lessons by their groups; within one those with questions come first."""
    known = lessons()
    places = {name: place for place, name in enumerate(GROUPS)}
    return sorted(known, key=lambda one: (places.get(one.group, len(places)), not one.is_course))


def _text(lesson: Lesson) -> str:
    return f"{lesson.title} {lesson.text} {lesson.goal} {lesson.group} {lesson.name}".lower()
