"""Covers over views that have nothing to show of the run in front."""

import time
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.app.state import Run
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.roles import set_role

PATIENCE_SECONDS = 0.3
"""So long the first step of a run may take before it is said."""


def why_empty(run: Run | None) -> str:
    """Why a run has no rows; None for one that was closed."""
    if run is None:
        return "Nothing to show: the run was closed."
    if run.ending is None:
        return "The first step is under way."
    if run.ending.kind == "diverged":
        return "Nothing to show: at the start the loss or its slope is not a finite number."
    return "Nothing to show: the run was stopped before its first step."


def inside(view: QWidget) -> QRect:
    """A view but for its frame, if it is a card."""
    return view.rect().adjusted(1, 1, -1, -1) if isinstance(view, Card) else view.rect()


class _Cover(QLabel):
    """Lies over a view as long as that has nothing to show, and takes the mouse from it."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        set_role(self, "cover")
        view.installEventFilter(self)

    def eventFilter(self, view: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(view, QWidget):
            self.setGeometry(inside(view))
        return False


class Covers:
    """The covers of all views: they are either all there, with the same words, or none is."""

    def __init__(self) -> None:
        self._words = ""
        self._since: float | None = None
        self._covers: dict[QWidget, _Cover] = {}

    def wanted(self, run: Run | None) -> str:
        """The words for a run without rows, where others lie over the views; else nothing.

        The first row of most runs is there within milliseconds, and so long the pictures of
        the former one stay: they would flicker while a rate is dragged.
        """
        now = time.perf_counter()
        self._since = now if self._since is None else self._since
        waits = run is not None and run.ending is None and now - self._since < PATIENCE_SECONDS
        words = why_empty(run)
        return "" if waits or words == self._words else words

    def show(self, views: Iterable[QWidget], words: str) -> None:
        """Cover views; words take the place of former ones."""
        self._words = words
        for view in views:
            self.show_over(view)

    def show_over(self, view: QWidget) -> None:
        """Cover a view that may have come later than the others, if these are covered."""
        if not self._words:
            return
        cover = self._covers.get(view) or self._covers.setdefault(view, _Cover(view))
        cover.setGeometry(inside(view))
        cover.setText(self._words)
        cover.raise_()
        cover.show()

    def take_away(self) -> None:
        """Show the views again."""
        self._words, self._since = "", None
        while self._covers:
            _, cover = self._covers.popitem()
            cover.hide()
            cover.deleteLater()
