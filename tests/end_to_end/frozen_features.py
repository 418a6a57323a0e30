"""Makes the file of the lesson on a frozen network: what its hidden units say of digits.

A network of 16 ReLU units is trained on every second of the handwritten digits. Its hidden
layer is then frozen, and what it makes of the other digits is written as the inputs of an
NPZ file: the features from which the lesson trains a softmax.

python -m tests.end_to_end.frozen_features
"""

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.data.bundled import Digits
from visualizer.core.problems.model import Model

FILE = Path(__file__).resolve().parents[2] / "resources" / "lessons" / "frozen-features.npz"
UNITS = 16


def digits(first: int) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Pixels (N, 64) and labels (N,) of every second digit from number `first` on."""
    values = Digits().table("digits").values[first::2]
    return values[:, :-1], values[:, -1].astype(np.uint8)


def trained() -> tuple[Model, NDArray[np.float64]]:
    """The network that is frozen, and its parameters."""
    pixels, labels = digits(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "half.npz")
        np.savez(path, inputs=pixels, targets=labels)
        head = {"output": "softmax", "loss": "categorical_cross_entropy"}
        experiment = Experiment.from_dict(
            {
                "problem": {"data": str(path), "hidden": [UNITS], "activation": "relu", **head},
                "data": {"scaling": "min-max"},
                "optimizer": {"kind": "adam", "learning_rate": 0.003},
                "training": {"epochs": 40, "batch_size": 32},
            }
        )
        problem, history = build(experiment), train(experiment)
    assert isinstance(problem, Model)
    return problem, history.theta(len(history) - 1)


def features() -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    """Activations (N, 16) of the hidden units for the other digits, and their labels (N,)."""
    problem, theta = trained()
    pixels, labels = digits(1)
    weights, biases = theta[: 64 * UNITS].reshape(64, UNITS), theta[64 * UNITS : 65 * UNITS]
    hidden = np.maximum(problem.scaling.apply(pixels) @ weights + biases, 0)
    return hidden.astype(np.float16), labels


def main() -> None:
    """Write the file."""
    inputs, targets = features()
    names = np.array([f"unit {number}" for number in range(1, UNITS + 1)])
    np.savez_compressed(FILE, inputs=inputs, targets=targets, input_names=names)


if __name__ == "__main__":
    main()
