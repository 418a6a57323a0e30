"""Files of data: the import dialog, and what its answer changes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from visualizer.app.intents import ChangeSettings, OpenExperiment, SelectRun
from visualizer.core.capabilities import asked
from visualizer.core.data.options import CLASSES_HEAD, FileOptions
from visualizer.core.experiment import Experiment
from visualizer.core.importing import Import, import_of
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.gui.dialogs.import_data import ImportDialog
from visualizer.gui.stage.workbench import Workbench


def open_table(bench: Workbench, path: str, then: Callable[[str], None]) -> ImportDialog:
    """Ask how a file is to be read, and open it as a new run; `then` is called with its path."""

    def accept(found: Import) -> None:
        if bench.session.apply(OpenExperiment(found.experiment(), unsaved=True)):
            then(path)

    return _ask(bench, path, accept)


def replace_data(bench: Workbench, path: str, then: Callable[[str], None]) -> ImportDialog:
    """Ask how a file is to be read, and take it as the data of the run in front."""
    document = bench.session.state.run.document

    def accept(found: Import) -> None:
        rate = found.experiment().optimizer.learning_rate
        values = found.values() | {"optimizer.learning_rate": rate}
        if _bring_forward(bench, document) and bench.session.apply(ChangeSettings(values)):
            then(path)

    return _ask(bench, path, accept, words="Use")


def change_options(bench: Workbench) -> ImportDialog | None:
    """Ask again how the file of the run in front is to be read; None when it has none."""
    experiment = asked(bench.session.state.experiment)
    path = file_of(experiment)
    if not path:
        return None

    document = bench.session.state.run.document

    def accept(found: Import) -> None:
        if _bring_forward(bench, document):
            bench.session.apply(ChangeSettings(_changed(found, experiment)))

    return _ask(bench, path, accept, lambda: import_of(experiment), "Apply")


def _bring_forward(bench: Workbench, document: int) -> bool:
    """Bring the run that was asked about to the front; false when it is no longer open.

    A file that was being read may have been opened behind the dialog.
    """
    state = bench.session.state
    documents = [run.document for run in state.runs]
    if document not in documents:
        return False
    place = documents.index(document)
    return place == state.current or bench.session.apply(SelectRun(place))


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


def _ask(
    bench: Workbench,
    path: str,
    accept: Callable[[Import], None],
    begin: Callable[[], Import] | None = None,
    words: str = "Open",
) -> ImportDialog:
    """Show the dialog without stopping the window; `accept` is given the answer."""
    session = bench.session
    dialog = ImportDialog(path, session.problems, session.jobs, begin, words, bench.window)

    def on_accepted() -> None:
        if dialog.found is not None:
            accept(dialog.found)

    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.keep_in(bench.preferences)
    dialog.accepted.connect(on_accepted)
    dialog.open()
    return dialog
