"""Settings: declared once, as fields of frozen dataclasses.

A field made by `setting` carries its default, limits, choices, label, unit and help. The
set-up panel, the command line, the experiment file and the help pages read these
declarations; nothing else repeats them.
"""

import dataclasses
import math
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from numbers import Real
from typing import Any

from visualizer.core.errors import InputError
from visualizer.core.words import among, meant


@dataclass(frozen=True)
class Setting:
    """One declared setting.

    `kind` is the type of a value: float, int, bool or str, or the type of the items when
    `many` is true (the value is then a tuple). An `optional` setting may be left empty
    (``""`` or ``()``), which means "not given", and is then not written to files. `hint` is
    said of words where numbers belong.
    """

    name: str
    kind: type
    many: bool
    default: Any
    label: str
    help: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    choices: Mapping[str, str] | None = None
    optional: bool = False
    folded: bool = False
    logarithmic: bool = False
    below: float | None = None
    tables: Mapping[str, type] | None = None
    hint: str = ""

    def allowed(self) -> str:
        """What a value may be, as the end of a sentence."""
        if self.choices:
            return "allowed are " + ", ".join(self.choices)
        if self.tables:
            return f"allowed are {', '.join(self.tables)}, each with its options"
        nouns = {
            float: ("a number", "numbers"),
            int: ("a whole number", "whole numbers"),
            bool: ("true or false", "true or false"),
            str: ("text", "texts"),
        }
        text = ("a list of " if self.many else "") + nouns[self.kind][self.many]
        if self.above is not None:
            text += f" above {self.above:g}"
        if self.minimum is not None:
            text += f" of at least {self.minimum:g}"
        joint = " and" if self.minimum is not None or self.above is not None else ""
        if self.maximum is not None:
            text += f"{joint or ' of'} at most {self.maximum:g}"
        if self.below is not None:
            text += f"{joint} below {self.below:g}"
        return "allowed is " + text

    def check(self, value: object) -> Any:
        """`value` in the declared type, or an `InputError` that says what is allowed."""
        if not self.many:
            return self._check_item(value)
        if isinstance(value, str) and self.tables is not None:
            # As they are typed: "convolution 8, pooling 2".
            value = [part for part in re.split(r"\s*[,;]\s*", value.strip()) if part]
        elif isinstance(value, str | bool | Real | Mapping):
            # A list of one, such as a word behind `--set problem.targets=`.
            value = (value,) if value != "" else ()
        # NumPy's arrays are no lists, and a notebook has many of them.
        value = getattr(value, "tolist", lambda: value)()
        if not isinstance(value, list | tuple):
            raise self._refuse(value)
        return tuple(self._check_item(item) for item in value)

    def _check_item(self, value: object) -> Any:
        if self.tables is not None:
            return self._check_table(value, self.tables)
        if self.kind is bool:
            if not isinstance(value, bool):
                raise self._refuse(value)
            return value
        if self.kind is str:
            if not isinstance(value, str):
                raise self._refuse(value)
            if self.choices is None:
                return value
            value = among(value, self.choices)
            if value not in self.choices:
                raise self._refuse(value, meant(value, self.choices))
            return value
        return self._check_number(value)

    def _check_table(self, value: object, tables: Mapping[str, type]) -> Any:
        """A described thing, from its table with a kind or from words; a made one stays."""
        if isinstance(value, tuple(tables.values())):
            return value
        if isinstance(value, str):
            value = _table_of_words(value, tables)
        if not isinstance(value, Mapping):
            raise self._refuse(value)
        table = dict(value)
        kind = table.pop("kind", None)
        if not isinstance(kind, str) or kind not in tables:
            raise self._refuse("no kind" if kind is None else kind)
        try:
            return from_dict(tables[kind], table)
        except InputError as error:
            raise error.inside(f"{self.name}.{kind}") from None

    def _check_number(self, value: object) -> int | float:
        # Real: NumPy's numbers are none of Python's, and a notebook has many of them.
        if isinstance(value, bool) or not isinstance(value, Real):
            raise self._refuse(value, self.of_words(value))
        try:
            number: int | float = self.kind(value)
            # A whole number with hundreds of digits is no float.
            good = math.isfinite(float(number)) and (self.kind is float or number == value)
        except (OverflowError, ValueError):
            raise self._refuse(value) from None
        if not good or not self._within(number):
            raise self._refuse(value)
        return number

    def of_words(self, value: object) -> str:
        """The hint, as the end of a sentence, for words where numbers belong."""
        words = isinstance(value, str) and any(sign.isalpha() for sign in value)
        return f"; {self.hint}" if words and self.hint else ""

    def _within(self, number: float) -> bool:
        return (
            (self.minimum is None or number >= self.minimum)
            and (self.maximum is None or number <= self.maximum)
            and (self.above is None or number > self.above)
            and (self.below is None or number < self.below)
        )

    def _refuse(self, value: object, more: str = "") -> InputError:
        try:
            shown = f'"{value}"' if isinstance(value, str) else str(value)
        except ValueError:
            # Python writes no whole number of more than 4300 digits.
            shown = "a number with thousands of digits"
        if isinstance(value, bool):
            shown = str(value).lower()
        if len(shown) > 60:
            shown = shown[:57] + "..."
        return InputError(f"{shown} is not allowed; {self.allowed()}{more}", self.name)


