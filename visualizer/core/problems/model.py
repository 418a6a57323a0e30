"""Models fitted to data: linear models and networks of dense layers."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.data.scaling import Scaling
from visualizer.core.errors import InputError
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.losses import LOSSES
from visualizer.core.settings import setting

LARGEST_MODEL = 2_000_000
"""Parameters that a model may have: 16 MB for one float64 vector."""

MOST_LAYERS = 100
"""Hidden layers that a model may have."""


_SMALL = 256
"""Losses at few points of few rows cost what their NumPy calls cost."""


@dataclass(frozen=True)
class ModelSettings:
    """The `[problem]` section of a model on data."""

    kind: ClassVar[str] = "model"
    label: ClassVar[str] = "Model on data"

    data: str = setting(
        "line",
        label="Data",
        help="A bundled data set, a generator, or the path of a CSV file.",
    )
    inputs: tuple[str, ...] = setting(
        (),
        label="Inputs",
        help="The columns to predict from; every column but the target when left empty.",
        optional=True,
        folded=True,
    )
    targets: tuple[str, ...] = setting(
        (),
        label="Targets",
        help="The columns to predict; the last column when left empty.",
        optional=True,
        folded=True,
    )
    hidden: tuple[int, ...] = setting(
        (),
        label="Hidden layers",
        help="Units of each hidden layer, such as 3 or 16, 16; empty is a linear model.",
        minimum=1,
        maximum=10_000,
    )
    activation: str = setting(
        "sigmoid",
        label="Activation",
        help="The activation function of the hidden layers.",
        choices={key: entry.label for key, entry in ACTIVATIONS.items()},
    )
    output: str = setting(
        "linear",
        label="Output",
        help="The activation function of the output layer.",
        choices={key: ACTIVATIONS[key].label for key in ("linear", "sigmoid", "tanh")},
        folded=True,
    )
    bias: bool = setting(True, label="Bias", help="Whether each layer adds a bias.")
    loss: str = setting(
        "mse",
        label="Loss",
        help="What is minimised.",
        choices={key: entry.label for key, entry in LOSSES.items()},
        folded=True,
    )


@dataclass(frozen=True)
class Layer:
    """Where one dense layer stands in theta, and its activation."""

    inputs: int
    units: int
    weights: slice
    biases: slice
    activation: str


def layers_of(settings: ModelSettings, inputs: int, targets: int) -> tuple[Layer, ...]:
    """The dense layers from `inputs` columns through the hidden layers to `targets`.

    Raises
    ------
    InputError
        When the model would have more than `LARGEST_MODEL` parameters or too many layers.
    """
    if len(settings.hidden) > MOST_LAYERS:
        raise InputError(
            f"{len(settings.hidden)} layers are not allowed; at most {MOST_LAYERS} are",
            "problem.hidden",
        )
    sizes = [inputs, *settings.hidden, targets]
    layers = []
    place = 0
    for number, (before, after) in enumerate(itertools.pairwise(sizes), start=1):
        last = number == len(sizes) - 1
        middle = place + before * after
        end = middle + (after if settings.bias else 0)
        activation = settings.output if last else settings.activation
        layers.append(Layer(before, after, slice(place, middle), slice(middle, end), activation))
        place = end
    if place > LARGEST_MODEL:
        raise InputError(
            f"these layers have {place:,} parameters; at most {LARGEST_MODEL:,} are allowed",
            "problem.hidden",
        )
    return tuple(layers)


def parameter_names(layers: Sequence[Layer]) -> tuple[str, ...]:
    """W and b for one input and one output; else W1_2_3 (layer, from, to) and b1_2."""
    if len(layers) == 1 and layers[0].inputs == layers[0].units == 1:
        return ("w", "b") if layers[0].biases.stop > layers[0].biases.start else ("w",)
    names: list[str] = []
    for number, layer in enumerate(layers, start=1):
        names += [
            f"W{number}_{source}_{target}"
            for source in range(1, layer.inputs + 1)
            for target in range(1, layer.units + 1)
        ]
        if layer.biases.stop > layer.biases.start:
            names += [f"b{number}_{target}" for target in range(1, layer.units + 1)]
    return tuple(names)


@dataclass(frozen=True, eq=False)
class Samples:
    """Rows of data as a model takes them: inputs (N, D) and targets (N, T), unscaled.

    Where the target is a class, it is one column of labels 0..C-1, and `class_names` are
    the C classes. `image` is the shape of a row of inputs that are pixels, else ().
    """

    inputs: FloatArray
    targets: FloatArray
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    image: tuple[int, ...] = ()

    def take(self, rows: IntArray) -> "Samples":
        return replace(self, inputs=self.inputs[rows], targets=self.targets[rows])


class Model(Problem):
    r"""A chain of dense layers with a loss on data.

    .. math:: a_0 = x, \quad z_l = a_{l-1} W_l + b_l, \quad a_l = f_l(z_l), \quad
       L(\theta) = \mathrm{loss}(a_L, y)

    theta holds W_1 (inputs x units, row by row), b_1, W_2, b_2, and so on. Gradients come
    from the chain rule (Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0):
    with d_L = dL/da_L * f_L'(z_L),

    .. math:: \partial L/\partial W_l = a_{l-1}^T d_l, \quad
       \partial L/\partial b_l = \sum_{rows} d_l, \quad d_{l-1} = d_l W_l^T * f_{l-1}'(z_{l-1})
    """

    def __init__(
        self,
        settings: ModelSettings,
        training: Samples,
        scaling: Scaling,
        validation: Samples | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        self.settings = settings
        self.training = training
        self.validation = validation
        self.scaling = scaling
        self.notes = notes
        self.layers = layers_of(settings, training.inputs.shape[1], training.targets.shape[1])
        self._names = parameter_names(self.layers)
        self.inputs, self.targets = training.inputs, training.targets
        self.input_names, self.target_names = training.input_names, training.target_names
        self._loss = LOSSES[settings.loss]
        self._scaled = {np.dtype(float): self._prepared(training, float)}

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    @property
    def rows(self) -> int:
        return len(self.inputs)

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        return ()

    @property
    def minimum_loss(self) -> float | None:
        return None

    @property
    def map_dtype(self) -> type[np.floating[Any]]:
        return np.float32 if self.settings.hidden else np.float64

    def _prepared(self, samples: Samples, dtype: DTypeLike) -> tuple[FloatArray, FloatArray]:
        inputs = self.scaling.apply(samples.inputs)
        return np.ascontiguousarray(inputs, dtype), np.ascontiguousarray(samples.targets, dtype)

    def _batch(self, dtype: np.dtype, rows: IntArray | None) -> tuple[FloatArray, FloatArray]:
        """Scaled inputs (..., B, D) and targets (..., B, T) in the type of theta."""
        if dtype not in self._scaled:
            self._scaled[dtype] = self._prepared(self.training, dtype)
        inputs, targets = self._scaled[dtype]
        return (inputs, targets) if rows is None else (inputs[rows], targets[rows])

    def _weights(self, theta: FloatArray, layer: Layer) -> FloatArray:
        return theta[..., layer.weights].reshape(*theta.shape[:-1], layer.inputs, layer.units)

    def _forward(self, theta: FloatArray, inputs: FloatArray) -> list[tuple[FloatArray, ...]]:
        """Z and a (..., N, units) of every layer."""
        outputs: list[tuple[FloatArray, ...]] = []
        a = inputs
        for layer in self.layers:
            z = a @ self._weights(theta, layer)
            if layer.biases.stop > layer.biases.start:
                z += theta[..., None, layer.biases]
            a = ACTIVATIONS[layer.activation].value(z)
            outputs.append((z, a))
        return outputs

    def predict(self, theta: FloatArray, inputs: FloatArray) -> FloatArray:
        """Predictions (..., N, T) for unscaled inputs (N, D)."""
        with np.errstate(all="ignore"):
            return self._forward(theta, self.scaling.apply(inputs))[-1][1]

    def loss(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        inputs, targets = self._batch(theta.dtype, rows)
        return self._loss.value(self._forward(theta, inputs)[-1][1], targets)

    def validation_loss(self, theta: FloatArray) -> FloatArray:
        """The loss on the validation rows; theta of shape (..., P)."""
        if self.validation is None:
            return np.full(theta.shape[:-1], np.nan)
        predictions = self.predict(theta, self.validation.inputs)
        with np.errstate(all="ignore"):
            return self._loss.value(predictions, self.validation.targets)

    def loss_and_gradient(
        self, theta: FloatArray, rows: IntArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        inputs, targets = self._batch(theta.dtype, rows)
        gradient = np.empty((*np.broadcast_shapes(theta.shape[:-1], inputs.shape[:-2]), self.size))
        outputs = self._forward(theta, inputs)
        loss = self._loss.value(outputs[-1][1], targets)
        slope = self._loss.slope(outputs[-1][1], targets)
        for number in reversed(range(len(self.layers))):
            layer = self.layers[number]
            before = outputs[number - 1][1] if number else inputs
            slope = slope * ACTIVATIONS[layer.activation].derivative(*outputs[number])
            weights = np.swapaxes(before, -1, -2) @ slope
            flat = weights.reshape(*weights.shape[:-2], layer.inputs * layer.units)
            gradient[..., layer.weights] = flat
            if layer.biases.stop > layer.biases.start:
                gradient[..., layer.biases] = slope.sum(axis=-2)
            if number:
                slope = slope @ np.swapaxes(self._weights(theta, layer), -1, -2)
        return loss, gradient

    def along(self, theta: FloatArray, axes: Sequence[int]) -> tuple[Problem, int]:
        """The layers from the first that moves on; what the others make are its inputs."""
        lowest = min(axes)
        number = sum(layer.biases.stop <= lowest for layer in self.layers)
        if number == 0:
            return self, 0
        inputs = self._scaled[np.dtype(float)][0]
        with np.errstate(all="ignore"):
            inputs = self._forward(theta.astype(float), inputs)[number - 1][1]
        units = inputs.shape[1]
        samples = Samples(inputs, self.targets, ("",) * units, self.target_names)
        settings = replace(self.settings, hidden=self.settings.hidden[number:])
        same = Scaling(np.zeros(units), np.ones(units))
        return Model(settings, samples, same), self.layers[number].weights.start

    @cached_property
    def point_bytes(self) -> int:
        widest = max(layer.units for layer in self.layers)
        return 8 * self.rows * (2 * widest + len(self.layers))


class LinearModel(Model):
    r"""Least squares with one target, written with the design matrix A = [x, 1].

    .. math:: L(\theta) = |A\theta - y|^2 / N, \quad \nabla L = 2 A^T (A\theta - y) / N

    The same numbers as `Model`, in a quarter of the calls: at four rows an epoch costs
    what its NumPy calls cost.
    """

    def _prepared(self, samples: Samples, dtype: DTypeLike) -> tuple[FloatArray, FloatArray]:
        columns = self.scaling.apply(samples.inputs)
        if self.settings.bias:
            columns = np.hstack([columns, np.ones((len(columns), 1))])
        return np.ascontiguousarray(columns, dtype), samples.targets[:, 0].astype(dtype)

    def loss(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        design, targets = self._batch(theta.dtype, rows)
        residual = np.matvec(design, theta)
        if rows is None and residual.ndim == 2 and residual.size <= _SMALL:
            targets = self._repeated(len(residual))
        np.subtract(residual, targets, residual)
        return np.asarray(np.vecdot(residual, residual) / self._count(rows))

    def loss_and_gradient(
        self, theta: FloatArray, rows: IntArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        design, targets = self._batch(theta.dtype, rows)
        count = self._count(rows)
        residual = np.matvec(design, theta)
        np.subtract(residual, targets, residual)
        gradient = np.vecmat(residual, design)
        np.multiply(gradient, self._slope if rows is None else 2 / count, gradient)
        return np.vecdot(residual, residual) / count, gradient

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
        if self.rows < self.size:
            return ()
        # Products of columns cost one pass over the rows; a factorisation of A costs many.
        small = design.size <= 1_000_000
        with np.errstate(all="ignore"):
            matrix = design if small else design.T @ design
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
        design, _ = self._batch(np.dtype(float), None)
        return np.asarray(2 / self.rows * (design.T @ design))

    def exact_hessian(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        second = self.hessian
        if rows is not None:
            design, _ = self._batch(np.dtype(float), rows)
            second = 2 / design.shape[-2] * (np.swapaxes(design, -1, -2) @ design)
        return np.broadcast_to(second, (*theta.shape, self.size))

    @cached_property
    def point_bytes(self) -> int:
        return 16 * self.rows


def make_model(
    settings: ModelSettings,
    training: Samples,
    scaling: Scaling,
    validation: Samples | None = None,
    notes: tuple[str, ...] = (),
) -> Model:
    """The model of the settings, in the form that computes it fastest."""
    linear = not settings.hidden and settings.output == "linear" and settings.loss == "mse"
    single = training.targets.shape[1] == 1
    kind = LinearModel if linear and single else Model
    return kind(settings, training, scaling, validation, notes)
