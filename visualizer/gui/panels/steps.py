"""What a step does, in numbers: read from the history, never computed from formulas."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability, asked
from visualizer.core.clipping import clipped
from visualizer.core.problems.functions import Analytic
from visualizer.core.quiet import Quiet
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Row
from visualizer.gui.plots.frame import Frame

KNOWN = "known"
HIDDEN = "hidden"
DIVERGED = "diverged"
NOT_MADE = "not made"


@dataclass(frozen=True, eq=False)
class UpdateStep:
    """The step from row k to row k + 1.

    `following` (P,) are the parameters after it and `loss_after` its loss; they are None
    unless `outcome` is "known". `whole` tells whether each step sees all rows: else the
    losses are those of its batch, and say nothing about each other. `names` says in words
    what the quantities of the row are, `arrows` which of them point somewhere. `used` (P,) is the
    gradient that the rule has seen: the one of the row, or what clipping has left of it.
    """

    row: Row
    outcome: str
    following: FloatArray | None
    loss_after: float | None
    whole: bool
    plain: bool
    letter: str
    used: FloatArray
    names: Mapping[str, str] = field(default_factory=dict)
    arrows: tuple[str, ...] = ()

    @property
    def clipped(self) -> bool:
        """Whether clipping has engaged."""
        return self.row.clip < 1

    @property
    def update(self) -> FloatArray | None:
        """What is taken from the parameters, (P,): rate times gradient, or what a rule makes."""
        if self.plain:
            return self.row.learning_rate * self.used
        return None if self.following is None else self.row.theta - self.following


def step_of(frame: Frame) -> UpdateStep:
    """The step from the playhead on.

    What comes after it is taken from the next row. After the last row it is the step that
    "one more" would make; a run that still trains has none yet.
    """
    history = frame.run.history
    row = history.row(frame.row)
    outcome, following, loss = _after(frame, history)
    rule = frame.run.rule
    return UpdateStep(
        row=row,
        outcome=outcome,
        following=following,
        loss_after=loss,
        whole=not history.layout.batches,
        plain=rule.plain,
        used=_used(frame, row),
        letter="f" if isinstance(frame.run.problem, Analytic) else "L",
        names={name: words for name, words in rule.names.items() if name in row.quantities},
        arrows=rule.pointers,
    )


def _used(frame: Frame, row: Row) -> FloatArray:
    """The gradient (P,) that the rule has seen at a row."""
    experiment = frame.run.experiment
    if experiment is None or row.clip == 1:
        return row.gradient
    return clipped(row.gradient, experiment.training.clipping).gradient


def _after(frame: Frame, history: History) -> tuple[str, FloatArray | None, float | None]:
    if frame.hide_future:
        return HIDDEN, None, None
    following = frame.row + 1
    if following < len(history):
        row = history.row(following)
        return KNOWN, row.theta, row.batch_loss
    ending = frame.run.ending
    if ending is None:
        return NOT_MADE, None, None
    if ending.kind == "diverged":
        return DIVERGED, None, None
    state = history.resume
    if state is None or state.step != following or frame.run.lacks((Capability.TRAINING,)):
        return NOT_MADE, None, None
    with Quiet():
        record, _ = asked(frame.run.descent).advance(state)
    return KNOWN, state.theta.astype(float), float(np.asarray(record.batch_loss))
