"""Where the learning rate of an experiment stands."""

import numpy as np
import pytest

from visualizer.core import Experiment, train
from visualizer.core.rates import fitted, leading_rate, rate_key, usual_rates
from visualizer.core.schedules import SCHEDULES, preview


def with_schedule(kind):
    return Experiment.from_dict(
        {"problem": {"function": "sphere"}, "schedule": {"kind": kind}, "training": {"epochs": 60}}
    )


@pytest.mark.parametrize("kind", SCHEDULES)
def test_the_rate_of_every_schedule_can_be_set_by_its_key(kind):
    experiment = with_schedule(kind)
    changed = experiment.with_values({rate_key(experiment): 0.04})
    assert leading_rate(changed) == 0.04
    rates = preview(changed.schedule, changed.optimizer.learning_rate, np.arange(61)).rates
    assert rates.max() == pytest.approx(0.04, rel=0.01)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_a_suggested_rate_scales_all_rates_of_the_schedule(kind):
    experiment = with_schedule(kind)
    values = fitted(experiment, {"optimizer.learning_rate": 0.04})
    changed = experiment.with_values(values)
    steps = np.arange(61)
    before, after = (
        preview(one.schedule, one.optimizer.learning_rate, steps).rates
        for one in (experiment, changed)
    )
    np.testing.assert_allclose(after / after.max(), before / before.max(), rtol=1e-5)
    assert leading_rate(changed) == 0.04


def test_settings_that_choose_a_schedule_stay():
    values = {"optimizer.learning_rate": 0.04, "schedule.kind": "constant"}
    assert fitted(with_schedule("one_cycle"), values) is values
    other = {"training.epochs": 3}
    assert fitted(with_schedule("one_cycle"), other) is other


def test_usual_rates_are_those_of_the_rule():
    ravine = {"problem": {"function": "ravine"}, "training": {"epochs": 330}}

    def rates(kind, table=ravine):
        return usual_rates(Experiment.from_dict({**table, "optimizer": {"kind": kind}}))

    assert rates("momentum") == (0.009,)
    assert rates("newton") == (1.0,)
    assert rates("adam", {}) == (0.001,)
    default, across = rates("adam")
    assert default == 0.001
    # With it Adam is through, where the rate of plain descent leaves it at a loss of 31.
    ends = []
    for rate in (0.009, across):
        table = {**ravine, "optimizer": {"kind": "adam", "learning_rate": rate}}
        ends.append(train(Experiment.from_dict(table)).column("loss")[-1])
    assert ends[0] > 30
    assert ends[1] < 0.01
