"""What a screen reader is told: what each plot shows, and what the verdict has become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from visualizer.gui.stage.pane import Pane

if TYPE_CHECKING:
    from visualizer.core.analysis.judgement import Judgement
    from visualizer.gui.plots.frame import Frame

REST_MILLISECONDS = 400
"""Nobody can listen to a plot that moves: it is described when it has come to rest."""


class Described(Protocol):
    """What tells a screen reader of itself when it is asked to."""

    def describe(self) -> None:
        """Bring the accessible description up to date."""


class Describing(QObject):
    """Keeps the accessible descriptions of plots and numbers up to date, and announces verdicts.

    Nothing is done while frames follow one another. A verdict is announced once, when it
    stays; `announced` is the last one.
    """

    def __init__(self, pane: Pane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.announced = ""
        self._others: list[Described] = []
        self._pane = pane
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MILLISECONDS)
        self._timer.timeout.connect(self.describe)
        pane.frame_made.connect(self._on_frame)
        pane.judged.connect(self._on_judged)

    def add(self, *others: Described) -> None:
        """Describe these as well."""
        self._others += others

    def _on_frame(self, frame: Frame) -> None:
        self._timer.start()

    def _on_judged(self, judgement: Judgement | None) -> None:
        self._timer.start()

    def describe(self) -> None:
        """Describe what is visible now."""
        judgement = self._pane.judgement
        verdict = judgement.verdict if judgement is not None else None
        words = f"{verdict.label}: {verdict.text}" if verdict is not None else ""
        for view in self._pane.views:
            if view.isVisible():
                view.describe(words)
        for other in self._others:
            other.describe()
        label = verdict.label if verdict is not None else ""
        if label and label != self.announced:
            self._announce(words)
        self.announced = label or self.announced

    def _announce(self, words: str) -> None:
        views = [view for view in self._pane.views if view.isVisible()]
        if views:
            event = QAccessibleAnnouncementEvent(views[0].window(), words)
            QAccessible.updateAccessibility(event)
