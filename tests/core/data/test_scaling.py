import numpy as np
import pytest

from visualizer.core.data.scaling import SCALINGS, fit_scaling

VALUES = np.column_stack(
    [np.random.default_rng(3).normal(5.0, 20.0, 40), np.full(40, 0.1), np.arange(40.0)]
)


@pytest.mark.parametrize("kind", SCALINGS)
def test_every_scaling_is_finite_and_inverts(kind: str) -> None:
    scaling = fit_scaling(kind, VALUES)
    scaled = scaling.apply(VALUES)
    assert np.isfinite(scaled).all()
    assert scaled.shape == VALUES.shape
    np.testing.assert_allclose(scaling.invert(scaled), VALUES, rtol=1e-14, atol=1e-13)
    assert scaling.apply(VALUES[0]).tolist() == scaled[0].tolist()


def test_none_changes_nothing() -> None:
    assert np.array_equal(fit_scaling("none", VALUES).apply(VALUES), VALUES)


def test_standardise_uses_the_deviation_of_the_population() -> None:
    scaled = fit_scaling("standardise", VALUES).apply(VALUES)
    np.testing.assert_allclose(scaled.mean(axis=0), 0.0, atol=1e-14)
    np.testing.assert_allclose(np.sqrt((scaled**2).mean(axis=0)), [1.0, 0.0, 1.0])


def test_min_max_fills_zero_to_one() -> None:
    scaled = fit_scaling("min-max", VALUES).apply(VALUES)
    assert scaled.min(axis=0).tolist() == [0.0, 0.0, 0.0]
    assert scaled.max(axis=0).tolist() == [1.0, 0.0, 1.0]


@pytest.mark.parametrize("kind", ["standardise", "min-max"])
def test_a_constant_column_becomes_zero(kind: str) -> None:
    scaling = fit_scaling(kind, VALUES)
    assert scaling.factor[1] == 1.0
    assert not scaling.apply(VALUES)[:, 1].any()


def test_an_unknown_kind_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="unknown scaling"):
        fit_scaling("log", VALUES)
