"""The experiment: one frozen description that holds all that a run needs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from visualizer.core import settings
from visualizer.core.data.sources import DataOptions, source_for
from visualizer.core.errors import InputError
from visualizer.core.gradients import GRADIENTS
from visualizer.core.optimizers import OPTIMIZERS, SGD, Optimizer
from visualizer.core.problems.functions import FUNCTIONS, Function
from visualizer.core.problems.model import ModelSettings
from visualizer.core.schedules import SCHEDULES, Constant, Schedule
from visualizer.core.settings import setting
from visualizer.core.start import Start

FORMAT = 1
"""The format number of experiment files that this version writes and reads."""

LARGEST_FILE = 1 << 20
"""Bytes that an experiment file may have."""

ProblemSettings: TypeAlias = ModelSettings | Function


@dataclass(frozen=True)
class Training:
    """The `[training]` section."""

    epochs: int = setting(
        60,
        label="Epochs",
        help="Passes over the data; for functions, steps.",
        minimum=0,
        maximum=1_000_000_000,
    )
    batch_size: int = setting(
        0,
        label="Batch size",
        help="Rows of each step; 0 takes all rows.",
        minimum=0,
        folded=True,
    )
    validation_fraction: float = setting(
        0.0,
        label="Validation",
        help="The share of the rows that is kept aside to measure, not to train.",
        minimum=0,
        maximum=0.9,
        folded=True,
    )
    seed: int = setting(
        0,
        label="Seed",
        help="Decides the shuffling of batches and the split into training and validation.",
        minimum=0,
        maximum=2**63 - 1,
        folded=True,
    )
    gradient: str = setting(
        "exact",
        label="Gradient",
        help="How the slope is measured: by the chain rule, or by moving each weight a little.",
        choices={name: name.capitalize() for name in GRADIENTS},
    )
    difference_step: float = setting(
        1e-4,
        label="Difference step",
        help="How far a weight is moved to measure the slope by differences.",
        above=0,
        maximum=1,
        folded=True,
    )
    precision: str = setting(
        "float64",
        label="Precision",
        help="How exactly the parameters are stored: 53 or 24 binary digits.",
        choices={"float64": "float64", "float32": "float32"},
        folded=True,
    )


@dataclass(frozen=True)
class Change:
    """New values of settings, by key path, from one step on."""

    step: int
    values: tuple[tuple[str, Any], ...]


CHANGEABLE = ("optimizer.learning_rate", "training.gradient", "training.difference_step")
"""Settings that may change while a run goes on: those that leave its rows comparable."""


@dataclass(frozen=True)
class Experiment:
    """All that a run needs; equal experiments give equal numbers, bit by bit."""

    name: str = "Experiment"
    problem: ProblemSettings = field(default_factory=ModelSettings)
    data: DataOptions | None = None
    start: Start = field(default_factory=Start)
    optimizer: Optimizer = field(default_factory=SGD)
    schedule: Schedule = field(default_factory=Constant)
    training: Training = field(default_factory=Training)
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        if self.data is None and isinstance(self.problem, ModelSettings):
            object.__setattr__(self, "data", source_for(self.problem.data)())

    @staticmethod
    def from_dict(table: Mapping[str, Any]) -> "Experiment":
        """The experiment of a plain table, as read from a file.

        Raises
        ------
        InputError
            For an unknown key, a wrong type, or a value outside its limits.
        """
        sections = _sections(table)
        problem = _problem(sections["problem"])
        suggested = _suggested(problem)
        data = None
        if isinstance(problem, ModelSettings):
            data = _read(source_for(problem.data), sections["data"], "data")
        elif sections["data"]:
            raise InputError("a function has no data; leave this section out", "data")
        experiment = Experiment(
            name=str(table.get("name", "Experiment")),
            problem=problem,
            data=data,
            start=_read(Start, sections["start"], "start"),
            optimizer=_read_kind(OPTIMIZERS, sections["optimizer"], "optimizer", "sgd", suggested),
            schedule=_read_kind(SCHEDULES, sections["schedule"], "schedule", "constant", {}),
            training=_read(Training, sections["training"], "training", **suggested),
        )
        changes = tuple(_change(entry, experiment) for entry in _change_tables(table))
        return replace(experiment, changes=tuple(sorted(changes, key=lambda change: change.step)))

    def to_dict(self) -> dict[str, Any]:
        """The plain table of the experiment: `from_dict` gives the same experiment back."""
        table: dict[str, Any] = {"format": FORMAT, "name": self.name}
        table["problem"] = _kinds(self.problem) | settings.to_dict(self.problem)
        if self.data is not None:
            table["data"] = settings.to_dict(self.data)
        table["start"] = settings.to_dict(self.start)
        for key in ("optimizer", "schedule"):
            section = getattr(self, key)
            table[key] = {"kind": section.kind} | settings.to_dict(section)
        table["training"] = settings.to_dict(self.training)
        if self.changes:
            table["changes"] = [{"step": c.step} | dict(c.values) for c in self.changes]
        return table

    def with_values(self, values: Mapping[str, Any]) -> "Experiment":
        """This experiment with settings replaced, by key path such as "training.epochs".

        Where a kind changes (a new function, another data set), the options of the old
        kind that the new one does not know are left out; where the problem changes and
        the values say nothing of it, rate, epochs and start become those it suggests.
        """
        table = self.to_dict()
        for path, value in values.items():
            section, _, key = path.partition(".")
            if not key:
                table[section] = value
            elif not isinstance(table.setdefault(section, {}), dict):
                raise InputError("unknown key", path)
            else:
                table[section][key] = value
        _forget_former(table, self, values)
        return Experiment.from_dict(table)


def load_experiment(path: str | Path) -> Experiment:
    """Read an experiment file; a relative data path in it counts from the file's folder.

    Raises
    ------
    InputError
        When the file cannot be read or describes no valid experiment; says which key.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"{path.name}: too large for an experiment; at most 1 MiB is allowed")
        table = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name}: not an experiment file (it is not UTF-8 text)") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path.name}: not a valid experiment file: {error}") from None
    return experiment_from_table(table, path)


