"""Schedules of the learning rate."""

import numpy as np
import pytest

from visualizer.core.schedules import SCHEDULES, Constant


@pytest.mark.parametrize("kind", SCHEDULES)
def test_every_schedule(kind: str) -> None:
    schedule = SCHEDULES[kind]()
    assert schedule.kind == kind
    assert schedule.label
    bases = np.array([0.1, 0.2])
    for step in (0, 1, 1000):
        together = schedule.rate(bases, step)
        assert together.shape == (2,)
        assert [schedule.rate(base, step) for base in bases] == together.tolist()


def test_constant_is_the_base_rate() -> None:
    assert Constant().rate(np.array(0.3), 12345) == 0.3
