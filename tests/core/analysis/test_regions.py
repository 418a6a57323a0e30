"""The division of the plane: the same as predictions at single points."""

import numpy as np

from tests.core.analysis.moments import MOONS, at_start, moment_of
from visualizer.core.analysis.regions import COARSE, FINE, Regions


def test_coarse_then_fine_and_right_at_every_corner():
    moment = moment_of(MOONS)
    stages = list(Regions.stages(moment))
    assert [stage.probabilities.shape for stage in stages] == [
        (COARSE, COARSE, 2),
        (FINE, FINE, 2),
    ]
    theta = moment.history.theta(moment.row)
    for stage in stages:
        for line, y in ((0, stage.y_range[0]), (-1, stage.y_range[1])):
            for column, x in ((0, stage.x_range[0]), (-1, stage.x_range[1])):
                expected = moment.problem.predict(theta, np.array([[x, y]]))[0, 0]
                found = stage.probabilities[line, column]
                np.testing.assert_allclose(found, [1 - expected, expected], rtol=1e-12)


def test_all_rows_lie_inside():
    moment = moment_of(MOONS)
    stage = next(Regions.stages(moment))
    for samples in (moment.problem.training, moment.problem.validation):
        for column, (low, high) in enumerate((stage.x_range, stage.y_range)):
            assert low < samples.inputs[:, column].min()
            assert samples.inputs[:, column].max() < high


def test_two_inputs_are_needed():
    iris = at_start({"problem": {"kind": "model", "data": "iris"}})
    assert not Regions.applies(iris)
    assert Regions.applies(at_start(MOONS))
