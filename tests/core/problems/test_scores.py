"""Scores written out, and as histories hold them."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy, sample_model, thetas
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.problems.model import Model
from visualizer.core.problems.scores import (
    SCORES,
    Judged,
    accuracy,
    classes_of,
    determination,
    mean_square,
    variance,
)
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import Trainer

CLASSES = {"problem": {"data": "blobs", "output": "softmax", "loss": "categorical_cross_entropy"}}


def test_the_class_of_outputs() -> None:
    assert classes_of(np.array([[0.2], [0.5], [0.51]])).tolist() == [0, 0, 1]
    assert classes_of(np.array([[1, 3, 2], [4, 4, 0], [-1, -2, -0.5]])).tolist() == [1, 0, 2]


def test_accuracy_is_the_share_of_right_rows() -> None:
    outputs = np.array([[[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], [[0, 1], [1, 0], [0, 1]]])
    targets = np.array([[1, 0], [0, 1], [0, 1]])
    assert accuracy(Judged(outputs, targets)) == pytest.approx([2 / 3, 1 / 3])


def test_determination_written_out() -> None:
    """R² = 1 - sum of squared errors / sum of squared distances from the mean."""
    y, guess = np.array([[1.0], [2], [4]]), np.array([[1.0], [3], [3.5]])
    rest, whole = 0 + 1 + 0.25, sum((value - 7 / 3) ** 2 for value in (1, 2, 4))
    judged = Judged(guess, y)
    assert float(SCORES["r2"].value(judged)) == pytest.approx(1 - rest / whole)
    assert float(mean_square(judged)) == pytest.approx(rest / 3)
    assert np.isnan(determination(np.array([1.0, 0]), variance(np.ones((4, 1))))).all()


@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_histories_hold_the_scores_of_each_epoch(loss: str) -> None:
    training = {"epochs": 6, "batch_size": 7, "validation_fraction": 0.25}
    experiment = noisy(40, problem={"loss": loss, "hidden": [3]}, training=training)
    model = build(experiment)
    assert isinstance(model, Model)
    history = train(experiment, model)
    assert history.columns[-2:] == ("metric:r2", "metric:validation_r2")
    assert model.validation is not None
    every = history.steps_per_epoch
    for name, part in (("r2", model.training), ("validation_r2", model.validation)):
        column = history.column(f"metric:{name}")
        for step, value in enumerate(column):
            guess = model.predict(history.theta(step), part.inputs)
            expected = 1 - np.mean((guess - part.targets) ** 2) / np.var(part.targets)
            expected = expected if step % every == 0 else np.nan
            assert value == pytest.approx(expected, nan_ok=True)
            assert history.row(step).metrics[name] == pytest.approx(expected, nan_ok=True)
        assert history.view(f"metric:{name}", 0, len(history), 100)[0].tolist() == [
            every * epoch for epoch in range(7)
        ]


def test_histories_of_classes_hold_the_accuracy() -> None:
    training = {"epochs": 5, "batch_size": 20, "validation_fraction": 0.2}
    experiment = Experiment.from_dict({**CLASSES, "training": training})
    model = build(experiment)
    assert isinstance(model, Model)
    history = train(experiment, model)
    assert history.columns[-2:] == ("metric:accuracy", "metric:validation_accuracy")
    assert model.validation is not None
    for name, part in (("accuracy", model.training), ("validation_accuracy", model.validation)):
        for step in range(0, len(history), history.steps_per_epoch):
            right = model.predicted_classes(history.theta(step), part.inputs) == part.labels
            assert history.column(f"metric:{name}")[step] == right.mean()


def test_a_row_inside_an_epoch_has_scores_where_the_history_ends() -> None:
    training = {"epochs": 5, "batch_size": 20}
    experiment = Experiment.from_dict({**CLASSES, "training": training})
    model = build(experiment)
    descent = Descent(experiment, model)
    history = Recorder(descent.layout(), descent.replay)
    last = descent.steps_per_epoch + 2
    for _ in Trainer(descent, history).run(last):
        pass
    assert isinstance(model, Model)
    right = model.predicted_classes(history.theta(last), model.inputs) == model.training.labels
    assert history.row(last).metrics == {"accuracy": right.mean()}
    assert history.column("metric:accuracy")[-1] == right.mean()
    assert np.isnan(history.column("metric:accuracy")[-2])


def test_functions_have_none() -> None:
    history = train(Experiment.from_dict({"problem": {"function": "sphere"}}))
    assert not any(name.startswith("metric:") for name in history.columns)
    assert history.row(0).metrics == {}


def test_the_best_line_explains_everything() -> None:
    history = train(line(training={"epochs": 3000}))
    assert history.column("metric:r2")[-1] == pytest.approx(1)
    assert history.column("metric:r2")[0] == pytest.approx(1 - 67.5 / np.var([3, 6, 9, 12]))


def test_errors_in_the_units_of_the_target() -> None:
    model = sample_model((3,), loss="huber", targets=2)
    theta = thetas(model, 3)
    found, aside = model.rmse(theta)
    guess = model.predict(theta, model.inputs)
    assert found == pytest.approx(np.sqrt(((guess - model.targets) ** 2).mean(axis=(1, 2))))
    assert aside is None
