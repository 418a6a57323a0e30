r"""From the loss back to every weight: deltas, gradients, and the factors of one of them.

.. math:: \delta_L = \partial L / \partial z_L, \quad
   \delta_{l,j} = f'(z_{l,j}) \sum_k W_{l+1,jk} \, \delta_{l+1,k}, \quad
   \partial L / \partial W_{l,ij} = a_{l-1,i} \, \delta_{l,j}, \quad
   \partial L / \partial b_{l,j} = \delta_{l,j}

(Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0.) It is done here unit by unit, as on a
board, and not with the code that trains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.heads import make_head
from visualizer.core.problems.losses import LOSSES, huber
from visualizer.core.problems.model import Model
from visualizer.core.quiet import Quiet
from visualizer.core.worked.forward import Forward, is_joint, output_slope

LOSS, OUTPUT, HANDED, WEIGHT, UNIT, INPUT = (
    "loss", "output", "handed back", "weight", "unit", "input",
)  # fmt: skip
"""The kinds of factors: see `Factor`."""


@dataclass(frozen=True)
class Factor:
    """One factor of a chain of derivatives.

    `kind` says which derivative it is: of the loss by the output (`LOSS`; with `joint`, by the z
    of the output), of an activation (`OUTPUT` for the last layer, `UNIT` for others), of the loss
    by a unit with several ways on (`HANDED`), of a sum by the unit before (`WEIGHT`), or by the
    parameter (`INPUT`). `layer` and `unit` are where it is, counted from 0; `source` is the unit
    before it, -1 for a bias.
    """

    kind: str
    layer: int
    unit: int
    value: float
    source: int = -1
    joint: bool = False


@dataclass(frozen=True)
class FactorChain:
    """The derivative of the loss of one row by one parameter, as a product.

    `penalty` is what the penalties on large weights add to the product.
    """

    index: int
    layer: int
    source: int
    unit: int
    factors: tuple[Factor, ...]
    product: float
    penalty: float

    @property
    def gradient(self) -> float:
        """The derivative itself."""
        return self.product + self.penalty


@dataclass(frozen=True, eq=False)
class Backward:
    """The deltas dL/dz of each layer (U,), from the first to the last, of one row.

    `handed` (U,) are the dL/da of the hidden layers, which the layer behind hands back;
    `output` (T,) is dL/da of the last one, None where it is `is_joint`.
    """

    deltas: tuple[FloatArray, ...]
    handed: tuple[FloatArray, ...]
    output: FloatArray | None

    def gradients(self, worked: Forward, layer: int) -> tuple[FloatArray, FloatArray]:
        """The gradients of the weights (I, U) and of the biases (U,) of a layer."""
        delta = self.deltas[layer]
        return np.outer(worked.layers[layer].before, delta), delta


def backward(model: Model, worked: Forward) -> Backward:
    """Deltas of all layers, the last one first."""
    settings = model.settings
    head = make_head(settings.output, settings.loss, settings.huber_delta)
    last = worked.layers[-1]
    output = None
    with Quiet():
        if not is_joint(model):
            loss = (
                huber(settings.huber_delta) if settings.loss == "huber" else LOSSES[settings.loss]
            )
            output = loss.slope(last.a[None], worked.targets[None])[0]
        deltas = [output_slope(head, worked)]
        handed: list[FloatArray] = []
        for before, behind in zip(worked.layers[-2::-1], worked.layers[:0:-1], strict=True):
            assert before.slopes is not None
            handed.append(
                np.array([float(np.sum(weights * deltas[-1])) for weights in behind.weights])
            )
            deltas.append(before.slopes * handed[-1])
    return Backward(tuple(deltas[::-1]), tuple(handed[::-1]), output)


def chain(model: Model, worked: Forward, back: Backward, index: int) -> FactorChain:
    """The factors of the derivative by the parameter `index` of theta.

    From the loss back to the parameter, one factor for each step of the path. Where a unit has
    several ways on, the first factor is their sum, which `Backward.handed` knows.
    """
    number, (source, unit) = _found(worked, index)
    layers, factors = worked.layers, []
    last = len(layers) - 1
    # The last layer on the way that has one unit alone: from there on there is one path.
    single = number == last or all(len(layer.z) == 1 for layer in layers[number + 1 :])
    if single:
        at = unit if number == last else 0
        factors += _at_the_end(worked, back, at)
        for behind in range(last, number, -1):
            on = unit if behind - 1 == number else 0
            weight = float(layers[behind].weights[on, 0])
            factors.append(Factor(WEIGHT, behind, 0, weight, on))
            factors.append(_unit(worked, behind - 1, on))
    else:
        handed = float(back.handed[number][unit])
        factors += [Factor(HANDED, number, unit, handed), _unit(worked, number, unit)]
    entered = 1.0 if source < 0 else float(layers[number].before[source])
    factors.append(Factor(INPUT, number, unit, entered, source))
    product = 1.0
    for factor in factors:
        product *= factor.value
    return FactorChain(
        index, number, source, unit, tuple(factors), product, _penalty(model, worked, index)
    )


def _found(worked: Forward, index: int) -> tuple[int, tuple[int, int]]:
    for number, layer in enumerate(worked.layers):
        if index < layer.start + layer.size:
            return number, layer.place(index)
    raise ValueError(f"there is no parameter {index}")


def _at_the_end(worked: Forward, back: Backward, unit: int) -> list[Factor]:
    """From the loss to the z of an output."""
    last = len(worked.layers) - 1
    if back.output is None:
        return [Factor(LOSS, last, unit, float(back.deltas[-1][unit]), joint=True)]
    found = [Factor(LOSS, last, unit, float(back.output[unit]))]
    if worked.layers[-1].activation != "linear":
        found.append(_unit(worked, last, unit))
    return found


def _unit(worked: Forward, layer: int, unit: int) -> Factor:
    slopes = worked.layers[layer].slopes
    assert slopes is not None
    kind = OUTPUT if layer == len(worked.layers) - 1 else UNIT
    return Factor(kind, layer, unit, float(slopes[unit]))


def _penalty(model: Model, worked: Forward, index: int) -> float:
    """The slope of the penalties at one weight; see `Penalty`."""
    number, (source, unit) = _found(worked, index)
    if source < 0:
        return 0.0
    weight = float(worked.layers[number].weights[source, unit])
    settings = model.settings
    return float(settings.l1 * np.sign(weight) + 2 * settings.l2 * weight)
