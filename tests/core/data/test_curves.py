import numpy as np
import pytest

from visualizer.core.data.curves import Polynomial, Sine
from visualizer.core.errors import InputError


def test_without_noise_the_sine_is_exact() -> None:
    x, y = Sine(n=50, noise=0.0, amplitude=2.0, waves=3.0).table("").values.T
    # sin(6 pi x) as the imaginary part of a power, which needs no sine of the program's.
    assert y == pytest.approx(2 * (np.exp(2j * np.pi * x) ** 3).imag, abs=1e-12)
    assert -1 <= x.min() < -0.9
    assert 0.9 < x.max() <= 1


def test_without_noise_the_polynomial_is_exact() -> None:
    table = Polynomial(n=30, noise=0.0, coefficients=(1.0, 2.0, 0.5), degree=3).table("")
    assert table.columns == ("x", "x^2", "x^3", "y")
    x, square, cube, y = table.values.T
    assert (square == x * x).all()
    assert cube == pytest.approx(x * x * x, rel=1e-15)
    assert y == pytest.approx(1 + 2 * x + 0.5 * x * x, rel=1e-14)


@pytest.mark.parametrize("source", [Sine, Polynomial])
def test_noise_has_its_deviation_and_follows_the_seed(source: type[Sine | Polynomial]) -> None:
    exact, noisy = (source(n=100_000, noise=noise).table("").values for noise in (0.0, 0.3))
    assert (exact[:, 0] == noisy[:, 0]).all()
    noise = noisy[:, 1] - exact[:, 1]
    assert noise.mean() == pytest.approx(0.0, abs=0.004)
    assert noise.std() == pytest.approx(0.3, abs=0.003)
    assert (source(seed=4).table("").values == source(seed=4).table("").values).all()
    assert (source(seed=4).table("").values != source(seed=5).table("").values).any()


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (Sine(low=1.0, high=1.0), "data.high"),
        (Polynomial(low=1.0, high=0.0), "data.high"),
        (Polynomial(coefficients=()), "data.coefficients"),
        (Polynomial(coefficients=(1.0,) * 13), "data.coefficients"),
        (Polynomial(high=1e200), "data.high"),
    ],
)
def test_what_gives_no_numbers_is_refused(options: Sine | Polynomial, key: str) -> None:
    with pytest.raises(InputError) as caught:
        options.table("")
    assert caught.value.key == key
    assert "allowed" in caught.value.message
