"""Race files: protocol, budget and grid stand in them, and the race can be held again."""

import tomllib
from pathlib import Path

import pytest

from visualizer.core import Experiment
from visualizer.core.errors import InputError
from visualizer.core.race.proposals import rules
from visualizer.core.race.race import Protocol, Race
from visualizer.core.race.results import RaceResult
from visualizer.core.race.running import run_race
from visualizer.storage.races import load_race, save_race


@pytest.fixture
def result(tmp_path: Path) -> RaceResult:
    data = tmp_path / "rows.csv"
    data.write_text("x,y\n1,3\n2,6.5\n3,9\n4,12\n")
    experiment = Experiment.from_dict({"problem": {"data": str(data)}, "training": {"epochs": 20}})
    protocol = Protocol(epochs=20, target=0.5, coarse=5, fine=2, rounds=1)
    return run_race(Race(experiment, rules(["sgd", "adam"]), protocol))


def test_the_race_of_a_file_comes_to_the_same(result: RaceResult, tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    save_race(result, path)
    again = load_race(path)
    assert again == result.race
    assert run_race(again).verdict() == result.verdict()


def test_protocol_budget_grid_and_every_rate_stand_in_the_file(
    result: RaceResult, tmp_path: Path
) -> None:
    path = tmp_path / "race.toml"
    save_race(result, path)
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert table["race"]["race"]["coarse"] == 5
    assert table["race"]["race"]["epochs"] == 20
    assert table["race"]["experiment"]["problem"]["data"] == "rows.csv"
    assert (table["verdict"], table["caption"]) == (result.verdict(), result.caption())
    for finish in result.finishes:
        assert finish.choice is not None
        rates = [one["rate"] for one in table["tried"][finish.name]]
        assert rates == [one.rate for one in finish.choice.tried]
    assert [row["name"] for row in table["results"]] == [one.name for _, one in result.ranking]


@pytest.mark.parametrize(
    "text", ["", "race = 3", "[race]\nformat = 1", "race = { experiment = 2 }"]
)
def test_what_is_no_race_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"race|other\.toml"):
        load_race(path)
