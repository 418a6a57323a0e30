"""Intents: frozen, and each one known to the session."""

import dataclasses
import typing

import pytest

from visualizer.app import intents
from visualizer.app.session import Session
from visualizer.app.state import Zoom
from visualizer.core.experiment import Experiment

KINDS = typing.get_args(intents.Intent)


@pytest.mark.parametrize("kind", KINDS)
def test_intents_are_frozen(kind):
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen


def test_every_intent_of_the_module_is_listed():
    declared = {
        value
        for value in vars(intents).values()
        if isinstance(value, type) and value.__module__ == intents.__name__
    }
    assert declared == set(KINDS)


def test_what_can_be_undone_is_an_intent():
    assert set(intents.UNDOABLE) <= set(KINDS)


SAMPLES = {
    intents.OpenExperiment: (Experiment(),),
    intents.ChangeFromHere: (3, {"optimizer.learning_rate": 0.02}),
    intents.SelectRun: (0,),
    intents.CloseRun: (0,),
    intents.MovePlayhead: (1.0,),
    intents.LookAt: ("loss", Zoom(((0.0, 20.0), (-1.0, 3.5)))),
    intents.SetOption: ("loop", True),
    intents.MarkSaved: ("line.toml",),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_session_takes_every_intent(qapp, kind):
    session = Session()
    try:
        assert session.apply(intents.OpenExperiment(Experiment()))
        assert session.apply(kind(*SAMPLES.get(kind, ())))
    finally:
        session.close()
