"""Intents: frozen, and each one known to the session."""

import dataclasses
import typing

import pytest

from visualizer.app import intents
from visualizer.app.session import Session
from visualizer.app.state import Zoom
from visualizer.core.capabilities import Capability
from visualizer.core.experiment import Experiment
from visualizer.core.lessons.score import StepResult
from visualizer.core.recording.codec import recording_from

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


RECORDING = recording_from({"theta": [[3.0, 4.0], [1.5, 2.0]], "loss": [25.0, 6.25]})
SAMPLES = {
    intents.OpenExperiment: (Experiment(),),
    intents.OpenRecording: (RECORDING, "By hand"),
    intents.ChangeFromHere: (3, {"optimizer.learning_rate": 0.02}),
    intents.SelectRun: (0,),
    intents.CloseRun: (0,),
    intents.ForkRun: (3, {"optimizer.learning_rate": 0.02}),
    intents.CompareSettings: (({"optimizer.learning_rate": 0.02},),),
    intents.ShowRun: (1, False),
    intents.RenameRun: (1, "Mine"),
    intents.LockRun: (1,),
    intents.MoveRun: (1, 0),
    intents.MovePlayhead: (1.0,),
    intents.LookAt: ("loss", Zoom(((0.0, 20.0), (-1.0, 3.5)))),
    intents.ChangeView: ("loss", {"log": False}),
    intents.ShowLines: (("w",),),
    intents.ShowPanels: (("setup", "loss"),),
    intents.LookAtSample: ("validation", 3),
    intents.SetSpeed: (8.0,),
    intents.MeasureBy: ("step",),
    intents.ShowApart: ("landscape",),
    intents.SetOption: ("loop", True),
    intents.MarkSaved: ("line.toml",),
    intents.OpenLesson: ("one-weight-line", 1, (StepResult((1.0, 2.0), 2, True),)),
    intents.KnowNumbers: ((1.0, 2.5),),
    intents.GoToStep: (1,),
    intents.MakeGuess: ((1.0, 2.0),),
    intents.GiveAnswer: (4.5,),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_session_takes_every_intent(qapp, kind):
    session = Session()
    try:
        assert session.apply(intents.OpenExperiment(Experiment()))
        assert session.apply(kind(*SAMPLES.get(kind, ())))
    finally:
        session.close()


@pytest.mark.parametrize("kind", KINDS)
def test_what_asks_more_of_a_run_than_its_recording_is_refused_with_a_sentence(qapp, kind):
    session = Session()
    said = []
    session.failed.connect(lambda error: said.append(str(error)))
    try:
        assert session.apply(intents.OpenRecording(RECORDING))
        requires = intents.REQUIRES.get(kind, ())
        assert session.apply(kind(*SAMPLES.get(kind, ()))) != bool(requires)
        assert said == [one.sentence for one in requires[:1]]
    finally:
        session.close()


def test_what_is_required_is_declared_for_intents_alone():
    assert set(intents.REQUIRES) <= set(KINDS)
    assert {one for required in intents.REQUIRES.values() for one in required} <= set(Capability)
