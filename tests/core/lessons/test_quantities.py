"""Each quantity against the arrays of its run, or a closed form."""

import numpy as np
import pytest

from tests.core.experiments import PUBLISHED, line, network, noisy
from tests.core.lessons.cases import run_of, runs
from visualizer.core.analysis.curvature import LARGEST_SIZE
from visualizer.core.analysis.rate_finder import Finder, find_rates
from visualizer.core.analysis.rate_suggestions import suggestions
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.lessons.expressions import parse
from visualizer.core.lessons.quantities import QUANTITIES
from visualizer.core.problems.model import Model


def value(text: str, run: str = "") -> float:
    return parse(text, run).value(runs())


def test_of_the_line() -> None:
    column = runs()[""].history.column
    first = int(np.argmax(column("loss") <= 1))
    wanted = {
        "batch loss at epoch 1": column("batch_loss")[1],
        "gradient norm at start": np.hypot(45, 15),
        "evaluations at epoch 2": column("evaluations")[2],
        "epochs to loss 1": first,
        "steps to loss 1": first,
        "lowest loss": column("loss").min(),
        "epoch of lowest loss": int(column("loss").argmin()),
        "prediction at epoch 1": 4.5 * 1 + 1.5,
        "sum of layer 1 unit 1 at epoch 1": 6,
        "optimum of w": 3,
        "last epoch": 10,
        "rows": 4,
        "parameters": 2,
        "largest stable rate": PUBLISHED["line"]["exact"]["largest_stable_learning_rate"],
        "largest curvature": 2 / PUBLISHED["line"]["exact"]["largest_stable_learning_rate"],
        "smallest curvature": np.linalg.eigvalsh(PUBLISHED["line"]["exact"]["hessian"])[0],
    }
    assert {text: value(text) for text in wanted} == pytest.approx(wanted)
    assert value("best loss") == pytest.approx(0, abs=1e-20)


def test_of_a_run_with_momentum_and_differences() -> None:
    history = runs()["heavy"].history
    row = history.row(3)
    assert row.loss_plus is not None
    assert value("loss plus of b at epoch 3", "heavy") == row.loss_plus[1]
    (name,) = row.quantities
    assert value(f"state {name} of b at epoch 3", "heavy") == row.quantities[name][1]


def test_of_batches_and_their_noise() -> None:
    run = run_of(noisy(12, training={"epochs": 6, "batch_size": 4}))
    model = run.problem
    assert isinstance(model, Model)
    losses = run.history.column("loss")[::3]
    x, y = model.training.inputs[:, 0], model.training.targets[:, 0]
    slopes = np.stack([-2 * y * x, -2 * y])
    spread = np.sqrt(np.sum(np.var(slopes, axis=1)))
    wanted = {
        "mean loss from epoch 2": losses[2:].mean(),
        "highest loss from epoch 2": losses[2:].max(),
        "slope spread at start": spread,
    }
    found = {text: parse(text).value({"": run}) for text in wanted}
    assert found == pytest.approx(wanted)
    with pytest.raises(InputError, match="beyond the last one, 6"):
        parse("mean loss from epoch 7").value({"": run})


def test_of_the_range_test() -> None:
    found = suggestions(find_rates(runs()[""].experiment, runs()[""].problem, Finder()))
    rates = {one.name: one.rate for one in found}
    assert value("range test steepest") == rates["steepest"]
    assert value("range test tenth") == rates["minimum / 10"]


def test_of_a_network(tmp_path) -> None:
    run = run_of(network(tmp_path, epochs=100))
    hidden, bias, out, last = PUBLISHED["network"]["start"]
    z = np.array([1.0, 1.0]) @ np.array(hidden) + bias
    a = 1 / (1 + np.exp(-z))
    for unit in range(3):
        there = f"of layer 1 unit {unit + 1} at start"
        assert parse(f"sum {there}").value({"": run}) == pytest.approx(z[unit], abs=1e-15)
        assert parse(f"output {there}").value({"": run}) == pytest.approx(a[unit], abs=1e-15)
    assert parse("prediction at start").value({"": run}) == pytest.approx(
        float(a @ np.ravel(out) + last[0]), abs=1e-15
    )


def test_curvatures_of_a_network_with_too_many_parameters_for_a_whole_hessian() -> None:
    many = {"hidden": [30], "activation": "tanh"}
    run = run_of(line(problem=many, start={"initializer": "xavier"}, training={"epochs": 1}))
    assert run.problem.size > LARGEST_SIZE
    second = run.problem.hessian_product(run.history.theta(0))(np.eye(run.problem.size))
    ends = np.linalg.eigvalsh(second)
    for text, wanted in (
        ("smallest curvature", ends[0]),
        ("largest curvature", ends[-1]),
        ("largest stable rate", 2 / ends[-1]),
    ):
        assert parse(text).value({"": run}) == pytest.approx(wanted, rel=1e-5)


def test_of_rows_that_are_kept_aside() -> None:
    run = run_of(line(training={"epochs": 1, "validation_fraction": 0.5}))
    known = {"": run}
    assert parse("rows").value(known) == parse("validation rows").value(known) == 2
    for part in ("", "validation_"):
        wanted = run.history.column(f"metric:{part}r2")[1]
        assert parse(f"{part.replace('_', ' ')}r2 at epoch 1").value(known) == wanted
    assert parse("validation rows").value(runs()) == 0


def test_of_units_that_no_longer_learn() -> None:
    # w x + b of three units: below 0 for all x from 1 to 4, beyond 5 for all of them, and neither.
    start = {"parameters": [-1.0, 9.0, 0.1, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0]}
    for activation, wanted in (("relu", (1, 0)), ("sigmoid", (0, 1))):
        problem = {"hidden": [3], "activation": activation}
        run = run_of(line(problem=problem, start=start, training={"epochs": 1}))
        for words, count in zip(("dead", "saturated"), wanted, strict=True):
            assert parse(f"{words} units at start").value({"": run}) == count
    sphere = run_of(Experiment.from_dict({"problem": {"function": "sphere"}}))
    with pytest.raises(InputError, match="only models"):
        parse("dead units at start").value({"": sphere})


def test_every_quantity_says_what_it_is() -> None:
    for quantity in QUANTITIES.values():
        assert quantity.help
