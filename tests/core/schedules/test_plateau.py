"""The plateau rule: against hand-made metrics, a restatement, and in runs."""

import math
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, InputError, train, train_together
from visualizer.core.arrays import NamedArrays
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.schedules import SCHEDULES
from visualizer.core.schedules.plateau import ReduceOnPlateau
from visualizer.core.settings import from_dict

NAN = math.nan

# A published run of 30 epochs that began with 0.001: the epochs after which the rate fell.
LADDER_OPTIONS = {
    "factor": 0.5,
    "patience": 0,
    "threshold": 0.001,
    "threshold_mode": "abs",
    "minimum": 1e-5,
}
LADDER = {
    2: 0.0005,
    8: 0.00025,
    11: 0.000125,
    14: 6.25e-05,
    15: 3.125e-05,
    16: 1.5625e-05,
    17: 1e-05,
}


def plateau(**options: Any) -> ReduceOnPlateau:
    schedule = from_dict(SCHEDULES["plateau"], options)
    assert isinstance(schedule, ReduceOnPlateau)
    return schedule


def states(schedule: ReduceOnPlateau, metrics: Any, base: Any = 1.0) -> list[NamedArrays]:
    """The states after row 0 and after each of the metrics, observed at times 1, 2, ..."""
    base = np.asarray(base)
    found = [schedule.follow(None, base, 0, np.asarray(-1e9))]
    with np.errstate(all="ignore"):
        for time, metric in enumerate(metrics, start=1):
            found.append(schedule.follow(found[-1], base, time, np.asarray(metric)))
    return found


def rates(schedule: ReduceOnPlateau, metrics: Any, base: Any = 1.0) -> list[Any]:
    found = states(schedule, metrics, base)
    return [schedule.rate(state["base"], 10**6, state).tolist() for state in found]


class Restated:
    """The rule once more, for one run, step by step."""

    def __init__(self, eta: float, **options: Any) -> None:
        self.eta, self.options = eta, options
        self.record, self.idle, self.rest = math.inf, 0, 0

    def see(self, value: float) -> float:
        limit = self.options["threshold"]
        bar = self.record - limit if self.options["absolute"] else self.record - self.record * limit
        progress = value < (bar if math.isfinite(self.record) else math.inf)
        if progress:
            self.record = value
        self.idle = 0 if progress else self.idle + 1
        if self.rest:
            self.rest, self.idle = self.rest - 1, 0
        if self.idle > self.options["patience"]:
            self.idle, self.rest = 0, self.options["cooldown"]
            wanted = max(self.eta * self.options["factor"], self.options["minimum"])
            if self.eta - wanted > 1e-8:
                self.eta = wanted
        return self.eta


def test_row_0_is_not_observed() -> None:
    # The helper shows a metric there that nothing later can beat.
    assert rates(plateau(patience=0, factor=0.5), [3.0, 2.0, 1.0]) == [1, 1, 1, 1]


def test_ties_are_no_progress() -> None:
    schedule = plateau(patience=1, factor=0.5, threshold=0.0)
    assert rates(schedule, [2.0, 2.0, 2.0, 2.0, 2.0]) == [1, 1, 1, 0.5, 0.5, 0.25]
    assert states(schedule, [2.0, 2.0])[-1]["bad"] == 1


def test_a_metric_that_is_no_number_is_bad() -> None:
    schedule = plateau(patience=1, factor=0.5)
    metrics = [NAN, NAN, 1.0, NAN, 0.5, NAN, NAN]
    assert rates(schedule, metrics) == [1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25]
    assert states(schedule, [3.0, NAN])[-1]["best"] == 3


def test_patience() -> None:
    for patience in (0, 1, 4):
        found = rates(plateau(patience=patience, factor=0.5), [1.0] * 12)
        assert found.index(0.5) == patience + 2


