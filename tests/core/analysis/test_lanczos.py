"""The ends of spectra by products, against spectra that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.core.analysis.lanczos import MOST_STEPS, find_ends


def symmetric(values: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A matrix with these eigenvalues, and its eigenvectors as columns."""
    random = np.random.default_rng(seed)
    vectors, _ = np.linalg.qr(random.normal(size=(len(values), len(values))))
    return vectors * values @ vectors.T, vectors


def start(size: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=size)


SPECTRA = {
    "even": np.linspace(1, 100, 60),
    "bowl and long valley": np.geomspace(1e-3, 1e3, 80),
    "indefinite": np.linspace(-3, 5, 200),
    "one saddle direction": np.concatenate([[-0.5], np.linspace(1, 50, 150)]),
    "negative": np.linspace(-9, -2, 40),
    "larger in size below": np.linspace(-100, 1, 70),
    "repeated": np.repeat([1.0, 2.0, 7.0], 20),
    "flat but for two": np.concatenate([np.zeros(300), [3.0, 40.0]]),
    "one": np.array([4.0]),
    "all equal": np.full(30, 2.5),
    "zero": np.zeros(12),
}


@pytest.mark.parametrize("name", SPECTRA)
def test_both_ends_are_found(name):
    values = SPECTRA[name]
    matrix, _ = symmetric(values)
    ends = find_ends(lambda vector: matrix @ vector, start(len(values)))
    size = np.abs(values).max()
    assert ends.least == pytest.approx(values.min(), abs=1e-5 * size)
    assert ends.greatest == pytest.approx(values.max(), abs=1e-5 * size)
    assert ends.products <= min(len(values), MOST_STEPS)
    for value, vector in ((ends.least, ends.least_vector), (ends.greatest, ends.greatest_vector)):
        assert np.linalg.norm(vector) == pytest.approx(1)
        rest = np.linalg.norm(matrix @ vector - value * vector)
        assert rest <= 1.01 * ends.residual + 1e-12 * size


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=24),
    st.integers(0, 100),
)
def test_small_matrices_are_solved_exactly(values, seed):
    matrix, _ = symmetric(np.array(values), seed)
    ends = find_ends(lambda vector: matrix @ vector, start(len(values), seed), tolerance=0)
    size = np.abs(values).max()
    assert ends.least == pytest.approx(min(values), abs=1e-9 * size + 1e-300)
    assert ends.greatest == pytest.approx(max(values), abs=1e-9 * size + 1e-300)


def test_the_search_ends_early_where_the_ends_stand_alone():
    values = np.concatenate([[-20.0], np.linspace(0, 1, 500), [50.0]])
    matrix, _ = symmetric(values)
    ends = find_ends(lambda vector: matrix @ vector, start(len(values)))
    assert ends.products < 25


def test_what_is_not_finite_has_no_ends():
    assert find_ends(lambda vector: vector * np.nan, start(5)) is None
