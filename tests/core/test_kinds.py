import pytest

from tests.core.experiments import noisy
from visualizer.core.building import build
from visualizer.core.data.sources import SOURCES
from visualizer.core.experiment import Experiment
from visualizer.core.kinds import (
    DATA_NAMES,
    FUNCTION,
    MOST_START_VALUES,
    PROBLEM_KIND,
    RULE,
    SCHEDULE,
    rule_label,
    sections_of,
    values_of,
)
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.schedules import SCHEDULES

TABLES = [
    *({"problem": {"kind": "function", "function": name}} for name in FUNCTIONS),
    *({"problem": {"data": name}} for name in SOURCES),
    *({"problem": {"data": "line"}, "optimizer": {"kind": name}} for name in OPTIMIZERS),
    *({"problem": {"data": "line"}, "schedule": {"kind": name}} for name in SCHEDULES),
    {"problem": {"data": "line", "hidden": [2]}},
    {"problem": {"data": "line", "hidden": [8, 8]}, "start": {"initializer": "he"}},
]


@pytest.fixture(params=TABLES, ids=str)
def experiment(request):
    return Experiment.from_dict(request.param)


def keys_of(sections):
    return [f"{part.key}.{one.name}" for part in sections for one in part.settings]


@pytest.mark.parametrize(
    ("setting", "registry"),
    [(FUNCTION, FUNCTIONS), (RULE, OPTIMIZERS), (SCHEDULE, SCHEDULES)],
    ids=["function", "rule", "schedule"],
)
def test_choices_are_the_registries(setting, registry):
    assert list(setting.choices) == list(registry)
    assert setting.default in setting.choices
    assert all(label.strip() for label in setting.choices.values())
    assert len(set(setting.choices.values())) == len(registry)


def test_problem_kinds_and_data_have_words():
    assert set(PROBLEM_KIND.choices) >= {"model", "function"}
    assert set(DATA_NAMES) == set(SOURCES)
    assert all(DATA_NAMES.values())


def test_every_setting_is_shown_once_and_has_a_value(experiment):
    problem = build(experiment)
    keys = keys_of(sections_of(experiment, problem))
    assert len(keys) == len(set(keys))
    values = values_of(experiment, problem)
    for part in sections_of(experiment, problem):
        assert part.title
        for one in part.settings:
            assert one.label, one.name
            assert one.help, one.name
            value = values[f"{part.key}.{one.name}"]
            if one.choices and not one.many:
                assert value in one.choices
            if one.many:
                assert isinstance(value, tuple)


def test_values_that_are_shown_can_be_set(experiment):
    """Giving a shown setting its own value changes nothing but what was left open."""
    problem = build(experiment)
    values = values_of(experiment, problem)
    for key in keys_of(sections_of(experiment, problem)):
        if key == "start.parameters":
            continue
        assert experiment.with_values({key: values[key]}) == experiment, key


def test_start_is_what_the_initializer_gives(experiment):
    problem = build(experiment)
    values = values_of(experiment, problem)
    if problem.size <= MOST_START_VALUES:
        assert len(values["start.parameters"]) == problem.size
    else:
        assert values["start.parameters"] == experiment.start.parameters


def test_without_its_problem_only_what_is_declared_is_shown(experiment):
    values = values_of(experiment)
    assert values["start.parameters"] == experiment.start.parameters
    assert set(keys_of(sections_of(experiment))) <= set(values)


def test_function_asks_for_no_rows():
    keys = keys_of(sections_of(Experiment.from_dict(TABLES[0])))
    assert not any(key.startswith("data.") for key in keys)
    for name in ("batch_size", "validation_fraction"):
        assert f"training.{name}" not in keys
    assert "problem.function" in keys


def test_options_of_a_function_are_asked():
    ravine = Experiment.from_dict({"problem": {"kind": "function", "function": "ravine"}})
    assert "problem.kappa" in keys_of(sections_of(ravine))


def test_activation_is_asked_of_hidden_layers_only():
    linear = Experiment.from_dict({"problem": {"data": "line"}})
    hidden = Experiment.from_dict({"problem": {"data": "line", "hidden": [2]}})
    assert "problem.activation" not in keys_of(sections_of(linear))
    assert "problem.activation" in keys_of(sections_of(hidden))


