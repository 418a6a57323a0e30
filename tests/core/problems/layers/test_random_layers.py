"""Dropout and cutout: what is left out, and that it is left out again at the same step."""

import numpy as np
import pytest

from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import Context, Place
from visualizer.core.problems.layers.random_layers import Cutout, Dropout

EMPTY = np.empty(0)
STEP = Context(step=(4, 17))


def test_dropout_keeps_its_share_and_the_mean() -> None:
    layer = Dropout(Place(2, (100,), 0), 0.3)
    x = np.ones((400, 100))
    z, mask = layer.forward(EMPTY, x, STEP)
    assert set(np.unique(z)) == {0, 1 / 0.7}
    assert (z == 0).mean() == pytest.approx(0.3, abs=0.01)
    slope = np.full((2, 400, 100), 2.0)
    assert (layer.backward(EMPTY, x, mask, slope, EMPTY, True) == 2 * z).all()


def test_outside_of_steps_nothing_is_left_out() -> None:
    x = np.ones((3, 8, 8, 1))
    for layer in (Dropout(Place(1, (8, 8, 1), 0), 0.5), Cutout(Place(1, (8, 8, 1), 0), 4)):
        z, kept = layer.forward(EMPTY, x)
        assert z is x
        assert kept is None


def test_masks_belong_to_seed_step_and_layer() -> None:
    x = np.ones((20, 30))

    def mask(number: int, *step: int) -> np.ndarray:
        return Dropout(Place(number, (30,), 0), 0.5).forward(EMPTY, x, Context(step=step))[0]

    assert (mask(1, 0, 5) == mask(1, 0, 5)).all()
    for other in (mask(2, 0, 5), mask(1, 1, 5), mask(1, 0, 6)):
        assert (mask(1, 0, 5) != other).any()


def test_all_runs_side_by_side_have_one_mask() -> None:
    x = np.random.default_rng(0).normal(size=(6, 20, 30))
    layer = Dropout(Place(1, (30,), 0), 0.5)
    together = layer.forward(EMPTY, x, STEP)[0]
    for one, alone in zip(together, x, strict=True):
        assert (one == layer.forward(EMPTY, alone, STEP)[0]).all()


@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_cutout_is_a_square_in_all_channels(size: int) -> None:
    layer = Cutout(Place(1, (8, 9, 2), 0), size)
    z, _ = layer.forward(EMPTY, np.ones((300, 8, 9, 2)), STEP)
    assert (z[..., 0] == z[..., 1]).all()
    places = set()
    for image in z[..., 0]:
        rows, columns = np.nonzero(image == 0)
        low, high = np.array([rows.min(), columns.min()]), np.array([rows.max(), columns.max()])
        assert len(rows) == np.prod(high - low + 1)
        assert (high - low < size).all()
        places.add((*low.tolist(), *high.tolist()))
    assert len(places) > 20
    assert any(high - low == size - 1 for low, _, high, _ in places)


def test_a_square_larger_than_the_image() -> None:
    with pytest.raises(InputError, match="squares of 9 x 9 pixels from images of 8 x 9"):
        Cutout(Place(1, (8, 9, 1), 0), 9)
