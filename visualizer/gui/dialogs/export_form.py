"""The form of the export dialog: what is asked, and what the answers mean."""

import math
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from visualizer.app.state import APART
from visualizer.core.errors import InputError
from visualizer.gui.dialogs.export_choices import (
    CENTIMETRE,
    CENTIMETRES,
    EPOCH,
    EPOCHS,
    FORBIDDEN,
    FORMATS,
    PIXELS,
    PLAYHEAD,
    RESOLUTION,
    THEMES,
    UNITS,
    USUAL,
    number_setting,
)
from visualizer.gui.dialogs.export_request import (
    BESIDE,
    PLOT,
    STRIP,
    WHAT,
    ExportRequest,
)
from visualizer.gui.dialogs.rows import FormLine, Rows
from visualizer.gui.figures.figures import LARGEST, FigureOptions
from visualizer.gui.plots.catalogue import CATALOGUE
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.values import format_value, parse_text


class ExportForm(QWidget):
    """Asks what is to be exported and how.

    Signals
    -------
    changed()
        Another answer; `request` may raise what is wrong with it.
    """

    changed = Signal()

    def __init__(
        self,
        request: ExportRequest,
        title: str,
        last_epoch: int,
        several: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._several = several
        self._last_epoch = last_epoch
        self._prepare = request.options.prepare
        self._units, self._what = PIXELS, request.what
        self.rows = Rows(self)
        self._make_editors()
        self._add_rows()
        self._fill(request, title)
        self._adapt()
        self._connect()

    def sizeHint(self) -> QSize:
        """That of the rows."""
        return self.rows.sizeHint()

    def resizeEvent(self, event: object) -> None:
        """The rows fill the form."""
        self.rows.setGeometry(self.rect())

    # Building.

    def _make_editors(self) -> None:
        self.what, self.plot, self.ending = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.units, self.theme, self.at = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.plots = {name: plot.title for name, plot in CATALOGUE.items()}
        for box, choices in (
            (self.what, {name: WHAT[name] for name in WHAT if name != BESIDE or self._several}),
            (self.ending, FORMATS),
            (self.units, UNITS),
            (self.theme, THEMES),
            (self.at, {PLAYHEAD: "the playhead", EPOCH: "epoch"}),
        ):
            box.set_choices(choices)
        names = (
            "width",
            "height",
            "scale",
            "epoch",
            "epochs",
            "title",
            "caption",
            "folder",
            "name",
        )
        self.lines = {name: QLineEdit() for name in names}
        for name in ("width", "height", "scale", "epoch"):
            self.lines[name].setAccessibleName(name.capitalize())
        self.future = QCheckBox("Draw what comes after")
        self.choose = QPushButton("Choose...")
        self.choose.setToolTip("Choose the folder")
        self.choose.clicked.connect(self._choose_folder)

    def _add_rows(self) -> None:
        add, line = self.rows.add, self.lines
        times, self._at_word = set_role(QLabel("×"), "muted"), set_role(QLabel("×"), "muted")
        self.row: dict[str, FormLine] = {
            "what": add("Picture", self.what),
            "plot": add("Plot", self.plot),
            "ending": add("Format", self.ending),
            "units": add("Size in", self.units),
            "size": add("Size", line["width"], times, line["height"], self._at_word, line["scale"]),
            "at": add("At", self.at, line["epoch"]),
            "epochs": add("Epochs", line["epochs"]),
            "future": add("", self.future),
            "theme": add("Theme", self.theme),
            "title": add("Title", line["title"]),
            "caption": add("Caption", line["caption"]),
            "folder": add("Folder", line["folder"], self.choose),
            "name": add("File name", line["name"]),
        }
        self.rows.finish()

    def _fill(self, request: ExportRequest, title: str) -> None:
        options, line = request.options, self.lines
        self.what.set_value(request.what)
        self._offer_plots(request.plot)
        self.ending.set_value(request.ending)
        self._units = CENTIMETRES if options.physical else PIXELS
        self.units.set_value(self._units)
        self.theme.set_value(options.theme)
        self.at.set_value(PLAYHEAD if request.epoch is None else EPOCH)
        self.future.setChecked(options.future)
        texts = {
            **self._size_fields(options),
            "epoch": str(request.epoch or 0),
            "epochs": format_value(tuple(e for e in request.epochs if e <= self._last_epoch)),
            "title": title if options.title is None else options.title,
            "caption": options.caption,
            "folder": str(request.folder),
            "name": request.name,
        }
        for name, text in texts.items():
            line[name].setText(text)
            line[name].setCursorPosition(0)
        line["title"].setPlaceholderText("none")
        line["caption"].setPlaceholderText("none")

    def _size_fields(self, options: FigureOptions) -> dict[str, str]:
        """Width, height and scale in the units in use."""
        unit, scale = (CENTIMETRE, 96.0) if options.physical else (1.0, 1.0)
        width, height = (round(side / unit, 4) for side in options.size)
        numbers = {"width": width, "height": height, "scale": round(options.scale * scale, 4)}
        return {name: format_value(number) for name, number in numbers.items()}

    def _connect(self) -> None:
        self.what.chosen.connect(self._on_what)
        for box in (self.plot, self.ending, self.theme, self.at):
            box.chosen.connect(self._on_changed)
        self.units.chosen.connect(self._on_units)
        self.future.toggled.connect(self._on_changed)
        for line in self.lines.values():
            line.textChanged.connect(self._on_changed)

    # Answers.

    def request(self) -> ExportRequest:
        """What the answers mean.

        Raises
        ------
        InputError
            With the key of the row that is wrong.
        """
        strip = self.what.value() == STRIP
        epoch = None
        if not strip and self.at.value() == EPOCH:
            epoch = self._epochs("at", self.lines["epoch"].text(), 1)[0]
        request = ExportRequest(
            what=self.what.value(),
            plot=self.plot.value(),
            folder=self._folder(),
            name=self._name(),
            ending=self.ending.value(),
            options=self._options(),
            epoch=epoch,
        )
        if strip:
            epochs = self._epochs("epochs", self.lines["epochs"].text())
            request = replace(request, epochs=tuple(sorted(set(epochs))))
        return request

    def show_error(self, error: InputError | None) -> None:
        """Say beneath its row what is wrong; None takes everything back."""
        for key, row in self.row.items():
            row.set_error(error.message if error is not None and error.key == key else "")

    def _options(self) -> FigureOptions:
        centimetres = self.units.value() == CENTIMETRES
        most = 200.0 if centimetres else float(LARGEST)
        width = self._size("width", most)
        height = self._size("height", most)
        scale = self._size("scale", 2400.0 if centimetres else 16.0)
        options = FigureOptions(
            theme=self.theme.value(),
            future=self.future.isChecked(),
            title=self.lines["title"].text().strip(),
            caption=self.lines["caption"].text().strip(),
            prepare=self._prepare,
        )
        if centimetres:
            options = options.in_centimetres(width, height, scale)
        else:
            options = replace(options, size=(width, height), scale=scale)
        if self.ending.value() == "png" and max(options.size) * options.scale > LARGEST:
            pixels = math.ceil(max(options.size) * options.scale)
            raise InputError(f"{pixels} pixels are too many; a side may have {LARGEST}", "size")
        return options

    def _size(self, name: str, most: float) -> float:
        try:
            return float(parse_text(number_setting(name, most), self.lines[name].text()))
        except InputError as error:
            words = "dpi" if name == "scale" and self.units.value() == CENTIMETRES else name
            raise InputError(f"{words}: {error.message}", "size") from None

    def _epochs(self, key: str, text: str, count: int = 0) -> tuple[int, ...]:
        try:
            epochs: tuple[int, ...] = parse_text(EPOCHS, text)
        except InputError as error:
            raise InputError(error.message, key) from None
        if not epochs or (count and len(epochs) != count):
            raise InputError("one epoch is needed" if count else "no epoch is given", key)
        if max(epochs) > self._last_epoch:
            raise InputError(f"the run has epochs 0 to {self._last_epoch}", key)
        return epochs

    def _folder(self) -> Path:
        text = self.lines["folder"].text().strip()
        if not text:
            raise InputError("a folder is needed", "folder")
        path = Path(text).expanduser()
        if path.exists() and not path.is_dir():
            raise InputError("this is a file, and not a folder", "folder")
        return path

    def _name(self) -> str:
        name = self.lines["name"].text().strip()
        name = name.removesuffix(f".{self.ending.value()}")
        wrong = sorted(set(name) & set(FORBIDDEN))
        if wrong:
            raise InputError(f"{' '.join(wrong)} is not allowed in a file name", "name")
        if not name.strip("."):
            raise InputError("a name is needed", "name")
        return name

    # Reacting.

    def _on_changed(self, *_: object) -> None:
        self._adapt()
        self.changed.emit()

    def _on_what(self, what: str) -> None:
        """Take the usual size of a picture, unless the user has chosen another."""
        if self._size_texts(self._what) == (
            self.lines["width"].text(),
            self.lines["height"].text(),
        ):
            self._what = what
            self._show_usual_size()
        self._what = what
        self._offer_plots(self.plot.value())
        self._on_changed()

    def _offer_plots(self, chosen: str) -> None:
        """The plots that there are for a picture; the first where the chosen one is none of them.

        Side by side those stand in few words that the window can show so, too.
        """
        beside = self.what.value() == BESIDE
        plots = {name: name.capitalize() for name in APART} if beside else self.plots
        self.plot.set_choices(plots)
        self.plot.set_value(chosen if chosen in plots else next(iter(plots)))

    def _on_units(self, units: str) -> None:
        """Other units have other usual numbers."""
        if units != self._units:
            self._units = units
            self.lines["scale"].setText(RESOLUTION[units])
            self._show_usual_size()
        self._on_changed()

    def _size_texts(self, what: str) -> tuple[str, str]:
        """The usual size of a picture in the units in use."""
        width, height = USUAL[what]
        if self._units == CENTIMETRES:
            return f"{width / CENTIMETRE:.0f}", f"{height / CENTIMETRE:.0f}"
        return str(width), str(height)

    def _show_usual_size(self) -> None:
        for name, text in zip(("width", "height"), self._size_texts(self._what), strict=True):
            self.lines[name].setText(text)

    def _adapt(self) -> None:
        """Ask only what matters for the picture and the format."""
        what, vector = self.what.value(), self.ending.value() != "png"
        centimetres = self.units.value() == CENTIMETRES
        self.row["plot"].set_visible(what in (PLOT, STRIP, BESIDE))
        self.row["at"].set_visible(what != STRIP)
        self.row["epochs"].set_visible(what == STRIP)
        self.lines["epoch"].setVisible(what != STRIP and self.at.value() == EPOCH)
        words = "Panel size" if what == STRIP else "Size"
        self.row["size"].label.setText(words)
        self._at_word.setText("at dpi" if centimetres else "× scale")
        for widget in (self._at_word, self.lines["scale"]):
            widget.setVisible(not vector)

    def _choose_folder(self) -> None:
        folder = self.lines["folder"].text()
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the pictures", folder)
        if chosen:
            self.lines["folder"].setText(chosen)
