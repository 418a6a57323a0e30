"""The form of the learning-rate finder: its settings, each declared once in the core."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from visualizer.core.analysis.rate_finder import Finder
from visualizer.core.analysis.rate_proof import Proving
from visualizer.core.errors import InputError
from visualizer.core.sections import read_section
from visualizer.core.settings import declarations, to_dict
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.form import Section, SettingsForm
from visualizer.gui.widgets.roles import set_role

START, PLAYHEAD = "start", "playhead"
FINDER, PROOF = "finder", "proof"
SECTIONS: Mapping[str, type[Finder] | type[Proving]] = {FINDER: Finder, PROOF: Proving}
SHOWN = ("skip_first", "skip_last")
"""Settings that change what is looked at, and need no new test."""


class RateForm(QWidget):
    """Asks how rates are tried.

    Signals
    -------
    test_changed()
        The test would give other numbers.
    view_changed()
        Other points of the same test are looked at.
    refused()
        A value does not fit; the sentence stands beside it.
    """

    test_changed = Signal()
    view_changed = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finder: Finder | None = Finder()
        self.proving = Proving()
        self._values = {kind: to_dict(section()) for kind, section in SECTIONS.items()}
        self.place = ChoiceBox()
        self.place.set_choices({START: "the start", PLAYHEAD: "the playhead"})
        self.place.set_value(START)
        self.place.setAccessibleName("Begin at")
        self.place.setToolTip("The parameters from which the test begins")
        self.place.chosen.connect(self.test_changed)
        self.form = SettingsForm(_sections())
        self.form.set_values(self._named())
        self.form.value_edited.connect(self._on_edited)
        line = QHBoxLayout()
        line.addWidget(set_role(QLabel("Begin at"), "muted"))
        line.addWidget(self.place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.form)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def at_playhead(self) -> bool:
        """Whether the test begins at the playhead."""
        return self.place.value() == PLAYHEAD

    def remembered(self) -> dict[str, Any]:
        """The settings of the test, and where it begins."""
        return {
            "place": self.place.value(),
            "test": to_dict(self.finder or Finder()),
            PROOF: to_dict(self.proving),
        }

    def recall(self, place: Any, test: Any, proof: Any = MappingProxyType({})) -> None:
        """Take settings of `remembered`; the signals say nothing of it.

        Raises
        ------
        ValueError, InputError
            When they are none.
        """
        if place not in (START, PLAYHEAD):
            raise ValueError
        finder, proving = read_section(Finder, test, FINDER), read_section(Proving, proof, PROOF)
        self.finder, self.proving = finder, proving
        self.place.set_value(place)
        self._values = {FINDER: to_dict(finder), PROOF: to_dict(proving)}
        self.form.set_values(self._named())

    def _on_edited(self, key: str, value: Any) -> None:
        """Take a value; the sentence about one that does not fit the others stands beside it."""
        section, _, name = key.rpartition(".")
        self._values[section][name] = value
        self.form.clear_errors()
        self.form.set_values(self._named())
        try:
            finder = read_section(Finder, self._values[FINDER], FINDER)
            self.proving = read_section(Proving, self._values[PROOF], PROOF)
        except InputError as error:
            self.finder = None
            self.form.show_error(error.key, error.message)
            self.refused.emit()
        else:
            self.finder = finder
            (self.view_changed if name in SHOWN else self.test_changed).emit()

    def _named(self) -> dict[str, Any]:
        return {
            f"{section}.{name}": value
            for section, values in self._values.items()
            for name, value in values.items()
        }


def _sections() -> tuple[Section, ...]:
    named = [replace(one, name=f"{FINDER}.{one.name}") for one in declarations(Finder)]
    proof = [replace(one, name=f"{PROOF}.{one.name}") for one in declarations(Proving)]
    shown = [one for one in named if one.name.rpartition(".")[2] in SHOWN]
    return (
        Section("test", "Test", tuple(one for one in named if one not in shown)),
        Section("points", "Points", tuple(shown)),
        Section("proof", "Proof", tuple(proof)),
    )
