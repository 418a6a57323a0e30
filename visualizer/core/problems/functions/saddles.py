"""Saddles: the gradient vanishes where there is no minimum."""

import math
from dataclasses import dataclass

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.functions.base import Curvatures, Function


@dataclass(frozen=True)
class Saddle(Function):
    """f = x² - y². It falls for ever along y and has no minimum."""

    function = "saddle"
    label = "Saddle"
    help = "The descent pauses at the saddle, then falls for ever: there is no minimum."
    formula = "x² - y²"
    source = "textbook example"
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    usual_start = (2.0, 0.01)
    suggested_rate = 0.05
    suggested_epochs = 60
    try_next = (0.2,)
    minima = ()
    minimum_loss = None

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """(x - y)(x + y): the same, and right where both squares overflow."""
        return (x - y) * (x + y)

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2x, -2y)."""
        return 2.0 * x, -2.0 * y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2, 0, -2)."""
        return 2.0, 0.0, -2.0


@dataclass(frozen=True)
class BoundedSaddle(Function):
    """f = x² - y² + 0.05y⁴. A saddle between two minima at y = ±√10."""

    function = "bounded-saddle"
    label = "Bounded saddle"
    help = "A long wait at the saddle, then a fall to one side; from y = 0 it waits for ever."
    formula = "x² - y² + 0.05y⁴"
    source = "the saddle with a fourth-order wall"
    domain = ((-3.0, 3.0), (-4.5, 4.5))
    usual_start = (1.5, 0.01)
    suggested_rate = 0.05
    suggested_epochs = 120
    try_next = (0.02, 0.2)
    minima = ((0.0, math.sqrt(10.0)), (0.0, -math.sqrt(10.0)))
    minimum_loss = -5.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """x² + y²(0.05y² - 1)."""
        square = y * y
        return x * x + square * (0.05 * square - 1.0)

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2x, 0.2y³ - 2y)."""
        return 2.0 * x, y * (0.2 * y * y - 2.0)

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2, 0, 0.6y² - 2)."""
        return 2.0, 0.0, 0.6 * y * y - 2.0


@dataclass(frozen=True)
class MonkeySaddle(Function):
    """f = x³ - 3xy². Three valleys fall from the origin, where the Hessian is zero."""

    function = "monkey-saddle"
    label = "Monkey saddle"
    help = "Three ways down from a point that is flat in every direction; no minimum."
    formula = "x³ - 3xy²"
    source = "Hilbert and Cohn-Vossen, Geometry and the Imagination (1952)"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    usual_start = (1.5, 0.1)
    suggested_rate = 0.02
    suggested_epochs = 30
    try_next = (0.01, 0.05)
    minima = ()
    minimum_loss = None

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """x(x - √3 y)(x + √3 y): the same, and right where the cubes overflow."""
        scaled = math.sqrt(3.0) * y
        return x * (x - scaled) * (x + scaled)

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(3x² - 3y², -6xy)."""
        return 3.0 * (x - y) * (x + y), -6.0 * x * y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(6x, -6y, -6x)."""
        return 6.0 * x, -6.0 * y, -6.0 * x
