"""Gradient descent and momentum."""

from collections.abc import Mapping

from tests.core.optimizers.restated.base import Coordinate, Published


def sgd(w: float, learning_rate: float, weight_decay: float = 0.0) -> Coordinate:
    while True:
        w -= learning_rate * ((yield w) + weight_decay * w)


def momentum(
    w,
    learning_rate,
    momentum=0.9,
    dampening=0.0,
    weight_decay=0.0,
    dampen_first=False,
    inside=False,
) -> Coordinate:
    ball = None
    while True:
        push = (yield w) + weight_decay * w
        weight = learning_rate if inside else 1.0
        if ball is None:
            ball = weight * push * ((1 - dampening) if dampen_first else 1)
        else:
            ball = momentum * ball + weight * (1 - dampening) * push
        w -= ball if inside else learning_rate * ball


def nesterov(w, learning_rate, momentum=0.9, weight_decay=0.0) -> Coordinate:
    velocity = 0.0
    while True:
        push = (yield w) + weight_decay * w
        before = velocity
        # Sutskever's velocity, seen from the point that looks ahead.
        velocity = momentum * before - learning_rate * push
        w += velocity + momentum * (velocity - before)


PUBLISHED: Mapping[str, Published] = {
    "sgd": Published(
        sgd,
        ravine=(0.01, 1e-9),
        rosenbrock=(0.001, 1e-3),
        cases=[
            {"learning_rate": 0.0012, "weight_decay": 0.3},
        ],
    ),
    "momentum": Published(
        momentum,
        ravine=(0.01, 1e-9),
        rosenbrock=(0.001, 1e-9),
        cases=[
            {"learning_rate": 0.0005, "momentum": 0.8, "dampening": 0.3},
            {"learning_rate": 0.0004, "momentum": 0.85, "weight_decay": 0.4},
        ],
        mistakes=[
            ({"learning_rate": 5e-4, "dampening": 0.5}, {"dampen_first": True}),
        ],
    ),
    "nesterov": Published(
        nesterov,
        ravine=(0.005, 1e-9),
        rosenbrock=(0.001, 1e-9),
        cases=[
            {"learning_rate": 0.0004, "momentum": 0.85, "weight_decay": 0.2},
        ],
    ),
}
