"""Stops: conditions under which a run ends before its epochs are completed."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Layout, Record, joined, norms
from visualizer.core.sections import Training

Held = Mapping[str, NDArray[np.bool_]]
"""By the names of settings: whether each holds at rows (n, ...)."""

SECONDS = "stop_seconds"


class Watch:
    """Looks for the first row at which a stop of an experiment holds.

    It is shown the rows of a run in their order, in blocks: losses (n,) for one run, (n, R)
    for R runs side by side, NaN inside epochs; validation losses likewise, where there are
    any; norms of the gradient. A run gets the same answers in a batch as alone, and
    whether or not it was interrupted.

    Parameters
    ----------
    training
        The stops.
    layout
        That of the histories.
    runs
        The shape (R,) of runs side by side, () for one.
    """

    def __init__(self, training: Training, layout: Layout, runs: tuple[int, ...] = ()) -> None:
        self._training = training
        self._validated = layout.validation
        self._steps_per_epoch = layout.steps_per_epoch
        self._best = np.full(runs, np.inf)
        self._best_epoch = np.zeros(runs, int)

    @staticmethod
    def over(history: History, training: Training) -> "Watch | None":
        """The watch of a run, which has seen its rows so far; None when nothing can stop it."""
        if not watches(training):
            return None
        watch = Watch(training, history.layout)
        if training.stop_patience and len(history):
            metric = "validation_loss" if history.layout.validation else "loss"
            # In one go instead of row by row; only patience depends on the past.
            watch._impatient(0, history.column(metric))
        return watch

    def look(
        self, first: int, losses: FloatArray, validation: FloatArray, lengths: FloatArray
    ) -> Held:
        """Which stops hold at rows first, first + 1, ..."""
        training = self._training
        held: dict[str, NDArray[np.bool_]] = {}
        # Rows inside an epoch are NaN, for which every comparison is false: just what is meant.
        with np.errstate(invalid="ignore"):
            if training.stop_loss:
                held["stop_loss"] = losses < training.stop_loss
            if training.stop_gradient:
                held["stop_gradient"] = lengths < training.stop_gradient
            if training.stop_patience:
                metric = validation if self._validated else losses
                held["stop_patience"] = self._impatient(first, metric)
        return held

    def first(self, first: int, records: Sequence[Record]) -> tuple[int, tuple[str, ...]]:
        """Where in the records of one run a stop first holds, and which; () for nowhere."""
        losses = np.array([record.loss for record in records], float)
        validation = np.array([record.validation_loss for record in records], float)
        with np.errstate(all="ignore"):
            lengths = norms(joined([record.gradient for record in records]))
        held = self.look(first, losses, validation, lengths)
        places = np.flatnonzero(any_of(held))
        if not len(places):
            return len(records), ()
        return int(places[0]), tuple(name for name in held if held[name][places[0]])

    def _impatient(self, first: int, metric: FloatArray) -> NDArray[np.bool_]:
        """Whether at rows (n, ...) the metric has not fallen for so many epochs."""
        found = np.zeros(metric.shape, bool)
        start = -first % self._steps_per_epoch
        values = metric[start :: self._steps_per_epoch]
        if not len(values):
            return found
        epochs = (first + start) // self._steps_per_epoch + np.arange(len(values))
        # A column, for one run as well as for R side by side.
        epochs = epochs.reshape(-1, *[1] * (metric.ndim - 1))
        # The best so far goes in front, so that blocks of any size give the same answer.
        before = np.concatenate([self._best[None], values])
        # A loss that is not a number is no improvement.
        lowest = np.fmin.accumulate(before, axis=0)
        better = values < lowest[:-1]
        # The epoch of the last improvement, at every row.
        since = np.maximum.accumulate(np.where(better, epochs, self._best_epoch), axis=0)
        self._best, self._best_epoch = lowest[-1], since[-1]
        found[start :: self._steps_per_epoch] = epochs - since >= self._training.stop_patience
        return found


def watches(training: Training) -> bool:
    """Whether there is a stop that looks at each row."""
    return bool(training.stop_loss or training.stop_gradient or training.stop_patience)


def any_of(held: Held) -> NDArray[np.bool_]:
    """Whether any stop holds, at each row (n, ...)."""
    return np.asarray(np.logical_or.reduce(list(held.values())))


def reason(training: Training, name: str) -> str:
    """Why a run has stopped, as the end of a sentence."""
    limit = getattr(training, name)
    if name == "stop_patience":
        return f"no improvement for {limit} epoch{'s' * (limit != 1)}"
    if name == SECONDS:
        return f"the time limit of {limit:g} s is over"
    what = "loss" if name == "stop_loss" else "gradient's length"
    return f"the {what} is below {limit:g}"
