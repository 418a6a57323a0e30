"""What training leaves behind: states, records of steps, rows, endings."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray, IntArray, NamedArrays

METRIC = "metric:"
"""What stands before the name of a score, as the name of a column."""

CLIP = "clip"
"""The column of the share of its length that clipping has left of a gradient; 1 is all."""


class TrainState(NamedTuple):
    """All that the next step needs: the number of updates made, theta (P,), and states."""

    step: int
    theta: FloatArray
    optimizer: NamedArrays
    schedule: NamedArrays | None = None


class Record(NamedTuple):
    """What one step leaves behind; shapes (...) and (..., P), leading shape as theta's.

    `evaluations` counts those that the update rule itself has made so far. `metrics` (S, ...)
    are the scores, where they came with the losses of all rows. `clip` is the length of the
    gradient that the rule has seen as a share of the one measured, see `core.clipping`.
    """

    theta: FloatArray
    learning_rate: FloatArray
    loss: FloatArray | float
    batch_loss: FloatArray
    validation_loss: FloatArray | float
    gradient: FloatArray
    loss_plus: FloatArray | None
    quantities: Mapping[str, FloatArray]
    evaluations: IntArray | int = 0
    metrics: FloatArray | None = None
    clip: FloatArray | float = 1.0


@dataclass(frozen=True, eq=False)
class Row:
    """Row k of a history: theta_k (P,) and all that the update from it uses.

    `epoch` counts completed epochs; `loss` is NaN inside an epoch, `validation_loss`
    where there is none; `loss_plus` (P,) is None without differences; `metrics` are the
    scores of models by name, NaN inside an epoch. `gradient` is the measured one, of whose
    length clipping has left the share `clip`.
    """

    step: int
    epoch: int
    learning_rate: float
    loss: float
    batch_loss: float
    validation_loss: float
    gradient_norm: float
    evaluations: int
    theta: FloatArray
    gradient: FloatArray
    loss_plus: FloatArray | None
    quantities: Mapping[str, FloatArray]
    metrics: Mapping[str, float] = field(default_factory=dict)
    clip: float = 1.0


class Ending(NamedTuple):
    """Why no more rows come: "finished", "stopped", "early", "diverged" or "full"; at which step.

    "stopped" is by the user, "early" by the experiment: `stops` names the settings of
    training that hold there. Where the last row is not on an epoch boundary, its `loss`,
    `validation_loss` and `metrics` stand here: they are no part of the rows, which a
    continued run only adds to.
    """

    kind: str
    step: int
    text: str
    loss: float = math.nan
    validation_loss: float = math.nan
    stops: tuple[str, ...] = ()
    metrics: Mapping[str, float] = MappingProxyType({})

    def value(self, column: str) -> float:
        """The last row's value in a column that rows inside an epoch leave empty, else NaN."""
        if column in ("loss", "validation_loss"):
            return self.loss if column == "loss" else self.validation_loss
        return self.metrics.get(column.removeprefix(METRIC), math.nan)

    @property
    def last_row(self) -> int:
        """The last row of the history; a run that diverges leaves none at that step."""
        return self.step - 1 if self.kind == "diverged" else self.step


