"""Tables of layers: every kind can be described, written, and read again."""

from typing import Any

import pytest

from tests.core.experiments import line
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import Place
from visualizer.core.problems.layers.tables import LAYERS, Usual
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.stack import layers_of, summary, summary_in_words
from visualizer.core.settings import declarations

EVERY = [
    {"kind": "cutout", "size": 2},
    {"kind": "convolution", "filters": 4, "padding": "valid", "activation": "linear"},
    {"kind": "batch_normalisation", "activation": "relu"},
    {"kind": "pooling", "how": "average"},
    {"kind": "flatten"},
    {"kind": "dense", "units": 5},
    {"kind": "dropout", "share": 0.5},
]


@pytest.mark.parametrize("kind", LAYERS)
def test_every_kind_makes_its_layer(kind: str) -> None:
    table = LAYERS[kind]()
    layer = table.make(Place(1, (4, 4, 1), 0), Usual("tanh", True))
    assert layer.kind == table.kind == kind
    assert table.label
    for declared in declarations(LAYERS[kind]):
        assert declared.help
    if any(declared.default == "usual" for declared in declarations(LAYERS[kind])):
        assert layer.activation == "tanh"


def test_experiments_hold_tables() -> None:
    experiment = line(problem={"data": "digits", "layers": EVERY})
    problem = experiment.to_dict()["problem"]
    assert [table["kind"] for table in problem["layers"]] == [table["kind"] for table in EVERY]
    assert problem["layers"][3] == {"kind": "pooling", "size": 2, "how": "average"}
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    assert hash(experiment.problem) == hash(Experiment.from_dict(experiment.to_dict()).problem)
    assert "layers" not in line().to_dict()["problem"]


def test_a_summary_of_every_layer() -> None:
    experiment = line(problem={"data": "digits", "layers": EVERY, "output": "softmax"})
    model = build(experiment)
    assert isinstance(model, Model)
    found = [(one.label, one.after, one.parameters) for one in summary(model.layers)]
    assert found == [
        ("Cutout", (8, 8, 1), 0),
        ("Convolution", (6, 6, 4), 40),
        ("Batch normalisation", (6, 6, 4), 8),
        ("Pooling", (3, 3, 4), 0),
        ("Flatten", (36,), 0),
        ("Dense", (5,), 185),
        ("Dropout", (5,), 0),
        ("Dense", (10,), 60),
    ]
    assert model.size == 293
    assert summary_in_words(model.layers) == (
        "8 × 8 × 1 → cutout 8 × 8 × 1 → convolution 6 × 6 × 4 → batch normalisation 6 × 6 × 4 → "
        "pooling 3 × 3 × 4 → flatten 36 → dense 5 → dropout 5 → dense 10; 293 parameters"
    )


def test_layers_in_words() -> None:
    problem = line(problem={"data": "digits", "layers": EVERY}).problem
    assert isinstance(problem, ModelSettings)
    words = ", ".join(map(str, problem.layers))
    assert words == (
        "cutout 2, convolution 4 3 valid linear, batch_normalisation relu, "
        "pooling 2 average, flatten, dense 5, dropout 0.5"
    )
    again = line(problem={"data": "digits", "layers": words.split(", ")}).problem
    assert again == problem


@pytest.mark.parametrize("kind", LAYERS)
def test_every_default_is_short(kind: str) -> None:
    assert str(LAYERS[kind]()).split()[0] == kind
    assert len(str(LAYERS[kind]()).split()) <= 2


BAD: list[tuple[Any, str, str]] = [
    ([{"kind": "conv"}], "problem.layers", '"conv" is not allowed; allowed are convolution, '),
    (["conv 8"], "problem.layers", '"conv" is not allowed; allowed are convolution, '),
    ([""], "problem.layers", "allowed are convolution, "),
    (["dense many"], "problem.layers.dense.units", "allowed is a whole number"),
    (["dense 3 relu 4"], "problem.layers.dense.option 2", "unknown key; allowed here are units"),
    ([{"filters": 3}], "problem.layers", "no kind"),
    ([7], "problem.layers", "7 is not allowed"),
    ([{"kind": "dense", "units": 0}], "problem.layers.dense.units", "0 is not allowed"),
    ([{"kind": "pooling", "padding": 1}], "problem.layers.pooling.padding", "unknown key"),
]


@pytest.mark.parametrize(("layers", "key", "part"), BAD)
def test_bad_tables(layers: Any, key: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        line(problem={"layers": layers})
    assert caught.value.key == key
    assert part in caught.value.message


MISFITS = [
    ([{"kind": "convolution"}], 64, "after layer 1 there are images of 8 x 8 x 8"),
    ([{"kind": "convolution"}, {"kind": "flatten"}], 30, "30 inputs are no square of pixels"),
    ([{"kind": "dense"}, {"kind": "pooling"}], 64, r"layer 2 \(pooling\) needs images, and 32"),
    ([{"kind": "pooling", "size": 9}], 64, "squares of 9 x 9 pixels from images of 8 x 8"),
    ([{"kind": "dropout"}] * 101, 64, "101 layers are not allowed"),
]


@pytest.mark.parametrize(("layers", "inputs", "part"), MISFITS)
def test_layers_that_do_not_fit(layers: Any, inputs: int, part: str) -> None:
    problem = line(problem={"layers": layers}).problem
    assert isinstance(problem, ModelSettings)
    with pytest.raises(InputError, match=part) as caught:
        layers_of(problem, inputs, 3)
    assert caught.value.key == "problem.layers"


def test_hidden_layers_are_given_once() -> None:
    with pytest.raises(InputError, match="given twice"):
        line(problem={"layers": [{"kind": "dense"}], "hidden": [3]})
    listed = line(problem={"layers": [{"kind": "dense"}]})
    counted = line(problem={"hidden": [3]})
    assert listed.with_values({"problem.hidden": [3]}).problem == counted.problem
    back = counted.with_values({"problem.layers": [{"kind": "dense"}]})
    assert back.problem == listed.problem


def test_dense_tables_are_hidden_layers() -> None:
    tables = [{"kind": "dense", "units": 3}, {"kind": "dense", "units": 2}]
    one, other = build(line(problem={"layers": tables})), build(line(problem={"hidden": [3, 2]}))
    assert one.names == other.names
