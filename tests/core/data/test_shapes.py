import numpy as np
import pytest

from visualizer.core.data.shapes import Blobs, Circles, Spirals, TwoMoons, Xor, shares
from visualizer.core.errors import InputError

SHAPES = [TwoMoons, Circles, Spirals, Blobs, Xor]


@pytest.mark.parametrize("shape", SHAPES)
def test_classes_are_named_and_of_equal_size(shape: type[TwoMoons]) -> None:
    table = shape(n=103).table("")
    assert table.columns == ("x", "y", "class")
    (column,), (names,) = table.classes.keys(), table.classes.values()
    assert column == "class"
    counts = np.bincount(table.values[:, 2].astype(int))
    assert len(counts) == len(names) == len(set(names))
    assert counts.sum() == 103
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("shape", SHAPES)
def test_the_seed_decides(shape: type[TwoMoons]) -> None:
    first, again, other = (shape(seed=seed).table("").values for seed in (3, 3, 4))
    assert (first == again).all()
    assert (first[:, :2] != other[:, :2]).all()
    assert (first[:, 2] == other[:, 2]).all()


@pytest.mark.parametrize("shape", [TwoMoons, Circles, Spirals, Blobs])
def test_noise_has_its_deviation_in_both_coordinates(shape: type[TwoMoons]) -> None:
    exact, noisy = (shape(n=50_000, noise=noise).table("").values for noise in (0.0, 0.2))
    noise = noisy[:, :2] - exact[:, :2]
    assert noise.std(axis=0) == pytest.approx([0.2, 0.2], abs=0.003)
    assert np.corrcoef(noise.T)[0, 1] == pytest.approx(0.0, abs=0.02)


def parts(values: np.ndarray) -> list[np.ndarray]:
    return [values[values[:, 2] == label, :2] for label in range(int(values[:, 2].max()) + 1)]


def test_moons_are_half_circles_about_their_middles() -> None:
    upper, lower = parts(TwoMoons(noise=0.0).table("").values)
    assert np.hypot(*upper.T) == pytest.approx(np.ones(100))
    assert np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5) == pytest.approx(np.ones(100))
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_circles_have_their_radii() -> None:
    outer, inner = parts(Circles(noise=0.0, inner=0.3).table("").values)
    assert np.hypot(*outer.T) == pytest.approx(np.ones(100))
    assert np.hypot(*inner.T) == pytest.approx(np.full(100, 0.3))


def test_the_arms_of_spirals_are_one_arm_turned() -> None:
    arms = parts(Spirals(n=90, classes=3, turns=1.5, noise=0.0).table("").values)
    first = arms[0] @ [1, 1j]
    turn = np.exp(2j * np.pi / 3)
    assert arms[1] @ [1, 1j] == pytest.approx(first * turn)
    assert arms[2] @ [1, 1j] == pytest.approx(first * turn**2)
    turned = np.unwrap(np.angle(first))
    assert abs(first[-1]) == pytest.approx(1)
    # The arm begins at the radius sqrt(1/30), and winds in proportion to the radius.
    assert turned[-1] - turned[0] == pytest.approx(2 * np.pi * 1.5 * (1 - np.sqrt(1 / 30)))


def test_blobs_lie_about_a_regular_polygon() -> None:
    values = Blobs(n=40_000, classes=4, distance=3.0, noise=0.5).table("").values
    centres = [part.mean(axis=0) for part in parts(values)]
    assert np.array(centres) == pytest.approx(
        np.array([[0, 3], [-3, 0], [0, -3], [3, 0]]), abs=0.03
    )


def test_without_noise_the_signs_decide_xor() -> None:
    values = Xor(n=400, noise=0.0).table("").values
    x, y, label = values.T
    assert ((x * y < 0) == (label == 1)).all()
    quarters = [((x > 0) == right) & ((y > 0) == up) for right in (0, 1) for up in (0, 1)]
    assert [int(quarter.sum()) for quarter in quarters] == [100] * 4


def test_a_class_without_a_row_is_refused() -> None:
    assert shares(7, 3) == [3, 2, 2]
    for options in (Blobs(n=2, classes=3), Spirals(n=3, classes=5)):
        with pytest.raises(InputError) as caught:
            options.table("")
        assert caught.value.key == "data.n"
        assert f"at least {options.classes}" in caught.value.message
