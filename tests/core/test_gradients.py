"""Gradients by the chain rule against differences, batches against single vectors."""

import tracemalloc

import numpy as np
import pytest

from tests.core.experiments import central, sample_model, thetas
from visualizer.core import chunks, gradients
from visualizer.core.gradients import GRADIENTS
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.quiet import Quiet


def away_from_kinks(model, theta: np.ndarray) -> bool:
    inputs, _ = model._batch(np.dtype(float), None)
    if not model.settings.bias:
        # A row of zeros stays on the kink whatever the weights are, and has no slope.
        inputs = inputs[inputs.any(axis=1)]
    return all(abs(z).min() > 1e-3 for z, *_ in model.network.forward(theta, inputs)[:-1])


@pytest.mark.parametrize("scaling", ["none", "standardise", "min-max"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("hidden", [(), (3,), (4, 3), (3, 2, 3)])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_chain_rule_agrees_with_central_differences(activation, hidden, bias, scaling) -> None:
    model = sample_model(hidden, activation=activation, bias=bias, scaling=scaling, targets=2)
    seeds = (seed for seed in range(100) if _usable(model, activation, seed))
    theta = thetas(model, seed=next(seeds))
    _, gradient = model.loss_and_gradient(theta)
    expected = central(model, theta)
    assert np.linalg.norm(gradient - expected) <= 1e-7 * np.linalg.norm(expected)


def _usable(model, activation: str, seed: int) -> bool:
    theta = thetas(model, seed=seed)
    return "relu" not in activation or not model.settings.hidden or away_from_kinks(model, theta)


def test_relu_has_slope_zero_at_its_kink() -> None:
    model = sample_model((3,), activation="relu")
    assert model.loss_and_gradient(np.zeros(model.size))[1][:-1].tolist() == [0] * (model.size - 1)


@pytest.mark.parametrize(("kind", "slope"), [("forward difference", 1), ("central difference", 2)])
@pytest.mark.parametrize("problem", [sample_model((4,)), FUNCTIONS["rosenbrock"]()])
def test_error_against_the_step(problem: Problem, kind: str, slope: int) -> None:
    theta = np.random.default_rng(5).normal(0, 1, problem.size)
    exact = problem.loss_and_gradient(theta)[1]
    steps = np.array([1e-2, 5e-3, 2.5e-3, 1.25e-3])
    errors = [
        np.linalg.norm(GRADIENTS[kind].measure(problem, theta, None, step).gradient - exact)
        for step in steps
    ]
    measured = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert measured == pytest.approx(slope, abs=0.05)


@pytest.mark.parametrize("kind", GRADIENTS)
@pytest.mark.parametrize("precision", [np.float64, np.float32])
@pytest.mark.parametrize("hidden", [(), (3,), (8, 5)])
@pytest.mark.parametrize("rows", [3, 4, 9, 500])
def test_a_batch_gets_the_bits_of_its_vectors(kind, precision, hidden, rows) -> None:
    model = sample_model(hidden, rows=rows)
    theta = thetas(model, 3, 5).astype(precision)
    measure = GRADIENTS[kind].measure
    with Quiet():
        together = measure(model, theta, None, 1e-4)
        for place in np.ndindex(3, 5):
            alone = measure(model, theta[place], None, 1e-4)
            assert together.loss[place] == alone.loss
            assert (together.gradient[place] == alone.gradient).all()
            if alone.loss_plus is not None:
                assert (together.loss_plus[place] == alone.loss_plus).all()


@pytest.mark.parametrize("hidden", [(), (5,)])
def test_a_batch_of_batches_gets_the_bits_of_its_rows(hidden) -> None:
    model = sample_model(hidden, rows=40)
    theta = thetas(model, 6)
    rows = np.random.default_rng(1).integers(0, 40, (6, 11))
    with Quiet():
        for kind, gradient in GRADIENTS.items():
            together = gradient.measure(model, theta, rows, 1e-4)
            for i in range(6):
                alone = gradient.measure(model, theta[i], rows[i], 1e-4)
                assert together.loss[i] == alone.loss, kind
                assert (together.gradient[i] == alone.gradient).all(), kind


@pytest.mark.parametrize("kind", ["forward difference", "central difference"])
@pytest.mark.parametrize("batch", [(), (3,)])
def test_pieces_give_the_same_bits(kind, batch, monkeypatch: pytest.MonkeyPatch) -> None:
    model = sample_model((6, 4))
    theta = thetas(model, *batch)
    with Quiet():
        whole = GRADIENTS[kind].measure(model, theta, None, 1e-4)
        monkeypatch.setattr(gradients, "CHUNK_BYTES", 40_000)
        monkeypatch.setattr(chunks, "CHUNK_BYTES", 40_000)
        cut = GRADIENTS[kind].measure(model, theta, None, 1e-4)
    assert (whole.gradient == cut.gradient).all()
    assert whole.loss_plus is not None
    assert (whole.loss_plus == cut.loss_plus).all()


def test_differences_of_a_large_model_take_little_memory() -> None:
    model = sample_model((50, 60), rows=3)  # the whole table of moves would take 90 MB
    theta = thetas(model)
    tracemalloc.start()
    GRADIENTS["forward difference"].measure(model, theta, None, 1e-4)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert model.size > 3000
    assert peak < 4 * gradients.CHUNK_BYTES


def test_moved_parameters_are_rounded_to_float32() -> None:
    model = sample_model((), inputs=1)
    theta = np.array([4096, 1], np.float32)
    measured = GRADIENTS["forward difference"].measure(model, theta, None, 1e-4)
    assert measured.gradient[0] == 0
    assert measured.gradient[1] != 0
    assert measured.loss_plus is not None
    nominal = (measured.loss_plus - measured.loss) / 1e-4
    assert (measured.gradient == nominal).all()


def test_cost_counts_the_losses() -> None:
    costs = {kind: gradient.cost(13) for kind, gradient in GRADIENTS.items()}
    assert costs == {"exact": 1, "forward difference": 14, "central difference": 27}
