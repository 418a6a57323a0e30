"""The experiment: one frozen description that holds all that a run needs."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from visualizer.core import settings
from visualizer.core.changes import Change, read_changes, without_section
from visualizer.core.data.features import Features
from visualizer.core.data.sources import DataOptions, source_for
from visualizer.core.errors import InputError
from visualizer.core.optimizers import OPTIMIZERS, SGD, Optimizer
from visualizer.core.problems.activations import SOFTMAX
from visualizer.core.problems.functions import FUNCTIONS, Analytic, Function
from visualizer.core.problems.model_settings import ModelSettings, paired
from visualizer.core.reading import read_settings
from visualizer.core.schedules import SCHEDULES, Constant, Schedule
from visualizer.core.sections import (
    FORMAT,
    Training,
    checked_section,
    pick,
    read_section,
    sections_of,
)
from visualizer.core.start import Start

FEATURES = tuple(one.name for one in dataclasses.fields(Features))
"""Options of the data that give the model further inputs."""

SHARED = ("learning_rate", "unit", "warmup", "warmup_factor")
"""Options that all rules, or all schedules, have alike."""

ProblemSettings: TypeAlias = ModelSettings | Analytic


class Phase(NamedTuple):
    """The experiment in force from a step on, without changes, and the keys changed there."""

    step: int
    experiment: "Experiment"
    changed: tuple[str, ...] = ()


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
        self._check_parts()
        # Frozen, so the way around: equal experiments must be equal whether the section was given
        # or not.
        if self.data is None and isinstance(self.problem, ModelSettings):
            object.__setattr__(self, "data", source_for(self.problem.data)())

    def _check_parts(self) -> None:
        """Refuse what is no section, such as a plain table, and values that are not allowed."""
        for name, kind in _PARTS.items():
            value = getattr(self, name)
            if not isinstance(value, kind):
                shown = f"{type(value).__name__} is not allowed"
                raise InputError(f"{shown}; Experiment.from_dict reads plain tables", name)
            if dataclasses.is_dataclass(value):
                object.__setattr__(self, name, checked_section(value, name))

    @staticmethod
    def from_dict(table: Mapping[str, Any]) -> "Experiment":
        """The experiment of a plain table, as read from a file.

        Raises
        ------
        InputError
            For an unknown key, a wrong type, or a value outside its limits.
        """
        if not isinstance(table, Mapping):
            raise InputError(f"a table with sections is needed, not {type(table).__name__}")
        sections = sections_of(table)
        problem = _problem(sections["problem"])
        suggested = _suggested(problem)
        rule = pick(OPTIMIZERS, sections["optimizer"], "optimizer.kind", "sgd")
        # The rates that functions suggest are those of plain gradient descent.
        rate = suggested if rule.rate_means == "slope" else {}
        data = None
        if isinstance(problem, ModelSettings):
            data = read_section(source_for(problem.data), sections["data"], "data")
        elif sections["data"]:
            raise InputError("a function has no data; leave this section out", "data")
        training = read_section(Training, sections["training"], "training", **suggested)
        schedule = pick(SCHEDULES, sections["schedule"], "schedule.kind", "constant")
        # Written out, so that a run that is extended repeats its rates.
        length = _length(schedule, sections["schedule"], training)
        experiment = Experiment(
            name=str(table.get("name", "Experiment")),
            problem=problem,
            data=data,
            start=read_section(Start, sections["start"], "start"),
            optimizer=read_section(rule, sections["optimizer"], "optimizer", **rate),
            schedule=read_section(schedule, sections["schedule"], "schedule", **length),
            training=training,
        )
        return replace(experiment, changes=read_changes(table, experiment))

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
            table["changes"] = [
                {"step": change.step}
                | {key: list(v) if isinstance(v, tuple) else v for key, v in change.values}
                for change in self.changes
            ]
        return table

    def stages(self) -> list[Phase]:
        """The experiment at the start, and as each change leaves it."""
        current = replace(self, changes=())
        stages = [Phase(0, current)]
        for change in self.changes:
            current = current.with_values(dict(change.values))
            stages.append(Phase(change.step, current, tuple(key for key, _ in change.values)))
        return stages

    def with_values(self, values: Mapping[str, Any]) -> "Experiment":
        """This experiment with settings replaced, by key path such as "training.epochs".

        Another function, data set or kind of problem brings its own options, rate, epochs
        and start, another rule or schedule its own options, where the values do not say
        otherwise; changes of what is replaced are forgotten. A start is also forgotten
        where the number of parameters changes.

        Raises
        ------
        InputError
            As `from_dict`.
        """
        if not isinstance(values, Mapping):
            raise InputError(f"a table of values by key is needed, not {type(values).__name__}")
        return Experiment.from_dict(_edited(self, {str(key): values[key] for key in values}))


_PARTS: Mapping[str, Any] = {
    "name": str,
    "problem": (ModelSettings, Analytic),
    "data": (DataOptions, type(None)),
    "start": Start,
    "optimizer": Optimizer,
    "schedule": Schedule,
    "training": Training,
    "changes": tuple,
}
"""The types of the parts of an experiment."""


def load_experiment(path: str | Path) -> Experiment:
    """Read an experiment file; a relative data path in it counts from the file's folder.

    Raises
    ------
    InputError
        When the file cannot be read or describes no valid experiment; says which key.
    """
    path = Path(path)
    return experiment_from_table(read_settings(path).table, path)


def experiment_from_table(table: dict[str, Any], path: Path) -> Experiment:
    """The experiment in the table of the file at `path`; errors name the file and the key."""
    # A file without a name is called like the file.
    table = dict({"name": path.stem}, **table)
    try:
        _resolve_data(table, path.resolve().parent)
        return Experiment.from_dict(table)
    except InputError as error:
        raise InputError(f"{error.message} (in {path.name})", error.key) from None


def is_file(data: str) -> bool:
    """Whether `problem.data` is a path, and not a bundled set or generator."""
    return source_for(data).is_file


def _resolve_data(table: dict[str, Any], folder: Path) -> None:
    problem = table.get("problem")
    data = problem.get("data") if isinstance(problem, dict) else None
    if not isinstance(data, str) or not data or not is_file(data):
        return
    try:
        table["problem"] = {**problem, "data": str((folder / data).resolve())}  # type: ignore[dict-item]
    except ValueError:
        raise InputError("no file can have this name", "problem.data") from None


PROBLEM_KINDS = {"model": "Model on data", "function": "Function", "formula": "Formula"}


def _problem(table: dict[str, Any]) -> ProblemSettings:
    named = [kind for kind in ("function", "formula") if kind in table]
    kinds = {kind: kind for kind in PROBLEM_KINDS}
    kind = pick(kinds, table, "problem.kind", named[0] if named else "model")
    section: type = ModelSettings
    if kind == "function":
        section = pick(FUNCTIONS, table, "problem.function", "sphere")
    elif kind == "formula":
        # Here, as the window appears sooner without.
        from visualizer.core.problems.formula import Formula

        section = Formula
    preset = _head(table) if section is ModelSettings else {}
    problem: ProblemSettings = read_section(section, table, "problem", **preset)
    return problem


def _head(table: Mapping[str, Any]) -> dict[str, Any]:
    """The output and the loss that fit the data, and what the section says of one of them."""
    data = table.get("data", "")
    head = source_for(data).head if isinstance(data, str) else {}
    return {**head, **paired(head, table)} if head else {}


def _kinds(problem: ProblemSettings) -> dict[str, str]:
    if isinstance(problem, Function):
        return {"kind": "function", "function": problem.function}
    return {"kind": problem.kind}


def _suggested(problem: ProblemSettings) -> dict[str, Any]:
    """Rate and epochs that show something, for settings that are not given."""
    if isinstance(problem, Analytic):
        return {"learning_rate": problem.suggested_rate, "epochs": problem.suggested_epochs}
    return dict(source_for(problem.data).suggested)


def _length(
    schedule: type[Schedule], table: Mapping[str, Any], training: Training
) -> dict[str, Any]:
    """The length of a schedule that has one and is not given any: that of the run.

    How many steps an epoch of batches has only the data can tell: there it counts epochs.
    """
    if not schedule.span or schedule.span in table:
        return {}
    warmup = table.get("warmup", 0)
    before = warmup if isinstance(warmup, int) else 0
    length = {schedule.span: max(training.epochs - before, schedule.shortest)}
    return length | ({"unit": "epoch"} if training.batch_size else {})


def _edited(former: Experiment, values: Mapping[str, Any]) -> dict[str, Any]:
    """The table of `former` with values put in, without what they make meaningless."""
    table = former.to_dict()
    given: dict[str, Any] = {}
    for path, value in values.items():
        section, dot, key = path.partition(".")
        if not dot:
            given[section] = value
            table.pop(section, None)
        elif section == "name" or not isinstance(given.setdefault(section, {}), dict):
            raise InputError("unknown key", path)
        else:
            given[section] = {**given[section], key: value}
    if isinstance(given.get("problem", {}), Mapping):
        if isinstance(former.problem, ModelSettings) and "problem" in given:
            follow = paired(table.get("problem", {}), given["problem"])
            given["problem"] = {**given["problem"], **follow}
        _forget_problem(table, former.problem, given.get("problem", {}))
    for section in ("optimizer", "schedule"):
        _forget_rule(table, section, given.get(section))
    _forget_inputs(table, given.get("data"))
    for section, value in given.items():
        kept = table.get(section)
        both = isinstance(kept, dict) and isinstance(value, Mapping)
        table[section] = {**kept, **value} if both else value  # type: ignore[dict-item]
    return table


def _forget_problem(
    table: dict[str, Any], former: ProblemSettings, given: Mapping[str, Any]
) -> None:
    """Take out of `table` what belonged to a problem that `given` keys replace."""
    kept = table["problem"] = _kept_problem(table.get("problem", {}), given)
    problem = _problem({**kept, **given})
    before, after = _shape(former), _shape(problem)
    if type(problem) is not type(former) or before[:1] != after[:1]:
        table.pop("data", None)
        table.pop("changes", None)
        table.get("optimizer", {}).pop("learning_rate", None)
        # Rate and epochs were those that suited the former problem.
        table.get("training", {}).pop("epochs", None)
    if type(problem) is not type(former) or before != after:
        table.get("start", {}).pop("parameters", None)
    if problem.kind != former.kind:
        # Initializers of layers mean nothing to a function.
        table.pop("start", None)


def _forget_inputs(table: dict[str, Any], given: Any) -> None:
    """Take out of `table` a start of parameters, where `given` options make other inputs."""
    former = table.get("data", {})
    if isinstance(given, Mapping) and any(
        name in given and given[name] != former.get(name, False) for name in FEATURES
    ):
        table.get("start", {}).pop("parameters", None)


def _shape(problem: ProblemSettings) -> tuple[object, ...]:
    """What decides which parameters a model has, its data first; the names of a function's."""
    if isinstance(problem, Analytic):
        return ("", problem.names)
    layers = (problem.hidden, problem.layers, problem.bias, problem.output == SOFTMAX)
    return (problem.data, *layers, problem.inputs, problem.targets)


