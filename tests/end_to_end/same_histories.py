"""Histories of all lessons, rules and schedules, as hashes: a change of the house keeps each bit.

    python -m tests.end_to_end.same_histories          compare with the stored table
    python -m tests.end_to_end.same_histories --write  store what this tree computes

Hashes hold for one kind of processor and one NumPy, as the matrix products of BLAS differ in
their last bits; elsewhere the final values are compared instead.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import threadpoolctl

from visualizer.core import Experiment, train
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.recording.history import History
from visualizer.core.resources import resource
from visualizer.core.schedules import SCHEDULES
from visualizer.storage.lessons import lessons

TABLE = Path(__file__).with_name("same_histories.json")

_NETWORK = {
    "kind": "model", "data": "two-moons", "hidden": [5, 4], "activation": "tanh",
    "output": "sigmoid", "loss": "binary_cross_entropy",
}  # fmt: skip
_PROBLEMS: Mapping[str, dict[str, Any]] = {
    "line": {"problem": {"kind": "model", "data": "line"}},
    "rosenbrock": {"problem": {"kind": "function", "function": "rosenbrock"}},
    "formula": {"problem": {"kind": "formula", "formula": "(1-x)**2 + sin(x*y) + 3*y**2"}},
    "moons": {"problem": _NETWORK},
}
_RATE = 0.003
_RESOURCES = "{resources}"


def platform() -> str:
    """What the last bits depend on."""
    libraries = {f"{info.get('architecture')}" for info in threadpoolctl.threadpool_info()}
    return f"NumPy {np.__version__}, {', '.join(sorted(libraries))}"


def experiments() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every lesson, every rule on four problems, every schedule, and the ways of training."""
    for lesson in lessons():
        yield f"lesson {lesson.name}", lesson.experiment.to_dict()
    for kind in OPTIMIZERS:
        for name, table in _PROBLEMS.items():
            batches = {"batch_size": 32} if name == "moons" and kind != "newton" else {}
            yield f"{kind} on {name}", _full(table, {"kind": kind}, {"epochs": 25, **batches})
    for kind, schedule in SCHEDULES.items():
        optimizer = {"kind": "sgd"}
        section = {"kind": kind} | ({schedule.span: 60} if schedule.span else {})
        table = _full(_PROBLEMS["line"], optimizer, {"epochs": 40}, schedule=section)
        yield f"schedule {kind}", table
    ways: dict[str, dict[str, Any]] = {
        "forward differences": {"gradient": "forward difference", "precision": "float32"},
        "central differences": {"gradient": "central difference"},
        "validation": {"validation_fraction": 0.25, "batch_size": 16, "seed": 3},
    }
    for name, training in ways.items():
        yield name, _full(_PROBLEMS["moons"], {"kind": "adam"}, {"epochs": 10, **training})


def _full(
    problem: dict[str, Any],
    optimizer: dict[str, Any],
    training: dict[str, Any],
    **sections: dict[str, Any],
) -> dict[str, Any]:
    """The experiment with every setting, so that a default that changes later changes nothing."""
    table = {"optimizer": {"learning_rate": _RATE, **optimizer}, "training": training}
    return Experiment.from_dict({**problem, **table, **sections}).to_dict()


def digest(history: History) -> str:
    """A hash over every column, bit by bit."""
    found = hashlib.sha256()
    for block in history.blocks(history.columns, 0, len(history)):
        found.update(np.ascontiguousarray(block).tobytes())
    return found.hexdigest()[:32]


def measured(table: dict[str, Any]) -> dict[str, Any]:
    """The hash of a trained experiment, its rows, and its last loss and parameters."""
    history = train(Experiment.from_dict(table))
    row = history.row(len(history) - 1)
    return {
        "rows": len(history),
        "hash": digest(history),
        "loss": row.loss,
        "theta": row.theta[:8].tolist(),
    }


def stored() -> dict[str, Any]:
    """The table, with the paths of its data files as they are here."""
    text = TABLE.read_text(encoding="utf-8")
    return json.loads(text.replace(_RESOURCES, resource("lessons").parent.as_posix()))


def store() -> None:
    """Write the table of what this tree computes."""
    rows = {name: {"experiment": table, **measured(table)} for name, table in experiments()}
    text = json.dumps({"platform": platform(), "runs": rows}, indent=1)
    text = text.replace(resource("lessons").parent.as_posix(), _RESOURCES)
    TABLE.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Compare or write the table."""
    if "--write" in sys.argv:
        store()
        return
    table = stored()
    runs = table["runs"]
    other = [
        name for name in runs if measured(runs[name]["experiment"])["hash"] != runs[name]["hash"]
    ]
    print(f"stored on {table['platform']}, this is {platform()}")
    print(f"{len(runs) - len(other)} equal, {len(other)} different: {', '.join(other)}")
    new = [name for name, _ in experiments() if name not in runs]
    if new:
        print(f"{len(new)} not stored yet: {', '.join(new)}")


if __name__ == "__main__":
    main()
