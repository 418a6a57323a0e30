"""Batches of runs: each gets the bits that it gets alone."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, line, network, noisy
from visualizer.core import Experiment, sweep, train, train_together
from visualizer.core.building import build

RATES = [0.001, 0.05, 0.11, 0.1197, 0.13, 0.9]
CHANGES = [{"step": 9, "training.gradient": "forward difference"}]
LONG = {"epochs": 300}

SINGLE = [
    line(training=LONG),
    line(training=LONG).with_values(FINITE_DIFFERENCES),
    line(training=LONG, changes=CHANGES),
    noisy(500, training=LONG),
    noisy(30, training={"batch_size": 7, "epochs": 60, "validation_fraction": 0.2}),
    noisy(40, problem={"hidden": [6, 3], "activation": "tanh"}, training=LONG),
    noisy(40, problem={"hidden": [5], "activation": "relu"}, training={"epochs": 60}).with_values(
        FINITE_DIFFERENCES
    ),
    Experiment.from_dict({"problem": {"function": "rosenbrock"}, "training": LONG}),
]


def assert_alike(experiments: list[Experiment]) -> None:
    problem = build(experiments[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        together = train_together(experiments, problem)
    for run, experiment in enumerate(experiments):
        alone = train(experiment, problem)
        rows = len(alone)
        diverged = alone.ending is not None and alone.ending.kind == "diverged"
        assert together.diverged_at[run] == (rows if diverged else -1)
        loss = alone.column("loss")
        if diverged and alone.ending is not None and not np.isnan(alone.ending.loss):
            loss[-1] = np.nan
        assert np.array_equal(together.loss[:rows, run], loss, equal_nan=True)
        assert (together.gradient_norm[:rows, run] == alone.column("gradient_norm")).all()
        assert np.isnan(together.loss[rows:, run]).all()
        assert (together.theta[run] == alone.theta(rows - 1)).all()


@pytest.mark.parametrize("experiment", SINGLE)
def test_rates_together_are_the_rates_alone(experiment: Experiment) -> None:
    assert_alike([experiment.with_values({"optimizer.learning_rate": rate}) for rate in RATES])


@pytest.mark.parametrize("experiment", SINGLE[3:7])
def test_starts_together_are_the_starts_alone(experiment: Experiment) -> None:
    starts = [{"start.initializer": "normal", "start.seed": seed} for seed in range(4)]
    assert_alike([experiment.with_values(start) for start in starts])


def test_many_parameters_have_the_same_norms(tmp_path: Path) -> None:
    experiment = network(tmp_path, epochs=40)
    assert_alike([experiment.with_values({"optimizer.learning_rate": rate}) for rate in RATES])


def test_large_sweeps_are_trained_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    experiments = [
        line(training={"epochs": 50}).with_values({"optimizer.learning_rate": rate})
        for rate in RATES
    ]
    whole = train_together(experiments)
    monkeypatch.setattr(sweep, "BATCH_BYTES", 900)
    monkeypatch.setattr(sweep, "BLOCK_BYTES", 300)
    parts = train_together(experiments)
    for one, other in zip(whole, parts, strict=True):
        assert np.array_equal(one, other, equal_nan=True)


def test_only_rate_and_start_may_differ() -> None:
    with pytest.raises(ValueError, match="nothing to train"):
        train_together([])
    for values in ({"training.epochs": 5}, {"data.n": 9}, {"training.gradient": "exact "[:5]}):
        other = line().with_values(values)
        if other != line():
            with pytest.raises(ValueError, match="differs from"):
                train_together([line(), other])
    named = line().with_values({"name": "another"})
    assert train_together([line(), named]).loss.shape == (61, 2)
