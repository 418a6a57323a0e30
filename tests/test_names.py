"""A name means one thing in the whole program."""

import ast
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
