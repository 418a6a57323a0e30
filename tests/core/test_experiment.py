"""Experiments: from tables and files, to tables, and with values replaced."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.experiments import line
from tests.texts import texts
from visualizer.core import Experiment, InputError, load_experiment, train
from visualizer.core.building import build
from visualizer.core.data.sources import SOURCES
from visualizer.core.gradients import GRADIENTS
from visualizer.core.optimizers import SGD
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.schedules import SCHEDULES
from visualizer.core.sections import Training
from visualizer.core.start import INITIALIZERS, Start

NETWORK = Experiment.from_dict(
    {
        "problem": {"data": "penguins", "hidden": [4], "inputs": ["bill_depth_mm"]},
        "data": {"scaling": "standardise"},
        "start": {"parameters": [1.0] * 13, "initializer": "he", "seed": 3},
        "optimizer": {"learning_rate": 0.03},
        "training": {"epochs": 7, "batch_size": 16},
        "changes": [{"step": 5, "optimizer.learning_rate": 0.01}],
    }
)


def refusal(table: dict[str, Any]) -> InputError:
    with pytest.raises(InputError) as caught:
        Experiment.from_dict(table)
    assert "\n" not in str(caught.value)
    return caught.value


def test_an_empty_table_is_the_line() -> None:
    experiment = Experiment.from_dict({})
    assert experiment == line()
    assert experiment.to_dict()["problem"]["data"] == "line"
    assert experiment.to_dict()["format"] == 1


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_suggests_rate_and_epochs(name: str) -> None:
    experiment = Experiment.from_dict({"problem": {"function": name}})
    function = FUNCTIONS[name]()
    assert experiment.problem == function
    assert experiment.data is None
    assert experiment.optimizer.learning_rate == function.suggested_rate
    assert experiment.training.epochs == function.suggested_epochs


@pytest.mark.parametrize(
    ("table", "key", "message"),
    [
        ({"format": 2}, "format", "2 is from a later version of this program"),
        ({"format": 2, "new": 1}, "format", "2 is from a later version"),
        ({"format": 0}, "format", "0 is not allowed; allowed is 1"),
        ({"format": True}, "format", "True is not allowed"),
        ({"format": "1"}, "format", "1 is not allowed"),
        ({"name": 3}, "name", "3 is not allowed; allowed is text"),
        ({"train": {}}, "train", "unknown key; allowed here are format, name, problem"),
        ({"training": 3}, "training", "must be a section"),
        ({"training": {"epoch": 3}}, "training.epoch", "unknown key; allowed here are epochs"),
        ({"training": {"epochs": -1}}, "training.epochs", "-1 is not allowed; allowed is a whole"),
        ({"training": {"epochs": "9"}}, "training.epochs", '"9" is not allowed'),
        ({"training": {"gradient": "fast"}}, "training.gradient", '"fast" is not allowed; all'),
        ({"optimizer": {"kind": "x"}}, "optimizer.kind", '"x" is not allowed; allowed are sgd'),
        ({"optimizer": {"kind": ["x"]}}, "optimizer.kind", "['x'] is not allowed"),
        ({"optimizer": {"learning_rate": -1}}, "optimizer.learning_rate", "-1 is not allowed"),
        ({"schedule": {"kind": 5}}, "schedule.kind", "5 is not allowed"),
        ({"problem": {"kind": "magic"}}, "problem.kind", '"magic" is not allowed; allowed are mo'),
        ({"problem": {"function": "ball"}}, "problem.function", '"ball" is not allowed; allowed'),
        ({"problem": {"hidden": [10**9]}}, "problem.hidden", "1000000000 is not allowed; allowed"),
        ({"problem": {"function": "booth", "kappa": 3}}, "problem.kappa", "unknown key"),
        ({"problem": {"function": "booth"}, "data": {"n": 3}}, "data", "a function has no data"),
        ({"data": {"delimiter": ";"}}, "data.delimiter", "unknown key; allowed here are scaling"),
        ({"start": {"parameters": "0 0"}}, "start.parameters", '"0 0" is not allowed; allowed is'),
        ({"changes": {}}, "changes", "must be a list of tables"),
        ({"changes": [3]}, "changes", "must be a list of tables"),
        ({"changes": [{}]}, "changes.step", "nothing is not allowed"),
        ({"changes": [{"step": 0}]}, "changes.step", "0 is not allowed; allowed is a whole"),
        (
            {"changes": [{"step": 1, "training.seed": 1}]},
            "changes.training.seed",
            "cannot change during a run; allowed are the options of optimizer and schedule",
        ),
        (
            {"changes": [{"step": 1, "optimizer.learning_rate": -1}]},
            "changes.optimizer.learning_rate",
            "-1 is not allowed",
        ),
    ],
)
def test_refused_tables_say_where_and_what(table, key, message) -> None:
    error = refusal(table)
    assert error.key == key
    assert error.message.startswith(message)


EXPERIMENTS = st.one_of(
    st.fixed_dictionaries(
        {"problem": st.sampled_from(list(FUNCTIONS)).map(lambda name: {"function": name})}
    ),
    st.fixed_dictionaries(
        {
            "problem": st.fixed_dictionaries(
                {"data": st.sampled_from([*SOURCES, "some/file.csv"])},
                optional={
                    "hidden": st.lists(st.integers(1, 9), max_size=3),
                    "activation": st.sampled_from(list(ACTIVATIONS)),
                    "bias": st.booleans(),
                    "inputs": st.lists(texts(1), max_size=2),
                },
            )
        },
        optional={
            "name": texts(),
            "data": st.fixed_dictionaries({"scaling": st.sampled_from(["none", "min-max"])}),
            "start": st.fixed_dictionaries(
                {},
                optional={
                    "initializer": st.sampled_from(list(INITIALIZERS)),
                    "parameters": st.lists(st.floats(-1e9, 1e9), max_size=4),
                },
            ),
            "training": st.fixed_dictionaries(
                {},
                optional={
                    "epochs": st.integers(0, 10**9),
                    "gradient": st.sampled_from(list(GRADIENTS)),
                    "difference_step": st.floats(1e-12, 1),
                },
            ),
            "optimizer": st.fixed_dictionaries({"learning_rate": st.floats(1e-12, 1e6)}),
            "changes": st.lists(
                st.fixed_dictionaries(
                    {"step": st.integers(1, 99)},
                    optional={
                        "optimizer.learning_rate": st.floats(1e-12, 1e6),
                        "training.gradient": st.sampled_from(list(GRADIENTS)),
                    },
                ),
                max_size=3,
            ),
        },
    ),
)


@given(EXPERIMENTS)
def test_round_trip(table: dict[str, Any]) -> None:
    experiment = Experiment.from_dict(table)
    again = Experiment.from_dict(experiment.to_dict())
    assert again == experiment
    assert hash(again) == hash(experiment)
    assert experiment.with_values({}) == experiment
    steps = [change.step for change in experiment.changes]
    assert steps == sorted(steps)


@given(EXPERIMENTS, st.sampled_from(list(FUNCTIONS)))
def test_a_new_function_brings_its_own_everything(table: dict[str, Any], name: str) -> None:
    experiment = Experiment.from_dict(table)
    changed = experiment.with_values({"problem.function": name})
    fresh = Experiment.from_dict({"problem": {"function": name}})
    assert (changed.problem, changed.data) == (fresh.problem, None)
    if changed.problem != experiment.problem:
        assert changed.optimizer.learning_rate == fresh.optimizer.learning_rate
        assert changed.training.epochs == fresh.training.epochs
        assert changed.start.parameters == ()
        assert changed.changes == ()


def test_what_is_given_beside_a_new_problem_stays() -> None:
    changed = NETWORK.with_values(
        {
            "problem.function": "ravine",
            "problem.kappa": 10,
            "optimizer.learning_rate": 0.5,
            "training.epochs": 3,
            "start.parameters": [1, 2],
            "changes": [{"step": 2, "optimizer.learning_rate": 0.1}],
        }
    ).to_dict()
    assert changed["problem"] == {"kind": "function", "function": "ravine", "kappa": 10.0}
    assert changed["optimizer"]["learning_rate"] == 0.5
    assert changed["training"]["epochs"] == 3
    assert changed["start"]["parameters"] == [1.0, 2.0]
    assert len(changed["changes"]) == 1


def test_a_new_kind_of_problem_takes_its_defaults() -> None:
    function = NETWORK.with_values({"problem.kind": "function"})
    assert function.to_dict()["problem"] == {"kind": "function", "function": "sphere"}
    assert function.start.initializer == "usual"
    assert function.with_values({"problem.kind": "model"}).problem == line().problem
    assert function.with_values({"problem.data": "penguins"}).problem.data == "penguins"


def test_new_data_forgets_columns_and_options_but_keeps_the_network() -> None:
    changed = NETWORK.with_values({"problem.data": "noisy-line", "data.n": 30})
    assert changed.problem.hidden == (4,)
    assert changed.problem.inputs == ()
    assert (changed.data.n, changed.data.scaling) == (30, "none")
    assert changed.start.parameters == ()
    assert (changed.start.initializer, changed.start.seed) == ("he", 3)
    assert changed.optimizer.learning_rate == 0.1
    assert changed.training.epochs == 60
    assert changed.training.batch_size == 16
    assert changed.changes == ()


@pytest.mark.parametrize(
    "values",
    [
        {"problem.hidden": [5]},
        {"problem.bias": False},
        {"problem.inputs": ["flipper_length_mm"]},
        {"problem.targets": ["bill_length_mm"]},
    ],
)
def test_another_number_of_parameters_forgets_the_start(values: dict[str, Any]) -> None:
    changed = NETWORK.with_values(values)
    assert changed.start.parameters == ()
    assert changed.start.initializer == "he"
    assert changed.optimizer == NETWORK.optimizer
    assert changed.changes == NETWORK.changes
    kept = NETWORK.with_values({**values, "start.parameters": [2.0]})
    assert kept.start.parameters == (2.0,)


@pytest.mark.parametrize(
    "values",
    [
        {"problem.hidden": (4,)},
        {"problem.data": "penguins"},
        {"problem.kind": "model"},
        {"training.epochs": 9},
        {"problem.activation": "tanh"},
        {"optimizer.kind": "sgd"},
    ],
)
def test_what_changes_no_parameters_keeps_the_start(values: dict[str, Any]) -> None:
    changed = NETWORK.with_values(values)
    assert changed.start == NETWORK.start
    assert changed.data == NETWORK.data
    assert changed.optimizer == NETWORK.optimizer


def test_whole_sections_are_replaced() -> None:
    assert NETWORK.with_values({"start": {}}).start == line().start
    assert NETWORK.with_values({"name": "new"}).name == "new"
    reset = NETWORK.with_values({"problem": {}})
    assert (reset.problem, reset.data) == (line().problem, line().data)
    assert reset.training.batch_size == 16


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"problem": 3}, "problem"),
        ({"training": "x"}, "training"),
        ({"training.epochs.x": 3}, "training.epochs.x"),
        ({"name.x": 3}, "name.x"),
        ({"changes.x": 3}, "changes"),
        ({"nothing.x": 3}, "nothing"),
        ({"nothing": 3}, "nothing"),
        ({"problem.kind": 3}, "problem.kind"),
        ({"problem.function": ["x"]}, "problem.function"),
        ({"problem.data": 3}, "problem.data"),
        ({"optimizer.kind": {}}, "optimizer.kind"),
        ({"": 3}, ""),
        ({"problem.kappa": 3}, "problem.kappa"),
    ],
)
def test_refused_values_name_their_path(values: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError) as caught:
        NETWORK.with_values(values)
    assert caught.value.key == key


# Files.


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "some.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_file_is_named_after_itself_and_finds_its_data(tmp_path: Path) -> None:
    path = written(tmp_path, '[problem]\ndata = "sub/../rows.csv"\n')
    experiment = load_experiment(path)
    assert experiment.name == "some"
    assert experiment.problem.data == str((tmp_path / "rows.csv").resolve())
    bundled = load_experiment(written(tmp_path, 'name = "A"\n[problem]\ndata = "penguins"\n'))
    assert (bundled.name, bundled.problem.data) == ("A", "penguins")


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfformat = 1\r\n[training]\r\nepochs = 5\r\n")
    assert load_experiment(path).training.epochs == 5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[training]\nepochs = 'x'\n", 'training.epochs: "x" is not allowed; allowed is a whole'),
        (b"format = 7\nfuture = 1\n", "format: 7 is from a later version of this program"),
        (b"x = \n", "some.toml: not a valid experiment file: Invalid value (at line 1"),
        (b"a = 1\na = 2\n", "some.toml: not a valid experiment file"),
        (b"\xff\xfe[\x00", "some.toml: not an experiment file (it is not UTF-8 text)"),
        (b"\x89PNG\r\n\x1a\n", "some.toml: not an experiment file"),
        (b"a = " + b"[" * 100_000, "some.toml: not a valid experiment file"),
        (b"[training]\nseed = " + b"9" * 5000, "some.toml: not a valid experiment file"),
        (b"[training]\nseed = 0x" + b"f" * 5000, "training.seed: a number with thousands"),
        (b"# " + b"x" * (1 << 20), "some.toml: too large for an experiment"),
        (b'[problem]\ndata = "a\\u0000b"', "problem.data: no file can have this name"),
        (b"[training]\nepochs = nan", "training.epochs: nan is not allowed"),
    ],
)
def test_bad_files_get_one_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_experiment(written(tmp_path, content))
    assert str(caught.value).startswith(message)
    assert "some.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "none.toml", "there is no such file"),
        (tmp_path, "is a folder; an experiment file is needed"),
    ):
        with pytest.raises(InputError, match=reason):
            load_experiment(path)


CLASSIFIERS = {
    "two-moons": ("sigmoid", "binary_cross_entropy"),
    "iris": ("softmax", "categorical_cross_entropy"),
    "penguins": ("linear", "mse"),
}


@pytest.mark.parametrize("data", CLASSIFIERS)
def test_the_output_and_the_loss_fit_the_data(data) -> None:
    for experiment in (
        Experiment.from_dict({"problem": {"data": data}}),
        Experiment.from_dict({}).with_values({"problem.data": data}),
        Experiment.from_dict({"problem": {"data": "iris"}}).with_values({"problem.data": data}),
    ):
        assert (experiment.problem.output, experiment.problem.loss) == CLASSIFIERS[data]
        assert build(experiment).rows > 0


def test_what_is_said_of_the_output_or_the_loss_holds() -> None:
    def head(**problem):
        found = Experiment.from_dict({"problem": problem}).problem
        return found.output, found.loss

    assert head(data="iris", output="linear") == ("linear", "mse")
    assert head(data="two-moons", output="softmax") == ("softmax", "categorical_cross_entropy")
    assert head(data="two-moons", loss="mse") == ("sigmoid", "mse")
    assert head(data="line", output="tanh") == ("tanh", "mse")
    kept = Experiment.from_dict({"problem": {"data": "line", "output": "tanh"}})
    assert kept.with_values({"problem.data": "noisy-line"}).problem.output == "tanh"


def test_data_suggest_a_rate_and_epochs() -> None:
    moons = Experiment.from_dict({"problem": {"data": "two-moons"}})
    assert (moons.optimizer.learning_rate, moons.training.epochs) == (0.5, 200)
    line = moons.with_values({"problem.data": "line"})
    assert (line.optimizer.learning_rate, line.training.epochs) == (0.1, 60)
    adam = Experiment.from_dict({"problem": {"data": "digits"}, "optimizer": {"kind": "adam"}})
    assert adam.optimizer.learning_rate == 0.001
    assert adam.data.scaling == "min-max"


SPANS = [(kind, schedule.span) for kind, schedule in SCHEDULES.items() if schedule.span]


@pytest.mark.parametrize(("kind", "span"), SPANS)
class TestLengthOfASchedule:
    """That of the run, where none is given; then it stays."""

    def test_it_is_that_of_the_run(self, kind, span):
        table = {"schedule": {"kind": kind}, "training": {"epochs": 137}}
        found = Experiment.from_dict(table)
        assert getattr(found.schedule, span) == 137
        assert found.to_dict()["schedule"][span] == 137
        table["schedule"]["warmup"] = 30
        assert getattr(Experiment.from_dict(table).schedule, span) == 107

    def test_choosing_it_takes_the_length_of_the_run(self, kind, span):
        plain = Experiment.from_dict({"training": {"epochs": 137}})
        chosen = plain.with_values({"schedule.kind": kind})
        assert getattr(chosen.schedule, span) == 137
        assert chosen.schedule.unit == "step"

    def test_a_longer_run_keeps_the_rates_that_it_had(self, kind, span):
        first = Experiment.from_dict({"schedule": {"kind": kind}, "training": {"epochs": 20}})
        longer = first.with_values({"training.epochs": 60})
        assert longer.schedule == first.schedule

    def test_with_batches_it_counts_epochs(self, kind, span):
        plain = Experiment.from_dict(
            {"problem": {"data": "noisy-line"}, "training": {"epochs": 30, "batch_size": 10}}
        )
        chosen = plain.with_values({"schedule.kind": kind}).schedule
        assert (chosen.unit, getattr(chosen, span)) == ("epoch", 30)

    def test_the_shortest_run_may_have_it(self, kind, span):
        for epochs in range(8):
            Experiment.from_dict({"schedule": {"kind": kind}, "training": {"epochs": epochs}})

    def test_a_length_that_is_given_stays(self, kind, span):
        table = {"schedule": {"kind": kind, span: 44}, "training": {"epochs": 30}}
        assert getattr(Experiment.from_dict(table).schedule, span) == 44


def test_another_formula_never_changes_the_rate() -> None:
    steep = Experiment.from_dict({"problem": {"formula": "500*x**2 + y**2"}})
    rate = steep.optimizer.learning_rate
    flat = steep.with_values({"problem.formula": "0.01*x**2 + y**2"})
    assert flat.optimizer.learning_rate == rate
    alone = Experiment.from_dict({"problem": {"formula": "0.01*x**2 + y**2"}})
    assert alone.optimizer.learning_rate != rate


@pytest.mark.parametrize(
    "parts",
    [
        {"problem": {"function": "sphere"}},
        {"problem": "sphere"},
        {"problem": None},
        {"data": {"scaling": "none"}},
        {"data": np.zeros((3, 2))},
        {"start": [1.0, 2.0]},
        {"start": np.zeros(2)},
        {"optimizer": "adam"},
        {"optimizer": {"kind": "adam"}},
        {"schedule": 3},
        {"training": {"epochs": 3}},
        {"training": 10},
        {"changes": [{"step": 1}]},
        {"name": 3},
    ],
    ids=str,
)
def test_parts_of_a_wrong_type_are_refused_in_one_sentence(parts) -> None:
    with pytest.raises(InputError, match="from_dict reads plain tables") as caught:
        Experiment(**parts)
    assert caught.value.key == next(iter(parts))


@pytest.mark.parametrize(
    "table",
    [
        {"problem": {"data": np.zeros((3, 2))}},
        {"problem": {"hidden": np.array([3.5])}},
        {"problem": {"inputs": np.array([1, 2])}},
        {"problem": 3},
        {"start": {"parameters": np.zeros((2, 2))}},
        {"start": {"parameters": np.array(["a"])}},
        {"training": {"epochs": np.array([1, 2])}},
        {"name": np.zeros(2)},
        {3: 4},
        None,
        [],
    ],
    ids=str,
)
def test_tables_of_a_wrong_type_are_refused_in_one_sentence(table) -> None:
    with pytest.raises(InputError):
        Experiment.from_dict(table)


def test_arrays_stand_for_lists() -> None:
    table = {"problem": {"function": "sphere"}, "start": {"parameters": np.array([1, 2])}}
    assert Experiment.from_dict(table).start.parameters == (1.0, 2.0)
    table = {"problem": {"data": "line", "hidden": np.array([3, 2])}}
    assert Experiment.from_dict(table).problem.hidden == (3, 2)


@pytest.mark.parametrize(
    ("section", "key"),
    [
        (SGD(learning_rate="x"), "optimizer.learning_rate"),
        (SGD(learning_rate=None), "optimizer.learning_rate"),
        (SGD(learning_rate=-5.0), "optimizer.learning_rate"),
        (SGD(learning_rate=np.array([0.1, 0.2])), "optimizer.learning_rate"),
        (Training(epochs=-1), "training.epochs"),
        (Training(epochs="x"), "training.epochs"),
        (Training(gradient="guessed"), "training.gradient"),
        (Start(parameters="abc"), "start.parameters"),
        (ModelSettings(data=5), "problem.data"),
        (ModelSettings(data=[[1, 2], [3, 4]]), "problem.data"),
        (ModelSettings(data=np.zeros((3, 2))), "problem.data"),
        (ModelSettings(hidden=[0.5]), "problem.hidden"),
    ],
    ids=str,
)
def test_sections_made_in_python_are_checked_as_those_of_a_file(section, key) -> None:
    with pytest.raises(InputError) as caught:
        Experiment(**{key.partition(".")[0]: section})
    assert caught.value.key == key


def test_sections_made_in_python_take_what_means_the_same() -> None:
    made = Experiment(
        problem=ModelSettings(hidden=[3, np.int64(2)]),
        optimizer=SGD(learning_rate=np.float32(0.5)),
        training=Training(epochs=5.0),
        start=Start(parameters=np.zeros(17)),
    )
    assert made.problem.hidden == (3, 2)
    assert type(made.optimizer.learning_rate) is float
    assert made.start.parameters == (0.0,) * 17
    assert hash(made) == hash(Experiment.from_dict(made.to_dict()))


@pytest.mark.parametrize(
    "thing", [None, "line", {"problem": {"data": "line"}}, np.zeros(3)], ids=str
)
def test_what_is_no_experiment_is_refused_in_one_sentence(thing) -> None:
    for use in (train, build):
        with pytest.raises(InputError, match="an Experiment is needed, not"):
            use(thing)


@pytest.mark.parametrize("values", [None, "training.epochs", [("training.epochs", 3)], {5: 5}])
def test_values_are_a_table_by_key(values) -> None:
    with pytest.raises(InputError):
        Experiment().with_values(values)
