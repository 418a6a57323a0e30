"""Models fitted to data: linear models and networks."""

from functools import cached_property

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.data.scaling import Scaling
from visualizer.core.problems.fitted import Arrays, Fitted
from visualizer.core.problems.heads import make_head
from visualizer.core.problems.layers.stack import layers_of, parameter_names
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.network import Network
from visualizer.core.problems.samples import Samples, fitted_targets


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
    class_names
        The classes, where the target is one; else ().
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
        self.inputs, self.input_names = training.inputs, training.input_names
        self.targets, self.target_names = fitted_targets(training, settings.output)
        self.class_names = training.class_names
        layers = layers_of(settings, self.inputs.shape[1], self.targets.shape[1])
        head = make_head(settings.output, settings.loss, settings.huber_delta)
        network = Network(layers, head, settings.l1, settings.l2)
        super().__init__(network, parameter_names(layers), self._prepared(training))

    def _prepared(self, samples: Samples) -> Arrays:
        """Scaled inputs (N, D) and targets (N, T)."""
        inputs = self.scaling.apply(samples.inputs)
        targets = fitted_targets(samples, self.settings.output)[0]
        return np.ascontiguousarray(inputs, float), np.ascontiguousarray(targets, float)

    @cached_property
    def _aside(self) -> Arrays:
        """The validation rows, prepared."""
        assert self.validation is not None
        return Model._prepared(self, self.validation)

    def predict(self, theta: FloatArray, inputs: FloatArray) -> FloatArray:
        """Predictions (..., N, T) for unscaled inputs (N, D)."""
        with np.errstate(all="ignore"):
            return self.network.forward(theta, self.scaling.apply(inputs))[-1].a

    def validation_loss(self, theta: FloatArray) -> FloatArray:
        """The loss on the validation rows; theta of shape (..., P)."""
        if self.validation is None:
            return np.full(theta.shape[:-1], np.nan)
        with np.errstate(all="ignore"):
            return self.network.loss(theta, *self._aside)
