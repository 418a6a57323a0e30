import json
import tomllib

import pytest
import tomli_w

from tests.app.test_intents import KINDS, SAMPLES
from visualizer.app.intent_tables import INTENTS, from_table, to_table
from visualizer.app.intents import ChangeSettings, MovePlayhead, OpenExperiment, SetOption
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment


@pytest.mark.parametrize("kind", KINDS)
def test_every_intent_comes_back_from_its_table(kind) -> None:
    intent = kind(*SAMPLES.get(kind, ()))
    table = to_table(intent)
    for read in (tomllib.loads(tomli_w.dumps(table)), json.loads(json.dumps(table))):
        assert type(from_table(read)) is kind
        # Recordings are told apart by what they hold.
        assert to_table(from_table(read)) == table


def test_names_are_words_as_one_says_them() -> None:
    assert {"move playhead", "change settings", "open experiment", "train"} <= set(INTENTS)
    assert to_table(MovePlayhead(3)) == {"do": "move playhead", "epoch": 3}


def test_an_experiment_stands_as_its_own_table() -> None:
    experiment = Experiment.from_dict({"optimizer": {"learning_rate": 0.05}})
    table = to_table(OpenExperiment(experiment, replace=True))
    assert table["experiment"]["optimizer"]["learning_rate"] == 0.05
    assert from_table(table) == OpenExperiment(experiment, replace=True)
    assert "path" not in table


def test_lists_of_settings_are_tuples_again() -> None:
    intent = ChangeSettings({"start.parameters": (0.5, 1.0)})
    assert from_table(json.loads(json.dumps(to_table(intent)))) == intent


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"do": "fly"}, 'do: "fly" is not allowed; allowed are open experiment, '),
        ({}, 'do: "" is not allowed; '),
        ({"do": "move playhead"}, "epoch: is missing"),
        ({"do": "move playhead", "epoch": "6"}, "epoch: '6' is not allowed; allowed is a number"),
        ({"do": "move playhead", "epoch": True}, "epoch: True is not allowed; "),
        ({"do": "move playhead", "at": 1}, "at: unknown key; allowed here are epoch"),
        ({"do": "train", "at": 1}, "at: unknown key; none is allowed here"),
        ({"do": "select run", "index": 1.0}, "index: 1.0 is not allowed; allowed is a whole"),
        ({"do": "set option", "name": "loop", "value": 1}, "value: 1 is not allowed; allowed is t"),
        ({"do": "change settings", "values": 3}, "values: 3 is not allowed; allowed is a table"),
        ({"do": "open recording", "recording": {"arrays": {}}}, "recording: is no recording"),
        (
            {"do": "open experiment", "experiment": {"optimizer": {"learning_rate": -1}}},
            "optimizer.learning_rate: ",
        ),
    ],
)
def test_mistakes_are_named_with_their_place(table, message) -> None:
    with pytest.raises(InputError) as caught:
        from_table(table)
    assert str(caught.value).startswith(message)


def test_what_is_read_is_what_the_window_would_send() -> None:
    assert from_table({"do": "set option", "name": "loop", "value": True}) == SetOption(
        "loop", True
    )
