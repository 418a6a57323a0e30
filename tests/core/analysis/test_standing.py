import math

import numpy as np
import pytest

from visualizer.core.analysis import standing as module
from visualizer.core.analysis.standing import standing
from visualizer.core.building import build
from visualizer.core.experiment import Experiment
from visualizer.core.recording.codec import recording_from
from visualizer.core.training import train


def trained(**values):
    experiment = Experiment().with_values(
        {key.replace("__", "."): value for key, value in values.items()}
    )
    problem = build(experiment)
    return train(experiment, problem), problem


@pytest.mark.parametrize("block", [7, 1 << 16])
def test_the_numbers_are_those_of_the_columns(monkeypatch, block):
    """Whatever rows are read at once."""
    monkeypatch.setattr(module, "_BLOCK", block)
    history, problem = trained(
        problem__data="noisy-line", training__batch_size=25, training__validation_fraction=0.25,
        training__epochs=12, optimizer__learning_rate=0.02,
    )  # fmt: skip
    found = standing(history, len(history), problem, target=2.0)
    losses = history.column("loss")
    # Inside an epoch there is no loss: these rows do not count.
    assert np.isnan(losses).any()
    assert found.loss == losses[-1]
    assert found.best == np.nanmin(losses)
    assert found.best_row == np.nanargmin(losses)
    assert found.arrived == np.flatnonzero(losses <= 2.0)[0]
    assert found.score_name == "validation r²"
    assert found.score == history.column("metric:validation_r2")[-1]
    assert found.verdict.label
    # And of the rows up to some row alone.
    part = standing(history, 10, problem)
    known = losses[:10][~np.isnan(losses[:10])]
    assert (part.rows, part.loss, part.best) == (10, known[-1], known.min())
    assert part.arrived is None


def test_a_run_that_diverges_was_best_at_its_start_and_never_arrives():
    history, problem = trained(optimizer__learning_rate=0.2, training__epochs=30)
    found = standing(history, len(history), problem, target=0.01)
    assert (found.best_row, found.best) == (0, 67.5)
    assert found.arrived is None
    assert found.verdict.kind in ("diverging", "diverged")
    assert (found.score_name, math.isnan(found.score)) == ("", True)


def test_what_there_is_of_a_recording_and_of_nothing():
    recording = recording_from({"theta": [[3.0], [2.0], [1.0]], "loss": [9.0, 4.0, 5.0]})
    found = standing(recording, 3, target=4.0)
    assert (found.loss, found.best, found.best_row, found.arrived) == (5.0, 4.0, 1, 1)
    assert standing(recording, 0).verdict is None
    assert math.isnan(standing(recording, 0).loss)
