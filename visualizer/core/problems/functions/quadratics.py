"""Functions of second degree: one bowl, and every rate below 2/lambda settles in it."""

from dataclasses import dataclass

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.functions.base import Curvatures, Function
from visualizer.core.settings import setting


@dataclass(frozen=True)
class Sphere(Function):
    """f = x² + y². The Hessian is 2 I, so the largest stable rate is 1."""

    function = "sphere"
    label = "Sphere"
    help = "A round bowl: every step points straight at the minimum."
    formula = "x² + y²"
    source = "textbook example"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    usual_start = (3.5, -2.5)
    suggested_rate = 0.1
    suggested_epochs = 30
    try_next = (0.5, 0.9, 1.05)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        return x * x + y * y

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2x, 2y)."""
        return 2.0 * x, 2.0 * y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2, 0, 2)."""
        return 2.0, 0.0, 2.0


@dataclass(frozen=True)
class Ravine(Function):
    """f = x² + κ y². The curvatures are 2 and 2 κ, so the largest stable rate is 1/κ.

    The start is (8, 2) and not on the diagonal, where rules that scale each parameter by
    itself have an unfair advantage.
    """

    kappa: float = setting(
        100.0,
        label="Condition number κ",
        help="How many times steeper y is than x; usual values are 10, 50, 100 and 1000.",
        minimum=1.0,
        maximum=1e12,
        logarithmic=True,
    )

    function = "ravine"
    label = "Ravine"
    help = "A long narrow valley: steps zig-zag across it and hardly move along it."
    formula = "x² + κ y²"
    source = "Boyd and Vandenberghe, Convex Optimization (2004), section 9.3.2, scaled by 2"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    usual_start = (8.0, 2.0)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0

    @property
    def suggested_rate(self) -> float:
        """0.9 of the largest stable rate: y changes sign and shrinks to 0.8 each epoch."""
        return float(f"{0.9 / self.kappa:.12g}")  # 0.009, as one would write it

    @property
    def suggested_epochs(self) -> int:
        """Enough to bring x to 0.3 % of its start; at most 10,000."""
        return min(max(round(3.3 * self.kappa), 30), 10_000)

    @property
    def try_next(self) -> tuple[float, ...]:
        """The largest stable rate, where y bounces for ever, and a little more."""
        return (1.0 / self.kappa, 1.01 / self.kappa)

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        return x * x + self.kappa * y * y

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2x, 2κy)."""
        return 2.0 * x, 2.0 * self.kappa * y

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(2, 0, 2κ)."""
        return 2.0, 0.0, 2.0 * self.kappa


@dataclass(frozen=True)
class RotatedRavine(Function):
    """f = ¼(x + y)² + 25(x - y)².

    It is ½ uᵀ diag(1, 100) u with u = (x + y, x - y)/√2: a ravine with curvatures 1 and
    100 whose floor lies at 45 degrees. The largest stable rate is 0.02.
    """

    function = "rotated-ravine"
    label = "Rotated ravine"
    help = "The ravine turned by 45 degrees: scaling each parameter by itself no longer helps."
    formula = "¼(x + y)² + 25(x - y)²"
    source = "the quadratic of Boyd and Vandenberghe (2004), section 9.3.2, rotated"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    usual_start = (4.0, 7.0)
    suggested_rate = 0.018
    suggested_epochs = 250
    try_next = (0.02, 0.0202)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        along, across = x + y, x - y
        return 0.25 * along * along + 25.0 * across * across

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(½(x + y) + 50(x - y), ½(x + y) - 50(x - y))."""
        along, across = 0.5 * (x + y), 50.0 * (x - y)
        return along + across, along - across

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(50½, -49½, 50½)."""
        return 50.5, -49.5, 50.5


@dataclass(frozen=True)
class Matyas(Function):
    """f = 0.26(x² + y²) - 0.48xy. The curvatures are 0.04 and 1."""

    function = "matyas"
    label = "Matyas"
    help = "A shallow tilted valley: quick to enter, slow to follow to its end."
    formula = "0.26(x² + y²) - 0.48xy"
    source = "Matyas, Random optimization, Automation and Remote Control 26 (1965)"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    usual_start = (-3.0, 9.0)
    suggested_rate = 0.5
    suggested_epochs = 200
    try_next = (0.05, 1.9)
    minima = ((0.0, 0.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """0.02(x² + y²) + 0.24(x - y)²: the same, as a sum of squares."""
        across = x - y
        return 0.02 * (x * x + y * y) + 0.24 * across * across

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(0.52x - 0.48y, 0.52y - 0.48x)."""
        return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(0.52, -0.48, 0.52)."""
        return 0.52, -0.48, 0.52


@dataclass(frozen=True)
class Booth(Function):
    """f = (x + 2y - 7)² + (2x + y - 5)². The curvatures are 2 and 18."""

    function = "booth"
    label = "Booth"
    help = "A tilted oval bowl whose minimum is not at the origin."
    formula = "(x + 2y - 7)² + (2x + y - 5)²"
    source = "Jamil and Yang, A literature survey of benchmark functions (2013), arXiv 1308.4008"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    usual_start = (-8.0, 7.0)
    suggested_rate = 0.05
    suggested_epochs = 60
    try_next = (0.1, 0.112)
    minima = ((1.0, 3.0),)
    minimum_loss = 0.0

    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """See the class."""
        first, second = x + 2.0 * y - 7.0, 2.0 * x + y - 5.0
        return first * first + second * second

    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(2a + 4b, 4a + 2b) with a and b the two brackets."""
        first, second = x + 2.0 * y - 7.0, 2.0 * x + y - 5.0
        return 2.0 * first + 4.0 * second, 4.0 * first + 2.0 * second

    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """(10, 8, 10)."""
        return 10.0, 8.0, 10.0
