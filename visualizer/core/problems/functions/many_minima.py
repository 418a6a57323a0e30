"""Many pits: which one is found depends on the start, the rate and luck."""

import math
from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.functions.base import Curvatures, Function

_TURN = 2.0 * math.pi


@dataclass(frozen=True)
class Himmelblau(Function):
    """f = (x² + y - 11)² + (x + y² - 7)². Four minima, all with the value 0."""

    function = "himmelblau"
    label = "Himmelblau"
    help = "Four equally deep pits: the start decides which one is found."
    formula = "(x² + y - 11)² + (x + y² - 7)²"
    source = "Himmelblau, Applied Nonlinear Programming (1972)"
    domain = ((-6.0, 6.0), (-6.0, 6.0))
    usual_start = (-0.15, 0.67)
    suggested_rate = 0.01
    suggested_epochs = 40
    try_next = (0.03,)
    minima = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
    )
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        first, second = x * x + y - 11.0, x + y * y - 7.0
        return first * first + second * second

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(4xa + 2b, 2a + 4yb) with a and b the two brackets."""
        first, second = x * x + y - 11.0, x + y * y - 7.0
        return 4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(4a + 8x² + 2, 4x + 4y, 4b + 8y² + 2) with a and b the two brackets."""
        first, second = x * x + y - 11.0, x + y * y - 7.0
        along_x, along_y = 4.0 * first + 8.0 * x * x, 4.0 * second + 8.0 * y * y
        return along_x + 2.0, 4.0 * (x + y), along_y + 2.0


@dataclass(frozen=True)
class Rastrigin(Function):
    """f = 20 + x² - 10 cos(2πx) + y² - 10 cos(2πy). A pit near every pair of integers."""

    function = "rastrigin"
    label = "Rastrigin"
    help = "An egg box: the descent is trapped in the nearest of very many pits."
    formula = "20 + x² - 10 cos(2πx) + y² - 10 cos(2πy)"
    source = "Rastrigin, Systems of Extremal Control (1974)"
    domain = ((-5.12, 5.12), (-5.12, 5.12))
    usual_start = (-2.0, 3.5)
    suggested_rate = 0.001
    suggested_epochs = 60
    try_next = (0.005, 0.01)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        waves = (1.0 - np.cos(_TURN * x)) + (1.0 - np.cos(_TURN * y))
        result: FloatArray = x * x + y * y + 10.0 * waves
        return result

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2x + 20π sin(2πx), 2y + 20π sin(2πy))."""
        height = 10.0 * _TURN
        return (
            2.0 * x + height * np.sin(_TURN * x),
            2.0 * y + height * np.sin(_TURN * y),
        )

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2 + 40π² cos(2πx), 0, 2 + 40π² cos(2πy))."""
        height = 10.0 * _TURN * _TURN
        return 2.0 + height * np.cos(_TURN * x), 0.0, 2.0 + height * np.cos(_TURN * y)


