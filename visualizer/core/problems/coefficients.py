"""A model without hidden layers as formulas of the inputs in the units of the data."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.model import Model

MOST_COEFFICIENTS = 100
"""Beyond these formulas are not written out: nobody reads them in a terminal or a panel."""


class FittedFormula(NamedTuple):
    """What is predicted, in words, the constant, and the factor of each input (D,)."""

    what: str
    constant: float
    factors: FloatArray


def is_scaled(model: Model) -> bool:
    """Whether the parameters belong to other inputs than those of the data."""
    return bool(np.any(model.scaling.offset != 0.0) or np.any(model.scaling.factor != 1.0))


def formulas_of(model: Model, theta: FloatArray) -> tuple[FittedFormula, ...]:
    """A formula for each output of a model with parameters theta (P,); () with hidden layers.

    Of a sigmoid it is that of the log-odds, of a softmax those of the scores before it.
    A constant that is nothing but the rounding of its sum is 0.
    """
    if len(model.layers) > 1 or len(model.first) > 1:
        return ()
    weights, constants = model.coefficients(theta)
    # The constant is a difference of such products: their size says how large its rounding may be.
    summed = np.abs(model.scaling.offset) @ np.abs(weights)
    rounding = 4 * (len(weights) + 2) * np.finfo(float).eps * summed
    constants = np.where(np.abs(constants) <= rounding, 0.0, constants)
    names: tuple[str, ...] = model.target_names
    if model.settings.output == "sigmoid":
        classes = model.class_names
        names = (f"log-odds of {classes[-1] if len(classes) == 2 else names[0]}",)
    elif model.class_names:
        names = tuple(f"score of {name}" for name in model.class_names)
    return tuple(
        FittedFormula(name, float(constant), factors)
        for name, constant, factors in zip(names, constants, weights.T, strict=True)
    )


def formula_text(
    formula: FittedFormula, inputs: tuple[str, ...], number: Callable[[float], str]
) -> str:
    """A formula in one line: "price = 475 + 475 · rooms"."""
    text = f"{named(formula.what)} = {number(formula.constant)}"
    for name, factor in zip(inputs, formula.factors.tolist(), strict=True):
        text += f" {'−' if factor < 0.0 else '+'} {number(abs(factor))} · {named(name)}"
    return text


def too_many_text(formulas: Sequence[FittedFormula], inputs: Sequence[str]) -> str:
    """How many coefficients there are, where they are too many to be written out; else ""."""
    count = len(formulas) * len(inputs)
    if count <= MOST_COEFFICIENTS:
        return ""
    outputs = f"each of {len(formulas):,} outputs" if len(formulas) > 1 else "the output"
    return f"{count:,} coefficients, {len(inputs):,} for {outputs}, are not written out"


def named(name: str) -> str:
    """The name of a column, in quotation marks where it reads as a number, as a year does."""
    try:
        float(name.replace(",", "."))
    except ValueError:
        return name
    return f'"{name}"'
