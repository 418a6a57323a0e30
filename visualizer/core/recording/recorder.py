"""The recorder: the one writer of a history, within a budget of memory."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.recording.history import (
    Ending,
    History,
    Layout,
    Record,
    Recording,
    Replay,
    Snapshot,
)
from visualizer.core.recording.history import TrainState as State
from visualizer.core.recording.packing import WIDE, leading_finite, packed_scalars, packed_vectors
from visualizer.core.recording.store import Store

MEMORY_BUDGET = 256 << 20
"""Bytes that a history may take before it keeps fewer parameter rows."""

ROW_BYTES = 48 << 10
"""Vectors of a step that are worth storing in each; of longer ones every second and so on."""

LONGEST_STRIDE = 8
"""Steps between stored rows that this may lead to: so many are recomputed at once."""

Judge: TypeAlias = Callable[[Sequence[Record], int, FloatArray, FloatArray], FloatArray]
"""The scores (S, n) of n records, the number of the first, with their losses over all rows and
validation losses (n,)."""


class Recorder(History):
    """A history that grows: one thread appends to it, any thread reads.

    When the memory budget is reached, every second parameter row is given up; rows between
    are recomputed from the checkpoints that are kept beside them.
    """

    # The writer changes these; for the readers of a `Recording` they are fixed.
    ending: Ending | None = None
    resume: State | None = None
    seconds: float = 0.0

    def __init__(
        self, layout: Layout, replay: Replay | None = None, budget: int = MEMORY_BUDGET
    ) -> None:
        self.budget = budget
        # Chunks are counted whole: they must be small beside the budget.
        self._scalars = Store(len(layout.scalars), budget // 32)
        self._vectors = Store(len(layout.vectors) * len(layout.parameters), budget // 32)
        # Only powers of two: thinning doubles the stride, and `History.sample` counts on that.
        while (
            8 * self._vectors.width > ROW_BYTES * self._vectors.stride
            and self._vectors.stride < LONGEST_STRIDE
        ):
            self._vectors.stride *= 2
        self._usual_stride = self._vectors.stride
        # A state for each block of steps at first; fewer when memory gets short.
        self._gap = 1
        super().__init__(
            layout, replay, Snapshot(0, self._scalars.publish(), self._vectors.publish())
        )

    @classmethod
    def continuing(
        cls, history: History, rows: int, layout: Layout, replay: Replay | None, budget: int
    ) -> "Recorder":
        """A history that begins with the first `rows` rows of another, and goes on by itself.

        `layout` has the same columns; `replay` repeats those rows. The next row follows
        from `resume` after as many steps as are missing. Another thread may append to
        `history` meanwhile: full chunks are shared, as nobody changes them any more.
        """
        snapshot, resume = history.snapshot, history.resume
        recorder = cls(layout, replay, budget)
        recorder.seconds = history.seconds * rows / max(snapshot.rows, 1)
        # Through the snapshot taken above, not through `history`: that may be thinned in between.
        recorder._scalars = Store.beginning(snapshot.scalars, rows)
        recorder._vectors = Store.beginning(snapshot.vectors, rows)
        states = [state for state in snapshot.checkpoints if state.step <= rows]
        if len(states) > 1:
            recorder._gap = states[1].step - states[0].step
        # Without the very state the last checkpoint has to do: the trainer repeats the steps from
        # there to row `rows` and throws them away.
        exact = resume is not None and resume.step == rows
        recorder.resume = resume if exact else (states[-1] if states else None)
        # A checkpoint at `rows` would stand beyond the last row; the next append adds it again.
        recorder._publish(rows, tuple(state for state in states if state.step < rows))
        return recorder

    def recording(self) -> Recording:
        """The rows recorded so far, as they stay."""
        return Recording(
            self.layout,
            self._snapshot,
            replay=self._replay,
            ending=self.ending,
            resume=self.resume,
            seconds=self.seconds,
        )

    def append(self, records: Sequence[Record], state: State, judge: Judge | None = None) -> int:
        """Add the leading finite records; `state` is the one at the first of them.

        `judge` gives their scores, where the layout has some.

        Returns the number taken: fewer than given means that the run has diverged.
        """
        first, layout = self._snapshot.rows, self.layout
        # A gap or a row told twice would shift all that follows, and no reader could tell.
        if state.step != first:
            raise ValueError(f"step {state.step} cannot follow row {first - 1}")
        # Narrow records are packed at once, as the check for finite numbers reads them anyway. Wide
        # ones are checked where they are, as most of them will not be stored.
        narrow = len(layout.parameters) < WIDE
        vectors = packed_vectors(records, layout) if narrow else None
        scalars = packed_scalars(records, layout, vectors)
        # What the rule has counted itself comes on top of what measuring each row costs.
        if layout.counted:
            scalars[-1] += layout.evaluations(np.arange(first, first + len(records), dtype=float))
        count = leading_finite(records, layout, scalars, vectors, first)
        if count == 0:
            return 0
        if layout.metrics:
            scalars = np.concatenate([scalars, self._scores(records, first, scalars, judge)])
        self._scalars.append(first, scalars[:, :count])
        # The rows of this block whose number is a multiple of the stride.
        stored = slice(-first % self._vectors.stride, count, self._vectors.stride)
        if vectors is not None:
            self._vectors.add(vectors[stored].T)
        elif records[stored]:
            # Only what is stored is put together: of many parameters that takes a while.
            self._vectors.add(packed_vectors(records[stored], layout).T)
        checkpoints = self._snapshot.checkpoints
        if not checkpoints or first - checkpoints[-1].step >= self._gap:
            checkpoints = (*checkpoints, state)
        # Room is made before publishing, so that no reader ever meets a history above its budget.
        self._publish(first + count, self._with_room(checkpoints))
        return count

    def _publish(self, rows: int, checkpoints: tuple[State, ...]) -> None:
        # One assignment, which no thread can see half done: this is all the locking there is.
        self._snapshot = Snapshot(
            rows, self._scalars.publish(), self._vectors.publish(), checkpoints
        )

    def _scores(
        self, records: Sequence[Record], first: int, scalars: FloatArray, judge: Judge | None
    ) -> FloatArray:
        """The scores (S, n) of records from row `first` on, with their scalars."""
        # Row 1 of the scalars is the loss; see `Layout.scalars`.
        missing = np.full(len(records), np.nan)
        if judge is None:
            return np.tile(missing, (len(self.layout.metrics), 1))
        place = self.layout.scalars.index("validation_loss") if self.layout.validation else None
        return judge(records, first, scalars[1], missing if place is None else scalars[place])

    def bytes_at(self, rows: int) -> int:
        width = len(self.layout.scalars) + len(self.layout.vectors) * len(self.parameters)
        # Checkpoints are left out: there is one for a block of steps.
        return max(self.bytes, min(self.budget, 8 * width * rows))

    @property
    def thinned(self) -> bool:
        """Whether rows of vectors were given up as the memory budget was reached."""
        return self._vectors.stride > self._usual_stride

    @property
    def full(self) -> bool:
        """Whether the scalars have filled the memory budget, but for a share of vectors."""
        # Scalars are never thinned: a plot over a million steps must show each of them. An eighth
        # stays for the vectors and checkpoints from which rows are recomputed.
        return self._scalars.bytes >= self.budget - self.budget // 8

    def _with_room(self, checkpoints: tuple[State, ...]) -> tuple[State, ...]:
        """Give up rows and checkpoints until all fits into the budget; those that stay."""
        while True:
            states = self.checkpoint_bytes(len(checkpoints))
            if self._scalars.bytes + self._vectors.bytes + states <= self.budget:
                return checkpoints
            # The first row and one more are the least from which a path can be drawn.
            few = self._vectors.publish().size <= 2
            # Checkpoints may take half as much as the rows: the fewer there are, the more steps a
            # recomputed row takes.
            if len(checkpoints) > 2 and (few or states > self._vectors.bytes // 2):
                self._gap = 2 * max(self._gap, checkpoints[1].step - checkpoints[0].step)
                checkpoints = checkpoints[::2]
            elif few:
                return checkpoints
            else:
                # Published after every chunk: as readers let the old one go, memory never holds
                # both copies of the whole.
                for _ in self._vectors.thin():
                    self._snapshot = self._snapshot._replace(vectors=self._vectors.publish())
