"""Experiment files: what is saved is loaded again."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.experiments import line
from tests.texts import texts
from visualizer.core import Experiment, InputError, load_experiment
from visualizer.core.building import build
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.storage.experiments import experiment_text, save_experiment

NETWORK: dict[str, Any] = {
    "name": "A \"quoted\" name\nof two lines, 'ü' and \\",
    "problem": {"data": "penguins", "hidden": [4, 3], "inputs": ["bill_depth_mm"]},
    "data": {"scaling": "min-max"},
    "start": {"parameters": [0.1, -1e-300, 5e300] * 9},
    "changes": [{"step": 5, "optimizer.learning_rate": 1e-12}],
}


@pytest.mark.parametrize(
    "table", [{}, NETWORK, *({"problem": {"function": name}} for name in FUNCTIONS)]
)
def test_saved_experiments_are_loaded_again(tmp_path: Path, table: dict[str, Any]) -> None:
    experiment = Experiment.from_dict(table)
    save_experiment(experiment, tmp_path / "saved.toml")
    assert load_experiment(tmp_path / "saved.toml") == experiment


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts(), st.floats(1e-300, 1e6), st.lists(st.floats(-1e300, 1e300), max_size=3))
def test_every_name_and_number_survives(
    tmp_path: Path, name: str, rate: float, start: list[float]
) -> None:
    table = {"name": name, "optimizer": {"learning_rate": rate}, "start": {"parameters": start}}
    experiment = Experiment.from_dict(table)
    save_experiment(experiment, tmp_path / "saved.toml")
    assert load_experiment(tmp_path / "saved.toml") == experiment


def test_the_text_has_the_form_of_the_format() -> None:
    table = tomllib.loads(experiment_text(line()))
    assert list(table) == [
        *("format", "name", "problem", "data", "start", "optimizer", "schedule", "training"),
    ]
    assert table["format"] == 1
    assert "parameters" not in table["start"]


def test_a_data_file_is_named_from_the_folder_of_the_experiment(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    data = tmp_path / "tables" / "rows.csv"
    experiment = Experiment.from_dict({"problem": {"data": str(data)}})
    path = tmp_path / "lessons" / "one.toml"
    save_experiment(experiment, path)
    assert tomllib.loads(path.read_text())["problem"]["data"] == "../tables/rows.csv"
    assert load_experiment(path) == experiment
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    assert load_experiment(moved / "lessons" / "one.toml").problem.data == str(
        moved / "tables" / "rows.csv"
    )
    moved.rename(tmp_path)


def test_a_link_to_an_experiment_finds_its_data(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    experiment = Experiment.from_dict({"problem": {"data": str(tmp_path / "real" / "a.csv")}})
    save_experiment(experiment, tmp_path / "real" / "one.toml")
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "real" / "one.toml")
    assert load_experiment(link).problem == experiment.problem


def test_a_data_file_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    experiment = Experiment.from_dict({"problem": {"data": str(tmp_path / name)}})
    with pytest.raises(InputError) as caught:
        save_experiment(experiment, tmp_path / "saved.toml")
    assert caught.value.key == "problem.data"
    assert not list(tmp_path.iterdir())


def test_a_data_file_that_changes_afterwards_is_noticed(tmp_path: Path) -> None:
    data, path = tmp_path / "rows.csv", tmp_path / "one.toml"
    data.write_text("x,y\n1,2\n2,3\n")
    save_experiment(Experiment.from_dict({"problem": {"data": str(data)}}), path)
    loaded = load_experiment(path)
    assert build(loaded).notes == ()
    data.write_text("x,y\n1,2\n2,4\n")
    assert build(loaded).notes == ("rows.csv has changed since the experiment was saved",)
    # What was read is known without reading it again; where nothing was read, nothing is claimed.
    model = build(loaded)
    save_experiment(loaded, path, model.fingerprint)
    assert build(load_experiment(path)).notes == ()
    save_experiment(loaded, path, "")
    assert build(load_experiment(path)).notes == ()
    # Saving again is taken for consent.
    save_experiment(loaded, path)
    assert build(load_experiment(path)).notes == ()
