"""The set-up form: sections of rows made from declared settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.core.settings import Setting
from visualizer.gui.look.links import calling, passing
from visualizer.gui.widgets.fields import Field, make_field
from visualizer.gui.widgets.form_row import FormRow
from visualizer.gui.widgets.form_section import SectionView

Editors = Mapping[str, Callable[[Setting], Field]]
WIDEST_LABEL = 98
"""Pixels; longer labels, none of them among the first, take two lines."""


@dataclass(frozen=True)
class Section:
    """A group of settings.

    Parameters
    ----------
    key
        What stands before the names of the settings, such as "optimizer".
    title
        The words above the group.
    settings
        What is asked, in order; a setting whose name has a dot already is a whole key.
    note
        A line below the rows.
    formula, source
        An equation below the rows, as plain text, and where it was published.
    """

    key: str
    title: str
    settings: tuple[Setting, ...]
    note: str = ""
    formula: str = ""
    source: str = ""

    def path(self, declared: Setting) -> str:
        """The key of a setting in files: "optimizer.learning_rate"."""
        return declared.name if "." in declared.name else f"{self.key}.{declared.name}"


class SettingsForm(QWidget):
    """Shows the values of declared settings and tells which the user wants to change.

    Parameters
    ----------
    sections
        What is asked.
    editors
        Keys whose editor needs more than the declaration: key to a function that makes
        the field.

    Signals
    -------
    value_edited(key, value)
        The user wants this value; repeated all the while a slider is dragged.
    editing_settled(key)
        The slider was let go.
    """

    value_edited = Signal(str, object)
    editing_settled = Signal(str)

    def __init__(
        self,
        sections: Sequence[Section] = (),
        editors: Editors | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._editors = dict(editors or {})
        self.stop_before: QWidget | None = None
        """The place in the order of the Tab key that the rows follow."""
        self._rows: dict[str, FormRow] = {}
        self._views: dict[str, SectionView] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addStretch(1)
        self.set_sections(sections)

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Ask for other settings.

        Rows whose declaration stays the same are kept, with text and focus. When the row
        with the focus goes, the focus goes to the new row of the same key or to the first
        row of its section.
        """
        wanted = {
            section.path(declared): (section, declared)
            for section in sections
            for declared in section.settings
        }
        # Before rows go: a widget that is removed takes the focus with it.
        focused = self._focused_key()
        self._drop_rows(wanted)
        self._match_views(sections)
        for section in sections:
            view = self._views[section.key]
            view.set_title(section.title)
            view.set_note(section.note)
            view.set_formula(section.formula, section.source)
            view.set_rows([self._row(section, declared) for declared in section.settings])
        self._align_labels()
        self._chain_tab_stops(sections)
        self._restore_focus(focused)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values (key to value); keys that are not asked are passed over."""
        for key, value in values.items():
            if key in self._rows:
                self._rows[key].set_value(value)

    def show_error(self, key: str, sentence: str) -> bool:
        """Show a sentence beneath a field, unfolding it; false when there is no such field.

        Call it before `set_values` brings the former values: the text typed then stays.
        """
        row = self._rows.get(key)
        if row is None:
            return False
        row.show_error(sentence)
        self._views[self._section_of(key)].reveal(row)
        return True

    def clear_errors(self) -> None:
        """Take away the sentences that `show_error` put up.

        Those about text that cannot be read stay until the text is mended.
        """
        for row in self._rows.values():
            row.clear_error()

    def keys(self) -> tuple[str, ...]:
        """The keys that are asked."""
        return tuple(self._rows)

    def row(self, key: str) -> FormRow:
        """The row of a key."""
        return self._rows[key]

    def section(self, key: str) -> SectionView:
        """The view of a section."""
        return self._views[key]

    def focus(self, key: str) -> None:
        """Give a field the keyboard, unfolding it."""
        row = self._rows[key]
        self._views[self._section_of(key)].reveal(row)
        row.field.focus_target().setFocus()

    def _row(self, section: Section, declared: Setting) -> FormRow:
        key = section.path(declared)
        if key not in self._rows:
            make = self._editors.get(key, make_field)
            row = FormRow(make(declared), key)
            row.field.edited.connect(passing(self._tell_edited, key))
            row.field.settled.connect(calling(self._tell_settled, key))
            self._rows[key] = row
        return self._rows[key]

    def _tell_edited(self, key: str, value: object) -> None:
        self.value_edited.emit(key, value)

    def _tell_settled(self, key: str) -> None:
        self.editing_settled.emit(key)

    def _drop_rows(self, wanted: Mapping[str, tuple[Section, Setting]]) -> None:
        for key, row in list(self._rows.items()):
            if key not in wanted or wanted[key][1] != row.field.declared:
                del self._rows[key]
                # Losing the focus on its way out would make it commit what was typed.
                row.field.blockSignals(True)
                row.hide()
                row.setParent(None)
                # Not at once: the signal that led here may come from a field of this very row.
                row.deleteLater()

    def _match_views(self, sections: Sequence[Section]) -> None:
        keys = [section.key for section in sections]
        for key in [key for key in self._views if key not in keys]:
            view = self._views.pop(key)
            view.hide()
            view.setParent(None)
            view.deleteLater()
        for place, key in enumerate(keys):
            if key not in self._views:
                self._views[key] = SectionView(self)
            # A widget that is put where it is already would lose the focus.
            if self._layout.indexOf(self._views[key]) != place:
                self._layout.removeWidget(self._views[key])
                self._layout.insertWidget(place, self._views[key])
                self._views[key].show()

    def _chain_tab_stops(self, sections: Sequence[Section]) -> None:
        stops = [] if self.stop_before is None else [self.stop_before]
        stops += [stop for section in sections for stop in self._views[section.key].tab_stops()]
        for stop, following in pairwise(stops):
            # Rows are made in the order in which they are first asked for, which is Qt's own order.
            self.setTabOrder(stop, following)

    def _align_labels(self) -> None:
        widths = [row.label_width() for row in self._rows.values()]
        width = min(max(widths, default=0), WIDEST_LABEL)
        for row in self._rows.values():
            row.set_label_width(width)

    def _section_of(self, key: str) -> str:
        row = self._rows[key]
        return next(name for name, view in self._views.items() if view.holds(row))

    def _focused_key(self) -> str:
        focused = self.focusWidget()
        for key, row in self._rows.items():
            if focused is not None and row.isAncestorOf(focused) and focused.hasFocus():
                return key
        return ""

    def _restore_focus(self, key: str) -> None:
        if not key:
            return
        section = key.rpartition(".")[0]
        heirs = [key, *(other for other in self._rows if other.startswith(f"{section}."))]
        for heir in heirs:
            row = self._rows.get(heir)
            if row is not None and not row.isHidden():
                if not row.field.focus_target().hasFocus():
                    row.field.focus_target().setFocus()
                return
