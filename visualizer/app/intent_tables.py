"""Intents as tables of plain values, for lessons, recovery and tests to write and read.

A table holds the name of the intent as ``do``, its words in lower case with blanks ("move
playhead"), and its fields by name; those that have their default may be left out. An
experiment stands as its own table, a recording as its description and its arrays. What a table
may hold follows from the declarations of the intents alone: a new intent has its table form at
once.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from visualizer.app.intents import Intent
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.recording.codec import packed, unpacked
from visualizer.core.recording.history import Recording

DO = "do"


def _words(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


INTENTS: Mapping[str, type] = MappingProxyType({_words(kind): kind for kind in get_args(Intent)})
"""Every intent by its name in tables."""


def to_table(intent: Intent) -> dict[str, Any]:
    """The intent as plain values: `from_table` gives the same intent back."""
    return {DO: _words(type(intent)), **_plain_fields(intent)}


def from_table(table: Mapping[str, Any]) -> Intent:
    """The intent that a table describes.

    Raises
    ------
    InputError
        For an unknown intent or field, one that is missing, or a value of a wrong type.
    """
    kind = INTENTS.get(table.get(DO, ""))
    if kind is None:
        raise InputError(f'"{table.get(DO, "")}" is not allowed; allowed are {_list(INTENTS)}', DO)
    made: Intent = _read_fields(kind, {key: table[key] for key in table if key != DO})
    return made


def _plain_fields(value: Any) -> dict[str, Any]:
    """The fields that differ from their defaults; None is a default and stands nowhere."""
    plain = {}
    for declared in fields(value):
        default = declared.default
        if default is MISSING and declared.default_factory is not MISSING:
            default = declared.default_factory()
        held = getattr(value, declared.name)
        if default is MISSING or held != default:
            plain[declared.name] = _plain(held)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Experiment):
        return value.to_dict()
    if isinstance(value, Recording):
        description, arrays = unpacked(value)
        return {"description": _plain(description), "arrays": _plain(arrays)}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if is_dataclass(value):
        return _plain_fields(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items() if held is not None}
    if isinstance(value, (tuple, list)):
        return [_plain(held) for held in value]
    return value


def _read_fields(kind: type, table: Mapping[str, Any], place: str = "") -> Any:
    hints = get_type_hints(kind)
    declared = {one.name: one for one in fields(kind)}
    values = {}
    for key, value in table.items():
        if key not in declared:
            allowed = f"allowed here are {_list(declared)}" if declared else "none is allowed here"
            raise InputError(f"unknown key; {allowed}", place + key)
        values[key] = _read(hints[key], value, place + key)
    for name, one in declared.items():
        needed = one.default is MISSING and one.default_factory is MISSING
        if needed and name not in values:
            raise InputError("is missing", place + name)
    return kind(**values)


def _read(hint: Any, value: Any, place: str) -> Any:
    """A value as the type of its field, or an error that names the place."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any or hint is object:
        return tuple(value) if isinstance(value, list) else value
    if origin in (Union, UnionType):
        return _read(next(one for one in inner if one is not NoneType), value, place)
    if hint is Experiment:
        return Experiment.from_dict(_of_type(value, Mapping, "a table", place))
    if hint is Recording:
        return _read_recording(_of_type(value, Mapping, "a table", place), place)
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_fields(hint, _of_type(value, Mapping, "a table", place), f"{place}.")
    if origin is not None and issubclass(origin, Mapping):
        entries = _of_type(value, Mapping, "a table", place)
        return {key: _read(inner[1], held, f"{place}.{key}") for key, held in entries.items()}
    if origin is tuple:
        items = _of_type(value, (list, tuple), "a list", place)
        kinds = [inner[0]] * len(items) if inner[-1] is ... else list(inner)
        if len(kinds) != len(items):
            raise InputError(f"{len(kinds)} values are needed, not {len(items)}", place)
        return tuple(_read(one, held, place) for one, held in zip(kinds, items, strict=True))
    return _simple(hint, value, place)


def _read_recording(table: Mapping[str, Any], place: str) -> Recording:
    try:
        arrays = {name: np.array(held) for name, held in table["arrays"].items()}
        return packed(table["description"], arrays)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError("is no recording", place) from error


def _simple(kind: type, value: Any, place: str) -> Any:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    # A switch is a number to Python, and not to anybody else.
    if isinstance(value, bool) != (kind is bool):
        raise InputError(f"{value!r} is not allowed; allowed is {words[kind]}", place)
    return _of_type(value, kind, words[kind], place)


def _of_type(value: Any, kind: Any, words: str, place: str) -> Any:
    if not isinstance(value, kind):
        raise InputError(f"{value!r} is not allowed; allowed is {words}", place)
    return value


def _list(names: Any) -> str:
    return ", ".join(names)
