"""Rules that divide by the size of past slopes."""

import math
from collections.abc import Mapping

from tests.core.optimizers.restated.base import LARGE, Coordinate, Published


def adagrad(
    w, learning_rate, epsilon=1e-10, initial_accumulator=0.0, weight_decay=0.0, inside=False
) -> Coordinate:
    squares = [initial_accumulator]
    while True:
        push = (yield w) + weight_decay * w
        squares.append(push**2)
        size = math.sqrt(math.fsum(squares) + inside * epsilon) + (not inside) * epsilon
        w -= learning_rate / size * push


def rmsprop(
    w,
    learning_rate,
    alpha=0.99,
    epsilon=1e-8,
    momentum=0.0,
    centered=False,
    weight_decay=0.0,
    inside=False,
) -> Coordinate:
    power = average = ball = 0.0
    while True:
        push = (yield w) + weight_decay * w
        power += (1 - alpha) * (push**2 - power)
        average += (1 - alpha) * (push - average)
        spread = power - centered * average**2
        size = math.sqrt(spread + epsilon) if inside else math.sqrt(spread) + epsilon
        ball = momentum * ball + push / size
        w -= learning_rate * ball


def adadelta(
    w, learning_rate, rho=0.9, epsilon=1e-6, weight_decay=0.0, outside=False, late=False
) -> Coordinate:
    def rms(mean):
        return math.sqrt(mean) + epsilon if outside else math.sqrt(mean + epsilon)

    slopes = moves = 0.0
    while True:
        push = (yield w) + weight_decay * w
        slopes = rho * slopes + (1 - rho) * push**2
        move = -rms(moves) / rms(slopes) * push
        moves = rho * moves + (1 - rho) * (move * (learning_rate if late else 1)) ** 2
        w += learning_rate * move


PUBLISHED: Mapping[str, Published] = {
    "adagrad": Published(
        adagrad,
        ravine=(2.0, 1e-9),
        rosenbrock=(0.5, 1e-6),
        cases=[
            {"learning_rate": 0.3, "epsilon": 0.7, "initial_accumulator": 2.5},
            {"learning_rate": 0.2, "weight_decay": 0.3},
        ],
        mistakes=[
            ({"learning_rate": 0.3, "epsilon": 5.0}, {"inside": True}),
        ],
    ),
    "rmsprop": Published(
        rmsprop,
        ravine=(0.005, 5e-3),
        rosenbrock=(0.0002, 1e-3),
        cases=[
            {"learning_rate": 0.01, "alpha": 0.9, "epsilon": 0.4, "weight_decay": 0.1},
            {"learning_rate": 0.004, "alpha": 0.8, "momentum": 0.6, "epsilon": 0.2},
            {"learning_rate": 0.004, "alpha": 0.95, "centered": True, "epsilon": 1.5},
        ],
        mistakes=[
            (LARGE, {"inside": True}),
            (LARGE, {"centered": True}),
        ],
    ),
    "adadelta": Published(
        adadelta,
        ravine=(0.2, 2e-2),
        rosenbrock=(0.01, 5e-3),
        cases=[
            {"learning_rate": 0.8, "rho": 0.8, "epsilon": 0.002, "weight_decay": 0.1},
        ],
        mistakes=[
            ({"learning_rate": 1.0, "epsilon": 0.01}, {"outside": True}),
            ({"learning_rate": 0.5, "epsilon": 0.01}, {"late": True}),
        ],
    ),
}
