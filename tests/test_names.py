"""A name means one thing in the whole program."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import visualizer

FOLDER = Path(visualizer.__file__).parent


def test_names_of_classes() -> None:
    """No two share one: who reads or looks for one must not find another.

    None is shown: what a user reads or hears is words, "Preview" and not the class's name.
    """
    places, given = defaultdict(list), set()
    for path in sorted(FOLDER.rglob("*.py")):
        place = path.relative_to(FOLDER)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(place.as_posix())
            elif isinstance(node, ast.Call) and place.parts[0] == "gui":
                words = (*node.args, *(word.value for word in node.keywords))
                given |= {one.value for one in words if isinstance(one, ast.Constant)}
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
    # A name of one word is a word.
    classes = {name for name in places if re.search("[a-z][A-Z]", name)}
    assert classes.intersection(given) == set()
