"""Editors for declared settings: each is made from its declaration only.

A field shows a value (`set_value`, which never emits) and tells what the user wants
(`edited`) or that the text cannot be used (`refused`, with one sentence).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QWidget

from visualizer.core.settings import Setting
from visualizer.gui.look.links import later
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.line_field import LineField
from visualizer.gui.widgets.rate_slider import RateSlider, RateZones
from visualizer.gui.widgets.roles import set_role, set_wrong
from visualizer.gui.widgets.values import format_value

LONG = 20
"""Letters of a list that a narrow field shows."""


class Field(QWidget):
    """What every editor can do.

    Signals
    -------
    edited(value)
        The user wants another value; it is in the declared type and within its limits.
    refused(sentence)
        What was typed cannot be used; the text stays as it is.
    mended()
        The shown value stands again; a former refusal no longer matters.
    settled()
        The user let go: a change that was emitted in many small parts is complete.
    """

    edited = Signal(object)
    refused = Signal(str)
    mended = Signal()
    settled = Signal()

    wide: ClassVar[bool] = False
    """Whether the editor stands beneath its label, over the whole width."""
    beneath: QWidget | None = None
    """A part of the editor that stands beneath label and editor, over the whole width."""

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declared = declared
        self._target: QWidget | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def set_value(self, value: Any) -> bool:
        """Show a value; true when it was not the one shown before."""
        raise NotImplementedError

    def draw(self, frame: Frame) -> None:
        """Follow the playhead, where the editor tells of it."""

    def mark_wrong(self, wrong: bool) -> None:
        """Show in colour that the value cannot be used."""
        set_wrong(self.focus_target(), wrong)

    def focus_target(self) -> QWidget:
        """The widget inside that takes the keyboard."""
        return self._target or self

    def tab_stops(self) -> list[QWidget]:
        """The widgets inside that the Tab key visits, in order."""
        return [self.focus_target()]

    def describe(self, name: str, help_text: str) -> None:
        """Set what a screen reader says and the tooltip."""
        # The part beneath is a child of the row, once that has placed it.
        beneath = [] if self.beneath is None else [self.beneath]
        for child in (self, *self.findChildren(QWidget), *beneath):
            child.setAccessibleName(name)
            child.setAccessibleDescription(help_text)
            child.setToolTip(help_text)

    def _take(self, editor: QWidget, stretch: int = 1) -> None:
        self._layout.addWidget(editor, stretch)
        # No focus proxy of Qt's: the Tab key would pass over the other widgets inside.
        self._target = self._target or editor


class TextField(Field):
    """A line of text: numbers, lists and words."""

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(declared, parent)
        self._help = declared.help
        self.line = LineField(declared)
        self.line.edited.connect(self.edited)
        self.line.refused.connect(self.refused)
        self.line.mended.connect(self.mended)
        self._take(self.line)
        if declared.unit:
            self._layout.addWidget(set_role(QLabel(declared.unit), "muted"))

    def set_value(self, value: Any) -> bool:
        """Show a value; text that is being typed stays. The tooltip has a long list in full."""
        if self.declared.many:
            text = format_value(value)
            long = len(text) > LONG
            self.line.setToolTip(f"{text}\n{self._help}" if long else self._help)
        return self.line.set_value(value)

    def describe(self, name: str, help_text: str) -> None:
        """Keep the tooltip beside a long list."""
        self._help = help_text
        super().describe(name, help_text)


class SwitchField(Field):
    """A check box for true and false, with the setting's name beside it."""

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(declared, parent)
        self.box = QCheckBox(declared.label)
        self.box.clicked.connect(self._on_clicked)
        self._take(self.box)

    def _on_clicked(self, on: bool) -> None:
        self.edited.emit(on)

    def set_value(self, value: Any) -> bool:
        """Tick the box or not."""
        changed = self.box.isChecked() != bool(value)
        self.box.setChecked(bool(value))
        return changed


class ChoiceField(Field):
    """A list to choose one of the allowed values from."""

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(declared, parent)
        self.box = ChoiceBox()
        self.box.set_choices(declared.choices or {})
        self.box.chosen.connect(self._on_value_chosen)
        self._take(self.box)

    def _on_value_chosen(self, value: str) -> None:
        self.edited.emit(value)

    def set_value(self, value: Any) -> bool:
        """Show a value."""
        return self.box.set_value(str(value))


