"""On which line each key of a TOML file stands: the parser of Python does not say."""

import re
from collections.abc import Iterator

Key = tuple[str, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_KEY = re.compile(r"""[ \t]*(?:([\w-]+)|"((?:[^"\\]|\\.)*)"|'([^']*)')[ \t]*""")
_STRING = re.compile(
    r'"{3}(?:[^\\]|\\.)*?"{3,5}|\'{3}.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]+")


def places(text: str) -> dict[str, int]:
    """The line, from 1, of every key and item of a text that is valid TOML, by its path.

    A path has dots between its parts; an item of a list is its number, from 1.
    """
    return dict(_Scan(text).found())


class _Scan:
    """A walk through a text that is known to be valid: only places are of interest."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._counts: dict[Key, int] = {}

    def found(self) -> Iterator[tuple[str, int]]:
        section: Key = ()
        while self._more():
            line = self._line
            if self._text.startswith("[", self._place):
                section = self._heading()
                yield ".".join(section), line
            else:
                yield from self._entry(section)

    def _more(self) -> bool:
        """Whether there is something behind blanks, ends of lines and comments."""
        if blank := _BLANK.match(self._text, self._place):
            self._place = blank.end()
        return self._place < len(self._text)

    @property
    def _line(self) -> int:
        return self._text.count("\n", 0, self._place) + 1

    def _heading(self) -> Key:
        many = self._text.startswith("[[", self._place)
        self._place += 1 + many
        *above, last = self._key()
        self._place += 1 + many
        # What is below a list of sections belongs to its last one.
        path: Key = ()
        for part in above:
            path = self._current((*path, part))
        path = (*path, last)
        if many:
            self._counts[path] = self._counts.get(path, 0) + 1
        return self._current(path)

    def _current(self, path: Key) -> Key:
        count = self._counts.get(path)
        return path if count is None else (*path, str(count))

    def _key(self) -> Key:
        parts: list[str] = []
        while True:
            found = _KEY.match(self._text, self._place)
            assert found is not None
            parts.append(next(one for one in found.groups() if one is not None))
            self._place = found.end()
            if not self._text.startswith(".", self._place):
                return tuple(parts)
            self._place += 1

    def _entry(self, section: Key) -> Iterator[tuple[str, int]]:
        line = self._line
        path = (*section, *self._key())
        yield ".".join(path), line
        self._place += 1  # "="
        yield from self._value(path)

    def _value(self, path: Key) -> Iterator[tuple[str, int]]:
        self._more()
        if string := _STRING.match(self._text, self._place):
            self._place = string.end()
        elif self._text.startswith("[", self._place):
            yield from self._many(path, "]")
        elif self._text.startswith("{", self._place):
            yield from self._many(path, "}")
        elif plain := _PLAIN.match(self._text, self._place):
            self._place = plain.end()

    def _many(self, path: Key, end: str) -> Iterator[tuple[str, int]]:
        """The items of a list, or the entries of a table in braces."""
        self._place += 1
        number = 0
        while self._more() and not self._text.startswith(end, self._place):
            number += 1
            if end == "}":
                yield from self._entry(path)
            else:
                yield ".".join((*path, str(number))), self._line
                yield from self._value((*path, str(number)))
            self._more()
            if self._text.startswith(",", self._place):
                self._place += 1
        self._place += 1
