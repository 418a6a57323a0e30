"""Files of data in the window: the import dialog, and what its answer changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from visualizer.app.intents import ChangeSettings, OpenExperiment
from visualizer.core.data.options import CLASSES_HEAD, FileOptions
from visualizer.core.experiment import Experiment
from visualizer.core.importing import Import, import_of
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.gui.dialogs.import_data import ImportDialog

if TYPE_CHECKING:
    from visualizer.gui.window.main_window import MainWindow


def open_table(window: MainWindow, path: str) -> ImportDialog:
    """Ask how a file is to be read, and open it as a new run."""

    def accept(found: Import) -> None:
        if window.session.apply(OpenExperiment(found.experiment(), unsaved=True)):
            window.documents.remember(path)
            window.documents.lesson_opened.emit(None)

    return _ask(
        window,
        _dialog(window, path),
        accept,
    )


def replace_data(window: MainWindow, path: str) -> ImportDialog:
    """Ask how a file is to be read, and take it as the data of the run in front."""

    def accept(found: Import) -> None:
        rate = found.experiment().optimizer.learning_rate
        values = found.values() | {"optimizer.learning_rate": rate}
        if window.session.apply(ChangeSettings(values)):
            window.documents.remember(path)

    dialog = ImportDialog(
        path, window.session.problems, window.session.jobs, words="Use", parent=window
    )
    return _ask(window, dialog, accept)


def change_options(window: MainWindow) -> ImportDialog | None:
    """Ask again how the file of the run in front is to be read; None when it has none."""
    experiment = window.session.state.experiment
    path = file_of(experiment)
    if not path:
        return None

    def accept(found: Import) -> None:
        window.session.apply(ChangeSettings(_changed(found, experiment)))

    dialog = ImportDialog(
        path,
        window.session.problems,
        window.session.jobs,
        lambda: import_of(experiment),
        "Apply",
        window,
    )
    return _ask(window, dialog, accept)


def _dialog(
    window: MainWindow, path: str, words: str = "Open", begin: Callable[[], Import] | None = None
) -> ImportDialog:
    session = window.session
    return ImportDialog(path, session.problems, session.jobs, begin, words, window)


def file_of(experiment: Experiment) -> str:
    """The path of the file that an experiment's data come from, or ""."""
    problem = experiment.problem
    if isinstance(problem, ModelSettings) and isinstance(experiment.data, FileOptions):
        return problem.data
    return ""


def _changed(found: Import, experiment: Experiment) -> dict[str, Any]:
    """The settings to change; the output and the loss stay while they fit the target."""
    values = found.values()
    problem = experiment.problem
    assert isinstance(problem, ModelSettings)
    if found.classifies == (problem.output == CLASSES_HEAD["output"]):
        for key in CLASSES_HEAD:
            del values[f"problem.{key}"]
    return values


def _ask(window: MainWindow, dialog: ImportDialog, accept: Any) -> ImportDialog:
    """Show the dialog without stopping the window; `accept` is given the answer."""

    def on_accepted() -> None:
        if dialog.found is not None:
            accept(dialog.found)

    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(on_accepted)
    dialog.open()
    return dialog
