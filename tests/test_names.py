"""A name means one thing in the whole program."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import visualizer

FOLDER = Path(visualizer.__file__).parent


def test_no_two_classes_share_a_name() -> None:
    """Who reads or looks for one must not find another."""
    places = defaultdict(list)
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path.relative_to(FOLDER).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_class_name_is_shown() -> None:
    """What a user reads or hears is words: "Preview", and not what the class is called."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in FOLDER.rglob("*.py")]
    classes = {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        # A name of one word is a word.
        if isinstance(node, ast.ClassDef) and re.search("[a-z][A-Z]", node.name)
    }
    given = [
        one.value
        for path in (FOLDER / "gui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for one in (*node.args, *(word.value for word in node.keywords))
        if isinstance(one, ast.Constant)
    ]
    assert classes.intersection(given) == set()
