"""The table of the cross-entropy, against numbers worked out on paper."""

import math

import numpy as np
import pytest

from visualizer.core.analysis.cross_entropy import CrossEntropyTable


def test_each_step_of_the_table():
    table = CrossEntropyTable(
        np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [0.0, 0.0, 1.0]]), np.array([1, 1, 2])
    )
    np.testing.assert_allclose(table.sums, [1.0, 1.0, 1.0])
    assert table.given.tolist() == [0.25, 0.8, 1.0]
    np.testing.assert_allclose(table.losses, [math.log(4), math.log(1.25), 0.0])
    assert table.mean == pytest.approx(math.log(5) / 3)


def test_what_was_held_impossible_costs_infinitely_much():
    table = CrossEntropyTable(np.array([[1.0, 0.0]]), np.array([1]))
    assert table.losses.tolist() == [math.inf]
    assert table.mean == math.inf
