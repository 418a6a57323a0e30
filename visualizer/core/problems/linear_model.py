"""Least squares with one target, in the calls that cost least."""

from functools import cached_property

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.chunks import pieces
from visualizer.core.data.scaling import Scaling
from visualizer.core.problems.base import Product
from visualizer.core.problems.fitted import Arrays
from visualizer.core.problems.model import Evaluation, Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples

_SMALL = 256
"""Losses at few points of few rows cost what their NumPy calls cost."""

_PRODUCTS = 1 << 28
"""Products of numbers that are made before a look whether to go on: some 20 ms."""

PART_BYTES = 32 << 20
"""Of a longer table so much is worked on before a look whether to go on: some 10 ms."""


class LinearModel(Model):
    r"""Least squares with one target, written with the design matrix A = [x, 1].

    .. math:: L(\theta) = |A\theta - y|^2 / N, \quad \nabla L = 2 A^T (A\theta - y) / N

    The same numbers as `Model`, in a quarter of the calls: at four rows an epoch costs
    what its NumPy calls cost.
    """

    def _prepared(self, samples: Samples) -> Arrays:
        """A (N, P) and y (N,)."""
        columns, targets = super()._prepared(samples)
        if self.settings.bias:
            columns = np.hstack([columns, np.ones((len(columns), 1))])
        return columns, np.ascontiguousarray(targets[:, 0])

    @cached_property
    def _within(self) -> Arrays:
        return Model._prepared(self, self.training)

    def loss(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        design, targets = self._batch(theta.dtype, rows)
        if _is_long(design):
            return _long(theta, design, targets, sloped=False)[0]
        residual = np.matvec(design, theta)
        if rows is None and residual.ndim == 2 and residual.size <= _SMALL:
            targets = self._repeated(len(residual))
        np.subtract(residual, targets, residual)
        return np.asarray(np.vecdot(residual, residual) / self._count(rows))

    def loss_and_gradient(
        self, theta: FloatArray, rows: IntArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        design, targets = self._batch(theta.dtype, rows)
        if _is_long(design):
            return _long(theta, design, targets)
        count = self._count(rows)
        residual = np.matvec(design, theta)
        np.subtract(residual, targets, residual)
        gradient = np.vecmat(residual, design)
        # In place, as is the subtraction above: a new array costs as much as the arithmetic.
        np.multiply(gradient, self._slope if rows is None else 2 / count, gradient)
        return np.vecdot(residual, residual) / count, gradient

    def evaluate(self, theta: FloatArray) -> Evaluation:
        loss, validation = self.loss(theta), self.validation_loss(theta)
        if self.class_names:
            return super().evaluate(theta)._replace(loss=loss, validation_loss=validation)
        return Evaluation(loss, validation, self.explained(loss, validation))

    def _repeated(self, count: int) -> FloatArray:
        """The targets (count, N): of equal shapes a difference costs a third."""
        known = self._tiles.get(count)
        if known is None:
            known = self._tiles[count] = np.tile(self._batch(np.dtype(float), None)[1], (count, 1))
        return known

    @cached_property
    def _tiles(self) -> dict[int, FloatArray]:
        return {}

    def _count(self, rows: IntArray | None) -> FloatArray:
        """Rows of a batch, as an array: a Python number costs a conversion at each use."""
        return self._all if rows is None else np.array(float(rows.shape[-1]))

    @cached_property
    def _all(self) -> FloatArray:
        return np.array(float(self.rows))

    @cached_property
    def _slope(self) -> FloatArray:
        return np.array(2 / self.rows)

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        """The least-squares solution, where the columns determine one."""
        return self._solution

    @cached_property
    def _solution(self) -> tuple[tuple[float, ...], ...]:
        design, targets = self._batch(np.dtype(float), None)
        # Fewer rows than parameters: many thetas fit exactly, and none of them is the minimum.
        if self.rows < self.size:
            return ()
        # Products of columns cost one pass over the rows; a factorisation of A costs many.
        small = design.size <= 1_000_000
        with np.errstate(all="ignore"):
            # The products square the condition number; of small tables the exact way is cheap
            # enough.
            matrix = design if small else self._products
            right = targets if small else design.T @ targets
        try:
            solution, _, rank, _ = np.linalg.lstsq(matrix, right)
        except np.linalg.LinAlgError:
            return ()
        known = rank == self.size and np.isfinite(solution).all()
        return (tuple(solution.tolist()),) if known else ()

    @property
    def minimum_loss(self) -> float | None:
        return self._least_loss

    @cached_property
    def _least_loss(self) -> float | None:
        # Plots ask with every picture; a pass over many rows takes longer than a picture may.
        return float(self.loss(np.array(self.minima[0]))) if self.minima else None

    @cached_property
    def hessian(self) -> FloatArray:
        """The second derivatives 2 A^T A / N (P, P), the same at every theta."""
        return np.asarray(2 / self.rows * self._products)

    @cached_property
    def _products(self) -> FloatArray:
        """A^T A (P, P), part by part: of many rows and columns it takes seconds."""
        design, _ = self._batch(np.dtype(float), None)
        if design.size * self.size <= _PRODUCTS:
            return np.asarray(design.T @ design)
        total = np.zeros((self.size, self.size))
        for part in pieces(self.rows, self.size**2, _PRODUCTS):
            total += design[part].T @ design[part]
        return total

    def exact_hessian(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        second = self.hessian
        if rows is not None:
            design, _ = self._batch(np.dtype(float), rows)
            second = 2 / design.shape[-2] * (np.swapaxes(design, -1, -2) @ design)
        return np.broadcast_to(second, (*theta.shape, self.size))

    def hessian_product(self, theta: FloatArray, rows: IntArray | None = None) -> Product:
        """2 A^T (A v) / N, which never needs A^T A: there may be more columns than rows."""
        design, _ = self._batch(np.dtype(float), rows)

        def product(directions: FloatArray) -> FloatArray:
            return np.asarray(
                2 / design.shape[-2] * np.vecmat(np.matvec(design, directions), design)
            )

        return product

    @cached_property
    def point_bytes(self) -> int:
        return 16 * self.rows


def _is_long(design: FloatArray) -> bool:
    """Whether a table (..., N, P) is worked on in parts, whatever stands beside it."""
    rows, width = design.shape[-2:]
    return bool(rows * width * design.itemsize > PART_BYTES)


def _long(
    theta: FloatArray, design: FloatArray, targets: FloatArray, sloped: bool = True
) -> tuple[FloatArray, FloatArray]:
    """Loss (...) and, where `sloped`, its gradient (..., P) over many rows, part by part."""
    count, width = design.shape[-2:]
    square, gradient = np.zeros(theta.shape[:-1]), np.zeros(theta.shape)
    for part in pieces(count, width * design.itemsize, PART_BYTES):
        some = design[..., part, :]
        residual = np.matvec(some, theta)
        np.subtract(residual, targets[..., part], residual)
        square += np.vecdot(residual, residual)
        if sloped:
            gradient += np.vecmat(residual, some)
    gradient *= 2 / count
    return np.asarray(square / count), gradient


def make_model(
    settings: ModelSettings,
    training: Samples,
    scaling: Scaling,
    validation: Samples | None = None,
    notes: tuple[str, ...] = (),
    fingerprint: str = "",
) -> Model:
    """The model of the settings, in the form that computes it fastest."""
    deep = settings.hidden or settings.layers
    plain = not deep and settings.output == "linear" and settings.loss == "mse"
    plain = plain and not settings.l1 and not settings.l2
    single = training.targets.shape[1] == 1 and len(training.class_names) <= 2
    kind = LinearModel if plain and single else Model
    return kind(settings, training, scaling, validation, notes, fingerprint)
