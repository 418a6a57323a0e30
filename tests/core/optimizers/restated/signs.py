"""Rules that look at the sign alone."""

import math
from collections.abc import Mapping

from tests.core.optimizers.restated.base import Coordinate, Published


def rprop(
    w,
    learning_rate,
    shrink=0.5,
    grow=1.2,
    smallest_step=1e-6,
    largest_step=50.0,
    keep=False,
) -> Coordinate:
    length, last = learning_rate, 0.0
    while True:
        push = yield w
        if push * last > 0:
            length = min(length * grow, largest_step)
        elif push * last < 0:
            length = max(length * shrink, smallest_step)
            push = push if keep else 0.0
        last = push
        w -= math.copysign(length, push) if push else 0.0


def lion(
    w, learning_rate, beta1=0.9, beta2=0.99, weight_decay=0.0, coupled=False, swapped=False
) -> Coordinate:
    memory = 0.0
    while True:
        push = yield w
        if coupled:
            push += weight_decay * w
        mixed = beta1 * memory + (1 - beta1) * push
        memory = beta2 * memory + (1 - beta2) * push
        sign = (memory > 0) - (memory < 0) if swapped else (mixed > 0) - (mixed < 0)
        w -= learning_rate * (sign + (not coupled) * weight_decay * w)


PUBLISHED: Mapping[str, Published] = {
    "rprop": Published(
        rprop,
        ravine=(0.05, 1e-5),
        rosenbrock=(0.0005, 5e-3),
        cases=[
            {"learning_rate": 0.03, "shrink": 0.4, "grow": 1.3},
            {"learning_rate": 0.03, "smallest_step": 0.01, "largest_step": 0.05},
        ],
        mistakes=[
            ({"learning_rate": 0.1}, {"keep": True}),
        ],
    ),
    "lion": Published(
        lion,
        ravine=(0.01, 2e-2),
        rosenbrock=(0.001, 2e-3),
        cases=[
            {"learning_rate": 0.007, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3},
        ],
        mistakes=[
            ({"learning_rate": 0.01, "weight_decay": 0.5}, {"coupled": True}),
            ({"learning_rate": 0.01, "beta1": 0.5}, {"swapped": True}),
        ],
    ),
}
