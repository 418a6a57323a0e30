"""The `[problem]` section of a model on data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from visualizer.core.errors import InputError
from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS
from visualizer.core.problems.layers.tables import LAYERS, LayerTable
from visualizer.core.problems.losses import HUBER_DELTA, LOSSES
from visualizer.core.settings import setting


@dataclass(frozen=True)
class ModelSettings:
    """The `[problem]` section of a model on data."""

    kind: ClassVar[str] = "model"
    label: ClassVar[str] = "Model on data"

    data: str = setting(
        "line",
        label="Data",
        help="A bundled data set, a generator, or the path of a CSV or NPZ file.",
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
        hint=(
            'layers with words, such as "convolution 4 3", belong into Layers, under More '
            "(problem.layers in files)"
        ),
    )
    layers: tuple[LayerTable, ...] = setting(
        (),
        label="Layers",
        help=(
            "The hidden layers one by one, in place of their units, each with its options: "
            "convolution 8, pooling 2, flatten, dense 32."
        ),
        optional=True,
        folded=True,
        tables=LAYERS,
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
        help=(
            "What the output layer ends with: linear for numbers, sigmoid for the probability "
            "of one of two classes, softmax for the probabilities of several."
        ),
        choices=OUTPUTS,
        folded=True,
    )
    bias: bool = setting(True, label="Bias", help="Whether each layer adds a bias.")
    loss: str = setting(
        "mse",
        label="Loss",
        help="What is minimised. Binary cross-entropy goes with sigmoid, categorical with softmax.",
        choices={key: entry.label for key, entry in LOSSES.items()},
        folded=True,
    )
    huber_delta: float = setting(
        HUBER_DELTA,
        label="Huber delta",
        help="The error from which the Huber loss grows linearly, in units of the target.",
        above=0,
        maximum=1e6,
        folded=True,
    )
    l1: float = setting(
        0.0,
        label="L1 penalty",
        help="Adds this times the sum of the absolute weights to the loss; not of biases.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )
    l2: float = setting(
        0.0,
        label="L2 penalty",
        help="Adds this times the sum of the squared weights to the loss; not of biases.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )

    def __post_init__(self) -> None:
        if self.layers and self.hidden:
            raise InputError("the hidden layers are given twice; allowed is one of both", "layers")
        allowed = LOSSES[self.loss].outputs
        if allowed and self.output not in allowed:
            raise InputError(
                f'"{self.output}" gives no probabilities that {LOSSES[self.loss].label.lower()} '
                f"can measure; allowed is {' or '.join(allowed)}",
                "output",
            )


def paired(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from newly given keys, where they do not say so themselves.

    The output that a loss needs, or the loss that an output needs; units of hidden layers
    go when these are given as a list, and the other way round. `kept` are the former keys.
    """
    found: dict[str, Any] = {}
    for one, other in (("hidden", "layers"), ("layers", "hidden")):
        if given.get(one) and other not in given and kept.get(other):
            found[other] = []
    return found | _paired_loss(kept, given)


def _paired_loss(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    if ("loss" in given) == ("output" in given):
        return {}
    loss, output = (str({**kept, **given}.get(key)) for key in ("loss", "output"))
    if loss not in LOSSES or output not in OUTPUTS:
        # Refused later, with a sentence.
        return {}
    needed = LOSSES[loss].outputs
    if not needed or output in needed:
        return {}
    if "loss" in given:
        return {"output": needed[0]}
    fitting = [key for key, entry in LOSSES.items() if output in entry.outputs]
    return {"loss": fitting[0] if fitting else "mse"}
