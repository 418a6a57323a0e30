"""Maps leave out the layers that a plane does not move."""

import numpy as np
import pytest

from tests.core.experiments import sample_model
from visualizer.core.analysis.landscape import evaluate_plane
from visualizer.core.analysis.planes import AxisPlane


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("first", range(0, 60, 7))
def test_the_losses_are_the_same(first: int, bias: bool) -> None:
    model = sample_model((4, 3), bias=bias)
    theta = np.random.default_rng(1).normal(size=model.size)
    first = first % (model.size - 1)
    shorter, skipped = model.along(theta, (model.size - 1, first))
    assert shorter.size == model.size - skipped
    assert skipped <= first
    moved = np.repeat(theta[None], 5, axis=0)
    moved[:, first] += np.arange(5)
    moved[:, -1] -= np.arange(5)
    np.testing.assert_array_equal(shorter.loss(moved[:, skipped:]), model.loss(moved))


def test_only_what_moves_is_computed() -> None:
    model = sample_model((4, 3))
    theta = np.zeros(model.size)
    assert model.along(theta, (0,)) == (model, 0)
    assert len(model.along(theta, (model.size - 1,))[0].layers) == 1


def test_a_map_of_the_last_layer() -> None:
    model = sample_model((4, 3))
    theta = np.random.default_rng(2).normal(size=model.size)
    plane = AxisPlane.over((model.size - 1,), theta, (-2.0, 2.0))
    found = evaluate_plane(model, plane, 7)
    points = np.repeat(theta[None], 7, axis=0)
    points[:, -1] = found.x
    np.testing.assert_allclose(found.loss, model.loss(points), rtol=1e-5)
