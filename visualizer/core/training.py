"""Training: the loop that records the steps of a descent."""

import time
from collections.abc import Callable, Iterator

import numpy as np

from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.history import MEMORY_BUDGET, History
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import ONE_BLAS_THREAD, Quiet
from visualizer.core.records import Ending, Record, TrainState

__all__ = ["Descent", "Quiet", "Trainer", "train"]

BLOCK = 256
"""Steps between two appends: makes the cost of storing small beside that of a step."""

FLUSH_SECONDS = 0.01
"""The longest time that recorded steps wait for an append, so that slow runs are seen."""

ASK_EVERY = 64
"""Steps between two questions whether to go on; slow runs ask more often."""


class Trainer:
    """Runs a descent and appends to its history, in pieces that the caller paces."""

    def __init__(self, descent: Descent, history: History) -> None:
        self.descent = descent
        self.history = history

    def run(self, last_step: int, may_go_on: Callable[[], bool] = lambda: True) -> Iterator[int]:
        """Train up to the row of `last_step`, yielding the number of rows after each append.

        `may_go_on` is asked every 64 steps; false ends the run as stopped, resumable. A
        run that ended because its memory was full goes on once its budget was raised.
        """
        history = self.history
        ending = history.ending
        if ending is not None and (ending.kind == "diverged" or history.full):
            return
        history.ending = None
        # Not before now: another trainer of this history may have gone on until here.
        state = history.resume or self.descent.begin()
        with ONE_BLAS_THREAD:
            while state.step <= last_step:
                records, following, going = self._block(state, last_step, may_go_on)
                if not self._append(records, state):
                    return
                history.resume = state = following
                yield len(history)
                if state.step > last_step:
                    break
                if not going:
                    self._end("stopped", "stopped")
                    return
                if history.full:
                    size = f"{history.budget / (1 << 20):.3g} MB"
                    self._end("full", f"the memory for this run ({size}) is full")
                    return
        self._end("finished", "finished")

    def _append(self, records: list[Record], state: TrainState) -> bool:
        """Whether the run goes on after these records: it has not diverged."""
        if not records:
            return True
        with np.errstate(all="ignore"):
            taken = self.history.append(records, state)
        if taken < len(records):
            self.history.resume = None
            self._end("diverged", "diverged", state.step + taken)
        return taken == len(records)

    def _block(
        self, state: TrainState, last_step: int, may_go_on: Callable[[], bool]
    ) -> tuple[list[Record], TrainState, bool]:
        """Up to `BLOCK` records from `state` on, the state after them, whether to go on."""
        advance = self.descent.advance
        clock = time.perf_counter
        records: list[Record] = []
        deadline = clock() + FLUSH_SECONDS
        # Not around the caller's code between the blocks, which may want its warnings.
        with np.errstate(all="ignore"):
            for number in range(min(BLOCK, last_step + 1 - state.step)):
                if number % ASK_EVERY == 0 and not may_go_on():
                    return records, state, False
                record, state = advance(state)
                records.append(record)
                if clock() > deadline:
                    break
        return records, state, True

    def _end(self, kind: str, text: str, step: int | None = None) -> None:
        """Say why no more rows come; a last row inside an epoch gets its losses there."""
        last = len(self.history) - 1
        step = max(last, 0) if step is None else step
        ending = Ending(kind, step, f"{text} at step {step}")
        if last >= 0 and not self.descent.ends_epoch(last):
            with Quiet():
                loss, validation = self.descent.losses(self.history.theta(last))
            ending = ending._replace(loss=float(loss), validation_loss=float(validation))
        self.history.ending = ending


def train(
    experiment: Experiment,
    problem: Problem | None = None,
    *,
    budget: int = MEMORY_BUDGET,
    progress: Callable[[int, int], None] | None = None,
) -> History:
    """Train an experiment to its end and return the history.

    Parameters
    ----------
    experiment
        What to train.
    problem
        Its problem, when it has been built already.
    budget
        Bytes that the history may take.
    progress
        Called with the number of rows so far and in the end, after each append.

    Raises
    ------
    InputError
        When the problem cannot be built. A run that diverges is a result: see
        ``history.ending``.
    """
    descent = Descent(experiment, build(experiment) if problem is None else problem)
    history = History(descent.layout(), descent.replay, budget)
    for rows in Trainer(descent, history).run(descent.last_step):
        if progress is not None:
            progress(rows, descent.last_step + 1)
    return history
