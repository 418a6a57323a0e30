"""The test functions. A new one is one class in a module of this package."""

from collections.abc import Mapping

from visualizer.core.problems.functions.base import Analytic, Function
from visualizer.core.registry import kinds_in

_MENU = (
    "sphere", "ravine", "rotated-ravine", "matyas", "booth", "rosenbrock", "beale", "himmelblau",
    "rastrigin", "ackley", "three-hump-camel", "six-hump-camel", "styblinski-tang", "mccormick",
    "flower", "saddle", "bounded-saddle", "monkey-saddle", "plateau", "hills",
)  # fmt: skip
"""From bowls over valleys and many minima to saddles and plains."""

FUNCTIONS: Mapping[str, type[Function]] = kinds_in(
    __name__,
    __path__,
    Function,  # type: ignore[type-abstract]
    _MENU,
    key="function",
)
"""Every test function by its key, in the order of the menu."""

__all__ = ["FUNCTIONS", "Analytic", "Function"]