@pytest.mark.parametrize(("hidden", "few"), [([], True), ([9], False)])
def test_start_shows_values_where_they_are_few(hidden, few):
    table = {"problem": {"data": "line", "hidden": hidden}}
    experiment = Experiment.from_dict(table)
    problem = build(experiment)
    start = next(part for part in sections_of(experiment, problem) if part.key == "start")
    settings = {one.name: one for one in start.settings}
    assert settings["parameters"].folded != few
    assert settings["initializer"].folded == few
    assert settings["parameters"].label == ("w, b" if few else "Values")


@pytest.mark.parametrize("parameters", [[1.0], [1.0, 2.0, 3.0]])
def test_start_of_a_wrong_length_is_shown_to_be_mended(parameters):
    right = Experiment.from_dict({"problem": {"data": "line"}})
    wrong = right.with_values({"start.parameters": parameters})
    assert values_of(wrong, build(right))["start.parameters"] == tuple(parameters)


def test_equations_are_shown_with_their_sources(experiment):
    shown = {part.key: (part.formula, part.source) for part in sections_of(experiment)}
    rule, plan, problem = experiment.optimizer, experiment.schedule, experiment.problem
    assert shown["optimizer"] == (rule.formula, rule.source)
    assert shown["schedule"] == (plan.formula if plan.kind != "constant" else "", plan.source)
    if problem.kind == "function":
        assert shown["problem"] == (problem.formula, problem.source)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_only_gradient_descent_is_called_stochastic(kind: str) -> None:
    stochastic = "Stochastic gradient descent" if kind == "sgd" else OPTIMIZERS[kind].label
    whole, batches = (
        noisy(20, optimizer={"kind": kind}, training={"batch_size": size}) for size in (0, 5)
    )
    assert rule_label(whole) == OPTIMIZERS[kind].label
    assert rule_label(batches) == stochastic
    every = noisy(20, optimizer={"kind": kind}, training={"batch_size": 20})
    assert rule_label(every, build(every)) == OPTIMIZERS[kind].label
    table = {"problem": {"function": "sphere"}, "optimizer": {"kind": kind}}
    function = Experiment.from_dict(table)
    assert rule_label(function) == OPTIMIZERS[kind].label
    assert rule_label(function.with_values({"training.gradient_noise": 0.1})) == stochastic


def test_noise_is_asked_for_functions_and_batches_for_models() -> None:
    def asked(experiment: Experiment) -> set[str]:
        training = next(one for one in sections_of(experiment) if one.key == "training")
        return {declared.name for declared in training.settings}

    function = asked(Experiment.from_dict({"problem": {"function": "sphere"}}))
    assert {"gradient_noise", "seed"} <= function
    assert not {"batch_size", "validation_fraction"} & function
    model = asked(noisy())
    assert {"batch_size", "seed"} <= model
    assert "gradient_noise" not in model


def test_what_was_done_to_the_data_stands_in_their_section(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("day,x,y\n2024-01-05,1,2\n2024-01-06,3,4\n")
    experiment = Experiment.from_dict({"problem": {"data": str(path)}})
    (section,) = (s for s in sections_of(experiment, build(experiment)) if s.key == "data")
    assert section.note == "Left out: day (dates or times)."
    assert "fingerprint" not in [one.name for one in section.settings]


def test_the_start_of_few_parameters_is_offered_in_full_that_of_more_is_folded():
    assert MOST_START_VALUES == 6
    for units, offered in ((1, True), (2, False)):
        table = {
            "problem": {"kind": "model", "data": "line", "hidden": [units]},
        }
        experiment = Experiment.from_dict(table)
        problem = build(experiment)
        sections = sections_of(experiment, problem)
        settings = next(one for one in sections if one.key == "start").settings
        parameters = next(one for one in settings if one.name == "parameters")
        assert (problem.size <= 6) == offered
        assert parameters.folded != offered
        assert bool(values_of(experiment, problem)["start.parameters"]) == offered
