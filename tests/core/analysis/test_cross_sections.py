"""Cross sections against single losses, along the axes of planes."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core import Cancelled, chunks
from visualizer.core.analysis.cross_sections import cross_section, directions_of, reach_of
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
