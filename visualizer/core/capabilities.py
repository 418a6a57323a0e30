"""What can be asked of a run: declared here, and derived here from what there is of it.

A run always has a recording. Its experiment and its problem may be unknown: a training that
another program has done leaves numbers, and no function that gave them. Whatever is shown or
worked out says what it needs, `requires`; where a run lacks some of it, `unknown` says so, in
the same words everywhere.
"""

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History

Value = TypeVar("Value")

_EXPERIMENT = "it has no experiment, only a recording"
_PROBLEM = "it has no problem, only a recording"
_COLUMN = "it was not recorded"


class Capability(Enum):
    """What may be asked of a run: how a sentence about it begins, and why it may be unknown."""

    SETTINGS = "The settings are", _EXPERIMENT
    TRAINING = "How to train on is", _PROBLEM
    LANDSCAPE = "The landscape is", _PROBLEM
    CURVATURE = "The curvature is", _PROBLEM
    PREDICTIONS = "What it predicts is", _PROBLEM
    NOISE = "The noise of the gradient is", _PROBLEM
    RATE = "The learning rate is", _COLUMN
    LOSS = "The loss is", _COLUMN
    GRADIENT = "The gradient is", _COLUMN
    STATE = "What the update rule keeps is", _COLUMN
    SCORES = "The accuracy is", _COLUMN

    @property
    def sentence(self) -> str:
        """That it is unknown, and why."""
        words, reason = self.value
        return f"{words} not known for this run: {reason}."


def known(
    history: History, experiment: Experiment | None, problem: Problem | None
) -> frozenset[Capability]:
    """What may be asked of a run, from what there is of it."""
    layout = history.layout
    there = {
        _EXPERIMENT: experiment is not None,
        _PROBLEM: experiment is not None and problem is not None,
    }
    columns = {
        Capability.RATE: "learning_rate" not in layout.missing,
        Capability.LOSS: "loss" not in layout.missing,
        Capability.GRADIENT: "gradient" in layout.vectors,
        Capability.SCORES: experiment is not None or bool(layout.metrics),
        Capability.STATE: experiment is not None
        or any(kind.startswith("state:") for kind in layout.vectors),
    }
    # Columns are looked at first; what no column decides is known with the experiment or the
    # problem.
    return frozenset(one for one in Capability if columns.get(one, there.get(one.value[1], False)))


def unknown(requires: Iterable[Capability], there: frozenset[Capability]) -> str:
    """Why what requires these capabilities is not to be had; empty where it is."""
    # In the order of the declaration, so that everywhere the same lack is named first.
    return next((one.sentence for one in Capability if one in requires and one not in there), "")


def asked(value: Value | None) -> Value:
    """What a declared requirement promises to be there.

    Raises
    ------
    LookupError
        When nobody has asked: the requirement was not declared, or not looked at.
    """
    if value is None:
        raise LookupError("this is not known of the run: its capability has to be required")
    return value
