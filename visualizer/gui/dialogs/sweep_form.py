"""The form of the sweep: which settings vary, over which values, from how many seeds."""

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.kinds import FIRST_RULES, sections_of, values_of
from visualizer.core.settings import Setting
from visualizer.core.sweeps.axes import SweepAxis, read_axis
from visualizer.core.sweeps.plan import SweepPlan
from visualizer.gui.dialogs.rows import Rows
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

RATE, RULE = "optimizer.learning_rate", "optimizer.kind"
USUAL_COUNT = 25
MOST_SEEDS = 100
FIRST, SECOND = "first", "second"
HELP = (
    "low:high:count, with :log for powers of ten or :random for samples, "
    "or values with commas between"
)
_LEFT_OUT = ("problem.kind", "problem.function", "problem.data", "problem.formula", "start.seed")
"""Another problem has losses that are not to be compared."""


class SweepForm(QWidget):
    """Asks what a sweep is over, in the words of the command line.

    Signals
    -------
    changed()
        Another answer.
    """

    changed = Signal()

    def __init__(self, base: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = base
        self._settings = sweepable(base)
        labels = {key: words for key, (words, _) in self._settings.items()}
        self.keys = {FIRST: ChoiceBox(), SECOND: ChoiceBox()}
        self.keys[FIRST].set_choices(labels)
        self.keys[SECOND].set_choices({"": "nothing else", **labels})
        self.values = {FIRST: QLineEdit(), SECOND: QLineEdit()}
        self.seeds = QLineEdit("1")
        rows = Rows()
        self.rows = {
            FIRST: rows.add("Over", self.keys[FIRST]),
            "first values": rows.add("Values", self.values[FIRST]),
            SECOND: rows.add("and over", self.keys[SECOND]),
            "second values": rows.add("Values", self.values[SECOND]),
            "seeds": rows.add("Seeds", self.seeds),
        }
        rows.finish()
        for line in self.values.values():
            line.setToolTip(HELP)
        self.seeds.setToolTip("So many runs of each, which differ in what is left to chance")
        hint = set_role(QLabel(f"Values: {HELP}."), "note")
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(rows)
        layout.addWidget(hint)
        self._choose(FIRST, RATE)
        self._choose(SECOND, "")
        for place, box in self.keys.items():
            box.chosen.connect(self._on_first if place == FIRST else self._on_second)
        for line in (*self.values.values(), self.seeds):
            line.textChanged.connect(self.changed)

    def plan(self) -> SweepPlan | None:
        """The sweep that is asked for; None where an answer is wrong, which then says so."""
        axes = [self._axis(place) for place in (FIRST, SECOND)]
        seeds = self._seeds()
        if seeds is None or any(
            axis is None and self.keys[place].value()
            for place, axis in zip((FIRST, SECOND), axes, strict=True)
        ):
            return None
        try:
            plan = SweepPlan(self._base, tuple(axis for axis in axes if axis is not None), seeds)
            _ = plan.cells
        except InputError as error:
            self._refuse(error)
            return None
        return plan

    def _refuse(self, error: InputError) -> None:
        """Say it beneath the values of the setting that it is about, else of the first."""
        about = error.key == self.keys[SECOND].value() != ""
        self.rows[f"{SECOND if about else FIRST} values"].set_error(f"{error.message}.")

    def _axis(self, place: str) -> SweepAxis | None:
        key, row = self.keys[place].value(), self.rows[f"{place} values"]
        row.set_error("")
        if not key:
            return None
        try:
            return read_axis(f"{key}={self.values[place].text()}", self._base)
        except InputError as error:
            row.set_error(f"{error.message}.")
            return None

    def _seeds(self) -> int | None:
        text = self.seeds.text().strip()
        good = text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_SEEDS
        self.rows["seeds"].set_error(
            "" if good else f"allowed is a whole number from 1 to {MOST_SEEDS}."
        )
        return int(text) if good else None

    def _on_first(self, key: str) -> None:
        self._choose(FIRST, key)
        self.changed.emit()

    def _on_second(self, key: str) -> None:
        self._choose(SECOND, key)
        self.changed.emit()

    def _choose(self, place: str, key: str) -> None:
        """Ask for the values of another setting, beginning with some that suit it."""
        self.keys[place].set_value(key)
        self.rows[f"{place} values"].set_visible(bool(key))
        if key:
            self.values[place].setText(usual_values(key, self._settings[key][1], self._base))

    def remembered(self) -> dict[str, Any]:
        """The answers, for the next time."""
        return {
            **{place: [box.value(), self.values[place].text()] for place, box in self.keys.items()},
            "seeds": self.seeds.text(),
        }

    def recall(self, values: Mapping[str, Any]) -> None:
        """Take answers of `remembered`, as far as this experiment has such settings.

        Raises
        ------
        ValueError
            When they are none.
        """
        found = {place: values[place] for place in (FIRST, SECOND)}
        if not all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one)
            for one in found.values()
        ) or not isinstance(values["seeds"], str):
            raise ValueError
        for place, (key, text) in found.items():
            if key in self._settings or (place == SECOND and not key):
                self._choose(place, key)
                self.values[place].setText(text)
        self.seeds.setText(values["seeds"])


def sweepable(base: Experiment) -> dict[str, tuple[str, Setting]]:
    """The settings that may vary, by key: their words, and how they are declared.

    First the rate and the rule, which are asked for most.
    """
    found = {}
    for section in sections_of(base):
        for one in section.settings:
            key = f"{section.key}.{one.name}"
            if key not in _LEFT_OUT and section.key != "data" and one.tables is None:
                words = section.title if one.label == "Kind" else one.label
                found[key] = (words, one)
    first = {key: found[key] for key in (RATE, RULE) if key in found}
    return {**first, **found}


def usual_values(key: str, declared: Setting, base: Experiment) -> str:
    """Values to begin with, as they are typed: around the present one, or all choices."""
    value = values_of(base).get(key, declared.default)
    if key == RULE:
        return ",".join(FIRST_RULES[:3])
    if declared.choices:
        return ",".join(declared.choices)
    if declared.kind is bool:
        return "true,false"
    if declared.many:
        return "[4],[8],[16]" if declared.kind is int else ""
    if key.endswith(".seed"):
        return "0,1,2"
    if declared.kind is int:
        middle = int(value) or 10
        return f"{max(middle // 2, 1)},{middle},{2 * middle}"
    return _range(float(value), declared)


def _range(value: float, declared: Setting) -> str:
    most = math.inf if declared.maximum is None else declared.maximum
    most = most if declared.below is None else 0.99 * declared.below
    if most <= 1 and declared.above is None:
        # A share, such as momentum: from end to end.
        return f"{declared.minimum or 0.0:g}:{max(most, value):g}:{USUAL_COUNT}"
    # Other limits are so wide that they say nothing of what is worth a try.
    middle = abs(value) or 0.1
    floor = declared.above or 0.0
    low = max(floor + (middle - floor) / 100, declared.minimum or 0.0)
    return f"{low:g}:{min(middle * 10, most):g}:{USUAL_COUNT}:log"
