"""Maps leave out the layers that a plane does not move."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core.analysis.landscape import evaluate_plane
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.gradients import GRADIENTS
from visualizer.core.problems.fitted import Fitted
from visualizer.core.problems.layers.tables import (
    BatchNormalisationTable,
    ConvolutionTable,
    CutoutTable,
    DenseTable,
    DropoutTable,
    FlattenTable,
    PoolingTable,
)
from visualizer.core.problems.model import Model
from visualizer.core.quiet import Quiet


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


DIGIT_LAYERS = (
    CutoutTable(2),
    ConvolutionTable(3),
    BatchNormalisationTable("relu"),
    PoolingTable(),
    FlattenTable(),
    DropoutTable(),
    DenseTable(4),
)


def image_model(**settings: Any) -> Model:
    ends = {"output": "softmax", "loss": "categorical_cross_entropy", "classes": 3}
    return sample_model(layers=DIGIT_LAYERS, inputs=36, rows=8, **ends, **settings)


@pytest.mark.parametrize("name", ["W2_1_1_1_1", "b2_3", "g3_2", "W7_2_1", "b7_4", "W8_4_3", "b8_1"])
def test_maps_of_image_layers_leave_out_what_stands_still(name: str) -> None:
    model = image_model(l2=0.01)
    theta = np.random.default_rng(1).normal(size=model.size)
    axis = model.names.index(name)
    shorter, skipped = model.along(theta, (axis, model.size - 1))
    assert isinstance(shorter, Fitted)
    assert shorter.layers[0].end > axis - skipped
    moved = np.repeat(theta[None], 5, axis=0)
    moved[:, axis] += np.arange(5) / 4
    np.testing.assert_allclose(shorter.loss(moved[:, skipped:]), model.loss(moved), rtol=1e-13)


def test_image_layers_in_float32_are_near() -> None:
    model = image_model()
    theta = thetas(model, 3)
    single = model.loss(theta.astype(np.float32))
    assert single.dtype == np.float32
    assert single == pytest.approx(model.loss(theta), rel=1e-4)
    assert model.point_bytes > 8 * 8 * 36 * 9


@pytest.mark.parametrize("kind", GRADIENTS)
def test_runs_side_by_side_get_the_bits_of_one_in_a_step(kind: str) -> None:
    problem = image_model().at_step(2, 9)
    theta, rows = thetas(image_model(), 3), np.array([0, 3, 3, 7])
    with Quiet():
        together = GRADIENTS[kind].measure(problem, theta, rows, 1e-4)
        for run in range(3):
            alone = GRADIENTS[kind].measure(problem, theta[run], rows, 1e-4)
            assert together.loss[run] == alone.loss
            assert (together.gradient[run] == alone.gradient).all()
