"""What can be asked of a run follows from what there is of it, and the rest is said."""

import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core.building import build
from visualizer.core.capabilities import Capability, asked, known, unknown
from visualizer.core.recording.codec import recording_from
from visualizer.core.training import train

THETA = np.zeros((4, 2))
COLUMNS = {
    Capability.LOSS: {"loss": np.ones(4)},
    Capability.RATE: {"learning_rate": np.ones(4)},
    Capability.GRADIENT: {"gradient": THETA},
    Capability.STATE: {"state:m": THETA},
    Capability.SCORES: {"metric:accuracy": np.ones(4)},
}


def test_a_trained_run_can_be_asked_everything() -> None:
    experiment = line()
    problem = build(experiment)
    assert known(train(experiment, problem), experiment, problem) == set(Capability)


@pytest.mark.parametrize("capability", COLUMNS, ids=lambda one: one.name)
def test_a_recording_alone_knows_what_was_recorded(capability: Capability) -> None:
    recording = recording_from({"theta": THETA, **COLUMNS[capability]})
    assert known(recording, None, None) == {capability}


def test_without_its_problem_an_experiment_still_tells_the_settings() -> None:
    there = known(recording_from({"theta": THETA}), line(), None)
    assert there == {Capability.SETTINGS, Capability.STATE, Capability.SCORES}


@pytest.mark.parametrize("capability", Capability)
def test_what_is_unknown_is_said_in_a_sentence(capability: Capability) -> None:
    words = unknown([capability], frozenset())
    assert words == words[0].upper() + words[1:]
    assert words.endswith(".")
    assert " not known for this run: it " in words
    assert unknown([capability], frozenset({capability})) == unknown([], frozenset()) == ""


def test_who_has_not_asked_is_told() -> None:
    assert asked(1) == 1
    with pytest.raises(LookupError, match="has to be required"):
        asked(None)