def test_cooldown_counts_nothing() -> None:
    schedule = plateau(patience=0, factor=0.5, cooldown=2)
    # Row 2 is bad; rows 3 and 4 cool down, row 5 is bad again.
    assert rates(schedule, [1.0] * 8) == [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]
    assert [int(state["cooldown"]) for state in states(schedule, [1.0] * 5)] == [0, 0, 2, 1, 0, 2]


def test_the_best_is_also_seen_in_cooldown() -> None:
    schedule = plateau(patience=0, factor=0.5, cooldown=1)
    assert rates(schedule, [1.0, 1.0, 0.2, 0.3]) == [1, 1, 0.5, 0.5, 0.25]


@pytest.mark.parametrize(
    ("mode", "metrics", "progress"),
    [
        ("rel", [10.0, 9.1], False),  # 10 (1 - 0.1) is not passed
        ("rel", [10.0, 8.9], True),
        ("abs", [10.0, 9.95], False),
        ("abs", [10.0, 9.85], True),
        ("abs", [-10.0, -10.2], True),
        ("rel", [-10.0, -9.5], True),  # PyTorch's definition for a negative metric
    ],
)
def test_threshold(mode: str, metrics: list[float], progress: bool) -> None:
    schedule = plateau(patience=0, threshold=0.1, threshold_mode=mode)
    assert (states(schedule, metrics)[-1]["best"] == metrics[-1]) == progress


def test_minimum_and_least_change() -> None:
    schedule = plateau(patience=0, factor=0.1, minimum=0.02)
    assert rates(schedule, [1.0] * 5) == pytest.approx([1, 1, 0.1, 0.02, 0.02, 0.02])
    # A minimum above the rate does not raise it, nor is a tiny change made.
    assert rates(plateau(patience=0, minimum=3.0), [1.0] * 3) == [1, 1, 1, 1]
    assert rates(plateau(patience=0, factor=0.5), [1.0] * 3, 1.9e-8) == [1.9e-8] * 4


def test_the_published_ladder() -> None:
    # A metric that gets better by more than the threshold in all epochs but those.
    best, metrics = 1.0, []
    for epoch in range(1, 31):
        idle = epoch in LADDER or epoch > max(LADDER)
        best = best if idle else best - 0.0011
        metrics.append(best - 0.0009 if idle else best)
    found = rates(plateau(**LADDER_OPTIONS), metrics, 0.001)
    expected = [0.001]
    for epoch in range(1, 31):
        expected.append(LADDER.get(epoch, expected[-1]))
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize(("patience", "cooldown"), [(0, 0), (2, 0), (1, 3), (3, 1)])
def test_against_a_restatement(absolute: bool, patience: int, cooldown: int) -> None:
    options: dict[str, Any] = {
        "factor": 0.6,
        "patience": patience,
        "threshold": 0.02,
        "cooldown": cooldown,
        "minimum": 0.01,
    }
    random = np.random.default_rng([patience, cooldown])
    metrics = np.exp(-np.arange(150) / 60) + random.normal(0, 0.1, 150)
    metrics[random.integers(0, 150, 12)] = NAN
    metrics = np.round(metrics, 2)  # with ties
    other = Restated(0.8, absolute=absolute, **options)
    expected = [0.8] + [other.see(float(value)) for value in metrics]
    schedule = plateau(threshold_mode="abs" if absolute else "rel", **options)
    assert rates(schedule, metrics, 0.8) == expected
    assert len(set(expected)) > 3


def test_runs_side_by_side_are_the_runs_alone() -> None:
    schedule = plateau(patience=1, factor=0.5, cooldown=1)
    metrics = np.array([[1.0, 1.0, NAN, 0.5, 0.5, 0.5], [3.0, 2.0, 1.0, 1.0, 1.0, 1.0]]).T
    bases = np.array([0.1, 0.4])
    together = rates(schedule, metrics, bases)
    for run in range(2):
        assert [row[run] for row in together] == rates(schedule, metrics[:, run], bases[run])
    # Runs from several starts share the rate at first.
    shared = rates(schedule, metrics, 0.1)
    assert shared[0] == 0.1
    assert np.shape(shared[-1]) == (2,)


