"""The import dialog: what a file holds, how it will be read, and what is predicted from what."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.importing import Answer, Importer
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.building import ProblemCache
from visualizer.core.data.npz_file import array_names
from visualizer.core.data.sources import CsvOptions, NpzOptions, source_for
from visualizer.core.importing import Import, first_guess, plain_options
from visualizer.core.problems.coefficients import named
from visualizer.core.problems.model import Model
from visualizer.gui.dialogs.import_columns import ImportColumns
from visualizer.gui.dialogs.import_form import ImportForm
from visualizer.gui.dialogs.import_tables import ImportTable, RowsModel
from visualizer.gui.dialogs.lasting import LastingDialog
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.roles import set_role

POLL_MILLISECONDS = 40
FORM_WIDTH = 284
LINES = 3


class ImportDialog(LastingDialog):
    """Shows a file and asks how to read it; `found` is the answer.

    Parameters
    ----------
    path
        The file.
    problems
        Where what was read is kept.
    begin
        Makes the import to begin with; the guess where it is None.
    words
        What the button that accepts says.
    """

    def __init__(
        self,
        path: str,
        problems: ProblemCache,
        jobs: Scheduler,
        begin: Callable[[], Import] | None = None,
        words: str = "Open",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Data of {Path(path).name}")
        self._path = path
        self._kind = CsvOptions if source_for(path) is CsvOptions else NpzOptions
        self._importer = Importer(problems, jobs)
        self._shown: Answer | None = None
        self._chosen: dict[str, object] = {}
        self._arrays: list[tuple[str, ...]] = []
        self.found: Import | None = None
        self._make_views()
        self._arrange(words)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self.update_answer)
        self._timer.start()
        start = begin or (lambda: first_guess(path))
        arrays = self._arrays if self._kind is NpzOptions else None

        def look(_: Import | None) -> Import:
            if arrays is not None:
                arrays.append(array_names(Path(path)))
            return start()

        self._importer.ask(look)

    def _make_views(self) -> None:
        self.form = ImportForm(self._kind)
        # Until a table is made out of the file, the fields say what was tried.
        self.form.show_options(plain_options(self._path))
        self.form.option_chosen.connect(self._on_option)
        self.columns = ImportColumns(editable=self._kind is CsvOptions)
        self.columns.role_chosen.connect(self._on_role)
        self.columns.reading_chosen.connect(self._on_reading)
        self._rows = RowsModel(self)
        self.rows = ImportTable(self._rows, "First rows of the file")
        self.words, self.error = QLabel(), set_role(QLabel(), "error")
        self.words.setAccessibleName("What the file gives")
        self.error.setAccessibleName("What is wrong")
        for label in (self.words, self.error):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)

    def _arrange(self, words: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addLayout(self._middle(), 1)
        layout.addWidget(self.error)
        layout.addWidget(self.words)
        layout.addLayout(self._buttons(words))
        for widget in (self.error, self.progress, self.stop):
            widget.hide()
        # Room for what will be said: the tables must not move under the hand.
        self.words.setMinimumHeight(LINES * self.words.fontMetrics().lineSpacing())
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.columns.table.setFocus()
        self.resize(980, 640)

    def _middle(self) -> QHBoxLayout:
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.setChildrenCollapsible(False)
        tables.addWidget(Card("Columns", self.columns))
        tables.addWidget(Card("First rows", self.rows))
        tables.setSizes([340, 230])
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._scrolled_form())
        middle.addWidget(tables, 1)
        return middle

    def _scrolled_form(self) -> QScrollArea:
        """The form, which a small screen shows in parts."""
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(FORM_WIDTH)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form.setObjectName("scrolled")
        scroll.setWidget(self.form)
        return scroll

    def _buttons(self, words: str) -> QHBoxLayout:
        self.progress = QProgressBar()
        self.progress.setMaximum(1000)
        self.progress.setMaximumWidth(180)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Reading")
        self.stop = QPushButton("Stop reading")
        self.stop.setToolTip("Read no further; the file can be opened all the same")
        self.cancel = QPushButton("Cancel")
        self.open_button = set_role(QPushButton(words), "primary")
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        for button, do in (
            (self.stop, self._importer.stop),
            (self.cancel, self.reject),
            (self.open_button, self.accept),
        ):
            button.setAutoDefault(button is self.open_button)
            button.clicked.connect(do)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.open_button)
        return buttons

    # Showing.

    def update_answer(self) -> None:
        """Show what the background knows."""
        answer = self._importer.answer()
        if self._arrays:
            self.form.offer_arrays(self._arrays.pop())
        self._show_progress(answer)
        if self._shown is not None and vars(answer) == vars(self._shown):
            return
        self._shown = answer
        self.open_button.setEnabled(answer.found is not None and answer.error is None)
        self._show_error(answer)
        if answer.found is not None and answer.found != self.found:
            self._show_import(answer.found)
        self.words.setText(_summary(answer))

    def _show_progress(self, answer: Answer) -> None:
        done, total = self._importer.progress
        reading = not answer.checked and total > 0
        for widget in (self.progress, self.stop):
            widget.setVisible(reading)
        if reading:
            self.progress.setValue(round(1000 * done / total))

    def _show_error(self, answer: Answer) -> None:
        error = answer.error
        beside = self.form.show_error(error.key, error.message) if error is not None else False
        alone = error is not None and not beside
        self.error.setText(error.message if error is not None and alone else "")
        self.error.setVisible(alone)

    def _show_import(self, found: Import) -> None:
        former, self.found = self.found, found
        self.form.show_import(found)
        self.columns.show_import(found)
        self._rows.show(found)
        if former is None or former.roles() != found.roles():
            # The headings say what a column is used for.
            self.rows.fit()

    # Correcting.

    def _on_option(self, name: str, value: object) -> None:
        # One option may be refused before another is chosen: all that the fields show holds.
        self._chosen[name] = value
        path, chosen = self._path, dict(self._chosen)

        def choose(found: Import | None) -> Import:
            if found is None:
                return first_guess(path, chosen)
            options = found.options
            return found.with_options(
                **{key: one for key, one in chosen.items() if getattr(options, key) != one}
            )

        self._importer.ask(choose)

    def _on_role(self, names: list[str], role: str) -> None:
        self._importer.ask(lambda found: _known(found).with_role(names, role))

    def _on_reading(self, names: list[str], reading: str) -> None:
        self._importer.ask(lambda found: _known(found).with_reading(names, reading))

    def done(self, result: int) -> None:
        """Read nothing more."""
        self._timer.stop()
        self._importer.close()
        super().done(result)


def _known(found: Import | None) -> Import:
    assert found is not None, "columns can be chosen only of a file that was read"
    return found


def _summary(answer: Answer) -> str:
    """What opening gives, in a sentence, and what was done to the rows."""
    if answer.found is None:
        return "" if answer.error else "Reading..."
    if answer.model is None:
        preview = answer.found.preview
        rows = f"{preview.sampled:,} rows" if preview.complete else "the first rows"
        return f"Only {rows} have been looked at." if answer.error is None else ""
    notes = (note[:1].upper() + note[1:] + "." for note in answer.model.notes)
    return "\n".join((_sentence(answer.model), *notes))


def _sentence(model: Model) -> str:
    rows = len(model.inputs) + (len(model.validation.inputs) if model.validation else 0)
    inputs = len(model.input_names)
    classes = len(model.training.class_names)
    what = ", ".join(map(named, model.training.target_names[:3]))
    told = (
        f"{what} will be predicted" if not classes else f"{what}, {classes} classes, will be told"
    )
    return f"{rows:,} rows: {told} from {inputs:,} input{'s' * (inputs != 1)}."
