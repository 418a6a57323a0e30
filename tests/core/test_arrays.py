"""The array types are aliases that NumPy's arrays fit."""

import typing

import numpy as np

from visualizer.core import arrays


def test_aliases_are_numpy_arrays() -> None:
    for alias in (arrays.FloatArray, arrays.IntArray):
        assert typing.get_origin(alias) is np.ndarray
