"""Runs for the tests of verdicts, described in a line."""

import re

from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.problems.functions import FUNCTIONS


def experiment(problem, rate, epochs, start=(), data=None, **training):
    if isinstance(problem, str):
        kind = "function" if problem in FUNCTIONS else "data"
        problem = {kind: problem}
    table = {
        "problem": problem,
        "optimizer": {"learning_rate": rate},
        "training": {"epochs": epochs, **training},
        "start": {"parameters": list(start)},
    }
    if data:
        table["data"] = data
    return Experiment.from_dict(table)


def run(*args, budget=256 << 20, **kwargs):
    described = experiment(*args, **kwargs)
    problem = build(described)
    return problem, train(described, problem, budget=budget)


def numbers(text):
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]
