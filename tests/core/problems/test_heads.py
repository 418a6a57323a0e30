"""Losses from logits against losses of probabilities, and where those lose their digits."""

import math
import warnings

import numpy as np
import pytest

from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS, softmax
from visualizer.core.problems.heads import make_head
from visualizer.core.problems.losses import LOSSES

RANDOM = np.random.default_rng(4)
Z = RANDOM.normal(0, 2, (2, 6, 3))
LABELS = np.eye(3)[[0, 1, 2, 2, 0, 1]]

PAIRS = [
    (output, loss) for output in OUTPUTS for loss in LOSSES
    if output in (LOSSES[loss].outputs or OUTPUTS)
]  # fmt: skip


def head(output: str, loss: str):
    return make_head(output, loss, 1.0)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_heads_are_an_activation_and_a_loss(output: str, loss: str) -> None:
    made = head(output, loss)
    a, kept = made.output(Z)
    expected = softmax(Z) if output == "softmax" else ACTIVATIONS[output].value(Z)
    assert (a == expected).all()
    assert made.value(Z, a, kept, LABELS) == pytest.approx(LOSSES[loss].value(a, LABELS), rel=1e-13)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_slopes_are_derivatives_with_respect_to_z(output: str, loss: str) -> None:
    made = head(output, loss)

    def value(z: np.ndarray) -> np.ndarray:
        return made.value(z, *made.output(z), LABELS)

    slope = made.slope(Z, made.output(Z)[0], LABELS)
    assert slope.shape == Z.shape
    for place in np.ndindex(Z.shape):
        moved = [Z.copy(), Z.copy()]
        moved[0][place] += 1e-5
        moved[1][place] -= 1e-5
        high, low = (value(point)[place[0]] for point in moved)
        assert slope[place] == pytest.approx((high - low) / 2e-5, abs=1e-8)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_changes_of_slopes_are_their_derivatives(output: str, loss: str) -> None:
    made = head(output, loss)
    moved = np.random.default_rng(5).normal(size=(4, *Z.shape))
    change = made.slope_change(Z, made.output(Z)[0], LABELS, moved)
    for one, direction in zip(change, moved, strict=True):
        ends = [Z + 1e-6 * direction, Z - 1e-6 * direction]
        high, low = (made.slope(z, made.output(z)[0], LABELS) for z in ends)
        np.testing.assert_allclose(one, (high - low) / 2e-6, atol=1e-8)


LOGITS = [-1000.0, -40.0, -1.0, 0.0, 1.0, 40.0, 1000.0]


@pytest.mark.parametrize("logit", LOGITS)
def test_cross_entropies_of_far_logits(logit: float) -> None:
    """log(1 + exp(t)) is t for large t, and exp(t) for t far below 0."""
    for label in (0.0, 1.0):
        t = logit if label == 0 else -logit
        expected = t if t > 36 else math.log1p(math.exp(max(t, -700)))
        expected = 0 if t < -700 else expected
        z, y = np.array([[logit]]), np.array([[label]])
        two, both = np.array([[logit, 0.0]]), np.array([[label, 1 - label]])
        softmax_loss = head("softmax", "categorical_cross_entropy")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            binary = head("sigmoid", "binary_cross_entropy").value(z, z, None, y)
            several = softmax_loss.value(two, *softmax_loss.output(two), both)
        assert float(binary) == pytest.approx(expected, rel=1e-15, abs=0)
        assert float(several) == pytest.approx(expected, rel=1e-15, abs=1e-16)


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("logit", LOGITS)
def test_slopes_of_far_logits(logit: float, label: float) -> None:
    for output, loss, z, y in (
        ("sigmoid", "binary_cross_entropy", [[logit]], [[label]]),
        ("softmax", "categorical_cross_entropy", [[logit, 0.0]], [[label, 1 - label]]),
    ):
        made = head(output, loss)
        with np.errstate(over="ignore"):
            probability, _ = made.output(np.array(z))
        slope = made.slope(np.array(z), probability, np.array(y))
        expected = 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0
        assert slope[0, 0] == pytest.approx(expected - label, abs=1e-15)
