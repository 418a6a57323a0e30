"""The form of a race: who takes part, how rates are chosen, and over which course."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.race.race import BEST, TYPED, Protocol, Race
from visualizer.core.race.varying import (
    RULES,
    SCHEDULED,
    VARYING,
    entrants_of,
    numbers_of,
)
from visualizer.core.schedules import SCHEDULES
from visualizer.core.sections import read_section
from visualizer.core.settings import declarations, to_dict
from visualizer.gui.dialogs.race_swatches import swatch
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.form import Section, SettingsForm
from visualizer.gui.widgets.form_row import ErrorLine
from visualizer.gui.widgets.roles import set_role

KIND = Qt.ItemDataRole.UserRole
HOW = ("rates", "choosing", "coarse", "fine", "rounds", "low", "high")
"""Settings of how rates are chosen; the others are about the course."""

LIST_ROWS = 6

PICKED: Mapping[str, Mapping[str, str]] = {
    RULES: {kind: rule.label for kind, rule in OPTIMIZERS.items()},
    SCHEDULED: {kind: schedule.label for kind, schedule in SCHEDULES.items()},
}
"""What is picked from a list; everything else is typed."""


class RaceForm(QWidget):
    """Asks for a `Race` on the problem of an experiment.

    What can vary there are the keys of `examples`, each with a list to begin with.

    Signals
    -------
    changed()
        Another race is asked for, or none that can be run: `race` is None then.
    """

    changed = Signal()

    def __init__(
        self,
        race: Race,
        examples: Mapping[str, str],
        look: Look,
        colours: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._examples = examples
        self._colours = tuple(colours)
        self.race: Race | None = race
        self._experiment: Experiment = race.experiment
        self._values: dict[str, Any] = to_dict(race.protocol)
        self._look = look
        self.vary = ChoiceBox()
        self.vary.set_choices({kind: VARYING[kind] for kind in examples})
        self.vary.set_value(RULES)
        self.vary.setAccessibleName("What varies")
        self.vary.setToolTip("In what those who take part differ")
        self.list = _picks(PICKED[RULES])
        self.typed = QLineEdit()
        self.typed.setAccessibleName("Who takes part")
        self.typed.setToolTip("Separated by commas")
        self.rates = QLineEdit()
        self.rates.setAccessibleName("Rates, in the order of those who take part")
        self.rates.setPlaceholderText("a rate for each, such as 0.01, 0.002, 0.3")
        self.rates.setToolTip("One for each, in their order, separated by commas")
        self.error = ErrorLine()
        self.form = SettingsForm(_sections())
        self.form.set_values(self._named())
        self.budget = set_role(QLabel(), "note")
        self.budget.setWordWrap(True)
        self._check([str(one.values.get("optimizer.kind")) for one in race.entrants])
        self._arrange()
        self._connect()
        self._show_parts()
        self._read()

    def _arrange(self) -> None:
        line = QHBoxLayout()
        label = set_role(QLabel("Vary"), "muted")
        label.setBuddy(self.vary)
        line.addWidget(label)
        line.addWidget(self.vary, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(8)
        layout.addLayout(line)
        for widget in (self.list, self.typed, self.rates, self.error, self.form, self.budget):
            layout.addWidget(widget)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.vary.chosen.connect(self._on_varied)
        self.list.itemChanged.connect(self._on_changed)
        self.typed.textEdited.connect(self._on_changed)
        self.rates.textEdited.connect(self._on_changed)
        self.form.value_edited.connect(self._on_edited)

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self._show_swatches()

    # What is asked.

    def _on_varied(self, kind: str) -> None:
        if kind in PICKED:
            _fill(self.list, PICKED[kind])
            self._check([part.strip() for part in self._examples[kind].split(",")])
        else:
            self.typed.setText(self._examples[kind])
        self._show_parts()
        self._on_changed()

    def _on_edited(self, key: str, value: Any) -> None:
        self._values[key.rpartition(".")[2]] = value
        self._show_parts()
        self._on_changed()

    def _on_changed(self, *_: object) -> None:
        self._read()
        self.changed.emit()

    def _show_parts(self) -> None:
        picked = self.vary.value() in PICKED
        self.list.setVisible(picked)
        self.typed.setVisible(not picked)
        self.rates.setVisible(self._values["rates"] == TYPED)

    def _check(self, kinds: list[str]) -> None:
        blocked = self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            on = item.data(KIND) in kinds
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(blocked)

    def _checked(self) -> list[str]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(KIND) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _read(self) -> None:
        """Read the race; what is wrong stands beside what is wrong."""
        self.form.clear_errors()
        self.form.set_values(self._named())
        kind, sentence = self.vary.value(), ""
        text = ", ".join(self._checked()) if kind in PICKED else self.typed.text()
        try:
            rates = numbers_of(self.rates.text()) if self._values["rates"] == TYPED else ()
            entrants = entrants_of(kind, text, self._experiment, rates)
            protocol = read_section(Protocol, self._values, "race")
            self.race = Race(self._experiment, entrants, protocol)
        except InputError as error:
            self.race = None
            if not self.form.show_error(error.key, error.message):
                sentence = error.message
        self.error.set_sentence(sentence)
        self.error.setVisible(bool(sentence))
        self._show_swatches()
        self._show_budget()

    def _show_swatches(self) -> None:
        """Who takes part has a colour and a dash, the same as in the plots."""
        checked = self._checked()
        blocked = self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            kind = item.data(KIND)
            item.setIcon(swatch(self._look, self._colour(kind, checked)))
        self.list.blockSignals(blocked)

    def _colour(self, kind: str, checked: Sequence[str]) -> int | None:
        """The colour of an entrant; None for what takes no part."""
        if kind not in checked:
            return None
        place = checked.index(kind)
        return self._colours[place] if place < len(self._colours) else place

    def _show_budget(self) -> None:
        """What the race will cost, at most."""
        if self.race is None:
            self.budget.setText("")
            return
        protocol, count = self.race.protocol, len(self.race.entrants)
        raced = count * protocol.starts
        words = f"{raced:,} runs of {protocol.epochs:,} epochs race at most"
        if protocol.rates == BEST and protocol.tried:
            tried = count * protocol.tried * protocol.choosing
            words = (
                f"{count} × {protocol.tried} rates × {protocol.choosing} starts: {tried:,} runs "
                f"of {protocol.epochs:,} epochs at most to choose, then {raced:,} to race"
            )
        self.budget.setText(f"{words}.")

    def _named(self) -> dict[str, Any]:
        return {f"race.{name}": value for name, value in self._values.items()}

    def sizeHint(self) -> QSize:
        return QSize(280, super().sizeHint().height())


def _sections() -> tuple[Section, ...]:
    named = [replace(one, name=f"race.{one.name}") for one in declarations(Protocol)]
    how = tuple(one for one in named if one.name.rpartition(".")[2] in HOW)
    course = tuple(one for one in named if one not in how)
    return (Section("how", "Rates", how), Section("course", "Course", course))


def _picks(labels: Mapping[str, str]) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName("Who takes part")
    made.setToolTip("Checked ones take part")
    made.setIconSize(QSize(34, 14))
    _fill(made, labels)
    made.setFixedHeight(LIST_ROWS * made.sizeHintForRow(0) + 2 * made.frameWidth() + 4)
    return made


def _fill(made: QListWidget, labels: Mapping[str, str]) -> None:
    blocked = made.blockSignals(True)
    made.clear()
    for kind, label in labels.items():
        item = QListWidgetItem(label)
        item.setData(KIND, kind)
        item.setCheckState(Qt.CheckState.Unchecked)
        made.addItem(item)
    made.blockSignals(blocked)
