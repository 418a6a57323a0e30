"""What holds for every schedule: warm-up, units, batches, previews, extension, resuming."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.recording.recorder import Recorder
from visualizer.core.schedules import SCHEDULES, preview
from visualizer.core.settings import declarations, from_dict, to_dict
from visualizer.core.training import Trainer

# Short lengths, so that a few dozen steps see every phase.
SHORT: dict[str, dict[str, Any]] = {
    "constant": {},
    "step": {"step_size": 4, "gamma": 0.5},
    "multistep": {"milestones": [3, 8, 9], "gamma": 0.3},
    "exponential": {"gamma": 0.9},
    "inverse_time": {"decay": 0.2},
    "polynomial": {"total": 14, "power": 2.0},
    "cosine": {"period": 7, "minimum": 0.01, "after": "rise"},
    "cosine_restarts": {"first_period": 3, "multiplier": 2, "minimum": 0.002},
    "cyclical": {"base": 0.01, "maximum": 0.09, "steps_up": 3, "steps_down": 5},
    "one_cycle": {"maximum": 0.1, "total": 17},
    "plateau": {"factor": 0.5, "patience": 1, "threshold": 0.3},
}
RATES = np.array([0.003, 0.05, 0.11])


def table_of(kind: str, **options: Any) -> dict[str, Any]:
    return {"kind": kind, **SHORT[kind], **options}


def rates_of(experiment: Experiment) -> list[float]:
    return train(experiment).column("learning_rate").tolist()


def test_every_kind_has_a_short_case() -> None:
    assert set(SHORT) == set(SCHEDULES)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_declarations(kind: str) -> None:
    schedule = SCHEDULES[kind]()
    assert schedule.kind == kind
    assert schedule.label
    assert "η" in schedule.formula
    assert "PyTorch" in str(schedule.__doc__) or kind in (
        *("constant", "multistep", "inverse_time", "cyclical"),
    )
    assert from_dict(SCHEDULES[kind], to_dict(schedule)) == schedule
    names = [declared.name for declared in declarations(SCHEDULES[kind])]
    assert names[:3] == ["unit", "warmup", "warmup_factor"]


@pytest.mark.parametrize("kind", SCHEDULES)
@pytest.mark.parametrize("warmup", [0, 5])
def test_rates_together_are_the_rates_alone(kind: str, warmup: int) -> None:
    schedule = from_dict(SCHEDULES[kind], {**SHORT[kind], "warmup": warmup})
    for time in (0, 1, 4, 5, 6, 16, 17, 1000):
        together = schedule.rate(RATES, time)
        assert together.shape == (3,)
        alone = [float(schedule.rate(base, time)) for base in RATES]
        assert alone == together.tolist()


@pytest.mark.parametrize("kind", SCHEDULES)
@pytest.mark.parametrize("factor", [0.0, 0.3, 1.0])
def test_the_warm_up_is_joined_in_front(kind: str, factor: float) -> None:
    plain = from_dict(SCHEDULES[kind], SHORT[kind])
    warm = from_dict(SCHEDULES[kind], {**SHORT[kind], "warmup": 6, "warmup_factor": factor})
    base = np.asarray(0.08)
    first = float(plain.rate(base, 0))
    for time in range(6):
        expected = first * (factor * (6 - time) / 6 + time / 6)
        assert float(warm.rate(base, time)) == pytest.approx(expected, rel=1e-13, abs=1e-18)
    for time in range(40):
        # Exactly, also at the joint.
        assert float(warm.rate(base, 6 + time)) == float(plain.rate(base, time))


@pytest.mark.parametrize("kind", SCHEDULES)
@pytest.mark.parametrize("warmup", [0, 6])
@pytest.mark.parametrize("unit", ["step", "epoch"])
def test_a_run_has_the_rates_of_its_schedule(kind: str, warmup: int, unit: str) -> None:
    options = table_of(kind, unit=unit, warmup=warmup)
    training = {"batch_size": 3, "epochs": 30, "validation_fraction": 0.2}
    experiment = noisy(10, schedule=options, training=training, optimizer={"learning_rate": 0.01})
    history = train(experiment)
    assert history.steps_per_epoch == 3
    steps = np.arange(len(history))
    schedule = experiment.schedule
    shown = preview(schedule, 0.01, steps, 3)
    assert shown.rates.shape == (91,)
    assert bool(shown.note) == (kind == "plateau")
    found = history.column("learning_rate")
    for step in range(0 if kind != "plateau" else 91, 91):
        time = step if unit == "step" else step // 3
        assert found[step] == schedule.rate(np.asarray(0.01), time)
    if kind != "plateau":
        assert shown.rates == pytest.approx(found, rel=1e-12, abs=1e-18)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_extending_a_run_changes_none_of_its_rates(kind: str) -> None:
    short, long = (line(schedule=table_of(kind), training={"epochs": n}) for n in (11, 60))
    assert rates_of(long)[:12] == rates_of(short)


@pytest.mark.parametrize("kind", ["constant", "polynomial", "one_cycle"])
def test_past_its_end_the_last_rate_holds(kind: str) -> None:
    schedule = from_dict(SCHEDULES[kind], SHORT[kind])
    base = np.asarray(0.1)
    rates = {float(schedule.rate(base, time)) for time in (17, 18, 100, 10**9)}
    assert rates == {float(schedule.rate(base, 16))}


@pytest.mark.parametrize("kind", SCHEDULES)
@pytest.mark.parametrize("unit", ["step", "epoch"])
def test_a_stopped_run_goes_on_bit_by_bit(kind: str, unit: str) -> None:
    experiment = noisy(
        9,
        schedule=table_of(kind, unit=unit, warmup=2),
        training={"batch_size": 4, "epochs": 14},
        optimizer={"learning_rate": 0.01},
    )
    whole = train(experiment)
    descent = Descent(experiment, build(experiment))
    history = Recorder(descent.layout(), descent.replay)
    for last in (0, 1, 7, 9, 20, descent.last_step):
        for _ in Trainer(descent, history).run(last):
            pass
    for name in ("learning_rate", "w", "b", "batch_loss"):
        assert (history.column(name) == whole.column(name)).all()


@pytest.mark.parametrize("kind", SCHEDULES)
def test_thinned_rows_are_recomputed_with_their_rates(kind: str) -> None:
    experiment = noisy(
        schedule=table_of(kind), training={"epochs": 700}, optimizer={"learning_rate": 0.01}
    )
    problem = build(experiment)
    whole, thinned = train(experiment, problem), train(experiment, problem, budget=32_000)
    assert thinned.thinning > 1
    for step in (1, 5, 333, 699):
        assert (thinned.theta(step) == whole.theta(step)).all()


@pytest.mark.parametrize("kind", SCHEDULES)
@given(time=st.integers(0, 10**15), base=st.floats(0, 1e6))
def test_rates_are_never_negative_nor_without_value(kind: str, time: int, base: float) -> None:
    rate = float(SCHEDULES[kind]().rate(np.asarray(base), time))
    assert rate >= 0
    assert math.isfinite(rate)