def test_a_new_base_rate_holds_from_there_on() -> None:
    schedule = plateau(patience=1, factor=0.5)
    state = states(schedule, [1.0, 1.0, 1.0, 1.0])[-1]
    assert (float(state["rate"]), int(state["bad"])) == (0.5, 1)
    changed = schedule.follow(state, np.asarray(0.3), 5, None)
    assert float(schedule.rate(changed["base"], 5, changed)) == 0.3
    assert int(changed["bad"]) == 1
    same = schedule.follow(changed, np.asarray(0.3), 6, np.asarray(1.0))
    assert float(same["rate"]) == 0.15


def run(**sections: Any) -> Experiment:
    schedule = {"kind": "plateau", "factor": 0.5, "patience": 1, "threshold": 0.05}
    return noisy(
        12,
        schedule=schedule | sections.pop("schedule", {}),
        training={"epochs": 40, "batch_size": 5} | sections.pop("training", {}),
        optimizer={"learning_rate": 0.05},
        **sections,
    )


@pytest.mark.parametrize("metric", ["loss", "validation_loss"])
@pytest.mark.parametrize(("unit", "warmup"), [("step", 0), ("epoch", 0), ("step", 7), ("epoch", 3)])
def test_a_run_observes_its_epochs(metric: str, unit: str, warmup: int) -> None:
    experiment = run(
        schedule={"metric": metric, "unit": unit, "warmup": warmup, "warmup_factor": 0.2},
        training={"validation_fraction": 0.25, "batch_size": 3},
    )
    history = train(experiment)
    per_epoch = history.steps_per_epoch
    assert per_epoch == 3
    rule = Restated(
        0.05, factor=0.5, patience=1, threshold=0.05, cooldown=0, minimum=0.0, absolute=False
    )
    values, eta = history.column(metric), 0.05
    for step, rate in enumerate(history.column("learning_rate").tolist()):
        time = step if unit == "step" else step // per_epoch
        if step % per_epoch == 0 and time > warmup:
            eta = rule.see(float(values[step]))
        if time < warmup:
            expected = 0.05 * (0.2 + 0.8 * time / warmup)
            assert rate == pytest.approx(expected, rel=1e-13)
        else:
            assert rate == eta
    assert eta < 0.01


def test_the_state_is_part_of_a_step() -> None:
    descent = Descent(run(), build(run()))
    state = descent.begin()
    assert state.schedule is None
    found = []
    for _ in range(100):
        record, state = descent.advance(state)
        found.append((record, state))
    assert found[-1][1].schedule["rate"] < 0.05
    again, _ = descent.advance(found[80][1])
    assert again.learning_rate == found[81][0].learning_rate
    assert (again.theta == found[81][0].theta).all()


def test_batches_of_runs_have_rates_of_their_own() -> None:
    experiments = [
        run().with_values({"optimizer.learning_rate": rate}) for rate in (0.04, 0.06, 0.08)
    ]
    together = train_together(experiments)
    for number, experiment in enumerate(experiments):
        alone = train(experiment)
        assert len(set(alone.column("learning_rate"))) > 1
        assert (together.theta[number] == alone.theta(len(alone) - 1)).all()
    starts = [
        run().with_values({"start.initializer": "normal", "start.seed": seed}) for seed in (1, 2, 3)
    ]
    together = train_together(starts)
    for number, experiment in enumerate(starts):
        alone = train(experiment)
        assert (together.theta[number] == alone.theta(len(alone) - 1)).all()


def test_a_validation_loss_needs_validation_rows() -> None:
    schedule = {"kind": "plateau", "metric": "validation_loss"}
    function = Experiment.from_dict({"problem": {"function": "sphere"}, "schedule": schedule})
    late = line(changes=[{"step": 5, **{f"schedule.{key}": v for key, v in schedule.items()}}])
    for experiment in (line(schedule=schedule), function, late):
        with pytest.raises(InputError, match="no validation rows") as caught:
            build(experiment)
        assert caught.value.key == "schedule.metric"
