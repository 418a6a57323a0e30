"""The dock of the lesson that is attended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from visualizer import __version__
from visualizer.app.attendance import Attendance
from visualizer.app.intents import Intent, MakeGuess
from visualizer.app.views import LANDSCAPE
from visualizer.core.errors import InputError
from visualizer.core.lessons.questions import MapQuestion
from visualizer.core.lessons.score import results_of
from visualizer.gui.look.lesson_progress import LessonMark, LessonProgress
from visualizer.gui.look.look import Look
from visualizer.gui.look.preferences import FOLDER
from visualizer.gui.panels.lesson_view import LessonView
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.roles import set_role

NOTHING = "No lesson is open. File > Lessons shows all of them."


class LessonBody(QWidget):
    """The lesson player, or a sentence that there is no lesson."""

    def __init__(self, bench: Workbench, dock: DockCard) -> None:
        super().__init__()
        self._bench, self._dock = bench, dock
        self.view = LessonView(bench.look)
        self.view.wanted.connect(self._apply)
        self.view.save_wanted.connect(self._save)
        self._nothing = set_role(QLabel(NOTHING), "muted")
        self._nothing.setWordWrap(True)
        self._progress = LessonProgress(bench.preferences)
        self._marked: object = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._nothing)
        layout.addWidget(self.view, 1)
        bench.session.changed.connect(self.follow)
        self.follow()

    @property
    def attended(self) -> Attendance | None:
        return self._bench.session.state.lesson

    def follow(self) -> None:
        """Show the lesson as it stands."""
        attended = self.attended
        self._nothing.setVisible(attended is None)
        self.view.setVisible(attended is not None)
        if attended is None:
            if self._marked is not None:
                # The lesson was left: there is nothing to be seen here any more.
                self._marked = None
                self._dock.hide()
            return
        # What plays would play on behind the question.
        if attended.held is not None:
            self._bench.playback.pause()
        self.view.show_attendance(attended)
        self._remember(attended)
        if attended.asks is not None and isinstance(attended.asks, MapQuestion):
            self._listen_to_the_map()

    def _remember(self, attended: Attendance) -> None:
        mark = LessonMark(attended.step, attended.results)
        if (attended.lesson, mark) != self._marked:
            self._marked = (attended.lesson, mark)
            self._progress.remember(attended.lesson.name, mark)

    def _listen_to_the_map(self) -> None:
        plots = [view.plot for view in self._bench.pane.views if view.plot.name == LANDSCAPE]
        for plot in plots:
            if isinstance(plot, LandscapePlot):
                plot.on_point_chosen = self._on_point_chosen

    def _on_point_chosen(self, x: float, y: float) -> None:
        attended = self.attended
        if attended is not None and isinstance(attended.asks, MapQuestion):
            self._apply(MakeGuess((x, y)))

    def _apply(self, intent: Intent) -> None:
        if not self._bench.session.apply(intent):
            self.view.refuse("This cannot be taken now: the numbers are still being computed.")

    def _save(self) -> None:
        """Ask for a file and write the results."""
        from visualizer.storage.lesson_results import save_results

        attended = self.attended
        if attended is None:
            return
        folder = Path(self._bench.preferences.get(FOLDER))
        proposed = str(folder / f"{Path(attended.lesson.name).stem}-results.toml")
        path, _ = QFileDialog.getSaveFileName(
            self._bench.window, "Save results", proposed, "Results (*.toml)"
        )
        if not path:
            return
        today = date.today().isoformat()
        results = results_of(attended.lesson, attended.results, today, __version__)
        try:
            save_results(path, results)
        except InputError as error:
            self._bench.failed.emit(error)
        else:
            self._bench.told.emit(results.certificate, 0)

    # What a pane asks of a panel.

    def draw(self, frame: Frame) -> None:
        """The lesson follows the session, and not the frames."""

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self.view.restyle(look)


def lesson_body(bench: Workbench, dock: DockCard) -> LessonBody:
    """The lesson that is attended."""
    body = LessonBody(bench, dock)
    bench.pane.add_panel(body)
    return body