def experiment_from_table(table: dict[str, Any], path: Path) -> Experiment:
    """The experiment in the table of the file at `path`; errors name the file and the key."""
    table = dict({"name": path.stem}, **table)
    try:
        _resolve_data(table, path.parent)
        return Experiment.from_dict(table)
    except InputError as error:
        raise InputError(f"{error} (in {path.name})") from None


def is_file(data: str) -> bool:
    """Whether `problem.data` is a path, and not a bundled set or generator."""
    return source_for(data).kind == "csv"


def _resolve_data(table: dict[str, Any], folder: Path) -> None:
    problem = table.get("problem")
    data = problem.get("data") if isinstance(problem, dict) else None
    if isinstance(data, str) and data and is_file(data):
        table["problem"] = {**problem, "data": str((folder / data).resolve())}  # type: ignore[dict-item]


_SECTIONS = ("problem", "data", "start", "optimizer", "schedule", "training")


def _sections(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    allowed = ("format", "name", *_SECTIONS, "changes")
    for key in table:
        if key not in allowed:
            raise InputError(f"unknown key; allowed here are {', '.join(allowed)}", str(key))
    version = table.get("format", FORMAT)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError(f"{version} is not allowed; allowed is {FORMAT}", "format")
    if version > FORMAT:
        raise InputError(
            f"{version} is from a later version of this program; this one reads up to {FORMAT}",
            "format",
        )
    if not isinstance(table.get("name", ""), str):
        raise InputError(f"{table['name']} is not allowed; allowed is text", "name")
    for key in _SECTIONS:
        if not isinstance(table.get(key, {}), Mapping):
            raise InputError("must be a section with keys of its own", key)
    return {key: dict(table.get(key, {})) for key in _SECTIONS}


def _read(section: type, table: Mapping[str, Any], name: str, **preset: Any) -> Any:
    try:
        return settings.from_dict(section, table, **preset)
    except InputError as error:
        raise error.inside(name) from None


def _pick(registry: Mapping[str, Any], table: dict[str, Any], key: str, default: str) -> Any:
    """Take the entry of `registry` that table[key] names out of the table."""
    kind = table.pop(key.rpartition(".")[2], default)
    if not isinstance(kind, str) or kind not in registry:
        shown = f'"{kind}"' if isinstance(kind, str) else str(kind)
        raise InputError(f"{shown} is not allowed; allowed are {', '.join(registry)}", key)
    return registry[kind]


def _read_kind(
    registry: Mapping[str, Any],
    table: dict[str, Any],
    name: str,
    default: str,
    preset: Mapping[str, Any],
) -> Any:
    return _read(_pick(registry, table, f"{name}.kind", default), table, name, **preset)


PROBLEM_KINDS = {"model": "Model on data", "function": "Function of two variables"}


def _problem(table: dict[str, Any]) -> ProblemSettings:
    default = "function" if "function" in table else "model"
    kinds = {kind: kind for kind in PROBLEM_KINDS}
    if _pick(kinds, table, "problem.kind", default) == "function":
        section = _pick(FUNCTIONS, table, "problem.function", "sphere")
    else:
        section = ModelSettings
    problem: ProblemSettings = _read(section, table, "problem")
    return problem


def _kinds(problem: ProblemSettings) -> dict[str, str]:
    if isinstance(problem, Function):
        return {"kind": "function", "function": problem.function}
    return {"kind": "model"}


def _suggested(problem: ProblemSettings) -> dict[str, Any]:
    """Rate and epochs that show something, for settings that are not given."""
    if isinstance(problem, Function):
        return {"learning_rate": problem.suggested_rate, "epochs": problem.suggested_epochs}
    return {}


def _change_tables(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = table.get("changes", [])
    if not isinstance(entries, list | tuple) or not all(isinstance(e, Mapping) for e in entries):
        raise InputError("must be a list of tables, each [[changes]] with a step", "changes")
    return list(entries)


def _change(entry: Mapping[str, Any], experiment: Experiment) -> Change:
    values = dict(entry)
    step = values.pop("step", None)
    if isinstance(step, bool) or not isinstance(step, int) or step < 1:
        raise InputError(f"{step} is not allowed; allowed is a whole number from 1", "changes.step")
    for key in values:
        if key not in CHANGEABLE:
            raise InputError(
                f"cannot change during a run; allowed are {', '.join(CHANGEABLE)}", f"changes.{key}"
            )
    experiment.with_values(values)
    return Change(step, tuple(sorted(values.items())))


def _forget_former(table: dict[str, Any], former: Experiment, values: Mapping[str, Any]) -> None:
    """Leave out of `table` what belonged to the kinds that `values` replace."""

    def drop(section: str, *but: str) -> None:
        kept = {path.partition(".")[2] for path in values if path.startswith(section + ".")}
        table[section] = {k: v for k, v in table.get(section, {}).items() if k in {*kept, *but}}

    old, new = former.to_dict()["problem"], table["problem"]
    if "problem.kind" in values and new["kind"] != "function":
        new.pop("function", None)
    if "problem.function" in values:
        new["kind"] = "function"
    if "problem.data" in values:
        new["kind"] = "model"
    changed = {key for key in (*old, *new) if old.get(key) != new.get(key)}
    if changed & {"kind", "function"}:
        drop("problem", "kind", "function" if new["kind"] == "function" else "data")
        drop("optimizer", "kind")
        for key in ("epochs",):
            if f"training.{key}" not in values:
                table["training"].pop(key, None)
    if changed & {"kind", "function", "data"}:
        if "data" in changed:
            for key in ("inputs", "targets"):
                if f"problem.{key}" not in values:
                    table["problem"].pop(key, None)
        drop("data")
        table.pop("changes", None)
    if changed & {"kind", "function", "data", "hidden", "bias", "inputs", "targets"}:
        drop("start", *(() if "kind" in changed else ("initializer", "seed", "scale")))
    if "optimizer.kind" in values and values["optimizer.kind"] != former.optimizer.kind:
        drop("optimizer", "kind", "learning_rate")
