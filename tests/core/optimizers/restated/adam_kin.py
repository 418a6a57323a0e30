"""NAdam, RAdam and Adamax."""

import math
from collections.abc import Mapping
from itertools import count

from tests.core.optimizers.restated.base import LARGE, MOMENTS, Coordinate, Published


def nadam(
    w,
    learning_rate,
    beta1=0.9,
    beta2=0.999,
    epsilon=1e-8,
    momentum_decay=0.004,
    weight_decay=0.0,
    plain=False,
) -> Coordinate:
    first = second = 0.0
    product = 1.0
    for k in count(1):
        push = (yield w) + weight_decay * w
        now = beta1 if plain else beta1 * (1 - 0.5 * 0.96 ** (k * momentum_decay))
        soon = beta1 if plain else beta1 * (1 - 0.5 * 0.96 ** ((k + 1) * momentum_decay))
        product *= now
        first = beta1 * first + (1 - beta1) * push
        second = beta2 * second + (1 - beta2) * push**2
        ahead = soon * first / (1 - product * soon) + (1 - now) * push / (1 - product)
        w -= learning_rate * ahead / (math.sqrt(second / (1 - beta2**k)) + epsilon)


def radam(
    w, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0, above=5.0
) -> Coordinate:
    first = second = 0.0
    limit = 2 / (1 - beta2) - 1
    for k in count(1):
        push = (yield w) + weight_decay * w
        first = beta1 * first + (1 - beta1) * push
        second = beta2 * second + (1 - beta2) * push**2
        length = limit - 2 * k * beta2**k / (1 - beta2**k)
        step = first / (1 - beta1**k)
        if length > above:
            step *= math.sqrt(1 - beta2**k) / (math.sqrt(second) + epsilon)
            step *= math.sqrt((length - 4) * (length - 2) * limit)
            step /= math.sqrt((limit - 4) * (limit - 2) * length)
        w -= learning_rate * step


def adamax(
    w,
    learning_rate,
    beta1=0.9,
    beta2=0.999,
    epsilon=1e-8,
    weight_decay=0.0,
    bias_correction=True,
    outside=False,
) -> Coordinate:
    first = norm = 0.0
    for k in count(1):
        push = (yield w) + weight_decay * w
        first = beta1 * first + (1 - beta1) * push
        norm = max(beta2 * norm, abs(push) + (not outside) * epsilon)
        left = 1 - beta1**k if bias_correction else 1.0
        w -= learning_rate / left * first / (norm + outside * epsilon)


PUBLISHED: Mapping[str, Published] = {
    "nadam": Published(
        nadam,
        ravine=(0.02, 1e-9),
        rosenbrock=(0.001, 1e-3),
        cases=[
            {"learning_rate": 0.03, "momentum_decay": 0.05, **MOMENTS},
        ],
        mistakes=[
            (LARGE, {"plain": True}),
        ],
    ),
    "radam": Published(
        radam,
        ravine=(0.02, 1e-9),
        rosenbrock=(0.001, 1e-6),
        cases=[
            {"learning_rate": 0.001, **MOMENTS},
            {"learning_rate": 0.0005, "beta2": 0.99, "epsilon": 0.1},
            {"learning_rate": 0.0005, "beta2": 0.5},
        ],
        mistakes=[
            ({"learning_rate": 5e-4, "beta2": 0.99}, {"above": 4.0}),
        ],
    ),
    "adamax": Published(
        adamax,
        ravine=(0.02, 1e-9),
        rosenbrock=(0.002, 1e-6),
        cases=[
            {"learning_rate": 0.01, **MOMENTS},
            {"learning_rate": 0.01, "bias_correction": False},
        ],
        mistakes=[
            ({**LARGE, "beta2": 0.9, "epsilon": 20.0}, {"outside": True}),
        ],
    ),
}
