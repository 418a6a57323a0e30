"""Gradient descent as everyone teaches it: what the engine is measured against.

One loss for each parameter moved by h, forward differences, weights in float32, a deep copy
for the new weights and one for each moved weight, the history in lists.
"""

from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

Weights = list[NDArray[np.float32]]
"""W (inputs x outputs) and b (outputs)."""

H = 1e-4


def mean_squared_error(x: NDArray[np.float64], y: NDArray[np.float64], weights: Weights) -> float:
    prediction = x @ weights[0] + weights[1]
    return np.mean((prediction - y) ** 2)


def update_weights(
    x: NDArray[np.float64], y: NDArray[np.float64], weights: Weights, learning_rate: float
) -> tuple[Weights, float]:
    """The weights after one epoch, and the loss before it."""
    updated_weights = deepcopy(weights)
    loss = mean_squared_error(x, y, weights)
    for number, layer in enumerate(weights):
        for index, _ in np.ndenumerate(layer):
            moved_weights = deepcopy(weights)
            moved_weights[number][index] += H
            moved_loss = mean_squared_error(x, y, moved_weights)
            gradient = (moved_loss - loss) / H
            updated_weights[number][index] -= learning_rate * gradient
    return updated_weights, loss


def train(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    weights: Weights,
    learning_rate: float,
    epochs: int,
) -> tuple[list[Weights], list[float]]:
    """The weights at each epoch, the last ones included, and the losses before each update."""
    weight_history, loss_history = [weights], []
    for _ in range(epochs):
        weights, loss = update_weights(x, y, weights, learning_rate)
        weight_history.append(weights)
        loss_history.append(loss)
    return weight_history, loss_history


def line() -> tuple[NDArray[np.float64], NDArray[np.float64], Weights]:
    """The line y = 3x at four points, and weights of zero."""
    x = np.array([[1.0], [2.0], [3.0], [4.0]])
    return x, 3 * x, [np.zeros((1, 1), np.float32), np.zeros(1, np.float32)]
