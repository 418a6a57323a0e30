"""Entrants made of what was typed."""

import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.race.race import Protocol, Race
from visualizer.core.race.running import run_race
from visualizer.core.race.varying import (
    EXAMPLES,
    VARYING,
    entrants_of,
    examples_of,
    numbers_of,
)


@pytest.mark.parametrize("kind", VARYING)
def test_the_example_of_each_kind_makes_a_race(kind: str) -> None:
    entrants = entrants_of(kind, EXAMPLES[kind], line())
    assert len(entrants) == EXAMPLES[kind].count(",") + 1
    made = [line().with_values(one.values) for one in Race(line(), entrants).entrants]
    assert any(one != line() for one in made)


RAVINE = Experiment.from_dict({"problem": {"function": "ravine"}, "start": {"parameters": [8, 2]}})


@pytest.mark.parametrize(
    ("experiment", "kinds"),
    [
        (RAVINE, {"rules", "rates", "schedules", "starts"}),
        (line(), {"rules", "rates", "schedules", "batches", "starts"}),
        (noisy(50, problem={"hidden": [3]}), {"rules", "rates", "schedules", "batches", "seeds"}),
        (noisy(50, training={"batch_size": 7}), set(VARYING)),
    ],
)
def test_what_is_proposed_can_be_run(experiment: Experiment, kinds: set[str]) -> None:
    examples = examples_of(experiment, build(experiment))
    assert set(examples) == kinds
    for kind, text in examples.items():
        entrants = entrants_of(kind, text, experiment)
        assert len(entrants) > 1
        protocol = Protocol(epochs=2, starts=1, choosing=1, coarse=2, rounds=0)
        result = run_race(Race(experiment, entrants, protocol))
        assert len({repr(one.raw) for one in result.finishes}) > 1


def test_rules_are_known_by_their_labels_and_rates_are_those_typed() -> None:
    first, second = entrants_of("rules", "gradient descent, ADAM", line(), (0.1, 0.3))
    assert (first.name, first.values, first.rate) == (
        "Gradient descent",
        {"optimizer.kind": "sgd"},
        0.1,
    )
    assert (second.name, second.rate) == ("Adam", 0.3)


@pytest.mark.parametrize(
    ("kind", "text", "rates", "key", "words"),
    [
        ("rules", " , ", (), "entrants", "nobody"),
        ("rules", "adm", (), "entrants", 'did you mean "adam"'),
        ("rates", "fast", (), "entrants", "a number"),
        ("seeds", "1.5", (), "entrants", "a whole number"),
        ("rules", "sgd, adam", (0.1,), "rates", "1 given for 2"),
    ],
)
def test_what_cannot_take_part_is_said(
    kind: str, text: str, rates: tuple[float, ...], key: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        entrants_of(kind, text, line(), rates)
    assert caught.value.key == key


def test_typed_rates_are_numbers() -> None:
    assert numbers_of("0.1, 1e-3,") == (0.1, 1e-3)
    with pytest.raises(InputError, match="a number"):
        numbers_of("0.1, quick")
