"""The one way of opening files that the user names, whatever they hold.

A name is input like any other: it may be that of a folder, of a pipe that nobody writes to, or
of a file whose content keeps a reader busy for minutes.
"""

import os
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from visualizer.core.errors import InputError

LARGEST_TEXT = 1 << 20
"""Bytes that a file of settings may have."""

MOST_PARTS = 20
"""Parts of a key such as a.b.c: the parser takes time with the square of their number."""

MOST_KEYS = 4_000
"""Keys and headings of a file, each of which may have so many parts. A hundred changes have some
hundreds; what is long are lists of numbers and texts."""

_ENTRY = re.compile(r"^[ \t]*\[|=+", re.MULTILINE)

_PART = r"""(?:[\w-]+|"(?:[^"\\\n]|\\.){0,100}"|'[^'\n]{0,100}')"""
# Always the longest run, so that no letter is looked at for a second time.
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")


def opened(path: Path, needed: str, key: str = "problem.data") -> BinaryIO:
    """An ordinary file, open for reading; `needed` is what it should be, in words.

    Raises
    ------
    InputError
        A folder, a device, a name that no file can have.
    OSError
        It cannot be opened; `reason` has the words.
    """
    try:
        # A pipe that nobody writes to must not be waited for.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    except ValueError:
        raise InputError(
            f'"{path!s}" cannot be the name of a file'.replace("\0", "\\0"), key
        ) from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; {needed} is needed", key) from None
    except PermissionError:
        # Windows refuses to open a folder.
        if path.is_dir():
            raise InputError(f"{path} is a folder; {needed} is needed", key) from None
        raise
    mode = os.fstat(number).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(number, "rb")
    os.close(number)
    what = "folder" if stat.S_ISDIR(mode) else "device or pipe"
    raise InputError(f"{path} is a {what}; {needed} is needed", key)


_BINARY: int = getattr(os, "O_BINARY", 0)


def reason(error: OSError) -> str:
    """Why a file could not be read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "no permission to read this file"
    return f"the file cannot be read ({error.strerror or error})"


@dataclass(frozen=True)
class SettingsFile:
    """The table in a TOML file, and the bytes that it was read from."""

    path: Path
    table: dict[str, Any]
    content: bytes


def read_settings(path: Path, what: str = "an experiment file") -> SettingsFile:
    """Read a TOML file; `what` it should be is said when it is not one.

    Raises
    ------
    InputError
        When it cannot be read, is too large or too deep, or is no TOML.
    """
    try:
        with opened(path, what, "") as file:
            content = file.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise InputError(f"{path}: {reason(error)}") from None
    return SettingsFile(path, table_of(content, path.name, what), content)


def table_of(content: bytes, name: str, what: str = "an experiment file") -> dict[str, Any]:
    """The table in the bytes of a TOML file; errors as `read_settings`."""
    if len(content) > LARGEST_TEXT:
        raise InputError(f"{name}: too large for {what}; at most 1 MiB is allowed")
    try:
        # Some editors put a byte order mark in front.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{name}: not {what} (it is not UTF-8 text)") from None
    # Before the parser, whose time grows with the square of such things.
    if sum(1 for _ in _ENTRY.finditer(text)) > MOST_KEYS:
        raise InputError(f"{name}: more than {MOST_KEYS:,} keys, which are too many for {what}")
    # A long file without keys has a million places to look at.
    deep = text.count(".") >= MOST_PARTS
    if deep and any(found[0].count(".") >= MOST_PARTS for found in _KEY.finditer(text)):
        raise InputError(f"{name}: a key has more than {MOST_PARTS} parts, which are too many")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: not a valid {what.partition(' ')[2]}: {error}") from None


def value_of(text: str) -> Any:
    """A TOML value; what is none is a text."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    # Text with a line end in it might be read as more than one key.
    return table["value"] if set(table) == {"value"} else text
