"""Where a run starts: given parameters, or an initializer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.problems.layers.base import Layer
from visualizer.core.problems.model import Model
from visualizer.core.settings import setting

INITIALIZERS = {
    "usual": "Usual",
    "zeros": "Zeros",
    "constant": "Constant",
    "uniform": "Uniform",
    "normal": "Normal",
    "xavier": "Xavier",
    "he": "He",
}


@dataclass(frozen=True)
class Start:
    """The `[start]` section. Given parameters win over the initializer."""

    parameters: tuple[float, ...] = setting(
        (),
        label="Start",
        help="The starting value of each parameter; the initializer decides when left empty.",
        optional=True,
    )
    initializer: str = setting(
        "usual",
        label="Initializer",
        help=(
            "How the starting values are chosen. Usual: the known start of a function, "
            "zeros without hidden layers, Xavier with them."
        ),
        choices=INITIALIZERS,
        folded=True,
    )
    scale: float = setting(
        0.5,
        label="Scale",
        help=(
            "Half of the width of the uniform, the deviation of the normal initializer; the "
            "value of each weight of the constant one."
        ),
        above=0,
        maximum=1e6,
        folded=True,
    )
    seed: int = setting(
        0,
        label="Start seed",
        help="Decides the random starting values.",
        minimum=0,
        maximum=2**63 - 1,
        folded=True,
    )


def starting_point(start: Start, problem: Problem) -> FloatArray:
    """The starting theta (P,), in float64.

    Raises
    ------
    InputError
        When the number of given parameters is not P, or the initializer is one of layers
        and the problem has none.
    """
    if start.parameters:
        if len(start.parameters) != problem.size:
            raise InputError(
                f"{len(start.parameters)} given, but this problem has {problem.size} parameters"
                f" ({_listed(problem.names)})",
                "start.parameters",
            )
        return np.array(start.parameters)
    random = np.random.default_rng(start.seed)
    if start.initializer == "zeros":
        return np.zeros(problem.size)
    if start.initializer == "constant":
        return _constant(start, problem)
    if start.initializer == "uniform":
        return random.uniform(-start.scale, start.scale, problem.size)
    if start.initializer == "normal":
        return random.normal(0, start.scale, problem.size)
    if isinstance(problem, Analytic):
        return _function_start(start, problem)
    if isinstance(problem, Model):
        return _model_start(start, problem, random)
    raise TypeError(f"no start is known for {type(problem).__name__}")


def start_note(start: Start, problem: Problem) -> str:
    """Why a network will not learn from this start, in a sentence; "" where it may."""
    hidden = problem.layers[:-1] if isinstance(problem, Model) else ()
    if start.parameters or not any(layer.inputs for layer in hidden):
        return ""
    if start.initializer == "zeros" and all(_keeps_zero(layer) for layer in hidden):
        return (
            "With zeros in every layer all slopes but that of the last bias are 0: the weights "
            "learn nothing. Choose Xavier or He"
        )
    if start.initializer in ("zeros", "constant"):
        return (
            "All units of a hidden layer start equal and get the same slope, so they stay equal: "
            "the layer learns no more than a single unit. Choose Xavier or He"
        )
    return ""


def _keeps_zero(layer: Layer) -> bool:
    return float(ACTIVATIONS[layer.activation].value(np.zeros(1))[0]) == 0


def _constant(start: Start, problem: Problem) -> FloatArray:
    """Every weight `scale`; biases are 0, and the parameters of a function are weights."""
    theta = np.full(problem.size, start.scale)
    for layer in problem.layers if isinstance(problem, Model) else ():
        theta[layer.biases] = 0
    return theta


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names if len(names) <= 8 else (*names[:6], "...", names[-1]))


def _function_start(start: Start, problem: Analytic) -> FloatArray:
    if start.initializer != "usual":
        raise InputError(
            f'"{start.initializer}" needs layers, and a function has none; '
            "allowed are usual, zeros, constant, uniform, normal",
            "start.initializer",
        )
    return np.array(problem.usual_start, float)


def _xavier(random: "np.random.Generator", layer: Layer) -> FloatArray:
    """Uniform within sqrt(6 / (inputs + units)): Glorot and Bengio 2010, equation 16."""
    limit = np.sqrt(6 / sum(layer.fans))
    return random.uniform(-limit, limit, layer.inputs * layer.units)


def _he(random: "np.random.Generator", layer: Layer) -> FloatArray:
    """Normal with deviation sqrt(2 / inputs): He et al. 2015, equation 10."""
    return random.normal(0, np.sqrt(2 / layer.fans[0]), layer.inputs * layer.units)


_BY_LAYER: Mapping[str, "Callable[[np.random.Generator, Layer], FloatArray]"] = {
    "xavier": _xavier,
    "he": _he,
}


def _model_start(start: Start, problem: Model, random: "np.random.Generator") -> FloatArray:
    """Weights layer by layer; biases start at zero."""
    theta = np.zeros(problem.size)
    # Without hidden layers nothing has to be told apart by chance, and zeros are the simplest.
    if start.initializer == "usual" and len(problem.layers) == 1:
        return theta
    fill = _BY_LAYER.get(start.initializer, _xavier)
    for layer in problem.layers:
        if not layer.inputs:
            continue
        # Factors of normalisation begin at 1, which changes nothing.
        theta[layer.weights] = 1.0 if layer.scales else fill(random, layer)
    return theta
