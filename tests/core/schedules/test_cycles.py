"""Schedules that come back, against their definitions written another way."""

import math
from typing import Any

import numpy as np
import pytest

from tests.core.schedules.test_decays import ETA, rates, same
from visualizer.core.schedules import SCHEDULES
from visualizer.core.settings import from_dict


@pytest.mark.parametrize(("period", "minimum"), [(1, 0.0), (9, 0.05), (10, 0.0), (4, 0.5)])
@pytest.mark.parametrize("after", ["hold", "rise"])
def test_cosine(period: int, minimum: float, after: str) -> None:
    found = rates("cosine", 5 * period, period=period, minimum=minimum, after=after)
    for time, rate in enumerate(found):
        angle = math.pi * (min(time, period) if after == "hold" else time) / period
        # 1 + cos x = 2 cos^2 (x / 2)
        expected = minimum + (ETA - minimum) * math.cos(angle / 2) ** 2
        assert rate == pytest.approx(expected, rel=1e-12, abs=1e-14)
    assert found[0] == ETA
    assert found[period] == pytest.approx(minimum, abs=1e-16)


@pytest.mark.parametrize(("first", "multiplier"), [(5, 1), (3, 2), (2, 3), (1, 2), (1, 1)])
@pytest.mark.parametrize("minimum", [0.0, 0.04])
def test_cosine_restarts(first: int, multiplier: int, minimum: float) -> None:
    expected, period, since = [], first, 0
    for _ in range(100):
        expected.append(minimum + (ETA - minimum) * math.cos(math.pi * since / period / 2) ** 2)
        since += 1
        if since == period:
            period, since = period * multiplier, 0
    found = rates(
        "cosine_restarts", 100, first_period=first, multiplier=multiplier, minimum=minimum
    )
    assert found == same(expected)


def test_restarts_of_long_runs() -> None:
    schedule = from_dict(SCHEDULES["cosine_restarts"], {"first_period": 3, "multiplier": 2})
    for number in (5, 20, 55):
        restart = 3 * (2**number - 1)
        assert schedule.rate(np.asarray(ETA), restart) == ETA
        before = float(schedule.rate(np.asarray(ETA), restart - 1))
        half = math.pi / 2 / (3 * 2 ** (number - 1))
        assert before == pytest.approx(ETA * math.sin(half) ** 2, rel=1e-3, abs=1e-16)


@pytest.mark.parametrize("mode", ["triangular", "triangular2", "exp_range"])
@pytest.mark.parametrize("length", [1, 6])
def test_cyclical_is_the_published_triangle(mode: str, length: int) -> None:
    low, high, gamma = 0.02, 0.3, 0.97
    options: dict[str, Any] = {"base": low, "maximum": high, "steps_up": length, "gamma": gamma}
    found = rates("cyclical", 9 * length, mode=mode, **options)
    for time, rate in enumerate(found):
        cycle = math.floor(1 + time / (2 * length))
        x = abs(time / length - 2 * cycle + 1)
        shrunk = {
            "triangular": 1.0,
            "triangular2": 1 / 2 ** (cycle - 1),
            "exp_range": gamma**time,
        }
        expected = low + (high - low) * max(0.0, 1 - x) * shrunk[mode]
        assert rate == pytest.approx(expected, rel=1e-12)


def test_cyclical_with_two_lengths_meets_both_ends_of_every_phase() -> None:
    found = rates("cyclical", 40, base=0.1, maximum=0.7, steps_up=2, steps_down=6)
    one = [0.1, 0.4, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    assert found == same(5 * one)
    halved = rates(
        "cyclical", 16, base=0.1, maximum=0.7, steps_up=2, steps_down=6, mode="triangular2"
    )
    assert halved[8:11] == same([0.1, 0.25, 0.4])


def test_cyclical_does_not_use_the_base_rate() -> None:
    for kind in ("cyclical", "one_cycle"):
        schedule = SCHEDULES[kind]()
        assert not schedule.uses_base
        assert schedule.rate(np.asarray(0.1), 7) == schedule.rate(np.asarray(5.0), 7)
