"""Newton's method: exact steps, flat and negative curvature, and what it is counted as."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.optimizers.newton import Newton
from visualizer.core.problems.functions import FUNCTIONS


def slope(x, y):
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def curvature(x, y):
    return np.array([[2 - 400 * y + 1200 * x**2, -400 * x], [-400 * x, 200.0]])


@pytest.mark.parametrize("damping", [0.0, 0.7, 90.0])
def test_steps_solve_the_linear_system(damping: float) -> None:
    table = {
        "problem": {"function": "rosenbrock"},
        "start": {"parameters": [-1.3, 1.9]},
        "optimizer": {"kind": "newton", "learning_rate": 0.07, "damping": damping},
        "training": {"epochs": 120},
    }
    history = train(Experiment.from_dict(table))
    place = np.array([-1.3, 1.9])
    for step in range(121):
        row = history.row(step)
        np.testing.assert_allclose(row.theta, place, rtol=1e-10, atol=1e-12)
        assert row.evaluations == step + 1, "a formula costs no evaluation"
        move = -np.linalg.solve(curvature(*place) + damping * np.eye(2), slope(*place))
        np.testing.assert_allclose(row.quantities["p"], move, rtol=1e-7, atol=1e-12)
        place = place + 0.07 * move


def test_least_squares_are_solved_in_one_step() -> None:
    problem = build(line())
    history = train(line(optimizer={"kind": "newton"}, training={"epochs": 1}))
    np.testing.assert_allclose(history.theta(1), problem.minima[0], atol=1e-12)


def test_a_network_pays_for_its_second_derivatives() -> None:
    experiment = noisy(
        12,
        problem={"hidden": [2], "activation": "tanh"},
        optimizer={"kind": "newton", "damping": 5.0},
        training={"epochs": 40},
    )
    history = train(experiment)
    assert len(history.parameters) == 7
    assert history.column("evaluations").tolist() == [8 * (step + 1) for step in range(41)]
    assert history.column("loss")[-1] < history.column("loss")[0]
    batches = train(experiment.with_values({"training.batch_size": 5, "training.epochs": 2}))
    assert batches.column("evaluations")[-1] == 8 * 7


def newton_step(function: str, theta: list[float], **options: float):
    problem, place = FUNCTIONS[function](), np.array(theta)
    loss, gradient = problem.loss_and_gradient(place)
    rule = Newton(**options)
    update = rule.update(problem, place, loss, gradient, np.array(1.0), rule.initial_state(place))
    return update, rule.remark(update.quantities)


def test_steps_along_negative_curvature_are_named() -> None:
    update, remark = newton_step("saddle", [2.0, 0.5])
    assert (update.theta == 0).all(), "straight to the saddle"
    assert update.quantities["p_negative"].tolist() == [0, -0.5]
    assert "negative curvature" in remark
    update, remark = newton_step("saddle", [2.0, 0.5], damping=3.0)
    np.testing.assert_allclose(update.theta, [2 - 4 / 5, 0.5 + 1])
    assert update.quantities["p_negative"].tolist() == [0, 1]
    update, remark = newton_step("sphere", [2.0, 0.5])
    assert (update.quantities["p_negative"] == 0).all()
    assert remark == ""


def test_flat_directions_are_left_out() -> None:
    update, _ = newton_step("monkey-saddle", [0.0, 0.0])
    assert (update.theta == 0).all()
    # The curvatures of the saddle are 2 and -2: the damping of 2 leaves none along y.
    update, _ = newton_step("saddle", [2.0, 0.5], damping=2.0)
    np.testing.assert_allclose(update.theta, [1, 0.5])


def test_where_second_derivatives_overflow_the_step_is_unknown() -> None:
    with np.errstate(all="ignore"):
        update, _ = newton_step("beale", [1e150, 1e150])
    assert np.isnan(update.theta).all()


def test_problems_too_large_for_it_are_refused() -> None:
    experiment = noisy(20, problem={"hidden": [8, 8]}, optimizer={"kind": "newton"})
    with pytest.raises(InputError) as caught:
        build(experiment)
    assert caught.value.key == "optimizer.kind"
    assert caught.value.message.startswith("newton is not allowed with 97 parameters; allowed are")
