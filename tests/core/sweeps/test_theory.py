"""The limits of rates that theory knows, beside what is derived by hand."""

import numpy as np
import pytest

from visualizer.core.experiment import Experiment
from visualizer.core.sweeps.plan import read_plan
from visualizer.core.sweeps.theory import stable_rates

RATES = "optimizer.learning_rate=0.01,0.1"
LINE = {"problem": {"kind": "model", "data": "line", "bias": False}}


def test_of_the_line_through_the_origin():
    """L = mean (w x - 3 x)^2 over x = 1, 2, 3, 4: the second derivative is 2 * 30 / 4 = 15."""
    plan = read_plan(Experiment.from_dict(LINE), [RATES, "optimizer.kind=sgd,momentum,adam"])
    found = stable_rates(plan)
    momentum = 2 * (1 + 0.9) / 15
    np.testing.assert_allclose(found, [2 / 15, momentum, np.nan] * 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"training": {"batch_size": 2}},
        {"schedule": {"kind": "step"}},
        {"problem": {"kind": "function", "function": "rosenbrock"}},
        {"problem": {"kind": "model", "data": "line", "hidden": [2]}},
    ],
)
def test_unknown_where_it_does_not_hold(changes):
    plan = read_plan(Experiment.from_dict({**LINE, **changes}), [RATES])
    assert np.isnan(stable_rates(plan)).all()
