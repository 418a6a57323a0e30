"""Adam, AdamW and AMSGrad."""

import math
from collections.abc import Mapping
from itertools import count

from tests.core.optimizers.restated.base import DECAY, LARGE, MOMENTS, Coordinate, Published


def adam(
    w,
    learning_rate,
    beta1=0.9,
    beta2=0.999,
    epsilon=1e-8,
    weight_decay=0.0,
    decoupled=False,
    inside=False,
    before=False,
    bias_correction=True,
    largest=False,
    largest_hat=False,
) -> Coordinate:
    """Adam, AdamW (`decoupled`) and AMSGrad (`largest`)."""
    first = second = top = 0.0
    for k in count(1):
        push = yield w
        if decoupled:
            w -= learning_rate * weight_decay * w
        else:
            push += weight_decay * w
        first = beta1 * first + (1 - beta1) * push
        second = beta2 * second + (1 - beta2) * push**2
        left = 1 - beta2**k if bias_correction else 1.0
        top = max(top, second / left if largest_hat else second)
        power = top / (1 if largest_hat else left) if largest or largest_hat else second / left
        if inside:
            size = math.sqrt(power + epsilon)
        elif before:  # epsilon beside the root of the uncorrected moment
            size = (math.sqrt(power * left) + epsilon) / math.sqrt(left)
        else:
            size = math.sqrt(power) + epsilon
        w -= learning_rate * first / (1 - beta1**k if bias_correction else 1.0) / size


PUBLISHED: Mapping[str, Published] = {
    "adam": Published(
        adam,
        ravine=(0.2, 1e-9),
        rosenbrock=(0.005, 1e-6),
        cases=[
            {"learning_rate": 0.01, **MOMENTS},
            {"learning_rate": 0.001, "bias_correction": False},
        ],
        mistakes=[
            (LARGE, {"inside": True}),
            (LARGE, {"before": True}),
            (LARGE, {"bias_correction": False}),
            (DECAY, {"decoupled": True}),
        ],
    ),
    "amsgrad": Published(
        adam,
        ravine=(1.0, 1e-9),
        rosenbrock=(0.5, 1e-9),
        cases=[
            {"learning_rate": 0.05, **MOMENTS},
            {"learning_rate": 0.001, "bias_correction": False},
        ],
        mistakes=[
            ({**LARGE, "beta2": 0.8}, {"largest": False}),
            ({**LARGE, "learning_rate": 0.1}, {"largest_hat": True}),
        ],
        flags={"largest": True},
    ),
    "adamw": Published(
        adam,
        ravine=(0.2, 1e-9),
        rosenbrock=(0.0005, 2e-3),
        cases=[
            {"learning_rate": 0.01, **MOMENTS},
            {"learning_rate": 0.001, "bias_correction": False, "weight_decay": 0.1},
        ],
        mistakes=[
            (DECAY, {"decoupled": False}),
        ],
        flags={"decoupled": True, "weight_decay": 0.01},
    ),
}
