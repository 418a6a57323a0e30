"""Activations and losses as curves: value and derivative over a range."""

from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.losses import LOSSES


@dataclass(frozen=True, eq=False)
class FunctionCurve:
    """A function at places (M,): its values and its derivatives, each (M,)."""

    label: str
    formula: str
    places: FloatArray
    values: FloatArray
    slopes: FloatArray


def activation_curve(name: str, places: FloatArray) -> FunctionCurve:
    """An entry of `ACTIVATIONS` over z."""
    entry = ACTIVATIONS[name]
    z = np.asarray(places, float)
    with np.errstate(all="ignore"):
        values = np.array(entry.value(z), float)
        slopes = np.array(entry.derivative(z, values), float)
    return FunctionCurve(entry.label, entry.formula, z, values, slopes)


def loss_curve(name: str, places: FloatArray, target: float) -> FunctionCurve:
    """An entry of `LOSSES` over the prediction for one row with one output."""
    entry = LOSSES[name]
    predictions = np.asarray(places, float)
    batch = predictions[:, None, None]  # a batch of models, each with one row and one output
    targets = np.full((1, 1), float(target))
    with np.errstate(all="ignore"):
        values = np.array(entry.value(batch, targets), float)
        slopes = np.array(entry.slope(batch.copy(), targets), float)[:, 0, 0]
    return FunctionCurve(entry.label, entry.formula, predictions, values, slopes)
