"""What the program remembers from one start to the next: every key is declared here, once.

What is stored is input like any other: another version, another program or a full disk may
have written it. So each key has a check, and what does not pass it is as if it were not there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from visualizer.gui.look.theme import THEMES

T = TypeVar("T")

MOST_BYTES = 1 << 20
MOST_LETTERS = 4096
GEOMETRY_MARK = b"\x01\xd9\xd0\xcb"
STATE_MARK = b"\x00\x00\x00\xff"
"""What Qt begins the places of windows and panels with; it does not expect anything else."""


@dataclass(frozen=True)
class Preference(Generic[T]):
    """A key, its name in sentences, what holds without it, and its check.

    The check gives the value in its type and raises `ValueError` for what it cannot be.
    """

    key: str
    label: str
    default: T
    check: Callable[[object], T]


def one_of(*allowed: str) -> Callable[[object], str]:
    """The check of a choice."""

    def check(value: object) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise ValueError

    return check


def text(value: object) -> str:
    """The check of a short text, which a path is, too."""
    if not isinstance(value, str) or len(value) > MOST_LETTERS or "\0" in value:
        raise ValueError
    return value


def texts(value: object) -> tuple[str, ...]:
    """The check of a list of short texts; a list of one comes back as its only text."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise ValueError
    return tuple(text(item) for item in items)


def bytes_that_begin(mark: bytes) -> Callable[[object], QByteArray]:
    """The check of what Qt has written itself."""

    def check(value: object) -> QByteArray:
        if not isinstance(value, QByteArray) or value.size() > MOST_BYTES:
            raise ValueError
        if not value.startsWith(QByteArray(mark)):
            raise ValueError
        return value

    return check


THEME = Preference("window/theme", "theme", "system", one_of(*THEMES))
GEOMETRY = Preference(
    "window/geometry", "place of the window", QByteArray(), bytes_that_begin(GEOMETRY_MARK)
)
STATE = Preference(
    "window/state", "places of the panels", QByteArray(), bytes_that_begin(STATE_MARK)
)
PANELS = Preference("window/panels", "open panels", "", text)
RECENT = Preference[tuple[str, ...]]("files/recent", "recent files", (), texts)
FOLDER = Preference("files/folder", "last folder", str(Path.home()), text)
EXPORT = Preference("export/last", "settings of the last export", "", text)
DIALOGS = Preference("dialogs/last", "last settings of dialogs", "", text)
VIEWS = Preference("window/views", "how the plots show what they show", "", text)
LESSONS = Preference("lessons/progress", "progress in lessons", "", text)

PREFERENCES = (
    THEME, GEOMETRY, STATE, PANELS, RECENT, FOLDER, EXPORT, DIALOGS, VIEWS, LESSONS,
)  # fmt: skip


class Preferences:
    """The preferences in a store of Qt; windows and programs may share one.

    What was found not to be usable is collected in `notes`, to be told once.
    """

    def __init__(self, store: QSettings) -> None:
        self._store = store
        self._fallen: dict[str, None] = {}
        self._damaged = store.status() == QSettings.Status.FormatError

    def get(self, preference: Preference[T]) -> T:
        """What is stored, or the default where that is nothing or cannot be used."""
        # Without a type: Qt would make one thing of another.
        try:
            value = self._store.value(preference.key)
        except Exception:
            # A stored object that Python does not know, or whose making fails.
            return self.refuse(preference)
        if value is None:
            return preference.default
        try:
            return preference.check(value)
        except ValueError:
            return self.refuse(preference)

    def set(self, preference: Preference[T], value: T) -> None:
        """Store a value."""
        # Qt has no type for tuples and would store a Python object.
        stored: object = list(value) if isinstance(value, tuple) else value
        self._store.setValue(preference.key, stored)

    def forget(self, preference: Preference[T]) -> None:
        """Have the default again."""
        self._store.remove(preference.key)

    def refuse(self, preference: Preference[T]) -> T:
        """The default, as what is stored has turned out not to be usable."""
        self._fallen[preference.label] = None
        return preference.default

    def sync(self) -> None:
        """Write what is new, and see what other windows have written."""
        self._store.sync()

    def notes(self) -> str:
        """One sentence about what was not usable or will not be kept; empty when all is well."""
        parts = []
        if self._damaged or self._fallen:
            what = ", ".join(self._fallen) or "settings file"
            parts.append(f"Some settings could not be read, the usual ones hold ({what})")
        if not self._store.isWritable():
            parts.append(
                f"settings will not be kept, as {self._store.fileName()} cannot be written"
            )
        sentence = "; ".join(parts)
        return sentence[:1].upper() + sentence[1:]
