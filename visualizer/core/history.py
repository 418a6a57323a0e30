"""The history of a run: append-only, published whole, read without locks."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.packing import WIDE, leading_finite, packed_scalars, packed_vectors
from visualizer.core.records import (
    METRIC,
    Ending,
    Layout,
    Record,
    Row,
    TrainState,
    vector_of,
)
from visualizer.core.store import Store, Stored
from visualizer.core.views import Views

__all__ = ["MEMORY_BUDGET", "Ending", "History", "Layout", "Record", "Row", "TrainState"]

MEMORY_BUDGET = 256 << 20
"""Bytes that a history may take before it keeps fewer parameter rows."""

ROW_BYTES = 48 << 10
"""Vectors of a step that are worth storing in each; of longer ones every second and so on."""

LONGEST_STRIDE = 8
"""Steps between stored rows that this may lead to: so many are recomputed at once."""

_BLOCK_BYTES = 4 << 20
_RECOMPUTED_ROWS = 5
_RECOMPUTED_BYTES = 16 << 20

Replay = Callable[[TrainState, int, int], tuple[list[Record], TrainState]]
"""Recomputes the records of steps first..last - 1 from an earlier state; also the state at
`last`."""


Judge = Callable[[Sequence[Record], int, FloatArray, FloatArray], FloatArray]
"""The scores (S, n) of n records, the number of the first, with their losses over all rows and
validation losses (n,)."""


class _Snapshot(NamedTuple):
    rows: int
    scalars: Stored
    vectors: Stored


class History:
    """The recorded steps of one run.

    One thread appends; any thread reads. Scalars of every row are kept. When the memory
    budget is reached, every second parameter row is given up, and rows between are
    recomputed from checkpoints by `replay`, which repeats the training steps bit by bit.
    """

    def __init__(self, layout: Layout, replay: Replay, budget: int = MEMORY_BUDGET) -> None:
        self.layout = layout
        self.parameters = layout.parameters
        self.steps_per_epoch = layout.steps_per_epoch
        self.budget = budget
        self.ending: Ending | None = None
        self.resume: TrainState | None = None
        self.seconds = 0.0
        """The time that training has taken so far."""
        self._replay = replay
        # Chunks are counted whole: they must be small beside the budget.
        self._scalars = Store(len(layout.scalars), budget // 32)
        self._vectors = Store(len(layout.vectors) * len(layout.parameters), budget // 32)
        while (
            8 * self._vectors.width > ROW_BYTES * self._vectors.stride
            and self._vectors.stride < LONGEST_STRIDE
        ):
            self._vectors.stride *= 2
        self._checkpoints: list[TrainState] = []
        self._checkpoint_gap = 1
        self._recomputed: dict[int, dict[str, FloatArray]] = {}
        self._snapshot = _Snapshot(0, self._scalars.publish(), self._vectors.publish())
        self._views = Views()

    def __len__(self) -> int:
        return self._snapshot.rows

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns after the step, in the order of files."""
        # Of large networks there are so many that writing them takes as long as some steps.
        return self.layout.columns

    def fork(self, rows: int, layout: Layout, replay: Replay, budget: int) -> "History":
        """A history that begins with the first `rows` rows of this one, and goes on by itself.

        `layout` has the same columns; `replay` repeats those rows. The next row follows
        from `resume` after as many steps as are missing. Another thread may append here.
        """
        snapshot, resume = self._snapshot, self.resume
        fork = History(layout, replay, budget)
        fork.seconds = self.seconds * rows / max(snapshot.rows, 1)
        fork._scalars = Store.beginning(snapshot.scalars, rows, self._scalars)
        fork._vectors = Store.beginning(snapshot.vectors, rows, self._vectors)
        states = [state for state in list(self._checkpoints) if state.step <= rows]
        fork._checkpoints = [state for state in states if state.step < rows]
        fork._checkpoint_gap = self._checkpoint_gap
        exact = resume is not None and resume.step == rows
        fork.resume = resume if exact else (states[-1] if states else None)
        fork._snapshot = _Snapshot(rows, fork._scalars.publish(), fork._vectors.publish())
        return fork

    # The writer's side.

    def append(
        self, records: Sequence[Record], state: TrainState, judge: Judge | None = None
    ) -> int:
        """Add the leading finite records; `state` is the one at the first of them.

        `judge` gives their scores, where the layout has some.

        Returns the number taken: fewer than given means that the run has diverged.
        """
        first, layout = self._snapshot.rows, self.layout
        if state.step != first:
            raise ValueError(f"step {state.step} cannot follow row {first - 1}")
        narrow = len(layout.parameters) < WIDE
        vectors = packed_vectors(records, layout) if narrow else None
        scalars = packed_scalars(records, layout, vectors)
        if layout.counted:
            scalars[-1] += layout.evaluations(np.arange(first, first + len(records), dtype=float))
        count = leading_finite(records, layout, scalars, vectors, first)
        if count == 0:
            return 0
        if layout.metrics:
            scalars = np.concatenate([scalars, self._scores(records, first, scalars, judge)])
        self._scalars.append(first, scalars[:, :count])
        stored = slice(-first % self._vectors.stride, count, self._vectors.stride)
        if vectors is not None:
            self._vectors.add(vectors[stored].T)
        elif records[stored]:
            # Only what is stored is put together: of many parameters that takes a while.
            self._vectors.add(packed_vectors(records[stored], layout).T)
        if not self._checkpoints or first - self._checkpoints[-1].step >= self._checkpoint_gap:
            self._checkpoints.append(state)
        self._make_room()
        self._snapshot = _Snapshot(first + count, self._scalars.publish(), self._vectors.publish())
        return count

    def _scores(
        self, records: Sequence[Record], first: int, scalars: FloatArray, judge: Judge | None
    ) -> FloatArray:
        """The scores (S, n) of records from row `first` on, with their scalars."""
        missing = np.full(len(records), np.nan)
        if judge is None:
            return np.tile(missing, (len(self.layout.metrics), 1))
        place = self.layout.scalars.index("validation_loss") if self.layout.validation else None
        return judge(records, first, scalars[1], missing if place is None else scalars[place])

    @property
    def full(self) -> bool:
        """Whether the scalars have filled the memory budget, but for a share of vectors."""
        return self._scalars.bytes >= self.budget - self.budget // 8

    @property
    def bytes(self) -> int:
        return self._scalars.bytes + self._vectors.bytes + self._checkpoint_bytes

    @property
    def _checkpoint_bytes(self) -> int:
        states = sum(kind.startswith("state:") for kind in self.layout.vectors)
        return len(self._checkpoints) * (200 + 8 * len(self.parameters) * (1 + states))

    def _make_room(self) -> None:
        while self.bytes > self.budget:
            few = self._vectors.publish().size <= 2
            if len(self._checkpoints) > 2 and (
                few or self._checkpoint_bytes > self._vectors.bytes // 2
            ):
                gap = self._checkpoints[1].step - self._checkpoints[0].step
                self._checkpoint_gap = 2 * max(self._checkpoint_gap, gap)
                self._checkpoints = self._checkpoints[::2]
            elif few:
                return
            else:
                self._vectors.thin()

    # The readers' side.

    @property
    def thinning(self) -> int:
        """Every how many rows the parameters are kept: 1 unless memory was short."""
        return self._snapshot.vectors.stride

    def is_stored(self, step: int) -> bool:
        """Whether row `step` is at hand, and need not be recomputed."""
        return step % self._snapshot.vectors.stride == 0

    def row(self, step: int) -> Row:
        """Row `step`, exactly; a thinned one is recomputed (up to a few milliseconds)."""
        snapshot = self._snapshot
        if not 0 <= step < snapshot.rows:
            raise IndexError(f"row {step} of {snapshot.rows}")
        values = snapshot.scalars.read_all(step, step + 1)[:, 0].tolist()
        scalars = dict(zip(self.layout.scalars, values, strict=True))
        for name in self.layout.of_epochs:
            scalars[name] = self._at_end(name, step, scalars.get(name, np.nan))
        return self._row(step, scalars, self._vectors_at(snapshot.vectors, step))

    def _vectors_at(self, stored: Stored, step: int) -> Mapping[str, FloatArray]:
        """The vectors (P,) of a row, by kind; copies."""
        place, beside = divmod(step, stored.stride)
        if not beside:
            parts = stored.read_all(place, place + 1).reshape(len(self.layout.vectors), -1).copy()
            return dict(zip(self.layout.vectors, parts, strict=True))
        known = self._recomputed.get(step)
        if known is None:
            records, _ = self._replay(self._nearest(step), step, step + 1)
            known = {
                kind: vector_of(records[0], kind).astype(float) for kind in self.layout.vectors
            }
            # One picture asks for the same few rows again and again. A row never changes.
            size = sum(values.nbytes for values in known.values())
            most = min(_RECOMPUTED_ROWS, _RECOMPUTED_BYTES // size)
            kept = list(self._recomputed.items())[-most:] if most else []
            self._recomputed = dict([*kept, (step, known)])
        return {kind: values.copy() for kind, values in known.items()}

    def _row(
        self, step: int, scalars: Mapping[str, float], vectors: Mapping[str, FloatArray]
    ) -> Row:
        plus = vectors.get("loss_plus")
        return Row(
            step=step,
            epoch=step // self.steps_per_epoch,
            learning_rate=scalars["learning_rate"],
            loss=scalars["loss"],
            batch_loss=scalars.get("batch_loss", scalars["loss"]),
            validation_loss=scalars["validation_loss"],
            gradient_norm=scalars["gradient_norm"],
            evaluations=int(scalars.get("evaluations", self._made(step))),
            theta=vectors[""],
            gradient=vectors["gradient"],
            loss_plus=None if plus is None or np.isnan(plus).any() else plus,
            quantities={
                kind.removeprefix("state:"): values
                for kind, values in vectors.items()
                if kind.startswith("state:")
            },
            metrics={name: scalars[METRIC + name] for name in self.layout.metrics},
        )

    def _made(self, step: int) -> float:
        return float(self.layout.evaluations(np.array([float(step)]))[0])

    def theta(self, step: int) -> FloatArray:
        """The parameters (P,) at row `step`."""
        return self.row(step).theta

    def sample(self, low: int, high: int, every: int) -> tuple[IntArray, FloatArray]:
        """Rows (M,) from low to high that are stored and multiples of `every`; theta (M, P).

        `every` is a power of two, as the distance of stored rows is: the larger one counts.
        """
        stored, size = self._snapshot.vectors, len(self.parameters)
        every = max(every, stored.stride)
        end = min(high + 1, stored.size * stored.stride)
        rows = np.arange(-(-low // every) * every, end, every)
        found = np.empty((len(rows), size))
        for number, place in enumerate((rows // stored.stride).tolist()):
            found[number] = stored.read_all(place, place + 1)[:size, 0]
        return rows, found

    def _nearest(self, step: int) -> TrainState:
        checkpoints = self._checkpoints
        return checkpoints[bisect_right(checkpoints, step, key=lambda state: state.step) - 1]

    def _at_end(self, name: str, step: int, value: float) -> float:
        """`value`, or what the ending says of the last row where the row itself has none."""
        ending = self.ending
        if ending is None or ending.last_row != step or not np.isnan(value):
            return value
        return ending.value(name)

    def column(self, name: str) -> FloatArray:
        """A whole column (rows,); parameter columns of a thinned history are recomputed."""
        blocks = list(self.blocks((name,), 0, len(self)))
        return np.concatenate(blocks, axis=1)[0] if blocks else np.empty(0)

    def blocks(self, names: Sequence[str], low: int, high: int) -> Iterator[FloatArray]:
        """Columns (len(names), n) of rows low..high - 1, exactly, in blocks of n rows.

        Thinned rows are recomputed, in one pass over the training steps.
        """
        snapshot = self._snapshot
        places = [self._place(snapshot, name) for name in names]
        thinned = any(place is not None and place[0].stride > 1 for place in places)
        width = len(self.layout.vectors) * len(self.parameters) + len(names)
        size = min(max(_BLOCK_BYTES // (8 * width), 1), 4096)
        state = self._nearest(low) if thinned else None
        for first in range(low, high, size):
            last = min(first + size, high)
            recomputed = None
            if state is not None:
                records, state = self._replay(state, first, last)
                recomputed = packed_vectors(records, self.layout).T
            yield np.stack(
                [
                    self._values(name, place, first, last, recomputed)
                    for name, place in zip(names, places, strict=True)
                ]
            )

    def _values(
        self,
        name: str,
        place: tuple[Stored, int] | None,
        first: int,
        last: int,
        recomputed: FloatArray | None,
    ) -> FloatArray:
        """A column (last - first,) at rows first..last - 1."""
        if place is None:
            return self._computed(name, np.arange(first, last, dtype=float))
        stored, number = place
        if stored.stride > 1 and recomputed is not None:
            return np.asarray(recomputed[number])
        values: FloatArray = stored.read(number, first, last)
        ending = self.ending
        if name in self.layout.of_epochs and ending and first <= ending.last_row < last:
            values = values.copy()
            index = ending.last_row - first
            values[index] = self._at_end(name, ending.last_row, float(values[index]))
        return values

    def _computed(self, name: str, rows: FloatArray) -> FloatArray:
        """Columns that follow from the number of the row, at `rows` (n,)."""
        if name == "epoch":
            return np.asarray(rows // self.steps_per_epoch)
        if name == "evaluations":
            return self.layout.evaluations(rows)
        return np.full(len(rows), np.nan)

    def _place(self, snapshot: _Snapshot, name: str) -> tuple[Stored, int] | None:
        """The store that holds a column and its number in it; None for a computed one."""
        if name == "epoch" or (name == "evaluations" and not self.layout.counted):
            return None
        if name == "validation_loss" and not self.layout.validation:
            return None
        if name == "batch_loss" and not self.layout.batches:
            name = "loss"
        if name in self.layout.scalars:
            return snapshot.scalars, self.layout.scalars.index(name)
        kind, _, parameter = name.rpartition(":")
        try:
            place = self.layout.vectors.index(kind) * len(self.parameters)
            return snapshot.vectors, place + self.parameters.index(parameter)
        except ValueError:
            raise KeyError(f"no column {name!r}; there are {', '.join(self.columns)}") from None

    def view(self, name: str, low: int, high: int, pixels: int) -> tuple[FloatArray, FloatArray]:
        """Rows x (M,) and values y (M,) of a column, for rows low..high, to be drawn.

        At most about 4 * `pixels` points with every extreme kept; rows without a value
        are left out, and of thinned rows only the stored ones are given.
        """
        snapshot = self._snapshot
        low, high = max(low, 0), min(high, snapshot.rows - 1)
        place = self._place(snapshot, name)
        if place is None:
            rows = np.linspace(low, high, min(max(high - low + 1, 0), 2 * pixels)).round()
            values = self._computed(name, rows)
            return (np.empty(0), np.empty(0)) if np.isnan(values).any() else (rows, values)
        stored, number = place
        first, last = -(-low // stored.stride), high // stored.stride + 1
        if last <= first:
            return np.empty(0), np.empty(0)
        x, y = self._views.range(name, stored, number, first, last, pixels)
        return self._with_end(name, x * stored.stride, y, low, high)

    def _with_end(
        self, name: str, x: FloatArray, y: FloatArray, low: int, high: int
    ) -> tuple[FloatArray, FloatArray]:
        ending = self.ending
        if name not in self.layout.of_epochs or ending is None:
            return x, y
        value, last = self._at_end(name, ending.last_row, np.nan), ending.last_row
        if not np.isfinite(value) or not low <= last <= high or (x.size and x[-1] >= last):
            return x, y
        return np.append(x, last), np.append(y, value)

    def bounds(self, name: str, low: int, high: int) -> tuple[float, float]:
        """The least and the greatest value of a column in rows low..high; NaN without any."""
        _, y = self.view(name, low, high, 256)
        return (float(y.min()), float(y.max())) if y.size else (np.nan, np.nan)

    def path(self, i: int, j: int, low: int, high: int, points: int = 2000) -> FloatArray:
        """Points (M, 2) of the trajectory over parameters i and j, for rows low..high."""
        snapshot = self._snapshot
        stored = snapshot.vectors
        low, high = max(low, 0), min(high, snapshot.rows - 1)
        first, last = -(-low // stored.stride), high // stored.stride + 1
        if last <= first:
            return np.empty((0, 2))
        return self._views.path(stored, i, j, first, last, points)
