"""The history of a run: append-only, published whole, read without locks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.pyramids import PathPyramid, RangePyramid
from visualizer.core.store import Store, Stored

MEMORY_BUDGET = 256 << 20
"""Bytes that a history may take before it keeps fewer parameter rows."""


class TrainState(NamedTuple):
    """All that the next step needs: the number of updates made, theta (P,), and states."""

    step: int
    theta: FloatArray
    optimizer: Any


class Record(NamedTuple):
    """What one step leaves behind; shapes (...) and (..., P), leading shape as theta's."""

    theta: FloatArray
    learning_rate: FloatArray
    loss: FloatArray | float
    batch_loss: FloatArray
    validation_loss: FloatArray | float
    gradient: FloatArray
    loss_plus: FloatArray | None
    quantities: Mapping[str, FloatArray]


@dataclass(frozen=True, eq=False)
class Row:
    """Row k of a history: theta_k (P,) and all that the update from it uses.

    `epoch` counts completed epochs; `loss` is NaN inside an epoch, `validation_loss`
    where there is none; `loss_plus` (P,) is None without differences.
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


class Ending(NamedTuple):
    """Why no more rows come: "finished", "stopped", "diverged" or "full"; at which step."""

    kind: str
    step: int
    text: str


@dataclass(frozen=True)
class Layout:
    """What the rows of a history hold.

    `vectors` are the kinds of column with one value for each parameter: "" (the
    parameters themselves), "gradient", "loss_plus", "state:<quantity>".
    """

    parameters: tuple[str, ...]
    vectors: tuple[str, ...] = ("", "gradient")
    batches: bool = False
    validation: bool = False
    steps_per_epoch: int = 1
    evaluations_per_step: int = 1

    @property
    def scalars(self) -> tuple[str, ...]:
        names = ["learning_rate", "loss", "gradient_norm"]
        return (*names, *["batch_loss"] * self.batches, *["validation_loss"] * self.validation)


class _Snapshot(NamedTuple):
    count: int
    scalars: Stored
    vectors: Stored


class History:
    """The recorded steps of one run.

    One thread appends; any thread reads. Scalars of every row are kept. When the memory
    budget is reached, every second parameter row is given up, and rows between are
    recomputed from checkpoints by `replay`, which repeats the training steps bit by bit.
    """

    def __init__(
        self,
        layout: Layout,
        replay: Callable[[TrainState, int], Record],
        budget: int = MEMORY_BUDGET,
    ) -> None:
        self.layout = layout
        self.parameters = layout.parameters
        self.steps_per_epoch = layout.steps_per_epoch
        self.budget = budget
        self.ending: Ending | None = None
        self.resume: TrainState | None = None
        self._replay = replay
        self._scalars = Store(len(layout.scalars))
        self._vectors = Store(len(layout.vectors) * len(layout.parameters))
        self._checkpoints: list[TrainState] = []
        self._checkpoint_gap = 1
        self._snapshot = _Snapshot(0, self._scalars.publish(), self._vectors.publish())
        self._views = _Views()

    def __len__(self) -> int:
        return self._snapshot.count

    # The writer's side.

    def append(self, records: Sequence[Record], state: TrainState) -> int:
        """Add the leading finite records; `state` is the one at the first of them.

        Returns the number taken: fewer than given means that the run has diverged.
        """
        scalars, vectors = self._packed(records)
        finite = finite_rows(vectors.T) & np.isfinite(self._losses(records))
        count = len(records) if finite.all() else int(finite.argmin())
        if count == 0:
            return 0
        self._make_room()
        first = self._snapshot.count
        self._scalars.append(first, scalars[:, :count])
        self._vectors.append(first, vectors[:, :count])
        if not self._checkpoints or first - self._checkpoints[-1].step >= self._checkpoint_gap:
            self._checkpoints.append(state)
        self._snapshot = _Snapshot(first + count, self._scalars.publish(), self._vectors.publish())
        return count

    @property
    def full(self) -> bool:
        """Whether even the scalars have filled the memory budget."""
        return self._scalars.bytes >= self.budget

    @property
    def bytes(self) -> int:
        checkpoint = 8 * len(self.parameters) + 200
        return self._scalars.bytes + self._vectors.bytes + checkpoint * len(self._checkpoints)

    def _losses(self, records: Sequence[Record]) -> FloatArray:
        return np.array([record.batch_loss for record in records])

    def _packed(self, records: Sequence[Record]) -> tuple[FloatArray, FloatArray]:
        """Records as columns: scalars (S, n) and vectors (V * P, n)."""
        gradient = _joined([record.gradient for record in records])
        columns = {
            "learning_rate": [record.learning_rate for record in records],
            "loss": [record.loss for record in records],
            "gradient_norm": norms(gradient),
        }
        if self.layout.batches:
            columns["batch_loss"] = [record.batch_loss for record in records]
        if self.layout.validation:
            columns["validation_loss"] = [record.validation_loss for record in records]
        vectors = []
        for kind in self.layout.vectors:
            if kind == "gradient":
                vectors.append(gradient)
            else:
                vectors.append(_joined([_vector(record, kind) for record in records]))
        packed = np.concatenate(vectors, axis=1) if len(vectors) > 1 else vectors[0]
        return np.array([columns[name] for name in self.layout.scalars], float), packed.T

    def _make_room(self) -> None:
        while self.bytes > self.budget and self._vectors.publish().size > 2:
            self._vectors.thin()
            if len(self._checkpoints) > 64:
                self._checkpoint_gap = 2 * max(
                    self._checkpoint_gap, self._checkpoints[1].step - self._checkpoints[0].step
                )
                self._checkpoints = self._checkpoints[::2]

    # The readers' side.

    @property
    def columns(self) -> tuple[str, ...]:
        """The names that `view` and `column` take, in the order of files."""
        names = ["epoch", "learning_rate", "loss", "batch_loss", "validation_loss"]
        names += ["gradient_norm", "evaluations"]
        for kind in self.layout.vectors:
            names += [f"{kind}:{name}" if kind else name for name in self.parameters]
        return tuple(names)

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
        if not 0 <= step < snapshot.count:
            raise IndexError(f"row {step} of {snapshot.count}")
        scalars = dict(
            zip(self.layout.scalars, snapshot.scalars.read_all(step, step + 1)[:, 0], strict=True)
        )
        if step % snapshot.vectors.stride == 0:
            place = step // snapshot.vectors.stride
            parts = snapshot.vectors.read_all(place, place + 1)[:, 0].reshape(
                len(self.layout.vectors), -1
            )
            vectors = dict(zip(self.layout.vectors, parts, strict=True))
        else:
            record = self._replay(self._nearest(step), step)
            vectors = {kind: np.asarray(_vector(record, kind)) for kind in self.layout.vectors}
        return self._row(step, {key: float(value) for key, value in scalars.items()}, vectors)

    def _row(
        self, step: int, scalars: Mapping[str, float], vectors: Mapping[str, FloatArray]
    ) -> Row:
        return Row(
            step=step,
            epoch=step // self.steps_per_epoch,
            learning_rate=scalars["learning_rate"],
            loss=scalars["loss"],
            batch_loss=scalars.get("batch_loss", scalars["loss"]),
            validation_loss=scalars.get("validation_loss", np.nan),
            gradient_norm=scalars["gradient_norm"],
            evaluations=(step + 1) * self.layout.evaluations_per_step,
            theta=vectors[""],
            gradient=vectors["gradient"],
            loss_plus=vectors.get("loss_plus"),
            quantities={
                kind.removeprefix("state:"): values
                for kind, values in vectors.items()
                if kind.startswith("state:")
            },
        )

    def theta(self, step: int) -> FloatArray:
        """The parameters (P,) at row `step`."""
        return self.row(step).theta

    def _nearest(self, step: int) -> TrainState:
        checkpoints = self._checkpoints
        low, high = 0, len(checkpoints)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if checkpoints[middle].step <= step else (low, middle)
        return checkpoints[low]

    def column(self, name: str) -> FloatArray:
        """A whole column (rows,); parameter columns of a thinned history are recomputed."""
        snapshot = self._snapshot
        computed = self._computed(name, np.arange(snapshot.count, dtype=float))
        if computed is not None:
            return computed
        stored, number = self._place(snapshot, name)
        if stored.stride == 1:
            return stored.read(number, 0, stored.size).copy()
        index = number % len(self.parameters)
        kind = self.layout.vectors[number // len(self.parameters)]
        return np.array([self._value(k, kind, index) for k in range(snapshot.count)])

    def _value(self, step: int, kind: str, index: int) -> float:
        row = self.row(step)
        if kind in ("", "gradient"):
            return float((row.gradient if kind else row.theta)[index])
        if kind == "loss_plus" and row.loss_plus is not None:
            return float(row.loss_plus[index])
        return float(row.quantities[kind.removeprefix("state:")][index])

    def _computed(self, name: str, rows: FloatArray) -> FloatArray | None:
        """Columns that follow from the number of the row, at `rows` (n,)."""
        if name == "epoch":
            return rows // self.steps_per_epoch
        if name == "evaluations":
            return (rows + 1) * self.layout.evaluations_per_step
        if name == "validation_loss" and not self.layout.validation:
            return np.full(len(rows), np.nan)
        return None

    def _place(self, snapshot: _Snapshot, name: str) -> tuple[Stored, int]:
        """The store that holds a column, and its number in it."""
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
        low, high = max(low, 0), min(high, snapshot.count - 1)
        rows = np.linspace(low, high, min(max(high - low + 1, 0), 2 * pixels)).round()
        computed = self._computed(name, rows)
        if computed is not None:
            return rows, computed
        stored, number = self._place(snapshot, name)
        first, last = -(-low // stored.stride), high // stored.stride + 1
        if last <= first:
            return np.empty(0), np.empty(0)
        x, y = self._views.range(name, stored, number, first, last, pixels)
        return x * stored.stride, y

    def bounds(self, name: str, low: int, high: int) -> tuple[float, float]:
        """The least and the greatest value of a column in rows low..high; NaN without any."""
        _, y = self.view(name, low, high, 256)
        return (float(y.min()), float(y.max())) if y.size else (np.nan, np.nan)

    def path(self, i: int, j: int, low: int, high: int, points: int = 2000) -> FloatArray:
        """Points (M, 2) of the trajectory over parameters i and j, for rows low..high."""
        stored = self._snapshot.vectors
        high = min(high, self._snapshot.count - 1)
        first, last = -(-max(low, 0) // stored.stride), high // stored.stride + 1
        if last <= first:
            return np.empty((0, 2))
        return self._views.path(stored, i, j, first, last, points)


class _Views:
    """The readers' pyramids of a history, made when a column is first looked at."""

    def __init__(self) -> None:
        self._ranges: dict[tuple[str, int], RangePyramid] = {}
        self._paths: dict[tuple[int, int, int], PathPyramid] = {}
        self._lock = Lock()

    def range(
        self, name: str, stored: Stored, number: int, low: int, high: int, pixels: int
    ) -> tuple[FloatArray, FloatArray]:
        key = (name, stored.stride)

        def read(low: int, high: int) -> FloatArray:
            return stored.read(number, low, high)

        with self._lock:
            pyramid = self._ranges.setdefault(key, RangePyramid())
            pyramid.extend(read, stored.size)
            return pyramid.view(read, low, high, pixels)

    def path(self, stored: Stored, i: int, j: int, low: int, high: int, points: int) -> FloatArray:
        def read(low: int, high: int) -> FloatArray:
            return np.stack([stored.read(i, low, high), stored.read(j, low, high)])

        with self._lock:
            pyramid = self._paths.setdefault((i, j, stored.stride), PathPyramid())
            pyramid.extend(read, stored.size)
            return pyramid.path(read, low, high, points)


