"""Pooling and flattening written out."""

import numpy as np
import pytest

from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import Place
from visualizer.core.problems.layers.pooling import Flatten, Pooling

EMPTY = np.empty(0)
X = np.array([[1.0, 5, 2, 0, 9], [3, 4, 7, 7, 9], [0, 0, -1, -2, 9]])[None, :, :, None]
"""An image of 3 x 5 pixels: with squares of 2 x 2, a row and a column are left over."""


def test_the_largest_and_the_average() -> None:
    largest, average = (Pooling(Place(1, (3, 5, 1), 0), 2, how) for how in ("max", "average"))
    assert largest.after == average.after == (1, 2, 1)
    assert largest.forward(EMPTY, X)[0].ravel().tolist() == [5, 7]
    assert average.forward(EMPTY, X)[0].ravel().tolist() == [13 / 4, 16 / 4]


def test_slopes_go_to_the_first_largest() -> None:
    layer = Pooling(Place(1, (3, 5, 1), 0), 2, "max")
    kept = layer.forward(EMPTY, X)[1]
    slope = np.array([10.0, 20.0]).reshape(1, 1, 2, 1)
    back = layer.backward(EMPTY, X, kept, slope, EMPTY, True)[0, :, :, 0]
    assert back.tolist() == [[0, 10, 0, 0, 0], [0, 0, 20, 0, 0], [0, 0, 0, 0, 0]]


def test_slopes_of_an_average_are_shared() -> None:
    layer = Pooling(Place(1, (3, 5, 1), 0), 2, "average")
    kept = layer.forward(EMPTY, X)[1]
    slope = np.array([4.0, 8.0]).reshape(1, 1, 2, 1)
    back = layer.backward(EMPTY, X, kept, slope, EMPTY, True)[0, :, :, 0]
    assert back.tolist() == [[1, 1, 2, 2, 0], [1, 1, 2, 2, 0], [0, 0, 0, 0, 0]]


def test_flattening_there_and_back() -> None:
    layer = Flatten(Place(1, (3, 5, 2), 0))
    x = np.random.default_rng(0).normal(size=(2, 4, 3, 5, 2))
    flat, _ = layer.forward(EMPTY, x)
    assert flat.shape == (2, 4, 30)
    assert (flat[1, 2, :2] == x[1, 2, 0, 0]).all()
    assert (layer.backward(EMPTY, x, None, flat, EMPTY, True) == x).all()


def test_squares_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="squares of 4 x 4 pixels from images of 3 x 5"):
        Pooling(Place(1, (3, 5, 1), 0), 4, "max")
    with pytest.raises(InputError, match="needs images"):
        Flatten(Place(2, (5,), 0))
