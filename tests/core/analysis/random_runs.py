"""Random experiments of all kinds, for tests of what is said and suggested about runs."""

import numpy as np

from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.schedules import SCHEDULES

FORMULAS = (
    "abs(x) + 2*abs(y)",
    "5*x**2 + 0.05*y**2",
    "x**4 + y**2",
    "-x**2 - y",
    "max(x, -2*x) + y**2",
    "log(1 + x**2 + 10*y**2)",
    "exp(x) + exp(-x) + y**2",
)
DATA = ("line", "noisy-line", "penguins", "two-moons", "spirals")
RULES = [kind for kind, rule in OPTIMIZERS.items() if rule.most_parameters is None]


def random_experiment(random: np.random.Generator) -> Experiment:
    """One experiment; its rate is between far too small and far too large."""
    while True:
        try:
            described = Experiment.from_dict(_table(random))
            build(described)
            return described
        except InputError:
            continue


def _table(random):
    problem = _problem(random)
    large = problem.get("hidden") == [12, 12]
    epochs = 20 if large else int(random.choice([20, 60, 120]))
    optimizer = {"kind": "sgd"} if random.random() < 0.5 else {"kind": str(random.choice(RULES))}
    usual = Experiment.from_dict({"problem": problem, "optimizer": optimizer}).optimizer
    optimizer["learning_rate"] = float(usual.learning_rate * 10 ** random.uniform(-2, 1.3))
    if random.random() < 0.15 and hasattr(usual, "weight_decay"):
        optimizer["weight_decay"] = 0.1
    schedule = {"kind": "constant"}
    if random.random() < 0.5:
        schedule = {"kind": str(random.choice(list(SCHEDULES)))}
        if schedule["kind"] in ("one_cycle", "cyclical"):
            schedule["maximum"] = optimizer["learning_rate"]
    training = {"epochs": epochs, "seed": int(random.integers(100))}
    if "data" in problem and random.random() < 0.5:
        training["batch_size"] = int(random.choice([10, 32]))
    if "data" not in problem and random.random() < 0.25:
        training["gradient_noise"] = 0.3
    if random.random() < 0.1:
        training["precision"] = "float32"
    return {
        "problem": problem,
        "optimizer": optimizer,
        "schedule": schedule,
        "training": training,
    }


def _problem(random):
    kind = random.random()
    if kind < 0.4:
        return {"function": str(random.choice(list(FUNCTIONS)))}
    if kind < 0.55:
        return {"formula": str(random.choice(FORMULAS))}
    problem = {"data": str(random.choice(DATA))}
    if random.random() < 0.6:
        sizes = [[3], [8], [6, 6], [12, 12]]
        problem["hidden"] = sizes[random.integers(len(sizes))]
        problem["activation"] = str(random.choice(["tanh", "relu", "sigmoid"]))
    return problem