def _vector(record: Record, kind: str) -> FloatArray:
    if kind == "":
        return record.theta
    if kind == "gradient":
        return record.gradient
    if kind == "loss_plus":
        assert record.loss_plus is not None
        return record.loss_plus
    return record.quantities[kind.removeprefix("state:")]


def _joined(vectors: Sequence[FloatArray]) -> FloatArray:
    """Vectors (P,) as one array (n, P); for short ones faster than `np.stack`."""
    return np.concatenate(vectors).reshape(len(vectors), -1)


def norms(vectors: FloatArray) -> FloatArray:
    """Euclidean norms (...) of vectors (..., P), also where a square would overflow."""
    simple = np.sqrt(np.vecdot(vectors, vectors))
    if np.isfinite(simple).all():
        return np.asarray(simple)
    largest = np.abs(vectors).max(axis=-1)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1)
    scaled = vectors / scale[..., None]
    return np.asarray(scale * np.sqrt(np.vecdot(scaled, scaled)))


def finite_rows(vectors: FloatArray) -> NDArray[np.bool_]:
    """Which of the vectors (..., P) are finite throughout, as booleans (...)."""
    finite = np.isfinite(vectors)
    # One look at the whole is far faster than many short reductions, and mostly enough.
    if finite.all():
        return np.ones(vectors.shape[:-1], bool)
    return np.asarray(finite.all(axis=-1))
