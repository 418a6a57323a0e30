"""The momentum that cycles against the rate."""

import math
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from tests.core.schedules.test_one_cycle import between
from tests.core.test_training import exhaust, same, trainer_of
from visualizer.core import Experiment, InputError, train, train_together
from visualizer.core.building import build
from visualizer.core.schedules import SCHEDULES
from visualizer.core.settings import from_dict
from visualizer.core.training import Trainer

SWING = {"cycle_momentum": True, "lowest_momentum": 0.6, "highest_momentum": 0.9}


def momenta(kind: str, count: int, **options: Any) -> list[float]:
    schedule = from_dict(SCHEDULES[kind], {**SWING, **options})
    one_by_one = [float(schedule.momentum(time)) for time in range(count)]
    assert schedule.momentum(np.arange(count)) == pytest.approx(one_by_one, rel=1e-14)
    return one_by_one


@pytest.mark.parametrize("mode", ["triangular", "triangular2", "exp_range"])
@pytest.mark.parametrize("length", [1, 6])
def test_cyclical_is_the_published_triangle_upside_down(mode: str, length: int) -> None:
    found = momenta("cyclical", 9 * length, mode=mode, steps_up=length, gamma=0.97)
    for time, momentum in enumerate(found):
        cycle = math.floor(1 + time / (2 * length))
        x = abs(time / length - 2 * cycle + 1)
        shrunk = {"triangular": 1.0, "triangular2": 0.5 ** (cycle - 1), "exp_range": 0.97**time}
        assert momentum == pytest.approx(0.9 - 0.3 * max(0.0, 1 - x) * shrunk[mode], rel=1e-12)


@pytest.mark.parametrize("anneal", ["cosine", "linear"])
@pytest.mark.parametrize("phases", [2, 3])
def test_every_phase_of_one_cycle(anneal: str, phases: int) -> None:
    total, fraction = 40, 0.3
    peak, valley, last = 11.0, 22.0, 39
    found = momenta(
        "one_cycle", 50, total=total, fraction_up=fraction, phases=phases, anneal=anneal
    )
    for time, momentum in enumerate(found):
        if time <= peak:
            expected = between(0.9, 0.6, time / peak, anneal)
        elif phases == 2 and time <= last:
            expected = between(0.6, 0.9, (time - peak) / (last - peak), anneal)
        elif phases == 3 and time <= valley:
            expected = between(0.6, 0.9, (time - peak) / (valley - peak), anneal)
        else:
            expected = 0.9
        assert momentum == pytest.approx(expected, rel=1e-12)


def test_a_warm_up_delays_it() -> None:
    plain, late = momenta("cyclical", 30), momenta("cyclical", 37, warmup=7)
    assert late[:7] == [0.9] * 7
    assert late[7:] == plain


def test_without_the_option_the_rules_own_holds() -> None:
    assert all(schedule().momentum(3) is None for schedule in SCHEDULES.values())


def swinging(kind: str = "momentum", **schedule: Any) -> Experiment:
    options = {"kind": "cyclical", "base": 0.001, "maximum": 0.02, "steps_up": 7, **SWING}
    return line(
        optimizer={"kind": kind},
        schedule={**options, **schedule},
        training={"epochs": 120},
    )


def test_a_run_moves_by_it() -> None:
    """Polyak's ball on the line, from the textbook's slope, with its momentum by hand."""
    history = train(swinging())
    x = np.array([1.0, 2.0, 3.0, 4.0])
    place, ball = np.zeros(2), np.zeros(2)
    for step in range(121):
        np.testing.assert_allclose(history.theta(step), place, rtol=1e-10, atol=1e-13)
        height = 1 - abs(step / 7 - 2 * math.floor(1 + step / 14) + 1)
        miss = place[0] * x + place[1] - 3 * x
        slope = 2 * np.array([np.mean(miss * x), np.mean(miss)])
        ball = slope if step == 0 else (0.9 - 0.3 * height) * ball + slope
        place = place - (0.001 + 0.019 * height) * ball


@pytest.mark.parametrize("kind", ["momentum", "nesterov"])
def test_a_stop_changes_no_bit_and_together_is_alone(kind: str) -> None:
    experiment = swinging(kind, unit="epoch")
    whole, trainer = train(experiment), trainer_of(experiment)
    exhaust(trainer, 33)
    assert same(exhaust(Trainer(trainer.descent, trainer.history)), whole)
    other = experiment.with_values({"start.parameters": [1.0, -1.0]})
    together = train_together([experiment, other])
    assert (together.theta[0] == whole.theta(120)).all()
    assert (together.theta[1] == train(other).theta(120)).all()


def test_it_can_begin_during_a_run() -> None:
    table = {"step": 20, "schedule.kind": "cyclical", "schedule.cycle_momentum": True}
    experiment = line(optimizer={"kind": "momentum", "learning_rate": 0.01}, changes=[table])
    changed, plain = train(experiment), train(experiment.with_values({"changes": []}))
    assert (changed.theta(20) == plain.theta(20)).all()
    assert (changed.theta(40) != plain.theta(40)).any()


@pytest.mark.parametrize("kind", ["sgd", "adam", "rmsprop"])
def test_rules_without_a_momentum_are_refused(kind: str) -> None:
    with pytest.raises(InputError, match=f"the rule {kind} has no momentum to cycle") as caught:
        build(swinging(kind))
    assert caught.value.key == "schedule.cycle_momentum"


def test_batches_have_it_too() -> None:
    options = {"kind": "one_cycle", "total": 50, "unit": "step", **SWING}
    experiment = noisy(
        20,
        optimizer={"kind": "nesterov"},
        schedule=options,
        training={"batch_size": 6, "epochs": 15},
    )
    assert same(train(experiment), train(experiment))
    plain = experiment.with_values({"schedule.cycle_momentum": False})
    assert not same(train(experiment), train(plain))
