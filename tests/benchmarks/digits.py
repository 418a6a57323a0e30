"""An epoch of the handwritten digits, against the matrix products in it."""

import numpy as np

from tests.benchmarks.measure import Result, best_times
from visualizer.core.building import build
from visualizer.core.experiment import Experiment
from visualizer.core.problems.model import Model
from visualizer.core.quiet import ONE_BLAS_THREAD
from visualizer.core.training import train

UNITS = 64
BATCH = 32


def experiment(count: int) -> Experiment:
    """Digits with one hidden layer, trained by Adam on small batches."""
    problem = {
        "data": "digits",
        "hidden": [UNITS],
        "activation": "relu",
        "output": "softmax",
        "loss": "categorical_cross_entropy",
    }
    training = {"epochs": count, "batch_size": BATCH, "validation_fraction": 0.2}
    return Experiment.from_dict(
        {"problem": problem, "optimizer": {"kind": "adam"}, "training": training}
    )


def products(model: Model, count: int) -> None:
    """The products of `count` epochs: forward, weights, and back to the hidden layer."""
    random = np.random.default_rng(0)
    inputs, outputs = model.inputs.shape[1], model.targets.shape[1]
    first, last = random.normal(size=(inputs, UNITS)), random.normal(size=(UNITS, outputs))
    full, beside = divmod(model.rows, BATCH)
    sizes = [BATCH] * full + [beside] * (beside > 0)
    shapes = (inputs, UNITS, UNITS, outputs)
    x, hidden, slope, end = (random.normal(size=(BATCH, width)) for width in shapes)
    with ONE_BLAS_THREAD:
        for _ in range(count):
            for rows in sizes:
                x[:rows] @ first
                hidden[:rows] @ last
                hidden[:rows].T @ end[:rows]
                end[:rows] @ last.T
                x[:rows].T @ slope[:rows]


def digits(count: int = 4, rounds: int = 80) -> list[Result]:
    """Epochs of the digits, recorded into a history, with scores."""
    described = experiment(count)
    model = build(described)
    assert isinstance(model, Model)
    bare, ours = best_times(rounds, lambda: products(model, count), lambda: train(described, model))
    each = [1e3 * seconds / count for seconds in (bare, ours)]
    return [
        Result(
            f"Epoch of the digits, {UNITS} hidden units, batches of {BATCH}, Adam, recorded",
            ours / bare, 7, " times its matrix products", False,
            f"{each[1]:.2f} ms an epoch, {each[0]:.2f} ms for the products alone",
        )
    ]  # fmt: skip
