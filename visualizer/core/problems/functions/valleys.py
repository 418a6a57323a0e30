"""Curved valleys and steep walls: the best rate changes from place to place."""

from dataclasses import dataclass

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.functions.base import Curvatures, Function


@dataclass(frozen=True)
class Rosenbrock(Function):
    """f = (1 - x)² + 100(y - x²)².

    At the minimum the curvatures are 0.399 and 1001.6, so 2/lambda is 0.0020 (0.001997).
    In the bend at x = 0 it is 0.010: with the rate 0.002 the descent bounces at the start,
    runs smoothly through the bend, and close to the minimum bounces again, always bounded.
    """

    function = "rosenbrock"
    label = "Rosenbrock"
    help = "A curved valley: easy to find, slow to follow."
    formula = "(1 - x)² + 100(y - x²)²"
    source = "Rosenbrock, An automatic method for finding the greatest or least value (1960)"
    domain = ((-2.0, 2.0), (-1.0, 3.0))
    usual_start = (-1.2, 1.0)
    suggested_rate = 0.001
    suggested_epochs = 2000
    try_next = (0.002,)
    minima = ((1.0, 1.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        slow, fast = 1.0 - x, y - x * x
        return slow * slow + 100.0 * fast * fast

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(-2(1 - x) - 400x(y - x²), 200(y - x²))."""
        fast = 200.0 * (y - x * x)
        return -2.0 * (1.0 - x) - 2.0 * x * fast, fast

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2 - 400(y - 3x²), -400x, 200)."""
        return 2.0 - 400.0 * (y - 3.0 * x * x), -400.0 * x, 200.0


@dataclass(frozen=True)
class Beale(Function):
    """f = (1.5 - x + xy)² + (2.25 - x + xy²)² + (2.625 - x + xy³)²."""

    function = "beale"
    label = "Beale"
    help = "A flat valley with steep walls at its corners, where large rates explode."
    formula = "(1.5 - x + xy)² + (2.25 - x + xy²)² + (2.625 - x + xy³)²"
    source = "Beale, On an iterative method for finding a local minimum (1958), Princeton report 25"
    domain = ((-4.5, 4.5), (-4.5, 4.5))
    usual_start = (1.0, 2.0)
    suggested_rate = 0.005
    suggested_epochs = 500
    try_next = (0.01, 0.02)
    minima = ((3.0, 0.5),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        first, second, third = self._brackets(x, y)
        return first * first + second * second + third * third

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2a(y - 1) + 2b(y² - 1) + 2c(y³ - 1), 2ax + 4bxy + 6cxy²), a, b, c the brackets."""
        first, second, third = self._brackets(x, y)
        square = y * y
        along_x = first * (y - 1.0) + second * (square - 1.0) + third * (square * y - 1.0)
        along_y = x * (first + 2.0 * second * y + 3.0 * third * square)
        return 2.0 * along_x, 2.0 * along_y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """Sums over the brackets of 2 b_i b_j + 2 b b_ij, with their own derivatives."""
        first, second, third = self._brackets(x, y)
        square = y * y
        in_x = y - 1.0, square - 1.0, square * y - 1.0
        in_y = x, 2.0 * x * y, 3.0 * x * square
        xx = in_x[0] * in_x[0] + in_x[1] * in_x[1] + in_x[2] * in_x[2]
        xy = in_x[0] * in_y[0] + in_x[1] * in_y[1] + in_x[2] * in_y[2]
        yy = in_y[0] * in_y[0] + in_y[1] * in_y[1] + in_y[2] * in_y[2]
        xy = xy + first + 2.0 * second * y + 3.0 * third * square
        yy = yy + 2.0 * second * x + 6.0 * third * x * y
        return 2.0 * xx, 2.0 * xy, 2.0 * yy

    @staticmethod
    def _brackets(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The three brackets; xy, xy², xy³ are multiplied from the left so that x = 0 gives 0."""
        once = x * y
        twice = once * y
        return 1.5 - x + once, 2.25 - x + twice, 2.625 - x + twice * y


@dataclass(frozen=True)
class ThreeHumpCamel(Function):
    """f = 2x² - 1.05x⁴ + x⁶/6 + xy + y². The lowest of three pits is in the middle."""

    function = "three-hump-camel"
    label = "Three-hump camel"
    help = "Three pits in a row: a small rate stays in the first, a larger one jumps on."
    formula = "2x² - 1.05x⁴ + x⁶/6 + xy + y²"
    source = "Jamil and Yang, A literature survey of benchmark functions (2013), arXiv 1308.4008"
    domain = ((-2.5, 2.5), (-2.5, 2.5))
    usual_start = (-2.1, 1.5)
    suggested_rate = 0.02
    suggested_epochs = 80
    try_next = (0.2,)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0
    local_minima = (
        (1.7475523458302888, -0.8737761729151444),
        (-1.7475523458302888, 0.8737761729151444),
    )

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """x²(1.75 - 1.05x² + x⁴/6) + (½x + y)²: the same, with the square completed."""
        square, mixed = x * x, 0.5 * x + y
        return square * (1.75 + square * (square / 6.0 - 1.05)) + mixed * mixed

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(4x - 4.2x³ + x⁵ + y, x + 2y)."""
        square = x * x
        return x * (4.0 + square * (square - 4.2)) + y, x + 2.0 * y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(4 - 12.6x² + 5x⁴, 1, 2)."""
        square = x * x
        return 4.0 + square * (5.0 * square - 12.6), 1.0, 2.0


@dataclass(frozen=True)
class SixHumpCamel(Function):
    """f = (4 - 2.1x² + x⁴/3)x² + xy + (4y² - 4)y². Two of its six pits are the lowest."""

    function = "six-hump-camel"
    label = "Six-hump camel"
    help = "Six pits, two of them the deepest: a larger rate jumps out of a wrong one."
    formula = "(4 - 2.1x² + x⁴/3)x² + xy + (4y² - 4)y²"
    source = "Dixon and Szegö, The global optimization problem (1978)"
    domain = ((-2.0, 2.0), (-1.2, 1.2))
    usual_start = (1.9, 0.2)
    suggested_rate = 0.02
    suggested_epochs = 60
    try_next = (0.1,)
    minima = (
        (0.08984201310031806, -0.7126564030207396),
        (-0.08984201310031806, 0.7126564030207396),
    )
    minimum_loss = -1.0316284534898774
    local_minima = (
        (1.703606714969981, -0.7960835686726251),
        (-1.703606714969981, 0.7960835686726251),
        (1.6071047529201972, 0.5686514548841314),
        (-1.6071047529201972, -0.5686514548841314),
    )

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """The same with xy = ½(x + y)² - ½x² - ½y², so that no two infinities meet."""
        across, down, mixed = x * x, y * y, x + y
        first = across * (3.5 + across * (across / 3.0 - 2.1))
        return first + 0.5 * mixed * mixed + down * (4.0 * down - 4.5)

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(8x - 8.4x³ + 2x⁵ + y, x - 8y + 16y³)."""
        across = x * x
        along_x = x * (8.0 + across * (2.0 * across - 8.4)) + y
        return along_x, x + y * (16.0 * y * y - 8.0)

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(8 - 25.2x² + 10x⁴, 1, 48y² - 8)."""
        across = x * x
        return 8.0 + across * (10.0 * across - 25.2), 1.0, 48.0 * y * y - 8.0
