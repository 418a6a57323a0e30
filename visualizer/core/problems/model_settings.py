"""The `[problem]` section of a model on data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from visualizer.core.errors import InputError
from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS
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
        allowed = LOSSES[self.loss].outputs
        if allowed and self.output not in allowed:
            raise InputError(
                f'"{self.output}" gives no probabilities that {LOSSES[self.loss].label.lower()} '
                f"can measure; allowed is {' or '.join(allowed)}",
                "output",
            )


def paired(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The output that a newly given loss needs, or the loss that a new output needs.

    Nothing where they go together, or where both are given. `kept` are the former keys.
    """
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