def setting(
    default: Any,
    *,
    label: str,
    help: str,
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    above: float | None = None,
    below: float | None = None,
    choices: Mapping[str, str] | None = None,
    optional: bool = False,
    folded: bool = False,
    logarithmic: bool = False,
    tables: Mapping[str, type] | None = None,
    hint: str = "",
) -> Any:
    """Declare a dataclass field as a setting; see `Setting` for the parameters.

    `choices` maps each allowed value to the words shown for it. A `folded` setting is
    hidden under "More". `above` and `below` are exclusive limits. With `tables` a value is
    described by a table of its own, whose `kind` is one of these.
    """
    # The first statement: `locals()` still holds the parameters and nothing else.
    declared = {key: value for key, value in locals().items() if key != "default"}
    return dataclasses.field(default=default, metadata={"setting": declared})


def declarations(section: type) -> tuple[Setting, ...]:
    """The settings that a dataclass declares, in order."""
    # mypy takes the __hash__ of a dataclass's objects for that of the class itself.
    key: Any = section
    return _declared(key)


# Read with every change of every setting; a class never changes.
@cache
def _declared(section: type) -> tuple[Setting, ...]:
    hints = typing.get_type_hints(section)
    found = []
    for field in dataclasses.fields(section):
        declared = field.metadata.get("setting")
        if declared is None:
            continue
        hint = hints[field.name]
        many = typing.get_origin(hint) is tuple
        kind = typing.get_args(hint)[0] if many else hint
        found.append(Setting(field.name, kind, many, field.default, **declared))
    return tuple(found)


def from_dict(section: type, table: Mapping[str, object], **preset: Any) -> Any:
    """Make a settings object from a plain table, as read from a file.

    Keys that are missing take their default, or the value in `preset`.

    Raises
    ------
    InputError
        For an unknown key, a wrong type or a value outside its limits; its key is the
        name of the setting.
    """
    known = {declared.name: declared for declared in declarations(section)}
    for key in table:
        if key not in known:
            allowed = ", ".join(known) or "none"
            raise InputError(
                f"unknown key; allowed here are {allowed}{meant(str(key), known)}", str(key)
            )
    values = {key: known[key].check(value) for key, value in preset.items() if key in known}
    values |= {key: known[key].check(value) for key, value in table.items()}
    return section(**values)


def checked(settings: Any) -> Any:
    """A settings object with each value as `from_dict` would have it.

    Raises
    ------
    InputError
        As `from_dict`: whoever makes such an object in Python may give it anything.
    """
    changed = {}
    for declared in declarations(type(settings)):
        value = getattr(settings, declared.name)
        if declared.optional and isinstance(value, tuple | str) and not value:
            continue
        good = declared.check(value)
        # By identity: a value that is good comes back as it was, and the object stays the same.
        if good is not value:
            changed[declared.name] = good
    return dataclasses.replace(settings, **changed) if changed else settings


def to_dict(settings: Any) -> dict[str, Any]:
    """The plain table of a settings object: `from_dict` gives the object back."""
    table: dict[str, Any] = {}
    for declared in declarations(type(settings)):
        value = getattr(settings, declared.name)
        if declared.optional and value in ((), ""):
            continue
        if declared.tables is not None:
            value = [{"kind": item.kind, **to_dict(item)} for item in value]
        table[declared.name] = list(value) if declared.many else value
    return table


def words_of(described: Any) -> str:
    """A thing of a kind in words: the kind, then its options as far as they tell something.

    Those at the end that have their default are left out, but for a number that stands first:
    "convolution 8", "pooling 2 average".
    """
    options = [(one, getattr(described, one.name)) for one in declarations(type(described))]
    while options and options[-1][1] == options[-1][0].default:
        if len(options) == 1 and options[0][0].kind in (int, float):
            break
        options.pop()
    return " ".join([described.kind, *(f"{value}" for _, value in options)])


def _table_of_words(text: str, tables: Mapping[str, type]) -> dict[str, object]:
    """The table that `words_of` describes; options without a name get none that is known."""
    kind, *words = text.split() or [""]
    options = declarations(tables[kind]) if kind in tables else ()
    names = [one.name for one in options] + [f"option {n}" for n in range(len(options), 20)]
    values = zip(names, map(_number_in, words), strict=False)
    return {"kind": kind, **dict(values)}


def _number_in(word: str) -> object:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word
