"""QHM and QHAdam."""

import math
from collections.abc import Mapping
from itertools import count

from tests.core.optimizers.restated.base import LARGE, MOMENTS, Coordinate, Published


def qhm(w, learning_rate, nu=0.7, beta=0.999, weight_decay=0.0, heavy=False) -> Coordinate:
    memory = 0.0
    while True:
        push = (yield w) + weight_decay * w
        memory = beta * memory + (1 if heavy else 1 - beta) * push
        w -= learning_rate * (push + nu * (memory - push))


def qhadam(
    w,
    learning_rate,
    nu1=0.7,
    nu2=1.0,
    beta1=0.9,
    beta2=0.999,
    epsilon=1e-8,
    weight_decay=0.0,
    bias_correction=True,
    inside=False,
) -> Coordinate:
    first = second = 0.0
    for k in count(1):
        push = (yield w) + weight_decay * w
        first = beta1 * first + (1 - beta1) * push
        second = beta2 * second + (1 - beta2) * push**2
        left1, left2 = (1 - beta1**k, 1 - beta2**k) if bias_correction else (1.0, 1.0)
        above = push + nu1 * (first / left1 - push)
        below = push**2 + nu2 * (second / left2 - push**2)
        size = math.sqrt(below + epsilon) if inside else math.sqrt(below) + epsilon
        w -= learning_rate * above / size


PUBLISHED: Mapping[str, Published] = {
    "qhm": Published(
        qhm,
        ravine=(0.05, 1e-4),
        rosenbrock=(0.005, 1e-5),
        cases=[
            {"learning_rate": 0.001, "nu": 0.6, "beta": 0.9, "weight_decay": 0.2},
        ],
        mistakes=[
            ({"learning_rate": 1e-5}, {"heavy": True}),
        ],
    ),
    "qhadam": Published(
        qhadam,
        ravine=(0.02, 1e-9),
        rosenbrock=(0.0005, 1e-3),
        cases=[
            {"learning_rate": 0.03, "nu1": 0.6, "nu2": 0.8, **MOMENTS},
            {"learning_rate": 0.001, "bias_correction": False},
        ],
        mistakes=[
            (LARGE, {"inside": True}),
        ],
    ),
}
