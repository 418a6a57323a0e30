"""Every rule x every check: what all of them promise."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, noisy
from visualizer.core import Experiment, History, train, train_together
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.errors import InputError
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.recording.recorder import Recorder
from visualizer.core.settings import declarations
from visualizer.core.training import Trainer

each = pytest.mark.parametrize("kind", OPTIMIZERS)

OPTIONS: dict[str, dict[str, Any]] = {
    "sgd": {"learning_rate": 0.0007, "weight_decay": 0.1},
    "momentum": {"learning_rate": 0.0004, "momentum": 0.7, "dampening": 0.2, "weight_decay": 0.1},
    "nesterov": {"learning_rate": 0.0004, "momentum": 0.7, "weight_decay": 0.1},
    "adagrad": {"learning_rate": 0.1, "initial_accumulator": 0.5, "weight_decay": 0.1},
    "rmsprop": {"learning_rate": 0.003, "momentum": 0.4, "centered": True, "epsilon": 0.1},
    "line_search": {"learning_rate": 0.5, "shrink": 0.6, "slope": 0.01},
    "newton": {"learning_rate": 0.6, "damping": 0.5},
}
"""Options other than the defaults, for all rules that go on from these in a sweep, too."""


def rosenbrock(kind: str, epochs: int = 80, **training: Any) -> Experiment:
    return Experiment.from_dict(
        {
            "problem": {"function": "rosenbrock"},
            "start": {"parameters": [-1.3, 1.7]},
            "optimizer": {"kind": kind, **OPTIONS.get(kind, {})},
            "training": {"epochs": epochs, **training},
        }
    )


def batches(kind: str, epochs: int = 8) -> Experiment:
    options = {**OPTIONS.get(kind, {}), "learning_rate": 0.01}
    training = {"epochs": epochs, "batch_size": 6, "seed": 3}
    return noisy(20, optimizer={"kind": kind, **options}, training=training)


EXPERIMENTS = (rosenbrock, batches)


def assert_equal(one: History, other: History) -> None:
    assert one.columns == other.columns
    for name in one.columns:
        assert np.array_equal(one.column(name), other.column(name), equal_nan=True), name


@each
def test_it_is_described(kind: str) -> None:
    rule = OPTIMIZERS[kind]
    assert rule.kind == kind
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind)
    assert "θ ← " in rule.formula
    assert "\n" not in rule.formula + rule.source
    assert re.search(r"\(?(19|20)\d\d|arXiv:\d{4}\.\d{4,5}", rule.source)
    assert ".. math::" in str(rule.__doc__)
    assert rule.rate_means in ("slope", "length", "factor")
    assert set(rule.arrows) <= set(rule.names)
    assert all(
        re.fullmatch(r"[A-Za-z0-9_]+", letter) and words for letter, words in rule.names.items()
    )
    assert "weight_decay" not in kind


def test_beginners_see_three_rules_and_find_them_first() -> None:
    assert [kind for kind, rule in OPTIMIZERS.items() if not rule.folded] == [
        "sgd",
        "momentum",
        "adam",
    ]
    assert list(OPTIMIZERS)[:3] == ["sgd", "momentum", "adam"]
    assert len({rule.label for rule in OPTIMIZERS.values()}) == len(OPTIMIZERS)


@each
def test_an_update_is_pure(kind: str) -> None:
    rule = OPTIMIZERS[kind](**OPTIONS.get(kind, {}))
    problem = FUNCTIONS["rosenbrock"]()
    theta = np.random.default_rng(1).normal(size=(4, 2))
    loss, gradient = problem.loss_and_gradient(theta)
    rate, state = np.full(4, 0.01), rule.initial_state(theta)
    for array in (theta, loss, gradient, rate):
        array.flags.writeable = False
    first = rule.update(problem, theta, loss, gradient, rate, state)
    again = rule.update(problem, theta, loss, gradient, rate, state)
    later = rule.update(problem, first.theta, loss, gradient, rate, first.state)
    repeated = rule.update(problem, first.theta, loss, gradient, rate, first.state)
    for one, other in ((first, again), (later, repeated)):
        assert np.array_equal(one.theta, other.theta)
        assert tuple(one.quantities) == rule.quantities
        for name, values in one.quantities.items():
            assert values.shape == theta.shape
            assert np.array_equal(values, other.quantities[name])
    assert rule.remark(first.quantities) == "" or kind == "newton"


def bad_values(kind: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for one in declarations(OPTIMIZERS[kind]):
        wrong: list[Any] = ["fast", [1], {}]
        if one.kind is float:
            wrong += [True, float("nan"), float("inf"), -float("inf"), 10**400]
            wrong += [one.minimum - 1e-3] if one.minimum is not None else []
            wrong += [one.maximum * 1.001] if one.maximum is not None else []
            wrong += [limit for limit in (one.above, one.below) if limit is not None]
        else:
            wrong += [1, 0.5]
        found += [(one.name, value) for value in wrong]
    return found


@each
def test_bad_options_are_refused_by_name(kind: str) -> None:
    for name, value in bad_values(kind):
        with pytest.raises(InputError) as caught:
            Experiment.from_dict({"optimizer": {"kind": kind, name: value}})
        assert caught.value.key == f"optimizer.{name}"
        assert "is not allowed; allowed is" in caught.value.message
    with pytest.raises(InputError) as caught:
        Experiment.from_dict({"optimizer": {"kind": kind, "betas": 1}})
    assert caught.value.key == "optimizer.betas"


@each
def test_every_number_has_limits(kind: str) -> None:
    for one in declarations(OPTIMIZERS[kind]):
        if one.kind is float:
            assert one.minimum is not None or one.above is not None, one.name
    rate = next(one for one in declarations(OPTIMIZERS[kind]) if one.name == "learning_rate")
    assert rate.minimum == 0
    assert rate.logarithmic


@each
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_a_stop_and_a_restart_change_no_bit(kind: str, experiment: Any) -> None:
    experiment = experiment(kind)
    problem = build(experiment)
    descent = Descent(experiment, problem)
    history = Recorder(descent.layout(), descent.replay)
    for stop in (1, 2, 13, descent.last_step):
        for _ in Trainer(descent, history).run(stop):
            pass
        # Another descent goes on, as after another session of work.
        descent = Descent(experiment, problem)
    assert_equal(history, train(experiment, problem))


@each
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_thinned_rows_are_recomputed_exactly(kind: str, experiment: Any) -> None:
    experiment = experiment(kind, 400 if experiment is rosenbrock else 100)
    whole = train(experiment)
    width = len(whole.layout.scalars) + len(whole.layout.vectors) * len(whole.parameters)
    thinned = train(experiment, budget=6 * width * len(whole))
    assert whole.thinning == 1
    assert thinned.thinning > 1
    assert len(thinned) == len(whole)
    assert_equal(whole, thinned)
    for step in (1, 333, len(whole) - 2):
        one, other = whole.row(step), thinned.row(step)
        assert one.evaluations == other.evaluations
        assert all(
            np.array_equal(one.quantities[name], other.quantities[name]) for name in one.quantities
        )


@each
def test_its_quantities_are_columns(kind: str) -> None:
    history = train(rosenbrock(kind, 30))
    rule = rosenbrock(kind).optimizer
    for name in rule.quantities:
        assert np.isfinite(history.column(f"state:{name}:x")).all()
    assert tuple(history.row(3).quantities) == rule.quantities


@each
@pytest.mark.parametrize("place", ["sphere", "booth", "ackley"])
def test_without_a_slope_nothing_moves(kind: str, place: str) -> None:
    function = FUNCTIONS[place]()
    minimum = function.minima[0]
    # Some rules pull towards 0 by default.
    decay = {"weight_decay": 0} if hasattr(OPTIMIZERS[kind], "weight_decay") else {}
    table = {
        "problem": {"function": place},
        "start": {"parameters": minimum},
        "optimizer": {"kind": kind, **decay},
        "training": {"epochs": 20},
    }
    history = train(Experiment.from_dict(table))
    assert len(history) == 21
    assert (history.row(0).gradient == 0).all()
    assert (history.theta(20) == minimum).all()


@each
def test_a_rate_of_zero_moves_nothing(kind: str) -> None:
    experiment = rosenbrock(kind, 20).with_values({"optimizer.learning_rate": 0})
    history = train(experiment)
    assert history.ending is not None
    assert history.ending.kind == "finished"
    assert (history.theta(20) == (-1.3, 1.7)).all()


@each
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_single_precision_rounds_the_parameters_alone(kind: str, experiment: Any) -> None:
    double = experiment(kind)
    single = train(double.with_values({"training.precision": "float32"}))
    theta = single.theta(len(single) - 1)
    assert (theta == theta.astype(np.float32)).all()
    assert_equal(single, train(double.with_values({"training.precision": "float32"})))


def varied(experiment: Experiment, count: int) -> list[Experiment]:
    """Experiments that differ in every numeric option of the rule, and in the start."""
    random = np.random.default_rng(7)
    found = []
    for number in range(count):
        values: dict[str, Any] = {}
        for one in declarations(type(experiment.optimizer)):
            if one.kind is not float:
                continue
            value = getattr(experiment.optimizer, one.name)
            high = min(one.maximum or np.inf, 1 - 1e-6 if one.below else np.inf)
            changed = float(min(value * random.uniform(0.7, 1.3), high)) if number else value
            if one.above == 1:
                changed = max(changed, 1.01)
            values[f"optimizer.{one.name}"] = changed
        found.append(experiment.with_values(values))
    return found


def problem_ends_epoch(problem: Problem, experiment: Experiment, row: int) -> bool:
    return Descent(experiment, problem).ends_epoch(row)


def assert_together_is_alone(experiments: list[Experiment]) -> None:
    problem = build(experiments[0])
    together = train_together(experiments, problem)
    for number, experiment in enumerate(experiments):
        alone = train(experiment, problem)
        rows = len(alone)
        diverged = alone.ending is not None and alone.ending.kind == "diverged"
        assert together.diverged_at[number] == (rows if diverged else -1)
        norms, losses = alone.column("gradient_norm"), alone.column("loss")
        if losses.size and not problem_ends_epoch(problem, experiment, rows - 1):
            losses[-1] = np.nan
        assert np.array_equal(together.gradient_norm[:rows, number], norms)
        assert np.array_equal(together.loss[:rows, number], losses, equal_nan=True)
        assert np.array_equal(together.theta[number], alone.theta(rows - 1))


@each
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_runs_together_are_the_runs_alone(kind: str, experiment: Any) -> None:
    assert_together_is_alone(varied(experiment(kind), 9))


@each
def test_networks_and_differences_together_are_those_alone(kind: str) -> None:
    options = {"kind": kind, **OPTIONS.get(kind, {}), "learning_rate": 0.02}
    problem = {"hidden": [3], "activation": "tanh"}
    network = noisy(12, problem=problem, optimizer=options, training={"epochs": 30})
    assert_together_is_alone(varied(network, 5))
    assert_together_is_alone(varied(network.with_values(FINITE_DIFFERENCES), 3))


@each
def test_a_run_that_diverges_takes_no_other_with_it(kind: str) -> None:
    experiment = rosenbrock(kind, 60)
    starts = [[-1.3, 1.7], [1e70, -1e70], [2.0, 1.0]]
    assert_together_is_alone(
        [experiment.with_values({"start.parameters": start}) for start in starts]
    )


@each
def test_options_over_runs_can_be_given_by_hand(kind: str) -> None:
    rule = OPTIMIZERS[kind](**OPTIONS.get(kind, {}))
    problem, theta = FUNCTIONS["booth"](), np.array([[1.0, 2.0], [3.0, -1.0]])
    names = [one.name for one in declarations(type(rule)) if one.kind is float]
    arrays = replace(rule, **{name: np.full(2, getattr(rule, name)) for name in names})
    loss, gradient = problem.loss_and_gradient(theta)
    rate, states = np.array([0.1, 0.1]), (rule.initial_state(theta), arrays.initial_state(theta))
    one, other = (
        each.update(problem, theta, loss, gradient, rate, state)
        for each, state in zip((rule, arrays), states, strict=True)
    )
    assert np.array_equal(one.theta, other.theta)


@pytest.mark.parametrize("kind", ["sgd", "momentum", "nesterov", "qhm"])
def test_rules_whose_rate_multiplies_the_slope_take_the_rate_of_the_function(kind: str) -> None:
    table = {"problem": {"function": "rosenbrock"}, "optimizer": {"kind": kind}}
    rate = Experiment.from_dict(table).optimizer.learning_rate
    assert rate == FUNCTIONS["rosenbrock"]().suggested_rate


def test_a_rate_stays_where_it_means_something_for_the_next_rule() -> None:
    experiment = Experiment.from_dict({"problem": {"function": "rosenbrock"}})
    rate = experiment.with_values({"optimizer.learning_rate": 0.3})
    for kind, expected in (("adam", 0.3), ("newton", 1.0), ("adadelta", 1.0), ("momentum", 0.3)):
        changed = rate.with_values({"optimizer.kind": kind})
        assert changed.optimizer.kind == kind
        assert changed.optimizer.learning_rate == expected
    newton = rate.with_values({"optimizer.kind": "newton"})
    assert newton.with_values({"optimizer.kind": "line_search"}).optimizer.learning_rate == 1.0
    suggested = FUNCTIONS["rosenbrock"]().suggested_rate
    assert newton.with_values({"optimizer.kind": "sgd"}).optimizer.learning_rate == suggested


def test_the_longest_step_of_rprop_is_not_below_the_shortest() -> None:
    table = {"kind": "rprop", "smallest_step": 0.1, "largest_step": 0.01}
    with pytest.raises(
        InputError, match=r"0.01 is not allowed.*smallest_step, which is 0.1"
    ) as caught:
        Experiment.from_dict({"optimizer": table})
    assert caught.value.key == "optimizer.largest_step"


@each
def test_what_points_somewhere_points_along_the_step(kind: str) -> None:
    rule = OPTIMIZERS[kind]
    assert set(rule.arrows) <= set(rule.names)
    # The slopes point one way for a while, and so does everything that is made of them.
    bowl = {"function": "sphere"}
    options = {} if kind == "newton" else {"learning_rate": 1e-3}
    experiment = Experiment.from_dict(
        {"problem": bowl, "optimizer": {"kind": kind, **options}, "training": {"epochs": 5}}
    )
    history = train(experiment)
    for step in range(4):
        row, moved = history.row(step), history.theta(step + 1) - history.theta(step)
        for name in rule.arrows:
            sign = 1 if rule.ahead else -1
            if np.any(row.quantities[name]) and np.any(moved):
                assert moved @ (sign * row.quantities[name]) > 0