@dataclass(frozen=True)
class Layout:
    """What the rows of a history hold.

    `vectors` are the kinds of column with one value for each parameter: "" (the
    parameters themselves), "gradient", "loss_plus", "state:<quantity>". `costs` are the
    loss evaluations of a step, each from the step at which that number comes into force;
    where updates evaluate losses of their own, all are `counted` in a stored column.
    `noisy` gradients are not those of the loss; where they are `clipped` the share that is left
    of their length is a column. `metrics` are the names of scores, `missing`
    those of usual columns that hold nothing: a recording from elsewhere may lack them.
    """

    parameters: tuple[str, ...]
    vectors: tuple[str, ...] = ("", "gradient")
    batches: bool = False
    validation: bool = False
    steps_per_epoch: int = 1
    costs: tuple[tuple[int, int], ...] = ((0, 1),)
    noisy: bool = False
    counted: bool = False
    metrics: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    clipped: bool = False

    @property
    def scalars(self) -> tuple[str, ...]:
        names = ["learning_rate", "loss", "gradient_norm"]
        names += ["batch_loss"] * self.batches + ["validation_loss"] * self.validation
        names += [CLIP] * self.clipped + ["evaluations"] * self.counted
        return (*names, *(METRIC + name for name in self.metrics))

    @property
    def of_epochs(self) -> tuple[str, ...]:
        """The columns that have values at the ends of epochs alone."""
        return ("loss", "validation_loss", *(METRIC + name for name in self.metrics))

    @property
    def whole(self) -> bool:
        """Whether each update follows the gradient of the loss on all rows."""
        return not self.batches and not self.noisy

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns after the step, in the order of files."""
        names = ["epoch", "learning_rate", "loss", "batch_loss", "validation_loss"]
        names += ["gradient_norm", "evaluations"] + [CLIP] * self.clipped
        for kind in self.vectors:
            names += [f"{kind}:{name}" if kind else name for name in self.parameters]
        return (*names, *(METRIC + name for name in self.metrics))

    def holds(self, name: str) -> bool:
        """Whether a column has values: some are named in every layout and empty in some."""
        if name == "validation_loss":
            return self.validation
        if name == "batch_loss" and not self.batches:
            name = "loss"  # one number, see `History`
        return name in self.columns and name not in self.missing

    def evaluations(self, rows: FloatArray) -> FloatArray:
        """The loss evaluations made when rows (n,) had been measured."""
        made = np.zeros(len(rows))
        ends = [start for start, _ in self.costs[1:]] + [np.inf]
        for (start, cost), end in zip(self.costs, ends, strict=True):
            made += cost * np.clip(rows + 1 - start, 0, end - start)
        return made

    def evaluations_at(self, row: int) -> int:
        """The loss evaluations made when a row had been measured: `evaluations` of one."""
        ends = (*(start for start, _ in self.costs[1:]), row + 1)
        steps = zip(self.costs, ends, strict=True)
        return sum(cost * max(min(row + 1, end) - start, 0) for (start, cost), end in steps)


def vector_of(record: Record, kind: str) -> FloatArray:
    """The vector (P,) of a kind of column; NaN where a step has none."""
    if kind == "":
        return record.theta
    if kind == "gradient":
        return record.gradient
    if kind == "loss_plus":
        if record.loss_plus is None:
            return np.full(record.theta.shape, np.nan)
        return record.loss_plus
    return record.quantities[kind.removeprefix("state:")]


def joined(vectors: Sequence[FloatArray]) -> FloatArray:
    """Arrays (...) of one shape as one array (n, ...); faster than `np.stack`."""
    return np.concatenate(vectors).reshape(len(vectors), *vectors[0].shape)


def norms(vectors: FloatArray) -> FloatArray:
    """Euclidean norms (...) of vectors (..., P), also where a square would overflow."""
    simple = np.sqrt(_squares(vectors))
    fine = np.isfinite(simple)
    if fine.all():
        return np.asarray(simple)
    largest = np.abs(vectors).max(axis=-1)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1)
    scaled = scale * np.sqrt(_squares(vectors / scale[..., None]))
    # Scaling changes last bits: a vector's norm must not depend on those beside it.
    return np.asarray(np.where(fine, simple, scaled))


def _squares(vectors: FloatArray) -> FloatArray:
    if vectors.shape[-1] > 4:
        return np.asarray(np.vecdot(vectors, vectors))
    # Many short products cost a call each; column by column they cost one for all.
    return np.asarray(sum(np.moveaxis(vectors * vectors, -1, 0)))


def finite(*arrays: FloatArray) -> NDArray[np.bool_] | bool:
    """Whether vectors (..., P) are finite throughout, as booleans (...).

    True alone when all are: one look at the whole is far faster than many short ones.
    """
    if all(np.isfinite(array).all() for array in arrays):
        return True
    return np.asarray(np.logical_and.reduce([np.isfinite(array).all(axis=-1) for array in arrays]))
