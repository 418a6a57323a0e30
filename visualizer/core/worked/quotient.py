r"""The same derivative without any calculus: the central difference quotient.

.. math:: \frac{L(\theta + h e_i) - L(\theta - h e_i)}{2 h}
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.quiet import Quiet

STEPS = (1e-2, 1e-3, 1e-4)
"""Steps h, each a tenth of the one before: the error becomes a hundredth."""

DIGITS = 10
"""Significant digits that are compared."""


@dataclass(frozen=True)
class Quotient:
    """A difference quotient with a step h, and how far it agrees with the derivative.

    `plus` and `minus` are the losses at both sides; `alike` leading significant digits are those
    of the derivative.
    """

    step: float
    plus: float
    minus: float
    value: float
    alike: int


def quotients(
    loss: Callable[[FloatArray], FloatArray], theta: FloatArray, index: int, slope: float
) -> tuple[Quotient, ...]:
    """Quotients by one parameter of a loss of theta (..., P), beside its derivative `slope`."""
    moved = np.repeat(theta[None], 2 * len(STEPS), axis=0)
    moved[::2, index] += STEPS
    moved[1::2, index] -= STEPS
    with Quiet():
        losses = [float(value) for value in loss(moved)]
    found = []
    for step, plus, minus in zip(STEPS, losses[::2], losses[1::2], strict=True):
        value = (plus - minus) / (2 * step)
        found.append(Quotient(step, plus, minus, value, alike(value, slope)))
    return tuple(found)


def alike(one: float, other: float) -> int:
    """How many leading significant digits two numbers share, up to `DIGITS`."""
    if not (np.isfinite(one) and np.isfinite(other)):
        return 0
    if one == other:
        return DIGITS
    first, second = f"{one:+.{DIGITS - 1}e}", f"{other:+.{DIGITS - 1}e}"
    if first[0] != second[0] or first.partition("e")[2] != second.partition("e")[2]:
        return 0
    count = 0
    for left, right in zip(first[1:], second[1:], strict=True):
        if left != right:
            break
        count += left != "."
    return min(count, DIGITS)
