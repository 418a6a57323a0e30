"""Verdicts on the layers of a network: dead and saturated units, slopes that vanish or explode.

They name a cause, and are asked where a run does not get on; a layer that is dead altogether is
told of in any case but at the minimum, as nothing gets through it. The criteria are those of
`layer_health`, for at least half of the units of a layer, and two more: a gradient vanishes where
the typical slope of a parameter in the first layer is a thousandth of that in the last (Hochreiter
1991), and explodes where it is a hundred times as long as the median of the ten epochs before
(Pascanu, Mikolov and Bengio 2013).
"""

import numpy as np

from visualizer.core.analysis.evidence import WINDOW, Evidence
from visualizer.core.analysis.layer_health import (
    MOST_WORK,
    SAMPLED,
    Fare,
    fare_at,
    is_network,
    layers_with_parameters,
    layers_with_units,
)
from visualizer.core.analysis.remedies import lower_rates, number, remedy, scale_inputs
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict
from visualizer.core.problems.model import Model

MANY = 0.5
"""The share of the units of a layer from which on dead or saturated ones are a verdict."""

FACTOR = 1000.0
"""By which the slopes of the last layer are steeper than those of the first, at least."""

SPIKE = 100.0
"""By which a gradient that explodes is longer than usual, at least."""

_FEWEST, _PIXELS = 4, 64
"""Epochs, and lengths of gradients, that say what is usual; and how finely these are read."""

_STUCK = ("rest", "crawling", "local", "unknown")
_WILD = ("thrown", "diverging", "bouncing", "edge", "kink")
"""Kinds of verdicts of which these may be the cause: of too little, and of too much movement."""

_CERTAIN = ("minimum", "diverged", "rounding", "saddle")
"""Kinds that say it all."""


def cause_of(evidence: Evidence, found: Verdict) -> Verdict | None:
    """What in the layers explains a verdict; None where nothing does."""
    model = evidence.problem
    if evidence.step == 0 or not is_network(model) or found.kind in _CERTAIN:
        return None
    assert isinstance(model, Model)
    ailing = found.kind in {*_STUCK, *_WILD}
    if not ailing and not any(one.activation == "relu" for one in model.layers):
        return None
    rows = min(model.rows, SAMPLED)
    if "gradient" not in evidence.history.layout.vectors or (
        model.network.row_bytes * rows > MOST_WORK
    ):
        return None
    fare = fare_at(model, evidence.history, evidence.step)
    # What has just happened is told of first, and what it has left from the next row on.
    if found.kind not in _WILD and any(units.dead == 1 for units in fare.units):
        return dead(evidence, model, fare)
    if not ailing or evidence.transitions < _FEWEST:
        return None
    detectors = [exploding] if found.kind in _WILD else [dead, saturated, vanishing]
    if found.kind == "unknown":
        detectors.append(exploding)
    return next(filter(None, (detector(evidence, model, fare) for detector in detectors)), None)


def dead(evidence: Evidence, model: Model, fare: Fare) -> Verdict | None:
    """At least half of the units of a layer give a slope of 0 for every row."""
    place = _worst([units.dead for units in fare.units])
    if place is None:
        return None
    layer, share = layers_with_units(model)[place], fare.units[place].dead
    return Verdict(
        "dead units",
        f"{_percent(share)} of the units of layer {layer.number} are dead: they learn no more.",
        "The slope of their activation is 0 for every row looked at, so no gradient reaches their "
        "weights, and they stay as they are.",
        (*_activations(model, "leaky_relu", "elu"), *_starts("he"),
         *lower_rates(evidence, 0.1)),
    )  # fmt: skip


def saturated(evidence: Evidence, model: Model, fare: Fare) -> Verdict | None:
    """At least half of the units of a layer lie where their activation is flat."""
    place = _worst([units.saturated for units in fare.units])
    if place is None:
        return None
    layer, share = layers_with_units(model)[place], fare.units[place].saturated
    return Verdict(
        "saturated units",
        f"{_percent(share)} of the units of layer {layer.number} are saturated: they hardly learn.",
        "For nine rows in ten the slope of their activation is below 5 % of its greatest: their "
        "inputs are too large, by the weights or by the data.",
        (*scale_inputs(evidence), *_starts("xavier"), *_activations(model, "relu")),
    )


def vanishing(evidence: Evidence, model: Model, fare: Fare) -> Verdict | None:
    """The slopes of the first layer are a thousandth of those of the last."""
    first, last = float(fare.slope[0]), float(fare.slope[-1])
    # A slope of exactly 0 comes of equal weights, or of dead units.
    if not 0 < first * FACTOR <= last:
        return None
    return Verdict(
        "vanishing gradient",
        f"The gradient vanishes on its way back: layer 1 has {_part(last / first)} of the slope of "
        "the output.",
        f"The typical slope of a weight is {number(last, 3)} in the last layer and "
        f"{number(first, 3)} in the first: each layer between multiplies it by its weights and by "
        "the slope of its activation, which is small.",
        (*_activations(model, "relu", "tanh"), *_starts("xavier", "he"),
         *scale_inputs(evidence)),
    )  # fmt: skip


def exploding(evidence: Evidence, model: Model, fare: Fare) -> Verdict | None:
    """The gradient is a hundred times as long as it usually was in the epochs before."""
    former, every = evidence.former, evidence.history.steps_per_epoch
    first = max(evidence.step - WINDOW * every, 0)
    _, lengths = evidence.history.view("gradient_norm", first, evidence.step - 2, _PIXELS)
    if former is None or len(lengths) < _FEWEST:
        return None
    # The step that has thrown it far, or what it has met there.
    longest = max(former.gradient_norm, evidence.row.gradient_norm)
    usual = float(np.median(lengths))
    if not longest >= SPIKE * usual > 0:
        return None
    layer = layers_with_parameters(model)[int(np.argmax(fare.slope))]
    clip = float(f"{2 * usual:.1g}")
    return Verdict(
        "exploding gradient",
        f"The gradient explodes: it is {number(longest / usual)} times as long as usual.",
        f"It was {number(usual, 3)} long in the epochs before, and is {number(longest, 3)} now; "
        f"the slopes of layer {layer.number} are the steepest. A step as long as that leaves all "
        "that was learned behind; clipping keeps its direction and not its length.",
        (remedy(f"Clip by norm {number(clip)}", {"training.clip_norm": clip}),
         *lower_rates(evidence, 1 / 3, 0.1), *_starts("xavier")),
    )  # fmt: skip


def _worst(shares: list[float]) -> int | None:
    """The place of the largest share that is large enough."""
    place = int(np.argmax(shares)) if shares else 0
    return place if shares and shares[place] >= MANY else None


def _activations(model: Model, *names: str) -> tuple[Remedy, ...]:
    """Other activations of the hidden layers."""
    if model.settings.layers:
        # Layers that are given one by one may have activations of their own.
        return ()
    label = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "tanh": "tanh"}
    return tuple(
        remedy(f"Use {label[name]}", {"problem.activation": name}, group="activation")
        for name in names
        if name != model.settings.activation
    )


def _starts(*names: str) -> tuple[Remedy, ...]:
    """Other starts, drawn by an initializer that suits the number of connections."""
    return tuple(
        remedy(
            f"Start with {name.capitalize()}",
            {"start.initializer": name, "start.parameters": ()},
            group="start",
        )
        for name in names
    )


def _percent(share: float) -> str:
    return "All" if share == 1 else f"{100 * share:.0f} %"


def _part(factor: float) -> str:
    return f"1/{number(factor)}"
