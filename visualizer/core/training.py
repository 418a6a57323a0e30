"""Training: the loop that records the steps of a descent."""

import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from visualizer.core.building import build
from visualizer.core.chunks import look
from visualizer.core.descent import Descent
from visualizer.core.errors import Cancelled
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import ONE_BLAS_THREAD, Quiet
from visualizer.core.recording.history import History
from visualizer.core.recording.recorder import MEMORY_BUDGET, Recorder
from visualizer.core.recording.records import Ending, Record, TrainState
from visualizer.core.stops import SECONDS, Watch, reason

__all__ = ["Descent", "Quiet", "Trainer", "train"]

BLOCK = 256
"""Steps between two appends: makes the cost of storing small beside that of a step."""

BLOCK_BYTES = 2 << 20
"""Vectors of the steps between two appends: what stays in the cache."""

_USUAL_BYTES = 31 << 20
"""Just below what the GNU library is ready to take for a usual size."""

FLUSH_SECONDS = 0.01
"""The longest time that recorded steps wait for an append, so that slow runs are seen."""

ASK_EVERY = 64
"""Steps between two looks whether to go on; slow steps look within."""


# Once in a process: the size that the library has learnt is the process's, too.
@cache
def _keep_memory() -> None:
    """Make the C library keep memory that was freed, to be used again.

    The GNU library gives every larger array back to the system at once, and gets new pages
    for the next one, which costs more than the arithmetic on it. Once a large array was
    freed it takes that size for usual. Elsewhere nothing happens; the array is never used.
    """
    np.empty(_USUAL_BYTES, np.uint8)


class _Piece(NamedTuple):
    """Some records, the state after them, whether to go on, and the stops that hold there."""

    records: list[Record]
    following: TrainState
    going: bool
    stops: tuple[str, ...] = ()


