"""Race files: how a race was held, what came out, and every rate that was tried, as TOML."""

import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from visualizer.core.errors import InputError
from visualizer.core.experiment import experiment_from_table
from visualizer.core.race.race import Race
from visualizer.core.race.results import RaceResult
from visualizer.core.reading import read_settings
from visualizer.storage.experiments import experiment_text
from visualizer.storage.files import write_bytes


def save_race(result: RaceResult, path: str | Path) -> None:
    """Write a race with its results, whole or not at all; a data path is relative to the file.

    Raises
    ------
    InputError
        When it cannot be written; what was at `path` is then as before.
    """
    table = result.to_table()
    folder = Path(path).resolve().parent
    table["race"]["experiment"] = tomllib.loads(experiment_text(result.race.experiment, folder))
    write_bytes(path, tomli_w.dumps(table).encode())


def load_race(path: str | Path) -> Race:
    """The race of a file, to be held again: equal races give equal results, but for the time.

    Raises
    ------
    InputError
        When the file cannot be read or describes no valid race; says which key.
    """
    path = Path(path)
    found = read_settings(path).table
    table: Any = found.get("race")
    if not isinstance(table, dict) or not isinstance(table.get("experiment"), dict):
        raise InputError(f"a race with an experiment is needed (in {path.name})", "race")
    experiment = experiment_from_table(dict(table["experiment"]), path)
    return Race.from_table({**table, "experiment": experiment.to_dict()})
