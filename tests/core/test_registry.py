from pathlib import Path

import pytest

from visualizer.core import optimizers
from visualizer.core.optimizers import OPTIMIZERS, SGD, Optimizer
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.registry import kinds_in
from visualizer.core.schedules import SCHEDULES

RULE = """
from dataclasses import dataclass
from typing import ClassVar

from visualizer.core.optimizers.momentum import SGD


@dataclass(frozen=True)
class {name}(SGD):
    kind: ClassVar[str] = "{kind}"
    label: ClassVar[str] = "New"
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The path of the package of rules, with room for more."""
    monkeypatch.setattr(optimizers, "__path__", [*optimizers.__path__, str(tmp_path)])
    return optimizers.__path__


def test_a_rule_is_one_file(package: list[str], tmp_path: Path) -> None:
    (tmp_path / "new_rule.py").write_text(RULE.format(name="New", kind="a_new_one"))
    found = kinds_in("visualizer.core.optimizers", package, Optimizer, list(OPTIMIZERS))
    assert list(found) == [*OPTIMIZERS, "a_new_one"]
    assert found["a_new_one"].label == "New"
    assert found["sgd"] is SGD
    with pytest.raises(TypeError):
        found["x"] = SGD  # type: ignore[index]


def test_a_key_is_given_once(package: list[str], tmp_path: Path) -> None:
    (tmp_path / "other_rule.py").write_text(RULE.format(name="Other", kind="adam"))
    with pytest.raises(ValueError, match='two kinds are called "adam"'):
        kinds_in("visualizer.core.optimizers", package, Optimizer, ())


def test_what_the_menu_does_not_name_follows_by_name() -> None:
    rules = kinds_in("visualizer.core.optimizers", optimizers.__path__, Optimizer, ("sgd",))
    assert list(rules) == ["sgd", *sorted(set(OPTIMIZERS) - {"sgd"})]


def test_each_kind_stands_under_its_own_key() -> None:
    assert all(rule.kind == key for key, rule in OPTIMIZERS.items())
    assert all(schedule.kind == key for key, schedule in SCHEDULES.items())
    assert all(function.function == key for key, function in FUNCTIONS.items())
