"""Maps of units against the network's own outputs at single places."""

import numpy as np
import pytest

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.unit_maps import POINTS, UnitMaps


def test_each_unit_shows_what_it_gives_over_the_plane() -> None:
    moment = moment_of({**MOONS, "data": {"scaling": "standardise", "products": True}})
    found = finished(UnitMaps, moment)
    # x, y and x·y; four hidden units; the output.
    assert [column.shape for column in found.columns] == [
        (count, POINTS, POINTS) for count in (3, 4, 1)
    ]
    assert all(np.abs(column).max() == pytest.approx(1) for column in found.columns)
    model, theta = moment.problem, moment.history.theta(moment.row)
    x, y = (np.linspace(*limits, POINTS) for limits in (found.x_range, found.y_range))
    line, place = 3, 20
    outputs = model.predict(theta, np.array([[x[place], y[line]], [x[5], y[25]]]))[:, 0] - 0.5
    share = found.columns[-1][0]
    assert share[line, place] / share[25, 5] == pytest.approx(outputs[0] / outputs[1])
    # The first input rises from left to right, and is 0 in the middle.
    first = found.columns[0][0]
    np.testing.assert_allclose(first[0], np.linspace(-1, 1, POINTS), atol=1e-12)
    np.testing.assert_allclose(first, np.broadcast_to(first[0], first.shape), atol=1e-12)


def test_only_two_inputs_with_some_rows_are_a_plane() -> None:
    assert UnitMaps.is_known(moment_of(MOONS))
    assert not UnitMaps.is_known(moment_of({"problem": {"data": "iris", "hidden": [3]}}))
    assert not UnitMaps.is_known(moment_of({"problem": {"data": "line"}}))
