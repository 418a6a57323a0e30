"""Cross sections against single losses, along the axes of planes."""

import numpy as np
import pytest

from tests.core.analysis.moments import moment_of
from tests.core.experiments import sample_model, thetas
from visualizer.core import Cancelled, chunks
from visualizer.core.analysis.cross_sections import (
    DOWNHILL,
    UPDATE,
    Sections,
    cross_section,
    directions_of,
    reach_of,
)
from visualizer.core.analysis.insight import Moment, finished
from visualizer.core.analysis.plane_kinds import plane_of
from visualizer.core.analysis.plane_parts import Known
from visualizer.core.analysis.planes import AxisPlane, SpannedPlane
from visualizer.core.chunks import cancellable

MODEL = sample_model((3, 2))
THETA, *WAYS = thetas(MODEL, 3)
SKEW = SpannedPlane(THETA, (-1, 2), (-3, 1), np.array(WAYS), ("one", "two"))
DISTANCE = np.linspace(-1, 2, 9)


def test_losses_are_the_single_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    way = WAYS[0] / np.linalg.norm(WAYS[0])
    whole = cross_section(MODEL, THETA, way, "a way", DISTANCE)
    single = [float(MODEL.loss(THETA + distance * way)) for distance in DISTANCE]
    assert whole.loss == pytest.approx(np.array(single))
    assert whole.words == "a way"
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1)
    cut = cross_section(MODEL, THETA, way, "a way", DISTANCE)
    np.testing.assert_array_equal(cut.loss, whole.loss)
    with cancellable(lambda: True), pytest.raises(Cancelled):
        cross_section(MODEL, THETA, way, "a way", DISTANCE)


def test_directions_are_the_ways_of_the_coordinates() -> None:
    axes = AxisPlane.over((4, 1), THETA, (-1, 2), (-3, 1))
    line = AxisPlane.over((2,), THETA, (-1, 2))
    for plane in (axes, line, SKEW):
        origin = plane.at(np.zeros(plane.dimensions))
        found = directions_of(plane, MODEL.names)
        assert [words for words, _ in found] == list(plane.labels(MODEL.names))
        for number, (_, direction) in enumerate(found):
            assert np.linalg.norm(direction) == pytest.approx(1)
            way = plane.at(np.eye(plane.dimensions)[number]) - origin
            assert direction @ way == pytest.approx(np.linalg.norm(way))


def test_reach_is_half_of_the_longer_side() -> None:
    assert reach_of(AxisPlane.over((4, 1), THETA, (-1, 2), (-3, 1))) == 2.0
    assert reach_of(AxisPlane.over((4,), THETA, (-1, 2))) == 1.5
    corners = SKEW.at(np.array([[-1.0, 0], [2, 0], [0, -3], [0, 1]]))
    sides = np.linalg.norm([corners[1] - corners[0], corners[3] - corners[2]], axis=1)
    assert reach_of(SKEW) == pytest.approx(sides.max() / 2)


@pytest.fixture(scope="module")
def place() -> Moment:
    moment = learned(40)
    plane = AxisPlane.over((2, 5), moment.history.theta(10), (-1.0, 3.0), (0.0, 1.0))
    return moment._replace(row=10, plane=plane)


def learned(epochs: int, rate: float = 0.5) -> Moment:
    """The end of a run of a network."""
    problem = {"kind": "model", "data": "noisy-line", "hidden": [3, 2]}
    optimizer = {"learning_rate": rate}
    table = {"problem": problem, "optimizer": optimizer, "training": {"epochs": epochs}}
    return moment_of(table)


def test_losses_along_the_axes(place: Moment) -> None:
    found = finished(Sections, place)
    theta = place.history.theta(10)
    names = place.history.parameters
    for line, axis in zip(found.lines, (2, 5), strict=False):
        assert line.words == names[axis]
        assert (line.distance[0], line.distance[-1]) == (-2.0, 2.0)
        for number in (0, 31, -1):
            moved = theta.copy()
            moved[axis] += line.distance[number]
            assert line.loss[number] == pytest.approx(float(place.problem.loss(moved)))


def test_last_line_leads_to_the_next_row(place: Moment) -> None:
    found = finished(Sections, place)
    after = place.history.theta(11)
    assert found.step == pytest.approx(np.linalg.norm(after - place.history.theta(10)))
    line = found.lines[-1]
    assert line.words == UPDATE
    reached = line.loss[line.distance == found.step]
    assert reached == pytest.approx([float(place.problem.loss(after))])
    assert line.loss[line.distance == 0] == pytest.approx([place.history.row(10).loss])


def test_hidden_future_is_not_told(place: Moment) -> None:
    """The line runs along the gradient, which is known."""
    found = finished(Sections, place._replace(last=10))
    assert np.isnan(found.step)
    assert found.lines[-1].words == DOWNHILL
    short = learned(10).history
    same = finished(Sections, place._replace(history=short, last=10))
    for line, other in zip(found.lines, same.lines, strict=True):
        np.testing.assert_array_equal(line.loss, other.loss)


def test_axes_of_a_spanned_plane_have_length_1(place: Moment) -> None:
    plane = plane_of("random", Known(place.problem, place.history, 40))
    found = finished(Sections, place._replace(plane=plane))
    line = found.lines[0]
    theta = place.history.theta(10)
    way = plane.directions[0] / np.linalg.norm(plane.directions[0])
    assert line.loss[0] == pytest.approx(float(place.problem.loss(theta + line.distance[0] * way)))


def test_at_rest_there_are_the_axes_only(place: Moment) -> None:
    history = learned(3, rate=0.0).history
    found = finished(Sections, place._replace(history=history, row=1, last=3))
    assert len(found.lines) == 2


def test_sections_can_be_cancelled(place: Moment) -> None:
    with cancellable(lambda: True), pytest.raises(Cancelled):
        finished(Sections, place)


def test_without_a_plane_there_are_none(place: Moment) -> None:
    assert Sections.is_known(place)
    assert not Sections.is_known(place._replace(plane=None))
    # Whether the next step may be told makes a difference, how much more does not.
    assert Sections.key(place) == Sections.key(place._replace(last=11))
    assert Sections.key(place) != Sections.key(place._replace(last=10))
