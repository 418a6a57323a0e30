r"""Which rates an update rule bears on a quadratic, and how fast it then converges.

Along an eigenvector with the curvature c, a step of such a rule is a linear map of the
error and of the rule's memory. With h = c + weight decay, learning rate eta, momentum mu
and dampening tau:

- gradient descent: the factor 1 - eta h;
- the heavy ball (Polyak 1964): a matrix of trace 1 + mu - eta (1 - tau) h and determinant mu;
- Nesterov's rule, as PyTorch has it: trace (1 + mu)(1 - eta h), determinant mu (1 - eta h).

The run converges when the spectral radius is below 1, which for a matrix of two rows is
|trace| - 1 < determinant < 1, and the error then shrinks by about the radius at each step
(Lessard, Recht and Packard 2016, arXiv 1408.3595, section 3). As a function of h the
radius first falls and then rises, so it is largest at one end of the spectrum.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from visualizer.core.optimizers import SGD, Optimizer
from visualizer.core.optimizers.momentum import Momentum, Nesterov

SLOW = 0.1
"""Below this share of its error per step even the steepest direction moves slowly."""


class Limits(NamedTuple):
    """Where the behaviour along the steepest direction changes, as learning rates.

    Below `slow` each step takes away less than a tenth of the error; below `smooth` it
    never overshoots; below `stable` it overshoots and settles; above it diverges.
    """

    slow: float
    smooth: float
    stable: float


class _Rule(NamedTuple):
    """The map of one step, and the limits of eta h, for the options of an optimizer."""

    map: Callable[[float], tuple[float, float]]
    slow: float
    smooth: float
    stable: float
    decay: float


def _rule(optimizer: Optimizer) -> _Rule | None:
    """Trace and determinant as functions of eta h; None for rules that are not linear."""
    if isinstance(optimizer, SGD):
        # In terms of s = eta h: overshoots from 1 on, diverges from 2 on.
        return _Rule(lambda s: (1 - s, 0.0), SLOW, 1.0, 2.0, float(optimizer.weight_decay))
    if isinstance(optimizer, Momentum):
        mu, part = float(optimizer.momentum), 1 - float(optimizer.dampening)
        if part == 0:
            return None  # no slope gets into the momentum after the first
        return _Rule(
            lambda s: (1 + mu - part * s, mu),
            SLOW * (1 - mu) / part,
            (1 - math.sqrt(mu)) ** 2 / part,
            (2 + 2 * mu) / part,
            float(optimizer.weight_decay),
        )
    if isinstance(optimizer, Nesterov):
        mu = float(optimizer.momentum)
        return _Rule(
            lambda s: ((1 + mu) * (1 - s), mu * (1 - s)),
            SLOW * (1 - mu),
            ((1 - mu) / (1 + mu)) ** 2,
            (2 + 2 * mu) / (1 + 2 * mu),
            float(optimizer.weight_decay),
        )
    return None


def is_understood(optimizer: Optimizer) -> bool:
    """Whether limits are known for a rule."""
    return _rule(optimizer) is not None


def limits(optimizer: Optimizer, greatest: float) -> Limits | None:
    """The limits of the rate for the greatest curvature.

    None for rules whose limits are not known, and where nothing curves up.
    """
    rule = _rule(optimizer)
    if rule is None or not greatest + rule.decay > 0:
        return None
    height = greatest + rule.decay
    # Slow comes first, also with much momentum, where overshooting begins very early.
    smooth = rule.smooth / height
    return Limits(min(rule.slow / height, smooth), smooth, rule.stable / height)


def largest_curvature(optimizer: Optimizer, rate: float) -> float | None:
    """The curvature above which a rate is too large: 2 / eta for gradient descent."""
    rule = _rule(optimizer)
    return None if rule is None or rate <= 0 else rule.stable / rate - rule.decay


def factor(optimizer: Optimizer, rate: float, curvature: float) -> float | None:
    """What the error along an eigenvector is multiplied by at each step, in the long run."""
    rule = _rule(optimizer)
    if rule is None:
        return None
    trace, determinant = rule.map(rate * (curvature + rule.decay))
    discriminant = trace * trace / 4 - determinant
    if discriminant < 0:
        # Complex eigenvalues: both have the size whose square is their product.
        return math.sqrt(determinant)
    return abs(trace) / 2 + math.sqrt(discriminant)


def predicted_factor(
    optimizer: Optimizer, rate: float, least: float, greatest: float
) -> float | None:
    """The factor of the error per step on a bowl, by the ends of its spectrum.

    None for rules that are not understood, and where some direction does not curve up.
    """
    rule = _rule(optimizer)
    if rule is None or least + rule.decay <= 0:
        return None
    ends = [factor(optimizer, rate, end) for end in (least, greatest)]
    return max(end for end in ends if end is not None)


def best_rate(optimizer: Optimizer, least: float, greatest: float) -> float | None:
    """The rate of gradient descent with the smallest factor, 2 / (least + greatest).

    Nesterov (2004), theorem 2.1.15. None for other rules and where no bowl is.
    """
    rule = _rule(optimizer)
    if not isinstance(optimizer, SGD) or rule is None or least + rule.decay <= 0:
        return None
    return 2 / (least + greatest + 2 * rule.decay)
