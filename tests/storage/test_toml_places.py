"""The lines of keys: of every way to write one."""

import tomllib

from visualizer.storage.lessons import lesson_files
from visualizer.storage.toml_places import places

TEXT = '''# a comment [not.a.heading]
title = "x" # y = 1
"quoted.key" = 1
long = """
[no.heading]
key = 1 \\"""
"""
raw = \'\'\'
a = 1\'\'\'
list = [
    1, # one
    [2, 3],
    { a = 1, b = "}" },
]
dotted.key = { inner = [ { deep = 1 } ] }

[section]
a = 2026-11-28

[[steps]]
text = "one"
[steps.question]
kind = "number"
[[steps]]
[steps.question]
kind = "map"
[[steps.items]]
[[steps.items]]
value = -1
'''

WANTED = {
    "title": 2, "quoted.key": 3, "long": 4, "raw": 8, "list": 10, "list.1": 11, "list.2": 12,
    "list.2.1": 12, "list.2.2": 12, "list.3": 13, "list.3.a": 13, "list.3.b": 13, "dotted.key": 15,
    "dotted.key.inner": 15, "dotted.key.inner.1": 15, "dotted.key.inner.1.deep": 15, "section": 17,
    "section.a": 18, "steps.1": 20, "steps.1.text": 21, "steps.1.question": 22,
    "steps.1.question.kind": 23, "steps.2": 24, "steps.2.question": 25, "steps.2.question.kind": 26,
    "steps.2.items.1": 27, "steps.2.items.2": 28, "steps.2.items.2.value": 29,
}  # fmt: skip


def test_every_key_has_its_line() -> None:
    tomllib.loads(TEXT)
    assert places(TEXT) == WANTED


ABOVE = ("steps", "try", "experiment", "experiment.changes", "runs")


def keys(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        inner = [(f"{path}.{key}".lstrip("."), held) for key, held in value.items()]
    elif isinstance(value, list):
        inner = [(f"{path}.{number}", held) for number, held in enumerate(value, 1)]
    else:
        return set()
    return {name for name, _ in inner}.union(*(keys(held, name) for name, held in inner))


def test_every_key_of_every_lesson_is_found() -> None:
    """Beside the parser of Python, which knows the keys and not the lines."""
    for path in lesson_files().values():
        text = path.read_text(encoding="utf-8")
        found = places(text)
        # A section above others has a line only where it has a heading.
        assert keys(tomllib.loads(text)) - set(found) <= {*ABOVE}
