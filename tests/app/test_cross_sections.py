"""Cross sections through a row, against single losses."""

import numpy as np
import pytest

from tests.core.analysis.test_plane_kinds import trained
from visualizer.app.cross_sections import DOWNHILL, UPDATE, CrossSections, Place, sections_at
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core import Cancelled
from visualizer.core.analysis.plane_kinds import Known, plane_of
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.chunks import cancellable

SECONDS = 10.0


@pytest.fixture(scope="module")
def place() -> Place:
    problem, history = trained(40, optimizer={"learning_rate": 0.5})
    plane = AxisPlane.over((2, 5), history.theta(10), (-1.0, 3.0), (0.0, 1.0))
    return Place(problem, history, plane, 10, 40)


def test_losses_along_the_axes(place: Place) -> None:
    found = sections_at(place)
    theta = place.history.theta(10)
    names = place.history.parameters
    for line, axis in zip(found.lines, (2, 5), strict=False):
        assert line.words == names[axis]
        assert (line.distance[0], line.distance[-1]) == (-2.0, 2.0)
        for number in (0, 31, -1):
            moved = theta.copy()
            moved[axis] += line.distance[number]
            assert line.loss[number] == pytest.approx(float(place.problem.loss(moved)))


def test_last_line_leads_to_the_next_row(place: Place) -> None:
    found = sections_at(place)
    after = place.history.theta(11)
    assert found.step == pytest.approx(np.linalg.norm(after - place.history.theta(10)))
    line = found.lines[-1]
    assert line.words == UPDATE
    reached = line.loss[line.distance == found.step]
    assert reached == pytest.approx([float(place.problem.loss(after))])
    assert line.loss[line.distance == 0] == pytest.approx([place.history.row(10).loss])


def test_hidden_future_is_not_told(place: Place) -> None:
    """The line runs along the gradient, which is known."""
    found = sections_at(place._replace(reveal=10))
    assert np.isnan(found.step)
    assert found.lines[-1].words == DOWNHILL
    short = trained(10, optimizer={"learning_rate": 0.5})[1]
    same = sections_at(place._replace(history=short, reveal=10))
    for line, other in zip(found.lines, same.lines, strict=True):
        np.testing.assert_array_equal(line.loss, other.loss)


def test_axes_of_a_spanned_plane_have_length_1(place: Place) -> None:
    plane = plane_of("random", Known(place.problem, place.history, 40))
    found = sections_at(place._replace(plane=plane))
    line = found.lines[0]
    theta = place.history.theta(10)
    way = plane.directions[0] / np.linalg.norm(plane.directions[0])
    assert line.loss[0] == pytest.approx(float(place.problem.loss(theta + line.distance[0] * way)))


def test_at_rest_there_are_the_axes_only(place: Place) -> None:
    problem, history = trained(3, optimizer={"learning_rate": 0.0})
    found = sections_at(Place(problem, history, place.plane, 1, 3))
    assert len(found.lines) == 2


def test_in_the_background(place: Place) -> None:
    sections = CrossSections(Scheduler())
    try:
        sections.update(place)
        assert sections.wait(SECONDS)
        assert sections.error == ""
        found = sections.sections_of(place.history)
        assert found is not None
        assert found.row == 10
        assert sections.sections_of(trained(1)[1]) is None
    finally:
        sections.close()


def test_they_can_be_cancelled(place: Place) -> None:
    with cancellable(lambda: True), pytest.raises(Cancelled):
        sections_at(place)