@dataclass(frozen=True)
class Ackley(Function):
    """f = 20(1 - exp(-0.2q)) + e - exp(½(cos 2πx + cos 2πy)), q = √(½(x² + y²)).

    The minimum at the origin is a cusp: the slope does not shrink on the way to it
    (|∂f/∂x| tends to 2√2 along the x axis), so no constant rate comes to rest there. At
    the origin itself, where the derivative does not exist, the gradient is 0.
    """

    function = "ackley"
    label = "Ackley"
    help = "Ripples around a funnel with a sharp tip: a constant rate never settles at the tip."
    formula = "20(1 - exp(-0.2√(½(x² + y²)))) + e - exp(½(cos 2πx + cos 2πy))"
    source = "Ackley, A Connectionist Machine for Genetic Hillclimbing (1987)"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    usual_start = (3.2, -2.7)
    suggested_rate = 0.05
    suggested_epochs = 60
    try_next = (0.2,)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class; written with exp(t) - 1 to keep its digits near the tip."""
        radius = math.sqrt(0.5) * np.hypot(x, y)
        waves = 0.5 * (np.cos(_TURN * x) + np.cos(_TURN * y)) - 1.0
        result: FloatArray = -20.0 * np.expm1(-0.2 * radius) - math.e * np.expm1(waves)
        return result

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """2x exp(-0.2q)/q + π sin(2πx) exp(½(cos 2πx + cos 2πy)), and the same for y."""
        radius = math.sqrt(0.5) * np.hypot(x, y)
        # At the tip 0/0 becomes 0/1.
        slope = 2.0 * np.exp(-0.2 * radius) / (radius + (radius == 0.0))
        waves = math.pi * np.exp(0.5 * (np.cos(_TURN * x) + np.cos(_TURN * y)))
        return (
            slope * x + waves * np.sin(_TURN * x),
            slope * y + waves * np.sin(_TURN * y),
        )

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """Those of the funnel and of the ripples; nan at the tip, where there are none."""
        radius = math.sqrt(0.5) * np.hypot(x, y)
        slope = 2.0 * np.exp(-0.2 * radius) / radius
        # With the gradient slope * (x, y): how slope changes with x is bend * x.
        bend = -slope * (0.2 * radius + 1.0) / (2.0 * radius * radius)
        height = math.pi * np.exp(0.5 * (np.cos(_TURN * x) + np.cos(_TURN * y)))
        sine_x, sine_y = np.sin(_TURN * x), np.sin(_TURN * y)
        ripple_x = height * (_TURN * np.cos(_TURN * x) - math.pi * sine_x * sine_x)
        ripple_y = height * (_TURN * np.cos(_TURN * y) - math.pi * sine_y * sine_y)
        mixed = bend * x * y - math.pi * height * sine_x * sine_y
        return slope + bend * x * x + ripple_x, mixed, slope + bend * y * y + ripple_y


@dataclass(frozen=True)
class StyblinskiTang(Function):
    """f = ½(x⁴ - 16x² + 5x + y⁴ - 16y² + 5y). Four pits, one of them the lowest."""

    function = "styblinski-tang"
    label = "Styblinski-Tang"
    help = "Four pits of different depth: most starts end in a wrong one."
    formula = "½(x⁴ - 16x² + 5x + y⁴ - 16y² + 5y)"
    source = "Styblinski and Tang, Experiments in nonconvex optimization, Neural Networks 3 (1990)"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    usual_start = (0.2, 0.4)
    suggested_rate = 0.02
    suggested_epochs = 60
    try_next = (0.05, 0.1)
    minima = ((-2.903534027771177, -2.903534027771177),)
    minimum_loss = -78.33233140754282
    local_minima = (
        (2.746802770990837, -2.903534027771177),
        (-2.903534027771177, 2.746802770990837),
        (2.746802770990837, 2.746802770990837),
    )

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        return 0.5 * (x * (x * (x * x - 16.0) + 5.0) + y * (y * (y * y - 16.0) + 5.0))

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2x³ - 16x + 2.5, 2y³ - 16y + 2.5)."""
        return x * (2.0 * x * x - 16.0) + 2.5, y * (2.0 * y * y - 16.0) + 2.5

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(6x² - 16, 0, 6y² - 16)."""
        return 6.0 * x * x - 16.0, 0.0, 6.0 * y * y - 16.0


@dataclass(frozen=True)
class McCormick(Function):
    """f = sin(x + y) + (x - y)² - 1.5x + 2.5y + 1.

    Its minima lie at x = ½ - π/3 + kπ, y = -½ - π/3 + kπ and sink by π with each step of
    k downwards, for ever. The minimum given is the lowest in the published box
    -1.5 <= x <= 4, -3 <= y <= 4, which is the domain: k = 0.
    """

    function = "mccormick"
    label = "McCormick"
    help = "A wavy gutter: the descent settles in the first dip, and losses are negative."
    formula = "sin(x + y) + (x - y)² - 1.5x + 2.5y + 1"
    source = "McCormick, Computability of global solutions to factorable nonconvex programs (1976)"
    domain = ((-1.5, 4.0), (-3.0, 4.0))
    usual_start = (-1.0, 1.5)
    suggested_rate = 0.05
    suggested_epochs = 60
    try_next = (0.5,)
    minima = ((0.5 - math.pi / 3.0, -0.5 - math.pi / 3.0),)
    minimum_loss = -math.sqrt(0.75) - math.pi / 3.0
    local_minima = ((0.5 + math.pi * 2.0 / 3.0, -0.5 + math.pi * 2.0 / 3.0),)

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        across = x - y
        result: FloatArray = np.sin(x + y) + across * across - 1.5 * x + 2.5 * y + 1.0
        return result

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(cos(x + y) + 2(x - y) - 1.5, cos(x + y) - 2(x - y) + 2.5)."""
        wave, across = np.cos(x + y), 2.0 * (x - y)
        return wave + across - 1.5, wave - across + 2.5

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2 - s, -2 - s, 2 - s) with s = sin(x + y)."""
        wave = np.sin(x + y)
        return 2.0 - wave, -2.0 - wave, 2.0 - wave


@dataclass(frozen=True)
class Flower(Function):
    """f = x sin y + y sin x + x² + y².

    The minimum is degenerate: its curvatures are 4 and 0, for along y = -x the function
    is 2x(x - sin x), about x⁴/3. Gradient descent is then slower than any fixed factor.
    """

    function = "flower"
    label = "Flower"
    help = "Petals around a flat centre: the last part of the way takes longer and longer."
    formula = "x sin y + y sin x + x² + y²"
    source = "a classroom example"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    usual_start = (8.0, -5.0)
    suggested_rate = 0.1
    suggested_epochs = 100
    try_next = (0.4,)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        return x * np.sin(y) + y * np.sin(x) + x * x + y * y

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(sin y + y cos x + 2x, sin x + x cos y + 2y)."""
        return np.sin(y) + y * np.cos(x) + 2.0 * x, np.sin(x) + x * np.cos(y) + 2.0 * y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2 - y sin x, cos x + cos y, 2 - x sin y)."""
        return 2.0 - y * np.sin(x), np.cos(x) + np.cos(y), 2.0 - x * np.sin(y)
