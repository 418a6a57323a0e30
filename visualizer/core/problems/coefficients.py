"""A model without hidden layers as formulas of the inputs in the units of the data."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.model import Model


class Formula(NamedTuple):
    """What is predicted, in words, the constant, and the factor of each input (D,)."""

    what: str
    constant: float
    factors: FloatArray


def is_scaled(model: Model) -> bool:
    """Whether the parameters belong to other inputs than those of the data."""
    return bool(np.any(model.scaling.offset != 0.0) or np.any(model.scaling.factor != 1.0))


def formulas_of(model: Model, theta: FloatArray) -> tuple[Formula, ...]:
    """A formula for each output of a model with parameters theta (P,); () with hidden layers.

    Of a sigmoid it is that of the log-odds, of a softmax those of the scores before it.
    """
    if len(model.layers) > 1 or len(model.first) > 1:
        return ()
    weights, constants = model.coefficients(theta)
    names: tuple[str, ...] = model.target_names
    if model.settings.output == "sigmoid":
        classes = model.class_names
        names = (f"log-odds of {classes[-1] if len(classes) == 2 else names[0]}",)
    elif model.class_names:
        names = tuple(f"score of {name}" for name in model.class_names)
    return tuple(
        Formula(name, float(constant), factors)
        for name, constant, factors in zip(names, constants, weights.T, strict=True)
    )


def formula_text(formula: Formula, inputs: tuple[str, ...], number: Callable[[float], str]) -> str:
    """A formula in one line: "price = 475 + 475 · rooms"."""
    text = f"{formula.what} = {number(formula.constant)}"
    for name, factor in zip(inputs, formula.factors.tolist(), strict=True):
        text += f" {'−' if factor < 0.0 else '+'} {number(abs(factor))} · {name}"
    return text
