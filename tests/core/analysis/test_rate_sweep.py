"""Learning rates side by side: the known picture, and the best of them."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.analysis.rate_sweep import compare_rates
from visualizer.core.building import build

DIGITS = Experiment.from_dict(
    {
        "problem": {
            "data": "digits",
            "hidden": [64],
            "activation": "relu",
            "output": "softmax",
            "loss": "categorical_cross_entropy",
        },
        "data": {"scaling": "min-max"},
        "start": {"initializer": "he"},
        "optimizer": {"kind": "adam", "learning_rate": 0.003},
        "training": {"batch_size": 32, "epochs": 20, "validation_fraction": 0.2},
    }
)


def test_digits_reach_95_percent() -> None:
    history = train(DIGITS)
    assert history.column("metric:validation_accuracy")[-1] >= 0.95


def test_the_known_picture_of_the_digits() -> None:
    """Too small is slow, too large fails to settle, and validation names one between."""
    found = compare_rates(DIGITS, [1e-4, 1e-3, 1e-2, 1e-1])
    slow, small, good, large = found.results
    assert [one.rate for one in found.results] == [1e-4, 1e-3, 1e-2, 1e-1]
    assert slow.loss > small.loss > good.loss
    assert slow.loss > 0.3 * slow.first_loss
    assert large.loss > 10 * good.loss
    assert large.validation_score < good.validation_score
    assert found.best == 2
    assert found.sentence() == (
        f"Best by validation accuracy after 20 epochs: rate 0.01 ({good.validation_score:.4g})."
    )


def test_each_result_is_that_of_the_run_alone() -> None:
    training = {"batch_size": 8, "epochs": 5, "validation_fraction": 0.25}
    experiment = noisy(40, problem={"hidden": [4]}, training=training)
    problem = build(experiment)
    found = compare_rates(experiment, [0.01, 0.5], problem)
    for one in found.results:
        alone = train(experiment.with_values({"optimizer.learning_rate": one.rate}), problem)
        row = alone.row(len(alone) - 1)
        assert (one.first_loss, one.loss) == (alone.row(0).loss, row.loss)
        assert one.validation_loss == row.validation_loss
        assert (one.score, one.validation_score) == tuple(row.metrics.values())
    assert found.score == "R²"
    assert found.validated
    better = int(np.argmax([one.validation_score for one in found.results]))
    assert found.best == better


def test_a_rate_that_diverges_is_not_chosen() -> None:
    found = compare_rates(line(training={"epochs": 400}), [100.0, 0.05, 0.125])
    assert [one.failed for one in found.results] == [True, False, True]
    assert np.isnan(found.results[0].loss)
    assert (found.best, found.validated) == (1, False)
    assert found.sentence().startswith("Best by loss after 400 epochs: rate 0.05 (")


def test_when_all_fail_none_is_best() -> None:
    found = compare_rates(line(), [1.0, 2.0])
    assert found.best is None
    assert found.sentence() == "With none of these rates the loss ended lower than it began."


def test_functions_have_no_scores() -> None:
    sphere = Experiment.from_dict({"problem": {"function": "sphere"}})
    found = compare_rates(sphere, [0.01, 0.5])
    assert found.best == 1
    assert all(np.isnan(one.score) and np.isnan(one.validation_loss) for one in found.results)


def test_no_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing to train"):
        compare_rates(line(), [])
