"""Roles: what a widget is, for the style sheet.

A role is the dynamic property "role" of a widget; the rules are in `gui.stylesheet`.
"""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)

ROLES = (
    "title",  # the name of a card
    "section",  # the name of a group of settings
    "muted",  # labels that stand back behind the values
    "note",  # a remark below settings
    "error",  # a sentence about wrong input
    "error-mark",  # the mark before that sentence
    "mono",  # tabular figures
    "primary",  # the one button that matters most
    "quiet",  # a button without a frame
    "switch",  # a checkable button in a title row
    "cover",  # words in the place of a picture
    "chip",  # a one-click suggestion
    "picture",  # a button without a frame, with a picture above its words
    "heading",  # the title of a lesson
    "reading",  # the text of a lesson, larger
    "asking",  # a question
    "hint",  # what is said to a wrong answer
    "explained",  # what is said to a right one
)


def set_role(widget: W, role: str) -> W:
    """Give a widget its role and return it; an unknown role is a mistake of ours."""
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}")
    widget.setProperty("role", role)
    return widget


def set_wrong(widget: QWidget, wrong: bool) -> None:
    """Mark a field as wrong (red border) or not; restyles only when that changes."""
    if bool(widget.property("wrong")) == wrong:
        return
    widget.setProperty("wrong", wrong)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
