"""Experiments and problems that several tests use, and the published numbers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from visualizer.core import Experiment
from visualizer.core.arrays import FloatArray
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.problems.base import Problem
from visualizer.core.problems.linear_model import make_model
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples

PUBLISHED = json.loads(Path(__file__).with_name("published.json").read_text(encoding="utf-8"))

FINITE_DIFFERENCES = {"training.gradient": "forward difference", "training.precision": "float32"}
"""How the published programs measure their slopes; the step of 1e-4 is the default."""


def line(**sections: Mapping[str, Any]) -> Experiment:
    """The line y = 3x from w = b = 0."""
    problem = {"kind": "model", "data": "line", **sections.pop("problem", {})}
    return Experiment.from_dict({"problem": problem, **sections})


def noisy(rows: int = 20, **sections: Mapping[str, Any]) -> Experiment:
    """A noisy line of so many rows."""
    problem = {"data": "noisy-line", **sections.pop("problem", {})}
    data = {"n": rows, **sections.pop("data", {})}
    return Experiment.from_dict({"problem": problem, "data": data, **sections})


def network(folder: Path, **training: Any) -> Experiment:
    """The published 2-3-1 network on its one row."""
    data = folder / "row.csv"
    data.write_text("x1,x2,y\n1,1,0\n")
    start = flat(PUBLISHED["network"]["start"])
    return Experiment.from_dict(
        {
            "problem": {"data": str(data), "hidden": [3]},
            "start": {"parameters": start},
            "optimizer": {"learning_rate": training.pop("learning_rate", 0.01)},
            "training": training,
        }
    )


def flat(parts: list[Any]) -> list[float]:
    """Nested weights as theta holds them: W1 row by row, b1, W2, b2."""
    return [float(value) for part in parts for value in np.ravel(part)]


def sample_model(
    hidden: tuple[int, ...] = (),
    *,
    scaling: str = "none",
    rows: int = 7,
    inputs: int = 2,
    targets: int = 1,
    classes: int = 0,
    **settings: Any,
) -> Model:
    """A model on random rows, of so many classes if there are any; always the same."""
    random = np.random.default_rng([rows, inputs, targets])
    x, y = random.normal(1, 2, (rows, inputs)), random.normal(0, 1, (rows, targets))
    names = tuple(f"x{i}" for i in range(inputs)), tuple(f"y{i}" for i in range(targets))
    samples = Samples(x, y, *names)
    if classes:
        labels = random.permutation(rows)[:, None] % classes
        samples = Samples(x, labels.astype(float), names[0], ("y",), tuple("ABCDEFGHIJ"[:classes]))
    return make_model(ModelSettings(hidden=hidden, **settings), samples, fit_scaling(scaling, x))


def thetas(model: Model, *shape: int, seed: int = 0) -> FloatArray:
    """Random parameter vectors (*shape, P)."""
    return np.random.default_rng(seed).normal(0, 0.7, (*shape, model.size))


def central(problem: Problem, theta: FloatArray, step: float = 1e-5) -> FloatArray:
    """Central differences (P,) written out, one loss after the other."""
    found = []
    for axis in range(problem.size):
        moved = [theta.copy(), theta.copy()]
        moved[0][axis] += step
        moved[1][axis] -= step
        found.append((float(problem.loss(moved[0])) - float(problem.loss(moved[1]))) / (2 * step))
    return np.array(found)
