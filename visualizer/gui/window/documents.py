"""Opening and saving experiments: dialogs, recent files, and what was dropped."""

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from visualizer.app.intents import CloseRun, MarkSaved, OpenExperiment, OpenLesson
from visualizer.app.opening import Opener, Opening
from visualizer.app.session import Session
from visualizer.app.state import Run
from visualizer.core.capabilities import asked
from visualizer.core.errors import InputError
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.gui.dialogs.unsaved import (
    Conflict,
    Decision,
    ask_conflict,
    ask_unsaved,
    tell_failed,
)
from visualizer.gui.look.lesson_progress import LessonProgress
from visualizer.gui.look.links import calling
from visualizer.gui.look.preferences import FOLDER, RECENT, Preferences
from visualizer.storage.experiments import save_experiment
from visualizer.storage.lessons import first_lesson
from visualizer.storage.opening import EXPERIMENT_ENDING, Opened, changed_elsewhere, digest_of

MOST_RECENT = 10
TABLES = "*.csv *.tsv *.txt *.dat *.npz *.npy"
FILTERS = (
    f"Experiments, lessons and tables (*.toml {TABLES});;"
    "Experiments and lessons (*.toml);;All files (*)"
)


class Documents(QObject):
    """What File does: the session is changed only when a file could be read whole.

    Signals
    -------
    failed(error)
        An `InputError`: a file could not be read or written.
    lesson_opened(lesson)
        A lesson was opened; None for anything else.
    lesson_attended()
        A lesson with steps begins.
    table_named(path)
        The user named a table: the window asks how it is read.
    """

    failed = Signal(object)
    lesson_opened = Signal(object)
    lesson_attended = Signal()
    table_named = Signal(str)

    def __init__(self, session: Session, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._preferences = preferences
        self._window = window
        self._opener = Opener(session.jobs, self)
        self._opener.opened.connect(self._on_opened)
        self._opener.failed.connect(self._on_unreadable)
        session.not_opened.connect(self._on_not_opened)
        self._asking = ""

    def new(self) -> None:
        """Open a copy of the first experiment, without a file."""
        self.open_lesson(first_lesson())

    def open(self) -> None:
        """Ask for a file and open it."""
        self._choose("Open", FILTERS)

    def open_data(self) -> None:
        """Ask for a table and open it."""
        self._choose("Open data", f"Tables ({TABLES});;All files (*)")

    def _choose(self, title: str, filters: str) -> None:
        path, _ = QFileDialog.getOpenFileName(self._window, title, self.folder(), filters)
        if path:
            self.open_file(path)

    def open_file(self, path: str) -> None:
        """Open a file that the user named: how a table is read is asked first."""
        if _is_table(path):
            self.table_named.emit(path)
        else:
            self.open_path(path)

    def open_path(self, path: str, replace: bool = False) -> None:
        """Open an experiment, a lesson or a table, beside what is open or in its place.

        It is read in the background; nothing is changed when that fails. How a table is to be
        read is asked if it cannot be read as it is: a cell is empty, say. Why another file
        cannot be opened is told in a message, which waits until it was read.
        """
        self._opener.open(Opening(path, replace))

    def _on_opened(self, opening: Opening, found: Opened) -> None:
        intent = OpenExperiment(
            found.experiment,
            found.path,
            opening.replace,
            digest=found.digest,
            unsaved=not found.path and found.lesson is None,
        )
        self._asking = opening.path
        if self._session.apply(intent):
            self.note_opened(opening.path, found.lesson)
            if found.lesson is not None and found.lesson.is_course:
                path = opening.path
                self._attend(found.lesson, path if os.path.isfile(path) else found.lesson.name)

    def note_opened(self, path: str, lesson: Lesson | None = None) -> None:
        """A file has become the run in front."""
        self.remember(path)
        self.lesson_opened.emit(lesson)

    def _on_unreadable(self, opening: Opening, error: InputError) -> None:
        self._tell_unreadable(opening.path, error)

    def _on_not_opened(self, error: InputError) -> None:
        """The problem of an experiment that was opened cannot be built."""
        path, self._asking = self._asking, ""
        self._tell_unreadable(path, error)

    def _tell_unreadable(self, path: str, error: InputError) -> None:
        self.failed.emit(error)
        if _is_table(path) and error.key.startswith(("data.", "problem.data")):
            self.table_named.emit(path)
        else:
            tell_failed(self._window, path, "opened", error)

    def close(self) -> None:
        """Read no further."""
        self._opener.close()

    def open_lesson(self, lesson: Lesson) -> None:
        """Open a lesson's experiment as a new run."""
        if self._session.apply(OpenExperiment(lesson.experiment)):
            self.lesson_opened.emit(lesson)

    def attend(self, lesson: Lesson) -> None:
        """Begin a lesson, or go on with it; one without steps is a text with an experiment."""
        if not lesson.is_course:
            self.open_lesson(lesson)
        else:
            self._attend(lesson, lesson.name)

    def _attend(self, lesson: Lesson, name: str) -> None:
        """Begin a lesson with steps, or go on where it was left; `name` is also that of a file."""
        # Nothing else is done while nothing is open: as when the shell has named the lesson.
        if not self._session.state.runs and not self._session.apply(
            OpenExperiment(lesson.experiment)
        ):
            return
        mark = LessonProgress(self._preferences).mark(name)
        # Who comes back to a lesson that was finished begins anew.
        left = OpenLesson(name) if mark.finished else OpenLesson(name, mark.step, mark.results)
        if self._session.apply(left):
            self.lesson_opened.emit(lesson)
            self.lesson_attended.emit()

    # Saving.

    def save(self) -> bool:
        """Save to the file of the run in front, or ask for one."""
        return self._save(self._session.state.run)

    def save_as(self) -> bool:
        """Ask for a file and save."""
        return self._save_as(self._session.state.run)

    def _save(self, run: Run) -> bool:
        if not run.path:
            return self._save_as(run)
        # Looked at just before it is written: somebody may have saved there in an editor.
        if run.digest and changed_elsewhere(run.path, run.digest):
            answer = ask_conflict(self._window, run.path)
            if answer is not Conflict.REPLACE:
                return answer is Conflict.ELSEWHERE and self._save_as(run)
        return self._write(run, run.path)

    def _save_as(self, run: Run) -> bool:
        proposed = run.path or str(Path(self.folder()) / f"{_file_name(run.name)}.toml")
        path, _ = QFileDialog.getSaveFileName(
            self._window, "Save experiment", proposed, "Experiments (*.toml)"
        )
        if not path:
            return False
        return self._write(run, path if Path(path).suffix else f"{path}.toml")

    def _write(self, run: Run, path: str) -> bool:
        try:
            experiment = run.edited or asked(run.experiment)
            if run.title:
                # The name that the run was given is the one that it is found by again.
                experiment = replace(experiment, name=run.title)
            content = save_experiment(experiment, path, _fingerprint(run))
        except InputError as error:
            self.failed.emit(error)
            tell_failed(self._window, path, "saved", error)
            return False
        self._session.apply(MarkSaved(path, digest_of(content), run.document))
        self.remember(path)
        return True

    # Closing.

    def may_close(self) -> bool:
        """Ask about all runs that are not saved, once; false when nothing is to be closed."""
        return self._may_lose(self._session.state.runs)

    def close_run(self, index: int) -> None:
        """Close a run, after a question where it is not saved."""
        runs = self._session.state.runs
        if 0 <= index < len(runs) and len(runs) > 1 and self._may_lose(runs[index : index + 1]):
            self._session.apply(CloseRun(index))

    def _may_lose(self, runs: tuple[Run, ...]) -> bool:
        """Whether runs may go: nothing is lost, was saved now, or is not wanted."""
        unsaved = [run for run in runs if run.modified]
        if not unsaved:
            return True
        answer = ask_unsaved(self._window, [run.name for run in unsaved])
        if answer is Decision.SAVE:
            return all(self._save(run) for run in unsaved)
        return answer is Decision.DISCARD

    # Menus.

    def fill_recent(self, menu: QMenu) -> None:
        """Show the recent files when the menu opens."""
        menu.aboutToShow.connect(calling(self._list_recent, menu))

    def _list_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self.recent():
            action = menu.addAction(Path(path).name)
            action.setToolTip(path)
            action.triggered.connect(calling(self.open_file, path))
        if menu.isEmpty():
            menu.addAction("No recent files").setEnabled(False)

    def show_lessons(self) -> None:
        """Show the gallery of lessons, and begin the one that is chosen."""
        # Here, as reading all lessons takes a moment.
        from visualizer.gui.dialogs.gallery import Gallery

        gallery = Gallery(self._preferences, self._window)
        gallery.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        gallery.chosen.connect(self.attend)
        gallery.open()

    def recent(self) -> list[str]:
        """Recent files that still exist, the newest first."""
        # Another window may have opened files meanwhile.
        self._preferences.sync()
        paths = self._preferences.get(RECENT)
        # Not Path.exists, which raises an error for names that are too long.
        return [path for path in paths if os.path.exists(path)][:MOST_RECENT]

    def remember(self, path: str) -> None:
        """Put a file on top of the recent ones."""
        path = str(Path(path).resolve())
        others = [other for other in self.recent() if other != path]
        self._preferences.set(RECENT, (path, *others)[:MOST_RECENT])
        self._preferences.set(FOLDER, str(Path(path).parent))
        self._preferences.sync()

    def folder(self) -> str:
        """The folder that was used last."""
        return self._preferences.get(FOLDER)

    # Drag and drop.

    def accept_drag(self, event: QDragEnterEvent) -> None:
        """Accept files, to be copied: whoever moves them would delete them afterwards."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def drop(self, event: QDropEvent) -> None:
        """Open the files that were dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.open_file(url.toLocalFile())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()


def _is_table(path: str) -> bool:
    return Path(path).suffix.lower() != EXPERIMENT_ENDING and os.path.isfile(path)


def _fingerprint(run: Run) -> str:
    """Of the data file of what is saved, as far as it has been read by now; "" otherwise."""
    settings, problem = (run.edited or asked(run.experiment)).problem, run.problem
    if not isinstance(problem, Model) or not isinstance(settings, ModelSettings):
        return ""
    return problem.fingerprint if settings.data == problem.settings.data else ""


def _file_name(name: str) -> str:
    """A name as a file's name: letters, digits and hyphens."""
    kept = "".join(letter if letter.isalnum() else " " for letter in name)
    return "-".join(kept.lower().split()) or "experiment"
