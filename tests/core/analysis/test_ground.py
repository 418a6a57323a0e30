"""How many points a map gets: as many as a moment allows, near to square cells."""

import numpy as np
import pytest

from tests.core.experiments import sample_model
from visualizer.core.analysis.ground import (
    COARSE_BYTES,
    COARSEST,
    FINEST,
    LEAST,
    coarse_side,
    resolution,
)
from visualizer.core.analysis.planes import AxisPlane

SMALL, LARGE = sample_model((), rows=7), sample_model((64, 64), rows=2000)
FLAT = AxisPlane.over((0, 1), np.zeros(4), (0.0, 1.0), (0.0, 1.0))
LINE = AxisPlane.over((0,), np.zeros(4), (0.0, 1.0))


def test_cells_are_near_to_squares() -> None:
    assert resolution(SMALL, FLAT, 0.5, 1e12, FINEST) == (FINEST, round(FINEST / 2))
    assert resolution(SMALL, FLAT, 9.0, 1e12, FINEST) == (FINEST, 2 * FINEST)
    assert resolution(SMALL, FLAT, 0.001, 1e12, FINEST) == (FINEST, LEAST)


def test_a_line_has_more_points_along_it() -> None:
    assert resolution(SMALL, LINE, 0.5, 1e12, FINEST) == (5 * FINEST, 1)


@pytest.mark.parametrize("plane", [FLAT, LINE])
def test_what_is_costly_gets_fewer_points(plane) -> None:
    assert coarse_side(SMALL) == COARSEST
    assert LEAST <= coarse_side(LARGE) < COARSEST
    across, up = resolution(LARGE, plane, 1.0, COARSE_BYTES, COARSEST)
    each = LARGE.point_bytes + 8 * LARGE.size
    assert across * up * each <= max(COARSE_BYTES, each * LEAST**2)
