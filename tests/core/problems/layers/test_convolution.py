"""Convolutions against their sums written out."""

import itertools

import numpy as np
import pytest

from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import Place
from visualizer.core.problems.layers.convolution import Convolution

RANDOM = np.random.default_rng(3)


def written_out(layer: Convolution, theta: np.ndarray, image: np.ndarray) -> np.ndarray:
    """z_yxf = b_f + sum over i, j, c of W_ijcf x_(y+i)(x+j)c, with zeros around the image."""
    size, before = layer.size_of_filter, layer.padding[0]
    filters = theta[layer.weights].reshape(size, size, image.shape[-1], layer.units)
    found = np.zeros(layer.after)
    for y, x, f in np.ndindex(*layer.after):
        total = theta[layer.biases][f] if layer.bias else 0.0
        for i, j, c in np.ndindex(size, size, image.shape[-1]):
            row, column = y + i - before, x + j - before
            if 0 <= row < image.shape[0] and 0 <= column < image.shape[1]:
                total += filters[i, j, c, f] * image[row, column, c]
        found[y, x, f] = total
    return found


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_forward(size: int, padding: str, bias: bool) -> None:
    layer = Convolution(Place(1, (4, 5, 2), 3), 3, size, padding, "relu", bias)
    assert layer.after == ((4, 5, 3) if padding == "same" else (5 - size, 6 - size, 3))
    theta = RANDOM.normal(size=(2, layer.end))
    x = RANDOM.normal(size=(3, 4, 5, 2))
    z, _ = layer.forward(theta, x)
    assert z.shape == (2, 3, *layer.after)
    for run, row in itertools.product(range(2), range(3)):
        assert z[run, row] == pytest.approx(written_out(layer, theta[run], x[row]))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("size", [2, 3])
def test_the_way_back_is_the_transpose(size: int, padding: str) -> None:
    """z is linear in x: <slope, z(x)> = <dL/dx, x>, and likewise for the weights."""
    layer = Convolution(Place(1, (4, 5, 2), 0), 3, size, padding, "relu", False)
    theta = RANDOM.normal(size=(2, layer.size))
    x = RANDOM.normal(size=(2, 3, 4, 5, 2))
    z, kept = layer.forward(theta, x)
    slope, gradient = RANDOM.normal(size=z.shape), np.empty_like(theta)
    back = layer.backward(theta, x, kept, slope, gradient, True)
    assert back.shape == x.shape
    whole = (slope * z).sum(axis=(1, 2, 3, 4))
    assert (back * x).sum(axis=(1, 2, 3, 4)) == pytest.approx(whole)
    assert (gradient * theta).sum(axis=1) == pytest.approx(whole)


def test_filters_and_names() -> None:
    layer = Convolution(Place(2, (4, 4, 2), 1), 3, 2, "valid", "relu", True)
    theta = np.arange(1.0, layer.end + 1)
    filters = layer.filters(theta)
    assert filters.shape == (3, 2, 2, 2)
    names = dict(zip((*layer.weight_names(), *layer.bias_names()), theta[1:], strict=True))
    assert names["W2_1_2_1_3"] == filters[2, 0, 1, 0]
    assert names["W2_2_1_2_1"] == filters[0, 1, 0, 1]
    assert list(names)[-1] == "b2_3"
    assert layer.fans == (8, 12)
    assert layer.work == 27 + 9 * 8


@pytest.mark.parametrize(
    ("before", "size", "part"),
    [((64,), 3, "needs images, and 64 numbers come in"), ((2, 2, 1), 3, "on images of 2 x 2")],
)
def test_what_does_not_fit_is_refused(before: tuple[int, ...], size: int, part: str) -> None:
    with pytest.raises(InputError, match=part) as caught:
        Convolution(Place(1, before, 0), 8, size, "valid", "relu", True)
    assert caught.value.key == "problem.layers"
