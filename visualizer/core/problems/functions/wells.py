"""Landscapes made of Gaussian wells and hills on level ground."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.functions.base import Curvatures, Function

Bump = tuple[float, float, float, float]


class GaussianMixture(Function):
    """f = h + Σ a exp(-((x - u)² + (y - v)²)/(2s²)).

    h is the height of the level ground; each bump has a height a (negative: a well), a
    centre (u, v) and a width s.
    """

    @property
    @abstractmethod
    def ground(self) -> float:
        """h, the loss far from all bumps."""

    @property
    @abstractmethod
    def bumps(self) -> tuple[Bump, ...]:
        """(a, u, v, s) of each bump."""

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        terms = (
            self._bump(x - centre_x, y - centre_y, height, width)
            for height, centre_x, centre_y, width in self.bumps
        )
        return cast(FloatArray, self.ground + sum(terms))

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The sum over the bumps of -(x - u)/s² and -(y - v)/s² times the bump."""
        along_x: Any = 0.0
        along_y: Any = 0.0
        for height, centre_x, centre_y, width in self.bumps:
            from_x, from_y = x - centre_x, y - centre_y
            slope = self._bump(from_x, from_y, height, width) / (-width * width)
            along_x = along_x + slope * from_x
            along_y = along_y + slope * from_y
        return along_x, along_y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """Sums over the bumps b of b((x - u)²/s⁴ - 1/s²), b(x - u)(y - v)/s⁴, and so on."""
        xx: Any = 0.0
        xy: Any = 0.0
        yy: Any = 0.0
        for height, centre_x, centre_y, width in self.bumps:
            from_x, from_y = (x - centre_x) / width, (y - centre_y) / width
            bump = self._bump(x - centre_x, y - centre_y, height, width) / (width * width)
            xx = xx + bump * (from_x * from_x - 1.0)
            xy = xy + bump * from_x * from_y
            yy = yy + bump * (from_y * from_y - 1.0)
        return xx, xy, yy

    @staticmethod
    def _bump(from_x: FloatArray, from_y: FloatArray, height: float, width: float) -> FloatArray:
        """One term of the sum, from the offsets to its centre."""
        distance = from_x * from_x + from_y * from_y
        bump: FloatArray = height * np.exp(distance / (-2.0 * width * width))
        return bump


@dataclass(frozen=True)
class Plateau(GaussianMixture):
    """f = 1 - 0.9 exp(-r₁²/1.28) - 0.6 exp(-r₂²/1.28), wells at (1.5, 1) and (-1.5, -1).

    r₁ and r₂ are the distances to the two centres (s = 0.8). Three units away from both,
    the slope is below 0.005: the ground looks level. A rate that hurries across it (1.6)
    is too large for the well, where 2/lambda is 1.4.
    """

    function = "plateau"
    label = "Plateau"
    help = "Level ground around two wells: hardly any slope, then a sudden fall."
    formula = "1 - 0.9 exp(-((x - 1.5)² + (y - 1)²)/1.28) - 0.6 exp(-((x + 1.5)² + (y + 1)²)/1.28)"
    source = "made for this program"
    domain = ((-5.0, 5.0), (-4.0, 4.0))
    usual_start = (4.0, 2.8)
    suggested_rate = 0.5
    suggested_epochs = 300
    try_next = (1.0, 1.6)
    ground = 1.0
    bumps = ((-0.9, 1.5, 1.0, 0.8), (-0.6, -1.5, -1.0, 0.8))
    minima = ((1.49992229590503, 0.99994819727002),)
    minimum_loss = 0.09997669430012855
    local_minima = ((-1.499825056309592, -0.9998833708730613),)


@dataclass(frozen=True)
class Hills(GaussianMixture):
    """f = exp(-r₀²/2) - 1.5 exp(-r₁²/2) - exp(-r₂²/2).

    A hill at (0, 0) between the wells at (2, -1) and (-2, 1); r₀, r₁ and r₂ are the
    distances to these centres (s = 1).
    """

    function = "hills"
    label = "Hills"
    help = "A hill between two wells: small moves of the start decide the side."
    formula = (
        "exp(-(x² + y²)/2) - 1.5 exp(-((x - 2)² + (y + 1)²)/2) - exp(-((x + 2)² + (y - 1)²)/2)"
    )
    source = "made for this program"
    domain = ((-4.0, 4.0), (-4.0, 4.0))
    usual_start = (-0.3, 0.8)
    suggested_rate = 0.2
    suggested_epochs = 60
    try_next = (0.05, 1.0)
    ground = 0.0
    bumps = ((1.0, 0.0, 0.0, 1.0), (-1.5, 2.0, -1.0, 1.0), (-1.0, -2.0, 1.0, 1.0))
    minima = ((2.0910546551921954, -1.0455273275960977),)
    minimum_loss = -1.4272402561543247
    local_minima = ((-2.126960433928089, 1.0634802169640445),)
