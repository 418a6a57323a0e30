"""The test functions: one class each, found by its key in `FUNCTIONS`."""

from collections.abc import Mapping
from types import MappingProxyType

from visualizer.core.problems.functions.base import Analytic, Function
from visualizer.core.problems.functions.many_minima import (
    Ackley,
    Flower,
    Himmelblau,
    McCormick,
    Rastrigin,
    StyblinskiTang,
)
from visualizer.core.problems.functions.quadratics import (
    Booth,
    Matyas,
    Ravine,
    RotatedRavine,
    Sphere,
)
from visualizer.core.problems.functions.saddles import BoundedSaddle, MonkeySaddle, Saddle
from visualizer.core.problems.functions.valleys import (
    Beale,
    Rosenbrock,
    SixHumpCamel,
    ThreeHumpCamel,
)
from visualizer.core.problems.functions.wells import Hills, Plateau

_ORDER: tuple[type[Function], ...] = (
    Sphere,
    Ravine,
    RotatedRavine,
    Matyas,
    Booth,
    Rosenbrock,
    Beale,
    Himmelblau,
    Rastrigin,
    Ackley,
    ThreeHumpCamel,
    SixHumpCamel,
    StyblinskiTang,
    McCormick,
    Flower,
    Saddle,
    BoundedSaddle,
    MonkeySaddle,
    Plateau,
    Hills,
)

FUNCTIONS: Mapping[str, type[Function]] = MappingProxyType(
    {function.function: function for function in _ORDER}
)
"""Every test function by its key, in the order of the menu."""

__all__ = ["FUNCTIONS", "Analytic", "Function"]
