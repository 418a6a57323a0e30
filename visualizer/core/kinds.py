"""The settings that choose a kind, and the sections in which an experiment is shown."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from visualizer.core.data.names import NAMES
from visualizer.core.data.sources import DataOptions
from visualizer.core.errors import InputError
from visualizer.core.experiment import PROBLEM_KINDS, Experiment
from visualizer.core.optimizers import OPTIMIZERS, SGD
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import FUNCTIONS, Function
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.stack import summary_in_words
from visualizer.core.schedules import SCHEDULES
from visualizer.core.settings import Setting, declarations
from visualizer.core.start import Start, start_note, starting_point

MOST_START_VALUES = 6
"""A start with more parameters than this is shown by its initializer alone."""

PROBLEM_KIND = Setting(
    "kind",
    str,
    False,
    "model",
    "Kind",
    "What is minimised: a model's loss on data, a function of two variables, or your formula.",
    choices=PROBLEM_KINDS,
)
FUNCTION = Setting(
    "function",
    str,
    False,
    "sphere",
    "Function",
    "The function of x and y that is minimised.",
    choices={key: function.label for key, function in FUNCTIONS.items()},
)
RULE = Setting(
    "kind",
    str,
    False,
    "sgd",
    "Rule",
    "How a step is made from the gradient.",
    choices={key: optimizer.label for key, optimizer in OPTIMIZERS.items()},
)
SCHEDULE = Setting(
    "kind",
    str,
    False,
    "constant",
    "Rate over time",
    "How the learning rate changes during the run.",
    choices={key: schedule.label for key, schedule in SCHEDULES.items()},
    folded=True,
)
DATA_NAMES = {key: entry.label for key, entry in NAMES.items()}
"""The bundled data sets and generators, and the words shown for them."""


@dataclass(frozen=True)
class SettingsSection:
    """A section of the experiment: its key in files, a title, and what it asks.

    `formula` is the equation of what is chosen, as plain text, `source` where it was published.
    """

    key: str
    title: str
    settings: tuple[Setting, ...]
    note: str = ""
    formula: str = ""
    source: str = ""


def sections_of(experiment: Experiment, problem: Problem | None = None) -> list[SettingsSection]:
    """The sections that this experiment has, made from the declarations alone."""
    found = [_problem_section(experiment, problem)]
    if experiment.data is not None:
        found.append(_data_section(experiment.data, problem))
    said = start_note(experiment.start, problem) if problem is not None else ""
    found.append(SettingsSection("start", "Start", _start_settings(problem), _sentence(said)))
    rule = experiment.optimizer
    rules = (_rule_choice(experiment, problem), *declarations(type(rule)))
    found.append(
        SettingsSection("optimizer", "Optimizer", rules, formula=rule.equations, source=rule.source)
    )
    training = declarations(type(experiment.training))
    if experiment.data is None:
        training = tuple(
            one for one in training if one.name not in ("batch_size", "validation_fraction")
        )
    else:
        training = tuple(one for one in training if one.name != "gradient_noise")
    found.append(SettingsSection("training", "Training", training))
    # Last: a constant rate is the usual one, and the epochs must be seen without scrolling.
    plan = experiment.schedule
    varies = plan.kind != "constant"
    schedule = (replace(SCHEDULE, folded=not varies), *declarations(type(plan)))
    formula = plan.formula if varies else ""
    found.append(
        SettingsSection("schedule", "Schedule", schedule, formula=formula, source=plan.source)
    )
    return found


FIRST_RULES = tuple(key for key, rule in OPTIMIZERS.items() if not rule.folded)
"""The rules that beginners are offered."""


def _rule_choice(experiment: Experiment, problem: Problem | None) -> Setting:
    """The choice of a rule; gradient descent bears the name that it has here."""
    descent = rule_label(replace(experiment, optimizer=SGD()), problem)
    return replace(RULE, choices={**(RULE.choices or {}), SGD.kind: descent})


def rule_label(experiment: Experiment, problem: Problem | None = None) -> str:
    """The name of the update rule; that of gradient descent says whether it is stochastic.

    With a problem, a batch of all its rows is told from a smaller one.
    """
    rule, training = experiment.optimizer, experiment.training
    rows = problem.rows if problem is not None else training.batch_size + 1
    batches = isinstance(experiment.problem, ModelSettings) and 0 < training.batch_size < rows
    if isinstance(rule, SGD) and (batches or training.gradient_noise > 0):
        return "Stochastic gradient descent"
    return rule.label


def steps_per_epoch(experiment: Experiment, problem: Problem | None) -> int:
    """The steps of an epoch; 1 while the problem is not known."""
    batch = experiment.training.batch_size
    return -(-problem.rows // batch) if problem is not None and batch else 1


def rate_varies(experiment: Experiment) -> bool:
    """Whether the learning rate is another one at some steps: by schedule, or by a change."""
    return any(
        stage.experiment.schedule != experiment.schedule
        or stage.experiment.optimizer.learning_rate != experiment.optimizer.learning_rate
        or stage.experiment.schedule.kind != "constant"
        or stage.experiment.schedule.warmup > 0
        for stage in experiment.stages()
    )


def changes_in_words(experiment: Experiment) -> list[tuple[int, str]]:
    """The changes during a run: the step, and what is new from there, "rate 0.02"."""
    found = []
    for stage in experiment.stages()[1:]:
        labels = {
            f"{section.key}.{one.name}": one
            for section in sections_of(stage.experiment)
            for one in section.settings
        }
        values = values_of(stage.experiment)
        parts = [_named(labels.get(key), key, values.get(key)) for key in stage.changed]
        found.append((stage.step, ", ".join(parts)))
    return found


def _named(declared: Setting | None, key: str, value: Any) -> str:
    if key == "optimizer.learning_rate":
        return f"rate {value:g}"
    label = key.rpartition(".")[2] if declared is None else declared.label
    return f"{label.lower()} {in_words(declared, value)}"


def in_words(declared: Setting | None, value: Any) -> str:
    """A value of a setting as it is shown: numbers short, choices by their labels."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(in_words(None, one) for one in value) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    choices = (declared.choices if declared is not None else None) or {}
    return str(choices.get(str(value), value))


