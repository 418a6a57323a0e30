"""The declaration of a race, and its plain table."""

from dataclasses import replace

import pytest

from tests.core.experiments import line
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.race.proposals import proposed, rules
from visualizer.core.race.race import Entrant, Protocol, Race
from visualizer.core.settings import declarations

RACE = Race(
    line(training={"epochs": 7}),
    (
        Entrant("slow", {"optimizer.kind": "sgd"}, 0.01),
        Entrant("batches", {"optimizer.kind": "adam", "start.parameters": (1.0, 2.0)}, 0.5),
    ),
    Protocol(rates="typed", epochs=20, target=0.25, starts=2, coarse=9, low=0.1, high=2.0),
)


@pytest.mark.parametrize("race", [RACE, proposed(line(), build(line()))])
def test_its_table_gives_the_same_race_back(race: Race) -> None:
    assert Race.from_table(race.to_table()) == race


def test_the_table_holds_protocol_budget_and_grid() -> None:
    held = RACE.to_table()["race"]
    assert set(held) == {one.name for one in declarations(Protocol)}
    assert held["coarse"] == 9
    assert (held["low"], held["high"], held["epochs"]) == (0.1, 2.0, 20)


@pytest.mark.parametrize(
    ("entrants", "protocol", "key"),
    [
        ((), {}, "entrants"),
        (rules(["sgd", "sgd"]), {}, "entrants"),
        (rules(["sgd"]), {"rates": "typed"}, "entrants"),
        (rules(["sgd"]), {"low": 1.0, "high": 0.5}, "race.high"),
        (rules(["sgd"]), {"high": 0.5}, "race.high"),
        ((Entrant("one", {"optimizer.size": 3}),), {}, "optimizer.size"),
    ],
)
def test_what_does_not_fit_is_refused(
    entrants: tuple[Entrant, ...], protocol: dict[str, object], key: str
) -> None:
    with pytest.raises(InputError) as caught:
        Race(line(), entrants, replace(Protocol(), **protocol))  # type: ignore[arg-type]
    assert caught.value.key == key


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"format": 2},
        {"race": {"coarse": 1}},
        {"race": 3},
        {"entrants": [{"name": "one", "speed": 2}]},
        {"entrants": [{"name": 3}]},
        {"entrants": [{"name": "one", "rate": "fast"}]},
    ],
)
def test_a_bad_table_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Race.from_table({**RACE.to_table(), **change})
