"""How losses become the heights of colours and contours."""

import math
from dataclasses import dataclass

import numpy as np

from visualizer.gui.plots.ranges import Array

# In percent: a corner where the loss explodes must not take all the colours.
CLIP = 99.7
LIMIT = 1e305
"""Losses beyond it are drawn like those that are infinite: their differences might be."""
_FLAT = 0.999
"""Losses that differ less than to this part are shown as nearly one: maps have rounding errors."""


@dataclass(frozen=True)
class Levels:
    """How losses become heights between 0 (dark) and 1 (light).

    ``height = (scale(loss - base) - low) / (high - low)``, cut off at 0 and 1, where scale
    is log10 of at least `floor` when `log`, else the number itself.
    """

    base: float
    floor: float
    low: float
    high: float
    log: bool

    def scale(self, loss: Array) -> Array:
        """Losses on the scale of the colours, any shape; what cannot be drawn is highest."""
        above = _drawn(loss) - self.base
        if not self.log:
            return np.clip(above, -1e300, self.high)
        return np.log10(np.clip(above, self.floor, 10.0**self.high))

    def heights(self, loss: Array) -> Array:
        """Losses as heights 0..1, any shape."""
        return np.clip((self.scale(loss) - self.low) / (self.high - self.low), 0.0, 1.0)


def levels_of(loss: Array, minimum: float | None, log: bool, clip: float = CLIP) -> Levels:
    """Finite levels for a map: set from its bulk, so that one huge corner hides nothing.

    Parameters
    ----------
    loss
        Of any shape, with or without values that are not finite, or too large to be drawn.
    minimum
        The least loss that is known, if it is; the logarithm is taken above it.
    clip
        The percentile of the losses at which the colours end.
    """
    drawn = _drawn(loss)
    finite = drawn[np.isfinite(drawn)]
    if not len(finite):
        return Levels(0.0, 1.0, 0.0, 1.0, False)
    least = float(finite.min())
    base = minimum if minimum is not None and minimum <= least else min(least, 0.0)
    # So near to 0 that the heading "loss − min" would be pedantic.
    if abs(base) < 1e-9 * max(abs(float(finite.max())), 1e-300):
        base = 0.0
    above = finite - base
    low, high = (float(limit) for limit in np.percentile(above, [0.0, clip]))
    if not log:
        return Levels(base, 0.0, low, high if high > low else low + max(abs(low), 1.0), False)
    # A loss that is 0 everywhere has a logarithm all the same.
    high = max(high, 1e-300)
    floor = min(max(float(np.percentile(above, 0.15)), 1e-7 * high), _FLAT * high)
    return Levels(base, floor, math.log10(floor), math.log10(high), True)


def _drawn(loss: Array) -> Array:
    """Losses as they are drawn: those without number, or with one that is too large, are inf."""
    kept = np.maximum(loss, -LIMIT)
    return np.where(kept <= LIMIT, kept, np.inf)
