"""The curvature as views ask for it: at the row, along the plane that is seen, and when."""

import numpy as np
import pytest

from tests.core.analysis.moments import moment_of
from visualizer.core.analysis.curvature_report import make_report
from visualizer.core.analysis.insight import Motion, finished
from visualizer.core.analysis.local_curvature import CHEAP, Curvature
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.analysis.sharpness import Sharpness
from visualizer.core.hessians import hessian_at


@pytest.fixture(scope="module")
def banana():
    return moment_of({"problem": {"function": "rosenbrock"}, "training": {"epochs": 30}})


def network(*hidden):
    return moment_of(
        {"problem": {"data": "noisy-line", "hidden": list(hidden)}, "training": {"epochs": 3}}
    )


def test_of_the_row_that_is_asked_for(banana):
    for row in (0, 12, 30):
        found = finished(Curvature, banana._replace(row=row))
        expected = make_report(banana.experiment, banana.problem, banana.history, row)
        assert found.report.row == row
        assert found.report.ends.greatest == expected.ends.greatest
        assert found.report.limits == expected.limits
        assert not found.quadratic
        assert found.block is None


def test_what_is_of_second_degree_is_known():
    assert finished(Curvature, moment_of({"training": {"epochs": 1}})).quadratic


def test_along_the_plane_of_the_landscape():
    moment = network(3)._replace(row=0)
    theta = moment.history.theta(0)
    plane = AxisPlane.over((4, 1), theta, (-1.0, 1.0), (-1.0, 1.0))
    block = finished(Curvature, moment._replace(plane=plane)).block
    whole = hessian_at(moment.problem, theta)
    np.testing.assert_allclose(block, whole[np.ix_((4, 1), (4, 1))], atol=1e-8)
    line = AxisPlane.over((4,), theta, (-1.0, 1.0))
    assert finished(Curvature, moment._replace(plane=line)).block is None
    assert Curvature.key(moment) == Curvature.key(moment._replace(plane=line))
    assert Curvature.key(moment) != Curvature.key(moment._replace(plane=plane))


def test_many_parameters_wait_until_the_playhead_rests(banana):
    many = network(16, 8)
    assert many.problem.size > CHEAP
    assert Curvature.pace(many).until == Motion.PLAYING
    assert Curvature.pace(banana).until > Motion.TRAINING
    assert Sharpness.pace(banana).until == Motion.PLAYING
