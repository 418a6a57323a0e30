"""How runs ended: in a batch as alone, bit by bit."""

import math

import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.building import ProblemCache, build
from visualizer.core.descent import Descent
from visualizer.core.recording.recorder import Recorder
from visualizer.core.sweeps.plan import SweepPlan, read_plan
from visualizer.core.sweeps.results import CellResult, result_of, results_of

RATE = "optimizer.learning_rate"
WIDE = f"{RATE}=1e-3:5:7:log"
# Far enough for the largest rates to leave all numbers behind.
LONG = {"epochs": 200}
CLASSES = {"problem": {"data": "iris", "hidden": [4]}, "training": {"epochs": 12}}

PLANS = {
    "line": read_plan(line(training=LONG), [WIDE]),
    "float32 by differences": read_plan(
        line(training={**LONG, "precision": "float32", "gradient": "forward difference"}), [WIDE]
    ),
    "batches": read_plan(noisy(30, training={"batch_size": 7, "epochs": 90}), [WIDE], seeds=2),
    "validation": read_plan(
        noisy(30, training={"validation_fraction": 0.3, "epochs": 60}), [WIDE], seeds=2
    ),
    "stops inside epochs": read_plan(
        noisy(30, training={"batch_size": 7, "epochs": 30, "stop_gradient": 0.9}), [WIDE]
    ),
    "patience": read_plan(
        noisy(30, training={"validation_fraction": 0.3, "epochs": 60, "stop_patience": 2}), [WIDE]
    ),
    "classes": read_plan(
        Experiment.from_dict(CLASSES).with_values({"training.validation_fraction": 0.3}), [WIDE]
    ),
    "classes in batches": read_plan(
        Experiment.from_dict(CLASSES).with_values(
            {"training.validation_fraction": 0.3, "training.batch_size": 32}
        ),
        [WIDE],
    ),
    "function": read_plan(
        Experiment.from_dict({"problem": {"function": "rosenbrock"}, "training": LONG}), [WIDE]
    ),
    "noise": read_plan(
        Experiment.from_dict(
            {"problem": {"function": "ravine"}, "training": {"gradient_noise": 0.1, **LONG}}
        ),
        [WIDE],
        seeds=2,
    ),
    "rules that evaluate": read_plan(
        noisy(20, training={"epochs": 30}), ["optimizer.kind=line_search,newton", f"{RATE}=0.5,1"]
    ),
    "rules": read_plan(
        noisy(20, training={"epochs": 80}), ["optimizer.kind=nesterov,adam,rprop,lion", WIDE]
    ),
}


def alone(experiment: Experiment) -> CellResult:
    return result_of(train(experiment))


def together(plan: SweepPlan) -> list[CellResult]:
    """Each with those of its rule and seed."""
    groups: dict[object, list[Experiment]] = {}
    for cell in plan.cells:
        kind = cell.experiment.optimizer.kind, cell.experiment.training.seed
        groups.setdefault(kind, []).append(cell.experiment)
    found = {}
    for group in groups.values():
        results = results_of(group, ProblemCache())
        found |= {id(one): result for one, result in zip(group, results, strict=True)}
    return [found[id(cell.experiment)] for cell in plan.cells]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_cell_is_the_run_alone(plan: SweepPlan) -> None:
    # As text, in which every digit counts and a number that is none is equal to itself.
    assert [repr(one) for one in together(plan)] == [
        repr(alone(cell.experiment)) for cell in plan.cells
    ]


def test_the_plans_meet_every_ending() -> None:
    """Or the test above would say little."""
    endings = {name: {one.ending for one in together(plan)} for name, plan in PLANS.items()}
    assert endings["line"] == endings["batches"] == {"finished", "diverged"}
    assert endings["stops inside epochs"] >= {"early"}
    assert endings["patience"] >= {"early"}
    steps = {one.steps % 5 for one in together(PLANS["stops inside epochs"])}
    assert len(steps) > 1


def test_a_run_that_diverges_keeps_its_lowest_loss_alone() -> None:
    last = together(PLANS["line"])[-1]
    assert last.diverged
    assert last.failed
    assert math.isnan(last.final_loss)
    assert last.best_loss == last.first_loss == train(line()).row(0).loss


def test_a_first_row_that_is_not_finite() -> None:
    experiment = line(start={"parameters": [1e200, 0.0]})
    (found,) = results_of([experiment], ProblemCache())
    assert repr(found) == repr(alone(experiment))
    assert (found.steps, found.evaluations, found.ending) == (0, 0, "diverged")


def test_a_run_under_way_has_no_result() -> None:
    descent = Descent(line(), build(line()))
    with pytest.raises(ValueError, match="has not ended"):
        result_of(Recorder(descent.layout()))
