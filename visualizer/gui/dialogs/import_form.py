"""How a file is read: the form at the left of the import dialog."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from visualizer.core.data.layouts import AUTO, GUESS
from visualizer.core.data.lines import COMMENTS as COMMENT_SIGNS
from visualizer.core.data.lines import NO_COMMENT
from visualizer.core.data.options import CsvOptions, NpzOptions
from visualizer.core.importing import Import
from visualizer.core.settings import Setting, declarations
from visualizer.gui.dialogs.rows import FormLine, Rows
from visualizer.gui.look.links import passing
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

LAYOUT = (
    ("delimiter", "decimal", "thousands", "encoding"),
    ("header", "unit_row", "skip", "comment"),
)
ARRAYS = ("inputs", "targets")
VALUES = ("missing", "dates", "date_order", "units", "scaling")
SKIPPED = 20
NOTHING: Mapping[str, str] = MappingProxyType({})
COMMENTS = {
    "": "guess",
    NO_COMMENT: "none",
    **{sign: f"begin with {sign}" for sign in COMMENT_SIGNS},
}


class ImportForm(QWidget):
    """Asks for the options of a file that are about all of it.

    Signals
    -------
    option_chosen(name, value)
        The user chose another value.
    """

    option_chosen = Signal(str, object)

    def __init__(self, kind: type[CsvOptions | NpzOptions], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._declared = {one.name: one for one in declarations(kind)}
        self.boxes: dict[str, ChoiceBox] = {}
        self.rows: dict[str, FormLine] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        groups = (
            ("Arrays", ARRAYS),
            ("How it is written", LAYOUT[0]),
            ("Lines", LAYOUT[1]),
            ("Values", VALUES),
        )
        self._arrays: Mapping[str, str] = NOTHING
        for title, names in groups:
            asked = [self._declared[name] for name in names if name in self._declared]
            if asked:
                layout.addWidget(set_role(QLabel(title), "section"))
                layout.addWidget(self._group(asked))
        width = max((row.label.sizeHint().width() for row in self.rows.values()), default=0)
        for row in self.rows.values():
            row.label.setMinimumWidth(width)
        layout.addStretch(1)

    def _group(self, asked: list[Setting]) -> Rows:
        group = Rows()
        for declared in asked:
            box = ChoiceBox()
            box.set_choices(self._choices(declared, ""))
            box.setToolTip(declared.help)
            box.chosen.connect(passing(self._on_chosen, declared.name))
            self.boxes[declared.name] = box
            self.rows[declared.name] = group.add(declared.label, box)
        return group

    def _on_chosen(self, name: str, value: str) -> None:
        declared = self._declared[name]
        self.option_chosen.emit(name, int(value) if declared.kind is int else value)

    def show_import(self, found: Import) -> None:
        """Show what is chosen, and what was found where nothing is."""
        self.show_options(found.options, dict(found.preview.layout))

    def show_options(
        self, options: CsvOptions | NpzOptions, layout: Mapping[str, str] = NOTHING
    ) -> None:
        """Show what is chosen; `layout` has in words what was found by guessing."""
        for name, box in self.boxes.items():
            value = str(getattr(options, name))
            choices = self._choices(self._declared[name], layout.get(name, ""))
            # What a file says may be none of those that are offered.
            box.set_choices(choices if value in choices else choices | {value: value})
            box.set_value(value)

    def offer_arrays(self, names: Sequence[str]) -> None:
        """Offer the arrays of a file as inputs and as targets."""
        self._arrays = {name: name for name in names}
        for name in ARRAYS:
            if name in self.boxes:
                self.boxes[name].set_choices(self._choices(self._declared[name], ""))

    def show_error(self, key: str, sentence: str) -> bool:
        """Show a sentence beneath its field; false when there is none for it."""
        for row in self.rows.values():
            row.set_error("")
        wrong = self.rows.get(key.removeprefix("data."))
        if wrong is not None:
            wrong.set_error(sentence)
        return wrong is not None

    def _choices(self, declared: Setting, found: str) -> dict[str, str]:
        """The choices of a setting; the guess says what was found."""
        arrays = {"": "guess", **self._arrays} if declared.name in ARRAYS else {}
        choices = dict(declared.choices or _OTHERS.get(declared.name, arrays))
        for guess in (AUTO, "", str(GUESS)):
            if choices.get(guess) == "guess" and found:
                choices[guess] = f"guess: {found}"
        return choices


_OTHERS: dict[str, dict[str, str]] = {
    "skip": {str(GUESS): "guess", **{str(count): str(count) for count in range(SKIPPED + 1)}},
    "comment": COMMENTS,
}
