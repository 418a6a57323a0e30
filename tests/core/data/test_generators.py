import numpy as np
import pytest

from visualizer.core.data.generators import Line, NoisyLine
from visualizer.core.errors import InputError


def test_the_line_is_exact() -> None:
    table = Line().table("line")
    assert table.columns == ("x", "y")
    assert table.values.tolist() == [[1, 3], [2, 6], [3, 9], [4, 12]]


def test_the_line_takes_its_options() -> None:
    values = Line(n=3, low=-1.0, high=1.0, weight=2.0, bias=5.0).table("line").values
    assert values.tolist() == [[-1, 3], [0, 5], [1, 7]]


def test_the_noisy_line_is_the_same_for_the_same_seed() -> None:
    first, again, other = (NoisyLine(seed=seed).table("").values for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_noisy_line_draws_all_x_first() -> None:
    """The order of the draws is part of what a seed means."""
    generator = np.random.default_rng(7)
    x = generator.uniform(-1, 1, 100)
    y = 3 * x + 2 + generator.uniform(0, 1, 100)
    assert np.array_equal(NoisyLine(seed=7).table("").values, np.column_stack([x, y]))


def test_uniform_noise_raises_the_fitted_bias_by_half_the_amplitude() -> None:
    x, y = NoisyLine(n=200_000).table("").values.T
    noise = y - 3 * x - 2
    assert -1 <= x.min() < -0.999
    assert 0.999 < x.max() <= 1
    assert noise.min() >= -1e-15
    assert noise.max() <= 1 + 1e-15
    assert np.polyfit(x, y, 1) == pytest.approx([3.0, 2.5], abs=0.005)


def test_normal_noise_has_the_amplitude_as_deviation() -> None:
    x, y = NoisyLine(n=200_000, noise="normal", amplitude=0.5).table("").values.T
    noise = y - 3 * x - 2
    assert noise.mean() == pytest.approx(0.0, abs=0.005)
    assert noise.std() == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("options", [Line(low=2.0, high=2.0), NoisyLine(low=1.0, high=-1.0)])
def test_an_empty_range_is_refused(options: Line | NoisyLine) -> None:
    with pytest.raises(InputError) as caught:
        options.table("")
    assert caught.value.key == "data.high"
    assert "above data.low" in caught.value.message
