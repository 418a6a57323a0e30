"""Every number of every setting at the ends of what is allowed: a result, or one sentence."""

from collections.abc import Iterator

import pytest

from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.data.sources import SOURCES
from visualizer.core.errors import InputError
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.schedules import SCHEDULES
from visualizer.core.settings import Setting, declarations

BASES = {
    **{f"function {key}": {"problem": {"function": key}} for key in FUNCTIONS},
    **{
        f"data {key}": {"problem": {"data": key}} for key in SOURCES if not key.startswith("digits")
    },
    **{f"optimizer {key}": {"optimizer": {"kind": key}} for key in OPTIMIZERS},
    **{f"schedule {key}": {"schedule": {"kind": key}} for key in SCHEDULES},
    "network": {"problem": {"data": "two-moons", "hidden": [2], "loss": "huber"}},
}
PLACES = {"function": "problem", "network": "problem"}


def ends(declared: Setting) -> list[float]:
    """The least and the largest number that a setting takes."""
    low = declared.minimum if declared.above is None else declared.above + 1e-300
    high = declared.maximum if declared.below is None else declared.below * (1 - 1e-15)
    found = [-1e308 if low is None else low, 1e308 if high is None else high]
    return [int(one) if declared.kind is int else one for one in found]


def cases() -> Iterator[tuple[str, str, float]]:
    for name, table in BASES.items():
        word = name.split()[0]
        place = PLACES.get(word, word)
        section = getattr(Experiment.from_dict(table), place)
        for declared in () if section is None else declarations(type(section)):
            # Ten million rows are allowed, and take long.
            if declared.kind in (int, float) and not declared.many and declared.name != "n":
                for value in ends(declared):
                    yield name, f"{place}.{declared.name}", value


@pytest.mark.parametrize(("name", "key", "value"), [*cases()])
def test_the_ends_of_what_is_allowed(name: str, key: str, value: float) -> None:
    table = {**BASES[name], "training": {"epochs": 3}}
    try:
        experiment = Experiment.from_dict(table).with_values({key: value})
        history = train(experiment.with_values({"training.epochs": 3}), build(experiment))
    except InputError:
        return
    assert len(history) >= 1


@pytest.mark.parametrize("key", FUNCTIONS)
def test_every_number_of_a_function_has_both_limits(key: str) -> None:
    for declared in declarations(FUNCTIONS[key]):
        if declared.kind in (int, float):
            assert None not in (declared.minimum, declared.maximum)
