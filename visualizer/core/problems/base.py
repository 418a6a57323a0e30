"""What is minimised: the one interface of test functions, formulas and models."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from visualizer.core.arrays import FloatArray as Floats
from visualizer.core.arrays import IntArray as Rows

Product: TypeAlias = Callable[[Floats], Floats]
"""The map from directions v (..., P) to the products H v (..., P) with a Hessian."""


class Problem(ABC):
    """A loss over P named parameters, with its gradient.

    Everything is a batch of parameter vectors: `theta` has the shape (..., P) and the
    leading shape may be () for one run, (R,) for a sweep of R runs, (ny, nx) for a
    landscape, and so on. Each vector of a batch gets the same result, bit for bit, as it
    gets alone.

    A problem never changes after it was made, so threads may share one.
    """

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The names of the parameters, in the order of `theta`; P is their number."""

    @property
    @abstractmethod
    def rows(self) -> int:
        """The number of training rows; 1 for functions and formulas, which have no data."""

    @property
    @abstractmethod
    def minima(self) -> tuple[tuple[float, ...], ...]:
        """The known places of the lowest loss, each of P values; () where none is known."""

    @property
    @abstractmethod
    def minimum_loss(self) -> float | None:
        """The loss at `minima`; None where it is unknown or the loss has no minimum."""

    @property
    def size(self) -> int:
        """The number of parameters, P."""
        return len(self.names)

    @property
    def map_dtype(self) -> type[np.floating[Any]]:
        """The type in which maps are computed: float32 where that is much faster."""
        return np.float64

    @property
    def point_bytes(self) -> int:
        """About the working memory in bytes that one parameter vector of a batch takes."""
        return 128

    @property
    def data_bytes(self) -> int:
        """The memory that its data take."""
        return 0

    def along(self, theta: Floats, axes: Sequence[int]) -> tuple["Problem", int]:
        """A cheaper problem with the same losses while only the parameters `axes` move.

        Returns
        -------
        tuple
            The problem, and how many parameters it leaves out at the front: its own are
            ``theta[..., number:]`` of theta (P,).
        """
        return self, 0

    @abstractmethod
    def loss(self, theta: Floats, rows: Rows | None = None) -> Floats:
        """The loss of each parameter vector.

        Parameters
        ----------
        theta
            Parameter vectors, shape (..., P).
        rows
            The training rows of each vector's batch, shape (..., B) with the leading
            shape of `theta` (or one that broadcasts to it); None means all rows.

        Returns
        -------
        Floats
            Shape (...). A loss that overflows is inf or nan, never an exception. NumPy
            may warn of it; jobs that expect it switch that off once, with `np.errstate`,
            which costs as much as a small loss.
        """

    @abstractmethod
    def loss_and_gradient(self, theta: Floats, rows: Rows | None = None) -> tuple[Floats, Floats]:
        """The loss (...,) and its exact gradient (..., P); see `loss` for the parameters."""

    def exact_hessian(self, theta: Floats, rows: Rows | None = None) -> Floats | None:
        """The second derivatives (..., P, P) where a formula gives all at once, else None."""
        return None

    @abstractmethod
    def hessian_product(self, theta: Floats, rows: Rows | None = None) -> Product:
        """The exact second derivatives at theta (..., P), as a map of directions.

        The map gives H v (..., P) for directions v (..., P) whose leading shape broadcasts
        with that of `theta`, which is what many directions at one place make use of. What
        does not depend on v is computed once. Beside a kink the derivatives are those of
        the smooth piece on which theta lies; `rows` as for `loss`.
        """

    @property
    def direction_bytes(self) -> int:
        """About the working memory in bytes that one direction of such a map takes."""
        return self.point_bytes


class ProblemView(Problem):
    """A problem with the parameters of another one."""

    def __init__(self, whole: Problem) -> None:
        self._whole = whole

    @property
    def names(self) -> tuple[str, ...]:
        return self._whole.names

    @property
    def rows(self) -> int:
        return self._whole.rows

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        return ()

    @property
    def minimum_loss(self) -> float | None:
        return None

    @property
    def point_bytes(self) -> int:
        return self._whole.point_bytes

    @property
    def direction_bytes(self) -> int:
        return self._whole.direction_bytes


class Batch(ProblemView):
    """A problem on the training rows (..., B) of one batch, for rules that look around."""

    def __init__(self, whole: Problem, batch: Rows) -> None:
        super().__init__(whole)
        self._batch = batch

    @property
    def rows(self) -> int:
        return int(self._batch.shape[-1])

    def loss(self, theta: Floats, rows: Rows | None = None) -> Floats:
        """The loss on the batch; `rows` means nothing here."""
        return self._whole.loss(theta, self._batch)

    def loss_and_gradient(self, theta: Floats, rows: Rows | None = None) -> tuple[Floats, Floats]:
        """Loss and gradient on the batch; `rows` means nothing here."""
        return self._whole.loss_and_gradient(theta, self._batch)

    def exact_hessian(self, theta: Floats, rows: Rows | None = None) -> Floats | None:
        """The second derivatives on the batch; `rows` means nothing here."""
        return self._whole.exact_hessian(theta, self._batch)

    def hessian_product(self, theta: Floats, rows: Rows | None = None) -> Product:
        """Their products with directions on the batch; `rows` means nothing here."""
        return self._whole.hessian_product(theta, self._batch)
