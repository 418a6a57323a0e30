"""Dialogs that are found again as they were left: their size and their settings."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

from visualizer.core.errors import InputError
from visualizer.gui.look.preferences import DIALOGS, Preferences

LARGEST = 20_000
SIZE = "size"


class LastingDialog(QDialog):
    """A dialog that begins with the size and the settings that it ended with.

    What is stored may have been written by another version or another program: settings that
    do not fit are as if they were not there, and the dialog begins with its usual ones.
    """

    _preferences: Preferences | None = None

    def remembered(self) -> dict[str, Any]:
        """The settings that the next one begins with; what JSON can hold."""
        return {}

    def recall(self, values: Mapping[str, Any]) -> None:
        """Begin with settings of `remembered`.

        Raises
        ------
        ValueError, KeyError, TypeError, InputError
            When they are none; then nothing has been changed.
        """

    def keep_in(self, preferences: Preferences) -> None:
        """Begin as the last one of this kind ended, and remember how this one ends."""
        self._preferences = preferences
        values = _stored(preferences).get(type(self).__name__)
        if values is None:
            return
        try:
            size = _size(values.pop(SIZE))
            if values:
                self.recall(values)
        except (ValueError, KeyError, TypeError, AttributeError, InputError):
            preferences.refuse(DIALOGS)
        else:
            self.resize(size.boundedTo(self.screen().availableSize()))

    def done(self, result: int) -> None:
        """Remember size and settings."""
        if self._preferences is not None:
            known = _stored(self._preferences)
            size = [self.width(), self.height()]
            known[type(self).__name__] = {SIZE: size, **self.remembered()}
            self._preferences.set(DIALOGS, json.dumps(known))
        super().done(result)


def number_within(value: object, most: float) -> float:
    """A number between `-most` and `most`.

    Raises
    ------
    ValueError
        When it is another, or none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    if not isfinite(value) or abs(value) > most:
        raise ValueError
    return float(value)


def _stored(preferences: Preferences) -> dict[str, Any]:
    text = preferences.get(DIALOGS)
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        preferences.refuse(DIALOGS)
        return {}
    return found


def _size(value: Any) -> QSize:
    width, height = (number_within(side, LARGEST) for side in value)
    if min(width, height) < 1:
        raise ValueError
    return QSize(round(width), round(height))
