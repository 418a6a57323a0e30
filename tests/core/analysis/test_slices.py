"""True losses beside those on a plane."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.analysis.slices import Beside, beside

MODEL = sample_model((3,))


def test_point_beside_the_plane() -> None:
    held, theta = thetas(MODEL, 2)
    plane = AxisPlane.over((1, 2), held, (-1, 1), (-1, 1))
    found = beside(MODEL, plane, theta)
    projected = held.copy()
    projected[[1, 2]] = theta[[1, 2]]
    assert found is not None
    assert found.loss == pytest.approx(float(MODEL.loss(theta)))
    assert found.on_plane == pytest.approx(float(MODEL.loss(projected)))
    assert found.distance == pytest.approx(np.linalg.norm(theta - projected))


def test_point_on_the_plane() -> None:
    held = thetas(MODEL)
    moved = held.copy()
    moved[[1, 2]] = 5.0, -7.0
    assert beside(MODEL, AxisPlane.over((1, 2), held, (-1, 1), (-1, 1)), moved) is None


@pytest.mark.parametrize(
    ("losses", "apart"), [((1, 1.02), True), ((1, 1.005), False), ((0, 0), False)]
)
def test_losses_that_differ_visibly(losses, apart) -> None:
    assert Beside(*losses, 0.5).apart is apart


def test_many_rows_are_not_evaluated_for_a_picture() -> None:
    many = sample_model((3,), rows=200_000)
    held, theta = thetas(many, 2)
    found = beside(many, AxisPlane.over((1, 2), held, (-1, 1), (-1, 1)), theta)
    assert np.isnan(found.loss)
    assert found.distance > 0
