"""Models fitted to data: linear models and networks."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.data.scaling import Scaling
from visualizer.core.problems.activations import SOFTMAX
from visualizer.core.problems.fitted import Arrays, Fitted
from visualizer.core.problems.heads import make_head
from visualizer.core.problems.layers.base import PLAIN, Context, Trace
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.network import Network
from visualizer.core.problems.samples import Samples, fitted_targets
from visualizer.core.problems.scores import (
    SCORES,
    VALIDATION,
    Judged,
    classes_of,
    determination,
    mean_square,
    score_for,
    variance,
)
from visualizer.core.problems.stack import layers_of, named_parameters, parameter_names


class Evaluation(NamedTuple):
    """Losses (...) over all training and all validation rows, NaN without any; scores (S, ...)."""

    loss: FloatArray
    validation_loss: FloatArray
    scores: FloatArray


class Model(Fitted):
    """A `Network` with the data that it is fitted to.

    Attributes
    ----------
    training, validation
        The rows as they are; see `Samples`.
    inputs, targets
        Of the training rows: unscaled inputs (N, D), and what the outputs are compared
        with (N, T); for classes see `fitted_targets`.
    input_names, target_names
        D and T names.
    feature_names
        Those of the inputs as the first layer takes them: also of what is made of others.
    numbered_names
        P names of the parameters by layer and place, W1_2_3; `names` has those of the columns
        where there are no hidden layers.
    class_names
        The classes, where the target is one; else ().
    first
        The shape of a row of inputs as the first layer takes it.
    scores
        The names of what `evaluate` gives; see `SCORES`.
    fingerprint
        Of the file that the data come from; see `Table`.
    """

    def __init__(
        self,
        settings: ModelSettings,
        training: Samples,
        scaling: Scaling,
        validation: Samples | None = None,
        notes: tuple[str, ...] = (),
        fingerprint: str = "",
    ) -> None:
        self.settings = settings
        self.fingerprint = fingerprint
        self.training = training
        self.validation = validation
        self.scaling = scaling
        self.notes = notes
        self.inputs, self.input_names = training.inputs, training.input_names
        self.targets, self.target_names = fitted_targets(training, settings.output)
        self.class_names = training.class_names
        score = score_for(bool(self.class_names))
        self.scores = (score, VALIDATION + score) if validation is not None else (score,)
        self.feature_names = scaling.features.names(self.input_names)
        count = len(self.feature_names)
        layers = layers_of(settings, count, self.targets.shape[1], training.image)
        self.first = layers[0].before
        head = make_head(settings.output, settings.loss, settings.huber_delta)
        network = Network(layers, head, settings.l1, settings.l2)
        outputs = self.target_names if layers[-1].units == 1 else self._outputs()
        names = named_parameters(layers, self.feature_names, outputs)
        super().__init__(network, names, self._prepared(training))
        self.numbered_names = parameter_names(layers)

    def _outputs(self) -> tuple[str, ...]:
        """What each output stands for: a class, or a target."""
        return self.class_names or self.target_names

    def _shaped(self, inputs: FloatArray) -> FloatArray:
        """Unscaled inputs (..., N, D) as the first layer takes them (..., N, *shape)."""
        scaled = self.scaling.apply(inputs)
        if len(self.first) == 1:
            return scaled
        return scaled.reshape(*scaled.shape[:-1], *self.first)

    def _prepared(self, samples: Samples) -> Arrays:
        """Scaled inputs (N, *shape) and targets (N, T)."""
        inputs = self._shaped(samples.inputs)
        targets = fitted_targets(samples, self.settings.output)[0]
        # Targets may be a view of a table's columns; products want rows in one piece.
        return np.ascontiguousarray(inputs, float), np.ascontiguousarray(targets, float)

    @cached_property
    def _aside(self) -> Arrays:
        """The validation rows, prepared."""
        assert self.validation is not None
        # Not `self._prepared`: least squares have another form of the rows, for themselves alone.
        return Model._prepared(self, self.validation)

    @property
    def data_bytes(self) -> int:
        parts = [self.training] if self.validation is None else [self.training, self.validation]
        return super().data_bytes + sum(part.inputs.nbytes + part.targets.nbytes for part in parts)

    @property
    def _within(self) -> Arrays:
        """The training rows, prepared for the network."""
        return self._batch(np.dtype(float), None)

    def _context(self, theta: FloatArray) -> Context:
        """How rows are evaluated at theta, whichever they are."""
        return self.network.evaluation(theta, self._within[0]) if self.normalises else PLAIN

    def predict(self, theta: FloatArray, inputs: FloatArray) -> FloatArray:
        """Predictions (..., N, T) for unscaled inputs (N, D)."""
        with np.errstate(all="ignore"):
            context = self._context(theta)
            return self.network.outputs(theta, self._shaped(inputs), context)

    def traced(self, theta: FloatArray, inputs: FloatArray) -> tuple[FloatArray, list[Trace]]:
        """Unscaled inputs (N, D) as the first layer takes them, and what every layer makes."""
        context = self._context(theta)
        x = self._shaped(inputs)
        return x, self.network.forward(theta, x, context)

    def validation_loss(self, theta: FloatArray) -> FloatArray:
        """The loss on the validation rows; theta of shape (..., P)."""
        if self.validation is None:
            return np.full(theta.shape[:-1], np.nan)
        with np.errstate(all="ignore"):
            context = self._context(theta)
            return self.network.loss(theta, *self._aside, context)

    # Classes and scores.

    @property
    def gives_probabilities(self) -> bool:
        """Whether the outputs are probabilities of classes."""
        return bool(self.class_names) and self.settings.output in ("sigmoid", SOFTMAX)

    def probabilities(self, theta: FloatArray, inputs: FloatArray) -> FloatArray:
        """The probability (..., N, C) of each class for unscaled inputs (N, D).

        Of several sigmoid outputs, each for one class against all others, the shares are
        taken. Only where `gives_probabilities`.
        """
        outputs = self.predict(theta, inputs)
        if outputs.shape[-1] == 1:
            return np.concatenate([1 - outputs, outputs], axis=-1)
        with np.errstate(all="ignore"):
            return np.asarray(outputs / outputs.sum(axis=-1, keepdims=True))

    def predicted_classes(self, theta: FloatArray, inputs: FloatArray) -> IntArray:
        """The class (..., N) that the model chooses for unscaled inputs (N, D)."""
        return classes_of(self.predict(theta, inputs))

    @property
    def _parts(self) -> list[Arrays]:
        """The training rows and, if there are any, the validation rows."""
        return [self._within] if self.validation is None else [self._within, self._aside]

    @property
    def explains(self) -> bool:
        """Whether R² follows from the loss."""
        settings = self.settings
        return not (self.class_names or settings.l1 or settings.l2) and settings.loss == "mse"

    def evaluate(self, theta: FloatArray) -> Evaluation:
        """The losses over all rows and the scores at theta (..., P), in one pass."""
        with np.errstate(all="ignore"):
            context = self._context(theta)
            found = [(*self.network.judge(theta, x, y, context), y) for x, y in self._parts]
            losses = [loss for loss, _, _ in found]
            return self._evaluation(theta, losses, [(outputs, y) for _, outputs, y in found])

    def measure(self, theta: FloatArray) -> tuple[FloatArray, Evaluation]:
        """The gradient (..., P) of the loss of all rows, and what `evaluate` gives, in one pass.

        Not for models that normalise by the rows at hand.
        """
        (x, y), *aside = self._parts
        loss, gradient, outputs = self.network.measure(theta, x, y)
        losses, ends = [loss], [(outputs, y)]
        for others, targets in aside:
            beside, outputs = self.network.judge(theta, others, targets)
            losses.append(beside)
            ends.append((outputs, targets))
        return gradient, self._evaluation(theta, losses, ends)

    def _evaluation(
        self, theta: FloatArray, losses: list[FloatArray], ends: list[Arrays]
    ) -> Evaluation:
        """From losses, and outputs beside targets, of training and validation rows."""
        if len(losses) == 1:
            losses = [*losses, np.full(theta.shape[:-1], np.nan)]
        if self.explains:
            return Evaluation(losses[0], losses[1], self.explained(*losses))
        score = SCORES[self.scores[0]].value
        beside = zip(ends, self._true, strict=True)
        scores = [score(Judged(outputs, targets, true)) for (outputs, targets), true in beside]
        return Evaluation(losses[0], losses[1], np.array(scores))

    @cached_property
    def _true(self) -> list[IntArray | None]:
        """The classes of the training and of the validation rows, if there are any."""
        parts = [self.training] if self.validation is None else [self.training, self.validation]
        return [part.labels if part.class_names else None for part in parts]

    def explained(self, loss: FloatArray, validation_loss: FloatArray) -> FloatArray:
        """R² (S, ...) from losses (...): no pass over the rows. Only where it `explains`."""
        pairs = zip(self._variances, (loss, validation_loss), strict=False)
        with np.errstate(all="ignore"):
            return np.stack([determination(known, spread) for spread, known in pairs])

    @cached_property
    def _variances(self) -> list[float]:
        """Those of the targets of the training and the validation rows."""
        if self.validation is None:
            return [variance(self.targets)]
        aside, _ = fitted_targets(self.validation, self.settings.output)
        return [variance(self.targets), variance(aside)]

    def rmse(self, theta: FloatArray) -> tuple[FloatArray, FloatArray | None]:
        """Root mean squared errors (...) in units of the targets, of training and validation."""
        with np.errstate(all="ignore"):
            context = self._context(theta)
            found = [
                np.sqrt(mean_square(Judged(self.network.outputs(theta, x, context), y)))
                for x, y in self._parts
            ]
        return found[0], found[1] if len(found) > 1 else None

    def coefficients(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Weights (..., D, T) and biases (..., T) for unscaled inputs, of a single layer.

        With inputs x scaled to (x - m) / s, x W / s + (b - m W / s) is the same sum.

        Raises
        ------
        ValueError
            Of a model with hidden layers, which has no such coefficients.
        """
        if len(self.layers) > 1:
            raise ValueError("only a model without hidden layers has coefficients")
        layer, scaling = self.layers[0], self.scaling
        shape = (*theta.shape[:-1], layer.inputs, layer.units)
        weights = theta[..., layer.weights].reshape(shape) / scaling.factor[:, None]
        biases = theta[..., layer.biases] if layer.bias else 0.0
        return weights, np.asarray(biases - np.vecmat(scaling.offset, weights))