def _kept_problem(old: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What of a problem's section stays beside the keys that are given now."""
    kind = old.get("kind")
    for key, named in (("data", "model"), ("formula", "formula"), ("function", "function")):
        if key in given:
            kind = named
    kind = given.get("kind", kind)
    if kind != old.get("kind") or given.get("function", old.get("function")) != old.get("function"):
        return {"kind": kind} if kind is not None else {}
    before, after = old.get("data"), given.get("data", old.get("data"))
    dropped: tuple[str, ...] = ()
    if after != before:
        dropped = ("inputs", "targets")
        if isinstance(after, str) and source_for(after).head != source_for(str(before)).head:
            dropped += ("output", "loss")
    return {key: value for key, value in old.items() if key not in dropped}


def _forget_rule(table: dict[str, Any], section: str, given: Any) -> None:
    """Take the options of an optimizer or a schedule out that another one replaces."""
    old = table.get(section, {})
    kind = given.get("kind", old.get("kind")) if isinstance(given, Mapping) else old.get("kind")
    if kind == old.get("kind"):
        return
    alike = section != "optimizer" or _same_rate(old.get("kind"), kind)
    shared = SHARED if alike else tuple(key for key in SHARED if key != "learning_rate")
    if section == "schedule" and old.get("kind") == Constant.kind and not old.get("warmup"):
        # Nothing was counted, so nobody has chosen what counts.
        shared = tuple(key for key in shared if key != "unit")
    table[section] = {key: old[key] for key in shared if key in old}
    if "changes" in table:
        schedule = kind if section == "schedule" else table.get("schedule", {}).get("kind")
        # A kind that is none is refused later, with a sentence.
        known = SCHEDULES.get(schedule, Constant) if isinstance(schedule, str) else Constant
        table["changes"] = without_section(table["changes"], section, known.uses_base)


def _same_rate(one: Any, other: Any) -> bool:
    """Whether a rate of one rule means something for the other; unknown kinds are refused."""
    rules = [OPTIMIZERS.get(kind, SGD) for kind in (one, other) if isinstance(kind, str)]
    return len({rule.rate_means == "factor" for rule in rules}) == 1
