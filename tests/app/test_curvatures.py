"""The curvature in the background: of the right run and row, and no more than is asked."""

import numpy as np
import pytest

from tests.app.sessions import line, opened, settle
from visualizer.app.curvatures import CHEAP, Curvatures, curvature_along
from visualizer.app.intents import ChangeSettings, MovePlayhead
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core import Experiment
from visualizer.core.analysis.curvature_report import make_report
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.hessians import hessian_at

SECONDS = 20.0


@pytest.fixture
def curvatures():
    made = Curvatures(Scheduler())
    yield made
    made.close()


@pytest.fixture
def look(session, curvatures):
    """A function that waits until the curvature of what is in front is known."""

    def find(plane=None, moving=False):
        state = session.state
        curvatures.update(state.run, state.row, plane, moving)
        assert curvatures.wait(SECONDS)
        assert curvatures.error == ""
        return curvatures.found_for(session.state.run)

    return find


def trained(session, qtbot, **table):
    opened(session, Experiment.from_dict(table))
    settle(qtbot, session)
    return session.state.run


def test_the_row_at_the_playhead(session, look, qtbot):
    run = trained(session, qtbot, problem={"function": "rosenbrock"}, training={"epochs": 30})
    for epoch in (0, 12, 30):
        session.apply(MovePlayhead(epoch))
        found = look()
        expected = make_report(run.experiment, run.problem, run.history, epoch)
        assert found.report.row == epoch
        assert found.report.ends.greatest == expected.ends.greatest
        assert found.report.limits == expected.limits
        assert not found.quadratic
        assert (found.block, found.sharpness) == (None, None)


def test_what_is_of_second_degree_is_known(session, look, qtbot):
    opened(session, line())
    settle(qtbot, session)
    assert look().quadratic


def test_of_another_run_nothing_is_told(session, curvatures, look, qtbot):
    trained(session, qtbot, problem={"function": "booth"})
    assert look() is not None
    session.apply(ChangeSettings({"optimizer.learning_rate": 0.01}))
    assert curvatures.found_for(session.state.run) is None
    settle(qtbot, session)
    assert look().history is session.state.run.history


def test_along_the_plane_of_the_landscape(session, look, qtbot):
    run = trained(
        session, qtbot, problem={"data": "noisy-line", "hidden": [3]}, training={"epochs": 5}
    )
    theta = run.history.theta(0)
    session.apply(MovePlayhead(0))
    found = look(AxisPlane.over((4, 1), theta, (-1.0, 1.0), (-1.0, 1.0)))
    whole = hessian_at(run.problem, theta)
    np.testing.assert_allclose(found.block, whole[np.ix_((4, 1), (4, 1))], atol=1e-8)
    assert look(AxisPlane.over((4,), theta, (-1.0, 1.0))).block is None


def test_along_the_run_only_where_it_is_asked(session, curvatures, look, qtbot):
    run = trained(session, qtbot, problem={"function": "beale"}, training={"epochs": 50})
    assert look().sharpness is None
    curvatures.along = True
    assert look(moving=True).sharpness is None
    sharpness = look().sharpness
    assert sharpness.complete
    assert list(sharpness.rows) == list(range(51))
    session.apply(MovePlayhead(7))
    again = look()
    assert again.report.row == 7
    assert again.sharpness.complete
    alone = curvature_along(run, 7)
    np.testing.assert_array_equal(alone.sharpness.greatest, sharpness.greatest)


def test_many_parameters_wait_until_the_playhead_rests(session, curvatures, look, qtbot):
    run = trained(
        session,
        qtbot,
        problem={"data": "noisy-line", "hidden": [16, 8]},
        training={"epochs": 3},
    )
    assert run.problem.size > CHEAP
    assert look(moving=True) is None
    found = look()
    assert found.report.ends.products > 0
    theta = run.history.theta(found.report.row)
    plane = AxisPlane.over((0, 40), theta, (-1.0, 1.0), (-1.0, 1.0))
    block = look(plane).block
    expected = hessian_at(run.problem, theta)[np.ix_((0, 40), (0, 40))]
    np.testing.assert_allclose(block, expected, atol=1e-6 * (1 + np.abs(expected).max()))