class Trainer:
    """Runs a descent and appends to its history, in pieces that the caller paces."""

    def __init__(self, descent: Descent, history: Recorder) -> None:
        self.descent = descent
        self.history = history
        self._training = descent.experiment.training
        _keep_memory()
        layout = history.layout
        row_bytes = 8 * len(layout.vectors) * len(layout.parameters)
        # At least one: of a network with millions of parameters a single row exceeds the cache.
        self._block_steps = max(1, min(BLOCK, BLOCK_BYTES // row_bytes))

    def run(self, last_step: int) -> Iterator[int]:
        """Train up to the row of `last_step`, yielding the number of rows after each append.

        A run that ended because its memory was full goes on once its budget was raised; one
        that a stop of its experiment has ended does not.

        Raises
        ------
        Cancelled
            When it is to stop, looked at every 64 steps and within those that take long; the
            run has ended as stopped, resumable.
        """
        history = self.history
        ending = history.ending
        if ending is not None and (ending.kind in ("diverged", "early") or history.full):
            return
        history.ending = None
        # A resumed run must stop where it would have stopped in one go, so the watch has seen its
        # rows.
        watch = Watch.over(history, self._training)
        try:
            # Around the whole loop: setting the threads of BLAS costs more than a short step.
            with ONE_BLAS_THREAD:
                # Not before now: another trainer of this history may have gone on until here.
                state = self._begin()
                while state.step <= last_step:
                    began = time.perf_counter()
                    piece = self._watched(self._block(state, last_step), state, watch)
                    if not self._append(piece.records, state):
                        return
                    # After the append: whoever stops the program between the two repeats a block,
                    # and loses none.
                    history.resume = state = piece.following
                    history.seconds += time.perf_counter() - began
                    # Only now, with a consistent history: the caller may pause here for as long as
                    # it likes.
                    yield len(history)
                    if not piece.going:
                        raise Cancelled
                    if self._has_ended(piece, last_step):
                        return
        except Cancelled:
            # In the middle of a step, which leaves nothing behind: it is a pure function.
            if history.ending is None:
                self._end("stopped", "stopped", judged=False)
            raise
        self._end("finished", "finished")

    def _begin(self) -> TrainState:
        """The state at the first row that is still to be recorded."""
        state = self.history.resume or self.descent.begin()
        return self.descent.replay(state, len(self.history), len(self.history))[1]

    def _append(self, records: list[Record], state: TrainState) -> bool:
        """Whether the run goes on after these records: it has not diverged."""
        if not records:
            return True
        with np.errstate(all="ignore"):
            taken = self.history.append(records, state, self.descent.metrics)
        # The recorder takes what is finite; the first record that it refuses is where the run
        # diverged.
        if taken < len(records):
            # From a state that is not finite nothing follows.
            self.history.resume = None
            self._end("diverged", "diverged", state.step + taken)
        return taken == len(records)

    def _block(self, state: TrainState, last_step: int) -> _Piece:
        """Up to `BLOCK` records from `state` on."""
        advance = self.descent.advance
        clock = time.perf_counter
        records: list[Record] = []
        # Of fast steps the number ends a block, of slow ones the clock does.
        deadline = clock() + FLUSH_SECONDS
        most = min(self._block_steps, last_step + 1 - state.step)
        # Not around the caller's code between the blocks, which may want its warnings.
        with np.errstate(all="ignore"):
            try:
                for number in range(most):
                    if number % ASK_EVERY == 0:
                        look()
                    record, state = advance(state)
                    records.append(record)
                    if clock() > deadline:
                        break
            # The steps that were completed are kept: `going` ends the run after they were appended.
            except Cancelled:
                return _Piece(records, state, False)
        return _Piece(records, state, True)

    def _watched(self, piece: _Piece, state: TrainState, watch: Watch | None) -> _Piece:
        """The piece from `state` on, up to the first row at which a stop holds."""
        if watch is None or not piece.records:
            return piece
        place, stops = watch.first(state.step, piece.records)
        last = state.step + place
        if not stops:
            return piece
        # The block went on beyond the row at which the run ends; the state after that row is had by
        # repeating its steps, which happens once in a run.
        _, following = self.descent.replay(state, last + 1, last + 1)
        # The row itself is kept: it is the one that fulfils the condition.
        return _Piece(piece.records[: place + 1], following, True, stops)

    def _has_ended(self, piece: _Piece, last_step: int) -> bool:
        """Whether the run ends after a piece, though not all its steps are made."""
        history, limit = self.history, self._training.stop_seconds
        stops = piece.stops
        if not stops and piece.following.step > last_step:
            return False
        # After a block is often enough: where a clock ends a run cannot be repeated exactly anyway.
        if not stops and 0 < limit <= history.seconds and len(history):
            stops = (SECONDS,)
        if stops:
            self._end("early", "stopped", stops=stops)
        elif history.full:
            size = f"{history.budget / (1 << 20):.3g} MB"
            self._end("full", f"the memory for this run ({size}) is full")
        return history.ending is not None

    def _end(
        self,
        kind: str,
        text: str,
        step: int | None = None,
        stops: tuple[str, ...] = (),
        judged: bool = True,
    ) -> None:
        """Say why no more rows come; then the losses of a last row inside an epoch are had."""
        step = max(len(self.history) - 1, 0) if step is None else step
        text = f"{text} at step {step}"
        if stops:
            text += f": {reason(self._training, stops[0])}"
        self.history.ending = Ending(kind, step, text, stops=stops)
        if judged:
            self.judge_end()

    def judge_end(self) -> None:
        """Complete the ending: a last row inside an epoch has its losses and scores there.

        Raises
        ------
        Cancelled
            When it is to stop: over many rows it takes a while, and can be asked for later.
        """
        history = self.history
        ending, last = history.ending, len(history) - 1
        # At the end of an epoch the row itself holds the losses over all rows.
        if ending is None or last < 0 or self.descent.ends_epoch(last):
            return
        with Quiet():
            loss, validation, metrics = self.descent.judged(history.theta(last))
        history.ending = ending._replace(loss=loss, validation_loss=validation, metrics=metrics)


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
    history = Recorder(descent.layout(), descent.replay, budget)
    for rows in Trainer(descent, history).run(descent.last_step):
        if progress is not None:
            progress(rows, descent.last_step + 1)
    return history
