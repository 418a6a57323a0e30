"""Sessions with real threads, experiments, and what must hold of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pytestqt.qtbot import QtBot

from visualizer.app.intents import OpenExperiment
from visualizer.app.session import Session
from visualizer.app.state import Run
from visualizer.core.experiment import Experiment
from visualizer.core.recording.history import History
from visualizer.core.training import train

ENDLESS = 100_000_000
"""Epochs that no test waits for."""


def line(rate: float = 0.1, epochs: int = 60, **sections: Mapping[str, Any]) -> Experiment:
    """The line y = 3x."""
    training = {"epochs": epochs, **sections.pop("training", {})}
    table = {"problem": {"data": "line"}, "optimizer": {"learning_rate": rate}, **sections}
    return Experiment.from_dict(table | {"training": training})


def function(name: str = "rosenbrock", **sections: Mapping[str, Any]) -> Experiment:
    """A test function with its suggested settings."""
    return Experiment.from_dict({"problem": {"kind": "function", "function": name}, **sections})


def table_of(path: Path, **sections: Mapping[str, Any]) -> Experiment:
    """A linear model on a CSV file."""
    return Experiment.from_dict({"problem": {"data": str(path)}, **sections})


def opened(session: Session, *experiments: Experiment) -> Session:
    """The session with experiments opened, each a run."""
    for experiment in experiments:
        assert session.apply(OpenExperiment(experiment))
    return session


def settle(qtbot: QtBot, session: Session) -> None:
    """Wait until all training is done."""
    qtbot.waitUntil(lambda: not session.training.busy, timeout=10_000)


def wait_rows(qtbot: QtBot, session: Session, rows: int) -> None:
    """Wait until the run in front has some rows."""
    qtbot.waitUntil(lambda: session.state.run.count >= rows, timeout=10_000)


def assert_exact(run: Run) -> None:
    """The rows of a run are those of its experiment trained alone, bit for bit."""
    alone = train(run.experiment, run.problem)
    assert_same_rows(run.history, alone, run.count)
    assert run.count == len(alone)


def assert_same_rows(one: History, other: History, count: int) -> None:
    assert one.columns == other.columns
    for name in one.columns:
        ours, theirs = one.column(name)[:count], other.column(name)[:count]
        np.testing.assert_array_equal(ours[:-1], theirs[:-1], err_msg=name)
        if name not in one.layout.of_epochs:
            # The last row has a loss inside an epoch only where the history ends.
            np.testing.assert_array_equal(ours, theirs, err_msg=name)
