"""What `run` and `export` have in common: from words to a trained experiment."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from visualizer.cli.parser import Options
from visualizer.cli.progress import ProgressBar
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.reading import value_of
from visualizer.core.recording.history import History
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import Descent, Trainer
from visualizer.storage.opening import open_any, open_input


@dataclass(frozen=True)
class Trained:
    """A trained experiment, and the seconds that its training took."""

    experiment: Experiment
    problem: Problem
    descent: Descent
    history: History
    seconds: float


def chosen_experiment(options: Options) -> Experiment:
    """The experiment of FILE with the settings of `--set`."""
    assert options.file is not None
    return opened(options, settings_of(options))


def opened(options: Options, values: Mapping[str, Any]) -> Experiment:
    """The experiment of FILE, which may be the standard input, with these settings."""
    assert options.file is not None
    if options.file == "-":
        return open_input(sys.stdin.buffer, values).experiment
    return open_any(options.file, values).experiment


def settings_of(options: Options) -> dict[str, Any]:
    """The settings of `--set` and `--target`, by key path."""
    values = settings(options.set)
    if options.target:
        values["problem.targets"] = list(options.target)
    return values


def settings(words: Sequence[str]) -> dict[str, Any]:
    """Settings by key path, of words such as "optimizer.learning_rate=0.05".

    Raises
    ------
    InputError
        For a word without a key.
    """
    values = {}
    for word in words:
        key, _, text = word.partition("=")
        if not all(part for part in key.split(".")):
            raise InputError(f'"{word}" is not allowed; allowed is KEY=VALUE')
        # In a shell one writes hyphens.
        values[key.strip().replace("-", "_")] = value_of(text.strip())
    return values


def check_folder(folder: Path) -> None:
    """Find out before a long run whether files can be written into a folder after it.

    Raises
    ------
    InputError
        When they cannot.
    """
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{folder}: cannot be written to ({reason})") from None


def train(experiment: Experiment, check: Callable[[Descent, History], None]) -> Trained:
    """Read the data and train, with a bar on a terminal.

    `check` is called before the first step, to find mistakes that should not wait for the
    end of a long run.
    """
    with ProgressBar() as bar:
        problem = build(experiment, lambda done, total: bar.show("Reading", done, total))
        descent = Descent(experiment, problem)
        history = Recorder(descent.layout(), descent.replay)
        check(descent, history)
        begin = time.perf_counter()
        for rows in Trainer(descent, history).run(descent.last_step):
            bar.show("Training", rows, descent.last_step + 1)
        seconds = time.perf_counter() - begin
    return Trained(experiment, problem, descent, history, seconds)