class ShortChoiceField(ChoiceField):
    """A list with the usual choices; all the others come with "More...".

    Parameters
    ----------
    declared
        The setting.
    first
        The values that are always offered, in their order.
    """

    MORE = "\0more"

    def __init__(
        self, declared: Setting, first: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(declared, parent)
        self._first = tuple(first)
        self._value = ""
        self.box.chosen.disconnect()
        self.box.chosen.connect(self._on_chosen)
        self._fill(whole=False)

    def set_value(self, value: Any) -> bool:
        """Show a value; one of the others brings the whole list."""
        changed = str(value) != self._value
        self._value = str(value)
        if self.box.findData(self._value) < 0:
            self._fill(whole=True)
        self.box.set_value(self._value)
        return changed

    def _fill(self, whole: bool) -> None:
        choices = self.declared.choices or {}
        usual = {value: choices[value] for value in self._first}
        self.box.set_choices({**usual, **choices} if whole else usual)
        blocker = QSignalBlocker(self.box)
        self.box.insertSeparator(len(usual))
        if not whole:
            self.box.addItem("More...", self.MORE)
        self.box.set_value(self._value)
        blocker.unblock()

    def _on_chosen(self, value: str) -> None:
        if value != self.MORE:
            self._value = value
            self.edited.emit(value)
            return
        self._fill(whole=True)
        # Not before the list that is open now has closed.
        later(self.box, self.box.showPopup)


class RateField(Field):
    """The learning rate: a logarithmic slider and the number, which is kept as typed.

    When `stacked`, the slider is the part that stands beneath.
    """

    def __init__(
        self, declared: Setting, parent: QWidget | None = None, stacked: bool = False
    ) -> None:
        super().__init__(declared, parent)
        self._help = ""
        self.slider = RateSlider()
        self.line = LineField(declared)
        if not stacked:
            self.line.set_characters(6)
        self.slider.moved.connect(self._on_moved)
        self.slider.sliderReleased.connect(self.settled)
        self.line.edited.connect(self.edited)
        self.line.refused.connect(self.refused)
        self.line.mended.connect(self.mended)
        self._target = self.line
        if stacked:
            self.beneath = self.slider
            self.slider.setParent(self)  # until the row places it
            self._take(self.line)
        else:
            self._take(self.slider)
            self._take(self.line, 0)

    def set_value(self, value: Any) -> bool:
        """Show a rate: the exact number in the field, the nearest place on the slider."""
        self.slider.set_rate(float(value))
        return self.line.set_value(float(value))

    def describe(self, name: str, help_text: str) -> None:
        super().describe(name, help_text)
        self._help = help_text

    def set_marks(self, marks: RateZones) -> None:
        """Show on the slider what rates do, and say it in its tooltip."""
        if marks == self.slider.marks:
            return
        self.slider.set_marks(marks)
        words = f"{marks.words}\n\n{self._help}" if marks.words else self._help
        self.slider.setToolTip(words)
        self.slider.setAccessibleDescription(words)

    def tab_stops(self) -> list[QWidget]:
        """The slider, then the number."""
        return [self.slider, self.line]

    def _on_moved(self, rate: float) -> None:
        self.line.show_text_of(rate)
        self.edited.emit(rate)


def ask_for_table(parent: QWidget) -> str:
    """Let the user choose a CSV or NPZ file; an empty string when nothing was chosen."""
    path, _ = QFileDialog.getOpenFileName(
        parent, "Choose a file", "", "Tables (*.csv *.tsv *.txt *.dat *.npz *.npy);;All files (*)"
    )
    return path


class DataField(Field):
    """The data: a bundled set, or a file of the user's.

    Parameters
    ----------
    declared
        The setting; its values are names of bundled sets and paths of files.
    names
        The bundled sets: name to the words shown.
    choose
        Asks for a file; returns "" when the user changed their mind.
    """

    CHOOSE = "\0choose"

    def __init__(
        self,
        declared: Setting,
        names: Mapping[str, str],
        choose: Callable[[QWidget], str] = ask_for_table,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(declared, parent)
        self._names = dict(names)
        self._choose = choose
        self._value = ""
        self.box = ChoiceBox()
        self.box.chosen.connect(self._on_chosen)
        self._take(self.box)
        self._fill()

    def set_value(self, value: Any) -> bool:
        """Show the data in use; a file is shown by its name, its path is the tooltip."""
        if value == self._value:
            return False
        self._value = str(value)
        self._fill()
        return True

    def _fill(self) -> None:
        choices = dict(self._names)
        if self._value and self._value not in choices:
            choices[self._value] = Path(self._value).name
        blocker = QSignalBlocker(self.box)
        self.box.set_choices(choices)
        self.box.insertSeparator(self.box.count())
        self.box.addItem("Choose a file...", self.CHOOSE)
        self.box.set_value(self._value)
        if self._value not in self._names and self._value:
            self.box.setItemData(self.box.currentIndex(), self._value, Qt.ItemDataRole.ToolTipRole)
        blocker.unblock()

    def _on_chosen(self, value: str) -> None:
        if value != self.CHOOSE:
            self.edited.emit(value)
            return
        self.box.set_value(self._value)
        path = self._choose(self)
        if path:
            self.edited.emit(path)


def make_field(declared: Setting, parent: QWidget | None = None) -> Field:
    """The editor that suits a declaration."""
    if declared.choices and not declared.many:
        return ChoiceField(declared, parent)
    if declared.kind is bool and not declared.many:
        return SwitchField(declared, parent)
    if declared.name == "learning_rate":
        return RateField(declared, parent, stacked=True)
    return TextField(declared, parent)
