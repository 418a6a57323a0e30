"""Test functions of two variables: what all of them share."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.problems.base import Problem, Product

Range = tuple[float, float]
Point = tuple[float, float]
Curvatures = tuple[FloatArray | float, FloatArray | float, FloatArray | float]
"""The second derivatives (d²f/dx², d²f/dxdy, d²f/dy²), entry by entry."""


class Analytic(Problem):
    """f of one or two variables, minimised for its own sake: a test function or a formula."""

    kind: ClassVar[str]
    help: ClassVar[str]
    """One plain sentence on what there is to see."""
    source: ClassVar[str]
    """Where the formula comes from."""

    @property
    def rows(self) -> int:
        """Functions have no data: one epoch is one step."""
        return 1

    @property
    @abstractmethod
    def domain(self) -> tuple[Range, ...]:
        """A good view, (low, high) for each variable; the function goes on outside."""

    @property
    @abstractmethod
    def usual_start(self) -> tuple[float, ...]:
        """The start of an experiment that names none."""

    @property
    @abstractmethod
    def suggested_rate(self) -> float:
        """A learning rate of plain gradient descent that shows something at once."""

    @property
    @abstractmethod
    def suggested_epochs(self) -> int:
        """The number of epochs that goes with `suggested_rate`."""

    @property
    @abstractmethod
    def try_next(self) -> tuple[float, ...]:
        """Other learning rates worth a try after the suggested one."""

    @abstractmethod
    def exact_hessian(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        """The second derivatives (..., P, P) at theta (..., P); `rows` means nothing here."""

    def hessian_product(self, theta: FloatArray, rows: IntArray | None = None) -> Product:
        """The matrix of the second derivatives, times a direction."""
        second = self.exact_hessian(theta, rows)

        def product(directions: FloatArray) -> FloatArray:
            with np.errstate(all="ignore"):
                return np.asarray(np.matvec(second, directions))

        return product


class Function(Analytic):
    """A function f(x, y) that is minimised for its own sake.

    One frozen object is both the [problem] section of an experiment and the problem that
    is built from it. Subclasses are frozen dataclasses whose fields, if any, are settings.

    The formulas use only operations that NumPy does entry by entry, so a batch gets the
    same bits as its vectors get alone, and powers are written as products, in an order
    that does not meet inf - inf or 0 * inf when a term overflows: the loss of a finite
    point is then its true value or an infinity with the right sign. (The last factor of
    two before the largest float64 is left out of this promise.)
    """

    kind: ClassVar[str] = "function"
    function: ClassVar[str]
    """The key in `FUNCTIONS` and in experiment files."""
    label: ClassVar[str]
    """The name shown in the window."""
    formula: ClassVar[str]
    """The right-hand side of f(x, y) =, as plain text."""

    @property
    def names(self) -> tuple[str, ...]:
        """The two parameters."""
        return ("x", "y")

    @property
    def local_minima(self) -> tuple[Point, ...]:
        """Minima that are not the lowest; () when there are none or too many to mark."""
        return ()

    @abstractmethod
    def value(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """f(x, y), entry by entry for arrays that broadcast.

        Overflow is not caught here: `loss` silences its warnings.
        """

    @abstractmethod
    def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The partial derivatives (df/dx, df/dy), exact, entry by entry."""

    @abstractmethod
    def curvatures(self, x: FloatArray, y: FloatArray) -> Curvatures:
        """The second derivatives, exact, entry by entry or the same number for all."""

    def loss(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        """The value at each point of `theta` (..., 2), shape (...); `rows` means nothing here."""
        x, y, _ = _split(theta)
        with np.errstate(all="ignore"):
            return self.value(x, y)

    def loss_and_gradient(
        self, theta: FloatArray, rows: IntArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Values (...,) and gradients (..., 2) at each point; `rows` means nothing here.

        The type of `theta` (float64 or float32) is kept. Entries that overflow are inf or
        nan.
        """
        x, y, both = _split(theta)
        gradient = np.empty_like(both)
        with np.errstate(all="ignore"):
            gradient[..., 0], gradient[..., 1] = self.gradient(x, y)
            return self.value(x, y), gradient

    def exact_hessian(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        """The second derivatives (..., 2, 2) at each point of `theta` (..., 2)."""
        x, y, both = _split(theta)
        second = np.empty((*both.shape, 2))
        with np.errstate(all="ignore"):
            xx, xy, yy = self.curvatures(x, y)
        second[..., 0, 0], second[..., 1, 1] = xx, yy
        second[..., 0, 1] = second[..., 1, 0] = xy
        return second


def _split(theta: FloatArray) -> tuple[Any, Any, FloatArray]:
    """x, y and the whole of `theta` as floating-point numbers.

    The empty index turns arrays without axes into NumPy scalars, whose arithmetic is
    several times as fast; it leaves other arrays as they are.
    """
    both = np.asarray(theta)
    if both.dtype.kind != "f":
        both = both.astype(np.float64)
    return both[..., 0][()], both[..., 1][()], both
