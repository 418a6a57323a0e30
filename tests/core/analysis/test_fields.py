"""Fields of steepest descent against single gradients, and streamlines that follow them."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core import Cancelled
from visualizer.core.analysis.fields import DENSITY, field_on, streamlines
from visualizer.core.analysis.planes import AxisPlane, Plane, SpannedPlane
from visualizer.core.chunks import cancellable
from visualizer.core.problems.functions import FUNCTIONS

MODEL = sample_model((4, 3))
HELD = thetas(MODEL)
WAYS = thetas(MODEL, 2, seed=5)
PLANES = [
    AxisPlane.over((0, 3), HELD, (-1, 2), (-3, 1)),
    AxisPlane.over((MODEL.size - 1, MODEL.size - 3), HELD, (-1, 2), (-3, 1)),
    SpannedPlane(HELD, (-1, 2), (-3, 1), WAYS, ("one", "two")),
]


def box(low: float = -2, high: float = 2) -> Plane:
    return AxisPlane.over((0, 1), np.zeros(2), (low, high), (low, high))


@pytest.mark.parametrize("plane", PLANES)
def test_field_is_the_projected_gradient(plane: Plane) -> None:
    field = field_on(MODEL, plane, (5, 4))
    assert field.downhill.shape == (4, 5, 2)
    assert field.x.tolist() == pytest.approx([-0.7, -0.1, 0.5, 1.1, 1.7])
    for row, y in enumerate(field.y):
        for column, x in enumerate(field.x):
            theta = plane.at(np.array([x, y]))
            moved = theta - 1e-3 * MODEL.loss_and_gradient(theta)[1]
            way = (plane.project(moved) - np.array([x, y])) / 1e-3
            assert field.downhill[row, column] == pytest.approx(way, rel=1e-6, abs=1e-9)


def test_what_is_not_finite_is_nan() -> None:
    plane = AxisPlane.over((0, 1), np.zeros(2), (-1e200, 1e200), (-1e200, 1e200))
    field = field_on(FUNCTIONS["rosenbrock"](), plane, (4, 4))
    assert np.isnan(field.downhill).all()
    assert streamlines(field) == []


def test_it_can_be_cancelled() -> None:
    with cancellable(lambda: True), pytest.raises(Cancelled):
        field_on(MODEL, PLANES[0], (9, 9))


def test_streamlines_of_a_bowl_are_rays_to_its_middle() -> None:
    lines = streamlines(field_on(FUNCTIONS["sphere"](), box(), (25, 25)))
    assert len(lines) > 20
    for line in lines:
        radius = np.linalg.norm(line, axis=1)
        far = radius > 0.3
        assert (np.diff(radius[far]) < 0).all()
        angle = np.unwrap(np.arctan2(line[far, 1], line[far, 0]))
        assert np.ptp(angle) < 0.05


def test_streamlines_run_downhill_and_share_no_cell() -> None:
    problem = FUNCTIONS["himmelblau"]()
    lines = streamlines(field_on(problem, box(-5, 5), (41, 41)))
    cells: set[tuple[int, int]] = set()
    for line in lines:
        loss = problem.loss(line)
        assert (np.diff(loss) < 0.02 * loss.max()).all()
        assert loss[-1] < loss[0]
        own = {tuple(cell) for cell in np.floor((line + 5) / 10 * DENSITY).astype(int).tolist()}
        assert len(own & cells) <= 1
        cells |= own
    assert len(cells) > 0.5 * DENSITY**2