def values_of(experiment: Experiment, problem: Problem | None = None) -> dict[str, Any]:
    """Every setting's value by key path; also the start that an initializer gives."""
    values: dict[str, Any] = {}
    for name, table in experiment.to_dict().items():
        if isinstance(table, dict):
            values |= {f"{name}.{key}": value for key, value in table.items()}
    for section in sections_of(experiment, problem):
        for declared in section.settings:
            key = f"{section.key}.{declared.name}"
            values.setdefault(key, declared.default)
            if declared.many:
                values[key] = tuple(values[key])
            if declared.tables is not None:
                values[key] = declared.check(values[key])
    if problem is not None and problem.size <= MOST_START_VALUES:
        # A start that is still to be mended, as of a wrong length, is shown as it is.
        with suppress(InputError):
            values["start.parameters"] = tuple(starting_point(experiment.start, problem).tolist())
    return values


def _problem_section(experiment: Experiment, built: Problem | None) -> SettingsSection:
    problem = experiment.problem
    model = built if isinstance(built, Model) else None
    declared = declarations(type(problem))
    if isinstance(problem, Function):
        settings = (PROBLEM_KIND, FUNCTION, *declared)
        return SettingsSection(
            "problem", "Problem", settings, formula=problem.formula, source=problem.source
        )
    if problem.kind == "formula":
        return SettingsSection(
            "problem", "Problem", (PROBLEM_KIND, *declared), formula=_printed(problem)
        )
    said = ""
    if isinstance(problem, ModelSettings):
        said = _sentence(summary_in_words(model.layers)) if problem.layers and model else ""
        unused = {"huber_delta"} if problem.loss != "huber" else set()
        unused |= set() if problem.hidden or problem.layers else {"activation"}
        # Where layers are given one by one they stand for the hidden ones.
        unused |= {"hidden"} if problem.layers else set()
        declared = tuple(
            replace(one, folded=not problem.layers) if one.name == "layers" else one
            for one in declared
            if one.name not in unused
        )
    return SettingsSection("problem", "Problem", (PROBLEM_KIND, *declared), said)


def _printed(problem: object) -> str:
    # Here, as the window appears sooner without.
    from visualizer.core.problems.formula import Formula
    from visualizer.core.problems.formula_book import book_text

    assert isinstance(problem, Formula)
    return book_text(problem.formula)


def _data_section(data: DataOptions, problem: Problem | None) -> SettingsSection:
    # The fingerprint is the program's own mark.
    options = tuple(one for one in declarations(type(data)) if one.name != "fingerprint")
    notes = problem.notes if isinstance(problem, Model) else ()
    said = "\n".join(map(_sentence, notes))
    return SettingsSection("data", "Data", _folded(options, but=("scaling",)), said)


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}." if note else ""


def _start_settings(problem: Problem | None) -> tuple[Setting, ...]:
    settings = declarations(Start)
    if problem is None:
        return settings
    few = problem.size <= MOST_START_VALUES
    label = ", ".join(problem.names) if few else "Values"
    if len(label) > 16:
        label = "Values"
    return tuple(
        replace(one, label=label, folded=not few)
        if one.name == "parameters"
        else replace(one, folded=few or one.name != "initializer")
        for one in settings
    )


def _folded(settings: tuple[Setting, ...], but: tuple[str, ...]) -> tuple[Setting, ...]:
    return tuple(one if one.name in but else replace(one, folded=True) for one in settings)
