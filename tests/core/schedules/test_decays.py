"""Schedules that fall once, against their definitions written another way."""

from typing import Any

import numpy as np
import pytest

from visualizer.core import Experiment, InputError
from visualizer.core.schedules import SCHEDULES
from visualizer.core.settings import from_dict

ETA = 0.37


def rates(kind: str, count: int, **options: Any) -> list[float]:
    schedule = from_dict(SCHEDULES[kind], options)
    return [float(schedule.rate(np.asarray(ETA), time)) for time in range(count)]


def same(values: list[float]) -> Any:
    return pytest.approx(values, rel=1e-12, abs=1e-15)


def refusal(**options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        Experiment.from_dict({"schedule": options})
    return caught.value


@pytest.mark.parametrize(("size", "gamma"), [(1, 0.5), (7, 0.1), (10, 1.0), (4, 0.0), (5, 1.3)])
def test_step(size: int, gamma: float) -> None:
    expected, eta = [], ETA
    for time in range(6 * size):
        if time and time % size == 0:
            eta *= gamma
        expected.append(eta)
    assert rates("step", 6 * size, step_size=size, gamma=gamma) == same(expected)


@pytest.mark.parametrize(
    ("milestones", "gamma"), [([5], 0.1), ([1, 2, 9], 0.3), ([], 0.5), ([4, 30], 0.0)]
)
def test_multistep(milestones: list[int], gamma: float) -> None:
    expected, eta = [], ETA
    for time in range(20):
        if time in milestones:  # has fallen at the milestone itself
            eta *= gamma
        expected.append(eta)
    assert rates("multistep", 20, milestones=milestones, gamma=gamma) == same(expected)


def test_milestones_out_of_order_are_refused() -> None:
    for wrong in ([5, 3], [3, 3], [1, 9, 8]):
        error = refusal(kind="multistep", milestones=wrong)
        assert error.key == "schedule.milestones"
        assert f"{wrong} is not allowed; allowed are whole numbers in rising" in error.message
    assert refusal(kind="multistep", milestones=[0, 3]).key == "schedule.milestones"


@pytest.mark.parametrize("gamma", [0.0, 0.9, 1.0, 1.01])
def test_exponential(gamma: float) -> None:
    expected = [ETA]
    for _ in range(49):
        expected.append(expected[-1] * gamma)
    assert rates("exponential", 50, gamma=gamma) == same(expected)


@pytest.mark.parametrize("decay", [0.0, 0.05, 3.0])
def test_inverse_time(decay: float) -> None:
    expected = [1 / (1 / ETA + decay * time / ETA) for time in range(50)]
    assert rates("inverse_time", 50, decay=decay) == same(expected)


@pytest.mark.parametrize(("total", "power"), [(1, 1.0), (12, 1.0), (12, 2.5), (30, 0.5)])
def test_polynomial(total: int, power: float) -> None:
    expected = [ETA * ((total - time) / total) ** power for time in range(total)]
    found = rates("polynomial", total + 9, total=total, power=power)
    assert found[:total] == same(expected)
    assert found[0] == ETA
    assert found[total:] == [0.0] * 9


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"kind": "step", "step_size": 0}, "step_size"),
        ({"kind": "step", "gamma": -0.1}, "gamma"),
        ({"kind": "polynomial", "power": 0}, "power"),
        ({"kind": "polynomial", "total": 2.5}, "total"),
        ({"kind": "inverse_time", "decay": -1}, "decay"),
        ({"kind": "constant", "gamma": 0.5}, "gamma"),
        ({"kind": "cosine", "after": "fall"}, "after"),
        ({"kind": "cyclical", "mode": "square"}, "mode"),
        ({"kind": "cosine_restarts", "multiplier": 0}, "multiplier"),
        ({"kind": "plateau", "factor": 1.5}, "factor"),
        ({"kind": "plateau", "metric": "accuracy"}, "metric"),
        ({"kind": "one_cycle", "phases": 4}, "phases"),
        ({"kind": "constant", "unit": "second"}, "unit"),
        ({"kind": "constant", "warmup": -1}, "warmup"),
        ({"kind": "constant", "warmup_factor": 1.5}, "warmup_factor"),
    ],
)
def test_bad_options_are_refused_by_name(options: dict[str, Any], key: str) -> None:
    assert refusal(**options).key == f"schedule.{key}"
