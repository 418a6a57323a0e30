"""The history of a run: its recorded steps, read without locks while one thread may append.

`History` is what readers see; a `Recorder` is the history that grows, a `Recording` one that
does not change any more. All reading goes through a snapshot, which the writer replaces whole
by one assignment: a reader that took it works on consistent rows, however long it takes.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.recording.packing import packed_vectors
from visualizer.core.recording.records import (
    CLIP,
    METRIC,
    Ending,
    Layout,
    Record,
    Row,
    TrainState,
    vector_of,
)
from visualizer.core.recording.store import Stored
from visualizer.core.recording.views import Views

__all__ = ["Ending", "History", "Layout", "Record", "Recording", "Row", "Snapshot", "TrainState"]

# What a reader works through at once; it looks between two blocks whether to go on.
_BLOCK_BYTES = 4 << 20
# A picture asks for the row of the playhead, its neighbours, the first one and the last.
_RECOMPUTED_ROWS = 5
_RECOMPUTED_BYTES = 16 << 20

Replay = Callable[[TrainState, int, int], tuple[list[Record], TrainState]]
"""Recomputes the records of steps first..last - 1 from an earlier state; also the state at
`last`."""


class Snapshot(NamedTuple):
    """All rows published so far: immutable. `checkpoints` are states from which rows follow."""

    rows: int
    scalars: Stored
    vectors: Stored
    checkpoints: tuple[TrainState, ...] = ()


class History:
    """The recorded steps of one run, for any number of readers on any thread.

    Scalars of every row are there. Of the vectors (parameters, gradients, states) only
    every `thinning`-th row may be; those between are recomputed by `replay`, bit by bit, where
    the history knows its experiment, and are missing where it does not.

    Attributes
    ----------
    layout
        What the rows hold.
    ending
        Why no more rows come; None while they do.
    resume
        The state from which the next row follows; None where the run cannot go on.
    seconds
        The time that training has taken so far.
    """

    ending: Ending | None
    resume: TrainState | None
    seconds: float

    def __init__(self, layout: Layout, replay: Replay | None, snapshot: Snapshot) -> None:
        self.layout = layout
        self.parameters = layout.parameters
        self.steps_per_epoch = layout.steps_per_epoch
        self._replay = replay
        self._snapshot = snapshot
        # Replaced whole, as any thread may read and add: at worst a row is recomputed twice.
        self._recomputed: dict[int, dict[str, FloatArray]] = {}
        # One for all readers: the pyramids of a column are as dear as reading it once.
        self._views = Views()

    def __len__(self) -> int:
        return self._snapshot.rows

    @property
    def snapshot(self) -> Snapshot:
        """The rows published so far, for those who store or continue them."""
        return self._snapshot

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns after the step, in the order of files."""
        # Of large networks there are so many that writing them takes as long as some steps.
        return self.layout.columns

    @property
    def bytes(self) -> int:
        """The memory that the rows take."""
        _, scalars, vectors, checkpoints = self._snapshot
        return scalars.bytes + vectors.bytes + self.checkpoint_bytes(len(checkpoints))

    @property
    def pieces(self) -> dict[int, int]:
        """The bytes of each piece of its memory, by identity: of a fork some are another's, too."""
        _, scalars, vectors, checkpoints = self._snapshot
        chunks = {id(chunk): chunk.nbytes for chunk in (*scalars.chunks, *vectors.chunks)}
        return {**chunks, id(self): self.checkpoint_bytes(len(checkpoints))}

    def bytes_at(self, rows: int) -> int:
        """The memory that the history takes, or will take with so many rows."""
        return self.bytes

    def checkpoint_bytes(self, count: int) -> int:
        """About the memory that so many checkpoints take: theta and the states of the rule."""
        states = sum(kind.startswith("state:") for kind in self.layout.vectors)
        return count * (200 + 8 * len(self.parameters) * (1 + states))

    @property
    def thinning(self) -> int:
        """Every how many rows the parameters are kept: 1 unless memory was short."""
        return self._snapshot.vectors.stride

    def is_stored(self, step: int) -> bool:
        """Whether the vectors of row `step` are at hand, and need not be recomputed."""
        return step % self._snapshot.vectors.stride == 0

    @property
    def replays(self) -> bool:
        """Whether rows that were thinned out can be recomputed."""
        return self._replay is not None

    def nearest(self, step: int) -> int:
        """The last row up to `step` that can be shown: itself, unless it is lost."""
        return step if self.replays else step - step % self._snapshot.vectors.stride

    def row(self, step: int) -> Row:
        """Row `step`, exactly; a thinned one is recomputed (up to a few milliseconds).

        Raises
        ------
        IndexError
            When there is no such row.
        LookupError
            When its parameters were thinned out and cannot be recomputed; see `nearest`.
        """
        snapshot = self._snapshot
        if not 0 <= step < snapshot.rows:
            raise IndexError(f"row {step} of {snapshot.rows}")
        # `tolist` gives Python floats: a `Row` prints and divides as one expects.
        values = snapshot.scalars.read_all(step, step + 1)[:, 0].tolist()
        scalars = dict(zip(self.layout.scalars, values, strict=True))
        for name in self.layout.of_epochs:
            # Inside an epoch a row has no loss over all rows, except where the run has ended.
            scalars[name] = self._at_end(name, step, scalars.get(name, np.nan))
        return self._row(step, scalars, self._vectors_at(snapshot.vectors, step))

    def _vectors_at(self, stored: Stored, step: int) -> Mapping[str, FloatArray]:
        """The vectors (P,) of a row, by kind; copies."""
        place, beside = divmod(step, stored.stride)
        if not beside:
            # A view would keep a chunk of megabytes alive for as long as somebody keeps the row.
            parts = stored.read_all(place, place + 1).reshape(len(self.layout.vectors), -1).copy()
            return dict(zip(self.layout.vectors, parts, strict=True))
        return {kind: values.copy() for kind, values in self._thinned_out(step).items()}

    def _thinned_out(self, step: int) -> Mapping[str, FloatArray]:
        """The vectors (P,) of a row that was not kept, by kind; not to be changed."""
        known = self._recomputed.get(step)
        if known is None:
            if self._replay is None:
                raise LookupError(
                    f"row {step} was not kept; the last one before it is {self.nearest(step)}"
                )
            # By the very same `advance` as in training: equal, bit by bit, and not just near.
            records, _ = self._replay(self._checkpoint(step), step, step + 1)
            known = {
                kind: vector_of(records[0], kind).astype(float) for kind in self.layout.vectors
            }
            # One picture asks for the same few rows again and again. A row never changes.
            size = sum(values.nbytes for values in known.values())
            most = min(_RECOMPUTED_ROWS, _RECOMPUTED_BYTES // size)
            kept = list(self._recomputed.items())[-most:] if most else []
            self._recomputed = dict([*kept, (step, known)])
        return known

    def _row(
        self, step: int, scalars: Mapping[str, float], vectors: Mapping[str, FloatArray]
    ) -> Row:
        plus, counted = vectors.get("loss_plus"), self.layout.counted
        gradient = vectors.get("gradient")
        return Row(
            step=step,
            epoch=step // self.steps_per_epoch,
            learning_rate=scalars["learning_rate"],
            loss=scalars["loss"],
            batch_loss=scalars.get("batch_loss", scalars["loss"]),
            validation_loss=scalars["validation_loss"],
            gradient_norm=scalars["gradient_norm"],
            evaluations=int(scalars["evaluations"] if counted else self._made(step)),
            theta=vectors[""],
            gradient=np.full(len(self.parameters), np.nan) if gradient is None else gradient,
            # After a change from differences to exact slopes the column goes on, but empty.
            loss_plus=None if plus is None or np.isnan(plus).any() else plus,
            quantities={
                kind.removeprefix("state:"): values
                for kind, values in vectors.items()
                if kind.startswith("state:")
            },
            metrics={name: scalars[METRIC + name] for name in self.layout.metrics},
            clip=scalars.get(CLIP, 1.0),
        )

    def evaluations(self, step: int) -> float:
        """The evaluations of the loss that had been made when row `step` was measured."""
        if not self.layout.counted:
            return self._made(step)
        return float(next(self.blocks(("evaluations",), step, step + 1))[0, 0])

    def _made(self, step: int) -> float:
        return float(self.layout.evaluations_at(step))

    def theta(self, step: int) -> FloatArray:
        """The parameters (P,) at row `step`; for errors see `row`."""
        snapshot = self._snapshot
        if not 0 <= step < snapshot.rows:
            raise IndexError(f"row {step} of {snapshot.rows}")
        return self._vectors_at(snapshot.vectors, step)[""]

    def gradients(self, low: int, high: int) -> FloatArray:
        """The recorded gradients (high - low, P) of rows low..high - 1; for errors see `row`."""
        stored, size = self._snapshot.vectors, len(self.parameters)
        if high > low and stored.stride > 1:
            rows = [self._vectors_at(stored, step)["gradient"] for step in range(low, high)]
            return np.stack(rows)
        first = self.layout.vectors.index("gradient") * size
        return stored.read_all(low, high)[first : first + size].T.copy()

    def sample(self, low: int, high: int, every: int) -> tuple[IntArray, FloatArray]:
        """Rows (M,) from low to high that are stored and multiples of `every`; theta (M, P).

        `every` is a power of two, as the distance of stored rows is: the larger one counts.
        """
        stored, size = self._snapshot.vectors, len(self.parameters)
        # Both are powers of two, so the larger one is a multiple of the smaller.
        every = max(every, stored.stride)
        end = min(high + 1, stored.size * stored.stride)
        rows = np.arange(-(-low // every) * every, end, every)
        # Row by row: of wide stores each row is one piece of memory, see `store.WIDE`.
        found = np.empty((len(rows), size))
        for number, place in enumerate((rows // stored.stride).tolist()):
            found[number] = stored.read_all(place, place + 1)[:size, 0]
        return rows, found

    def _checkpoint(self, step: int) -> TrainState:
        checkpoints = self._snapshot.checkpoints
        # The first checkpoint is at step 0 and is never given up, so there is always one before.
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

        Thinned rows are recomputed, in one pass over the training steps; NaN where they
        cannot be.
        """
        snapshot = self._snapshot
        places = [self._place(snapshot, name) for name in names]
        thinned = any(place is not None and place[0].stride > 1 for place in places)
        width = len(self.layout.vectors) * len(self.parameters) + len(names)
        # All vectors are recomputed even where one column is asked for, so all of them count.
        size = min(max(_BLOCK_BYTES // (8 * width), 1), 4096)
        state = self._checkpoint(low) if thinned and self._replay is not None else None
        for first in range(low, high, size):
            last = min(first + size, high)
            recomputed = None
            if state is not None and self._replay is not None:
                records, state = self._replay(state, first, last)
                # As columns, in the order of the store: `number` finds the same one in either.
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
        if stored.stride > 1:
            if recomputed is not None:
                return np.asarray(recomputed[number])
            # Without replay: the rows that are stored, and NaN between them.
            kept = range(-(-first // stored.stride), -(-last // stored.stride))
            spread = np.full(last - first, np.nan)
            spread[-first % stored.stride :: stored.stride] = stored.read(
                number, kept.start, kept.stop
            )
            return spread
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

    def _place(self, snapshot: Snapshot, name: str) -> tuple[Stored, int] | None:
        """The store that holds a column and its number in it; None for a computed one."""
        if name == "epoch" or (name == "evaluations" and not self.layout.counted):
            return None
        if name == "validation_loss" and not self.layout.validation:
            return None
        # Where every update uses all rows both losses are one number, stored once.
        if name == "batch_loss" and not self.layout.batches:
            name = "loss"
        if name in self.layout.scalars:
            return snapshot.scalars, self.layout.scalars.index(name)
        # By the kinds that there are: also the name of a table's column may hold a colon.
        kind = next((k for k in self.layout.vectors if k and name.startswith(f"{k}:")), "")
        parameter = name.removeprefix(f"{kind}:") if kind else name
        try:
            place = self.layout.vectors.index(kind) * len(self.parameters)
            return snapshot.vectors, place + self.parameters.index(parameter)
        except ValueError:
            raise KeyError(f"no column {name!r}; there are {', '.join(self.columns)}") from None

    def view(
        self, name: str, low: int, high: int, pixels: int, whole: bool = False
    ) -> tuple[FloatArray, FloatArray]:
        """Rows x (M,) and values y (M,) of a column, for rows low..high, to be drawn.

        At most about 4 * `pixels` points with every extreme kept: of many rows these need not
        be the first and the last one. Rows without a value are left out, and of thinned rows
        only the stored ones are given. With `whole` the last row is there in any case, unless
        it has no value, or was thinned out and cannot be recomputed.
        """
        # Taken once: rows may be added, and columns thinned, while the blocks are read.
        snapshot = self._snapshot
        low, high = max(low, 0), min(high, snapshot.rows - 1)
        place = self._place(snapshot, name)
        if place is None:
            # Epochs and evaluations rise evenly: between points that are near enough lines are
            # right.
            rows = np.linspace(low, high, min(max(high - low + 1, 0), 2 * pixels)).round()
            values = self._computed(name, rows)
            return (np.empty(0), np.empty(0)) if np.isnan(values).any() else (rows, values)
        stored, number = place
        first, last = -(-low // stored.stride), high // stored.stride + 1
        x: FloatArray = np.empty(0)
        y: FloatArray = np.empty(0)
        if last > first:
            x, y = self._views.range(name, stored, number, first, last, pixels)
        x, y = self._with_end(name, x * stored.stride, y, low, high)
        if whole and high >= low:
            return self._with_last(x, y, high, stored, number)
        return x, y

    def _with_last(
        self, x: FloatArray, y: FloatArray, row: int, stored: Stored, number: int
    ) -> tuple[FloatArray, FloatArray]:
        """Rows and values of the stored column `number`, and those of a row behind them."""
        position, beside = divmod(row, stored.stride)
        if beside:
            place, parameter = divmod(number, len(self.parameters))
            try:
                value = self._thinned_out(row)[self.layout.vectors[place]][parameter]
            except LookupError:
                return x, y
        else:
            value = stored.read(number, position, position + 1)[0]
        # Of many rows the extremes of the last few may stand at this row, and not its value.
        there = x.size and (x[-1], y[-1]) == (row, value)
        if there or not np.isfinite(value):
            return x, y
        return np.append(x, row), np.append(y, value)

    def _with_end(
        self, name: str, x: FloatArray, y: FloatArray, low: int, high: int
    ) -> tuple[FloatArray, FloatArray]:
        ending = self.ending
        if name not in self.layout.of_epochs or ending is None:
            return x, y
        value, last = self._at_end(name, ending.last_row, np.nan), ending.last_row
        # Where the last row ends an epoch its value is among the rows already.
        if not np.isfinite(value) or not low <= last <= high or (x.size and x[-1] >= last):
            return x, y
        return np.append(x, last), np.append(y, value)

    def bounds(self, name: str, low: int, high: int) -> tuple[float, float]:
        """The least and the greatest value of a column in rows low..high; NaN without any."""
        # Every extreme is kept whatever the pixels, so a coarse view is enough.
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


class Recording(History):
    """A history that does not change any more, and can be stored, sent and opened again."""

    def __init__(
        self,
        layout: Layout,
        snapshot: Snapshot,
        *,
        replay: Replay | None = None,
        ending: Ending | None = None,
        resume: TrainState | None = None,
        seconds: float = 0.0,
    ) -> None:
        super().__init__(layout, replay, snapshot)
        self.ending, self.resume, self.seconds = ending, resume, seconds
