"""Switches in the title rows of cards."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from visualizer.gui.widgets.roles import set_role


def switch(words: str, help_text: str, on: bool, toggled: Callable[[bool], None]) -> QPushButton:
    """A button that stays down, for the title row of a card."""
    button = set_role(QPushButton(words), "switch")
    button.setCheckable(True)
    button.setChecked(on)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.toggled.connect(toggled)
    return button
