"""One step: what it records, how batches are drawn, what changes do."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, line, noisy
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.errors import InputError
from visualizer.core.problems.model import Model
from visualizer.core.recording.records import Record, TrainState


def descent_of(experiment: Experiment, rates: np.ndarray | None = None) -> Descent:
    optimizer = experiment.optimizer
    if rates is not None:
        optimizer = replace(optimizer, learning_rate=rates)
    return Descent(experiment, build(experiment), optimizer)


def steps(descent: Descent, count: int) -> list[tuple[TrainState, Record]]:
    state, found = descent.begin(), []
    for _ in range(count):
        record, following = descent.advance(state)
        found.append((state, record))
        state = following
    return found


def test_a_record_holds_what_the_update_uses() -> None:
    descent = descent_of(line())
    (state, record), (following, _) = steps(descent, 2)
    loss, gradient = descent.problem.loss_and_gradient(state.theta)
    assert (record.theta == state.theta).all()
    assert record.loss == record.batch_loss == loss
    assert (record.gradient == gradient).all()
    assert (following.theta == state.theta - 0.1 * gradient).all()
    assert following.step == 1


def test_a_step_is_pure() -> None:
    descent = descent_of(noisy(training={"batch_size": 3, "seed": 2}))
    state = steps(descent, 9)[-1][0]
    first = descent.advance(state)
    steps(descent, 30)  # goes through other epochs in between
    again = descent.advance(state)
    assert (first[1].theta == again[1].theta).all()
    assert first[0].batch_loss == again[0].batch_loss


def test_float32_rounds_the_parameters_alone() -> None:
    descent = descent_of(line().with_values(FINITE_DIFFERENCES))
    (_, _), (state, record), (following, _) = steps(descent, 3)
    assert state.theta.dtype == np.float32
    assert record.gradient.dtype == np.float64
    update = state.theta.astype(float) - 0.1 * record.gradient
    assert (following.theta == update.astype(np.float32)).all()
    assert record.loss == descent.problem.loss(state.theta.astype(float))


@pytest.mark.parametrize("batch_size", [1, 3, 7, 19, 20])
def test_batches_are_those_of_the_design(batch_size: int) -> None:
    experiment = noisy(20, training={"batch_size": batch_size, "seed": 11, "epochs": 3})
    descent = descent_of(experiment)
    model = descent.problem
    number = -(-20 // batch_size)
    assert descent.steps_per_epoch == number
    assert descent.last_step == 3 * number
    x, y = model.inputs[:, 0], model.targets[:, 0]
    theta = np.zeros(2)
    for state, record in steps(descent, 3 * number):
        epoch, place = divmod(state.step, number)
        order = np.random.default_rng([11, epoch]).permutation(20)
        rows = order[place * batch_size : (place + 1) * batch_size]
        if number == 1:
            rows = np.arange(20)
        assert state.theta == pytest.approx(theta, abs=1e-12)
        residual = theta[0] * x[rows] + theta[1] - y[rows]
        slope = 2 * np.array([residual @ x[rows], residual.sum()]) / len(rows)
        assert record.batch_loss == pytest.approx(residual @ residual / len(rows))
        assert record.gradient == pytest.approx(slope)
        if place == 0:
            whole = theta[0] * x + theta[1] - y
            assert record.loss == pytest.approx(whole @ whole / 20)
        else:
            assert np.isnan(record.loss)
        theta = theta - 0.1 * slope


def test_validation_is_measured_on_epoch_boundaries() -> None:
    experiment = noisy(20, training={"batch_size": 5, "validation_fraction": 0.25})
    descent = descent_of(experiment)
    model = descent.problem
    assert descent.steps_per_epoch == 3
    for state, record in steps(descent, 7):
        if state.step % 3:
            assert np.isnan(record.validation_loss)
            continue
        x, y = model.validation.inputs[:, 0], model.validation.targets[:, 0]
        expected = np.mean((state.theta[0] * x + state.theta[1] - y) ** 2)
        assert record.validation_loss == pytest.approx(expected)


def test_changes_hold_from_their_step_on() -> None:
    changes: list[dict[str, Any]] = [
        {"step": 6, "optimizer.learning_rate": 0.03},
        {"step": 3, "optimizer.learning_rate": 0.05, "training.gradient": "forward difference"},
        {"step": 6, "training.gradient": "central difference", "training.difference_step": 0.01},
    ]
    descent = descent_of(line(changes=changes))
    found = steps(descent, 9)
    rates = [float(record.learning_rate) for _, record in found]
    assert rates == [0.1] * 3 + [0.05] * 3 + [0.03] * 3
    measured = [record.loss_plus is not None for _, record in found]
    assert measured == [False] * 3 + [True] * 6
    exact = [descent.problem.loss_and_gradient(state.theta)[1] for state, _ in found]
    errors = [
        abs(record.gradient - slope).max() for (_, record), slope in zip(found, exact, strict=True)
    ]
    assert max(errors[:3]) == 0
    assert all(1e-5 < error < 1e-2 for error in errors[3:6])
    assert max(errors[6:]) < 1e-9  # central differences of a quadratic are exact
    layout = descent.layout()
    assert "loss_plus" in layout.vectors
    assert layout.evaluations(np.arange(9.0)).tolist() == [1, 2, 3, 6, 9, 12, 17, 22, 27]


def test_changes_before_which_nothing_differs() -> None:
    plain, changed = (
        steps(descent_of(line(changes=list(changes))), 6)
        for changes in ((), ({"step": 4, "optimizer.learning_rate": 0.01},))
    )
    same = [(a.theta == b.theta).all() for (a, _), (b, _) in zip(plain, changed, strict=True)]
    assert same == [True] * 5 + [False]


def test_runs_side_by_side_keep_their_rates_through_other_changes() -> None:
    rates = np.array([0.01, 0.1])
    theta = np.zeros((2, 2))
    for changes, expected in (
        ([{"step": 1, "training.gradient": "central difference"}], [0.01, 0.1]),
        ([{"step": 1, "optimizer.learning_rate": 0.5}], [0.5, 0.5]),
    ):
        descent = descent_of(line(changes=changes), rates)
        _, state = descent.advance(TrainState(0, theta, None))
        record, _ = descent.advance(state)
        assert np.broadcast_to(record.learning_rate, 2).tolist() == expected


def test_replay_gives_the_bits_of_the_first_time() -> None:
    descent = descent_of(noisy(training={"batch_size": 6}))
    found = steps(descent, 20)
    records, state = descent.replay(found[4][0], 9, 15)
    assert state.step == 15
    assert (state.theta == found[15][0].theta).all()
    for record, (_, expected) in zip(records, found[9:15], strict=True):
        assert (record.theta == expected.theta).all()
        assert (record.gradient == expected.gradient).all()
        assert record.batch_loss == expected.batch_loss


def noisy_sphere(**training: Any) -> Experiment:
    return Experiment.from_dict({"problem": {"function": "sphere"}, "training": training})


def test_noise_is_drawn_for_each_step_by_its_number() -> None:
    experiment = noisy_sphere(gradient_noise=0.3, seed=4)
    descent = descent_of(experiment)
    found = steps(descent, 6)
    for step, (state, record) in enumerate(found):
        noise = np.random.default_rng([4, step]).normal(0, 0.3, 2)
        assert (record.gradient == 2 * state.theta + noise).all()
        assert record.loss == descent.problem.loss(state.theta)
    records, _ = descent.replay(found[2][0], 4, 6)
    assert (records[0].gradient == found[4][1].gradient).all()
    assert descent.layout().noisy
    assert not descent.layout().whole
    assert descent_of(noisy_sphere()).layout().whole


def test_noise_is_for_functions_alone() -> None:
    with pytest.raises(InputError) as caught:
        build(line(training={"gradient_noise": 0.1}))
    assert caught.value.key == "training.gradient_noise"


RANDOM_LAYERS = {
    "data": "digits",
    "layers": [
        {"kind": "cutout", "size": 2},
        {"kind": "convolution", "filters": 2},
        {"kind": "flatten"},
        {"kind": "batch_normalisation", "activation": "relu"},
        {"kind": "dropout"},
    ],
    "output": "softmax",
    "loss": "categorical_cross_entropy",
}


@pytest.mark.parametrize("batch_size", [0, 300])
def test_steps_with_random_layers_can_be_recomputed(batch_size: int) -> None:
    training = {"batch_size": batch_size, "epochs": 2, "validation_fraction": 0.3, "seed": 5}
    experiment = line(problem=RANDOM_LAYERS, training=training, optimizer={"kind": "adam"})
    model = build(experiment)
    history = train(experiment, model)
    descent = Descent(experiment, model)
    records, _ = descent.replay(descent.begin(), 0, len(history))
    for step, record in enumerate(records):
        row = history.row(step)
        assert (row.theta == record.theta).all()
        assert (row.gradient == record.gradient).all()
        assert row.batch_loss == float(record.batch_loss)
    # The loss of all rows is that without anything left out.
    assert history.row(0).loss == float(model.loss(history.theta(0)))
    assert history.row(0).batch_loss != history.row(0).loss
    assert history.layout.batches


def test_validation_rows_are_normalised_like_the_training_rows() -> None:
    training = {"validation_fraction": 0.3, "epochs": 1}
    model = build(line(problem=RANDOM_LAYERS, training=training))
    assert isinstance(model, Model)
    assert model.validation is not None
    theta = np.random.default_rng(0).normal(0, 0.3, model.size)
    few = model.predict(theta, model.validation.inputs[:2])
    many = model.predict(theta, model.validation.inputs)
    assert few == pytest.approx(many[:2], rel=1e-12)
    right = np.argmax(many, axis=1) == model.validation.labels
    assert model.evaluate(theta).scores[1] == right.mean()


@pytest.mark.parametrize("fraction", [0.0, 0.25])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_scores_had_on_the_way_are_those_of_a_pass_of_their_own(fraction, precision) -> None:
    training = {"epochs": 4, "validation_fraction": fraction, "precision": precision}
    experiment = line(problem={"data": "blobs", "hidden": [3], "l2": 0.01}, training=training)
    model = build(experiment)
    assert isinstance(model, Model)
    history = train(experiment, model)
    alike = train(experiment.with_values({"training.gradient": "central difference"}), model)
    for step in range(len(history)):
        row, found = history.row(step), model.evaluate(history.theta(step))
        assert list(row.metrics.values()) == found.scores.tolist()
        assert row.loss == float(found.loss)
        assert np.array_equal(row.validation_loss, float(found.validation_loss), equal_nan=True)
        assert row.metrics == pytest.approx(alike.row(step).metrics, abs=0.05)
