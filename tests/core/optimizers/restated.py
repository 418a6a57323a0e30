"""The published rules once more, for one number at a time, in plain Python.

Each is a coroutine for one parameter: it yields the parameter and is sent its slope. They
are written from the papers (and, where these differ, from PyTorch's documentation), not
from the program, and know nothing of arrays. The flags give what a reader might have
taken the rule for.
"""

import math
from collections.abc import Callable, Generator, Sequence
from itertools import count
from typing import Any

import numpy as np

Coordinate = Generator[float, float, None]
Slope = Callable[[Sequence[float]], Sequence[float]]


def walk(
    rule: Callable[..., Coordinate], slope: Slope, start: Sequence[float], steps: int, **k: Any
):
    """The path (steps + 1, P) of a rule with options `k`."""
    walkers = [rule(value, **k) for value in start]
    place = [next(walker) for walker in walkers]
    path = [place]
    for _ in range(steps):
        slopes = slope(place)
        place = [walker.send(each) for walker, each in zip(walkers, slopes, strict=True)]
        path.append(place)
    return np.array(path)


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
    bias=True,
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
        left = 1 - beta2**k if bias else 1.0
        top = max(top, second / left if largest_hat else second)
        power = top / (1 if largest_hat else left) if largest or largest_hat else second / left
        if inside:
            size = math.sqrt(power + epsilon)
        elif before:  # epsilon beside the root of the uncorrected moment
            size = (math.sqrt(power * left) + epsilon) / math.sqrt(left)
        else:
            size = math.sqrt(power) + epsilon
        w -= learning_rate * first / (1 - beta1**k if bias else 1.0) / size


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
    w, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0, outside=False
) -> Coordinate:
    first = norm = 0.0
    for k in count(1):
        push = (yield w) + weight_decay * w
        first = beta1 * first + (1 - beta1) * push
        norm = max(beta2 * norm, abs(push) + (not outside) * epsilon)
        w -= learning_rate / (1 - beta1**k) * first / (norm + outside * epsilon)


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
    inside=False,
) -> Coordinate:
    first = second = 0.0
    for k in count(1):
        push = (yield w) + weight_decay * w
        first = beta1 * first + (1 - beta1) * push
        second = beta2 * second + (1 - beta2) * push**2
        above = push + nu1 * (first / (1 - beta1**k) - push)
        below = push**2 + nu2 * (second / (1 - beta2**k) - push**2)
        size = math.sqrt(below + epsilon) if inside else math.sqrt(below) + epsilon
        w -= learning_rate * above / size
