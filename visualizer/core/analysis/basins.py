"""Basins of attraction: where runs from a grid of starts end, computed as one batch."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.core.analysis.insight import Insight, Moment, Motion, Pace
from visualizer.core.analysis.planes import Plane, Range
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.capabilities import Capability, asked
from visualizer.core.chunks import look, tell
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.hessians import hessian_at
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet
from visualizer.core.start import Start
from visualizer.core.sweep import together

ELSEWHERE, MOVING, DIVERGED = -1, -2, -3
"""Ends that are none of the minima: at rest at a rarer place, still on the way, not finite."""

# Each has about seven times as many starts as the one before: something is seen soon.
SIDES = (21, 61, 141)
"""Starts along each side of the maps that are worked out one after the other."""

MOST_WORK = 4e10
"""Bytes that a map may work through: about a minute."""

# The rarest of more could not be told apart by their colours.
MOST_MINIMA = 48
BATCH_BYTES = 4 << 20
LOSS_BYTES = 64 << 20
_NEAR = 0.02
"""Ends nearer than this part of the plane's diagonal are the same place."""
_REST = 0.002
"""A run that moves less than this part of the diagonal in its last tenth is at rest."""
_LAST = 0.9
_DESCENDED = 0.01
_MOST_PLACES = 200
_NEWTON_STEPS = 50
_MOST_POLISHED = 30


@dataclass(frozen=True, eq=False)
class BasinMap(Insight):
    """Where the runs from a grid of starts on a plane end.

    Parameters
    ----------
    plane, x, y
        The starts: x (nx,) and y (ny,) on the plane.
    basin
        (ny, nx): the index of the minimum reached, or ELSEWHERE, MOVING or DIVERGED.
    epochs
        (ny, nx): after how many epochs the loss has made 99 % of its descent, for good;
        NaN for runs that diverged.
    ends
        (ny, nx, P): the last finite parameters.
    minima
        (K, P): the places reached by most starts, the lowest loss first.
    losses
        (K,): the losses there.
    """

    plane: Plane
    x: FloatArray
    y: FloatArray
    basin: IntArray
    epochs: FloatArray
    ends: FloatArray
    minima: FloatArray
    losses: FloatArray

    requires = (Capability.LANDSCAPE, Capability.TRAINING)
    on_plane = True

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return Pace(until=Motion.PLAYING)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        # It would tell where the run ends.
        return asked(moment.plane).dimensions == 2 and not moment.hidden

    @classmethod
    def subject(cls, moment: Moment) -> Hashable:
        # Where the run begins does not matter: every place is a start.
        return replace(moment.experiment, start=Start(), name=""), moment.problem

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return asked(moment.plane).key, moment.aspect

    @classmethod
    def stages(cls, moment: Moment, former: BasinMap | None = None) -> Iterator[BasinMap]:
        experiment, problem = moment.experiment, moment.problem
        for shape in resolutions(experiment, problem, moment.aspect):
            tell(0.0)
            yield basin_map(experiment, problem, asked(moment.plane), shape)

    def share(self, basin: int) -> float:
        """The part of the starts that end in a basin."""
        return float((self.basin == basin).mean())


class _Ends(NamedTuple):
    """How N runs ended: see `BasinMap`; `late` is theta at nine tenths of the way."""

    theta: FloatArray
    late: FloatArray
    epochs: FloatArray
    alive: NDArray[np.bool_]


def basin_map(
    experiment: Experiment,
    problem: Problem,
    plane: Plane,
    resolution: tuple[int, int],
) -> BasinMap:
    """Train the experiment from each of (nx, ny) starts on a plane of two dimensions.

    Each run gets the same numbers, bit by bit, as it gets alone; conditions that would stop
    it early are not heeded. Runs belong to the same minimum when they end at rest within a
    fiftieth of the plane's diagonal. How much is done is told, see `tell`.

    Raises
    ------
    Cancelled
        Between two steps; see `look`.
    """
    nx, ny = resolution
    x, y = _starts(plane.x_range, nx), _starts(plane.y_range, ny)
    # Row by row from the lowest y, as maps of the landscape are.
    starts = plane.at(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)).astype(float)
    count = len(starts)
    ends = _Ends(starts.copy(), starts.copy(), np.full(count, np.nan), np.ones(count, dtype=bool))
    size = max(1, BATCH_BYTES // (problem.point_bytes + 64 * problem.size))
    with Quiet():
        for low in range(0, count, size):
            runs = slice(low, min(low + size, count))
            report = _part_of(runs, count)
            _train(experiment, problem, starts[runs], _slice(ends, runs), report)
        basin, minima = _sorted_ends(problem, ends, _diagonal(plane))
        losses = np.array([float(problem.loss(place)) for place in minima])
    # The lowest first; until here minima stood in the order of how many starts reach them.
    order = np.argsort(losses, kind="stable")
    places = np.empty(len(order), int)
    places[order] = np.arange(len(order))
    settled = basin >= 0
    basin[settled] = places[basin[settled]]
    shape = (ny, nx)
    return BasinMap(
        plane, x, y, basin.reshape(shape), ends.epochs.reshape(shape),
        ends.theta.reshape(*shape, -1), minima[order], losses[order],
    )  # fmt: skip


def _starts(limits: Range, count: int) -> FloatArray:
    """Evenly spread values (count,) with few digits: they may become settings."""
    values = np.linspace(*limits, count)
    spacing = (limits[1] - limits[0]) / max(count - 1, 1)
    return np.round(values, 2 - math.floor(math.log10(spacing)))


def _part_of(runs: slice, count: int) -> Callable[[float], None]:
    """Progress of a piece as progress of the whole."""

    def report(part: float) -> None:
        tell((runs.start + part * (runs.stop - runs.start)) / count)

    return report


def _slice(ends: _Ends, runs: slice) -> _Ends:
    return _Ends(ends.theta[runs], ends.late[runs], ends.epochs[runs], ends.alive[runs])


def _train(
    experiment: Experiment,
    problem: Problem,
    starts: FloatArray,
    ends: _Ends,
    report: Callable[[float], None],
) -> None:
    """Train from starts (n, P) and write into `ends` how that went."""
    count = len(starts)
    # As for a sweep: the numeric options become arrays over the runs.
    descent = Descent(experiment, problem, together([experiment.optimizer] * count))
    state = descent.begin_at(starts.astype(experiment.training.precision))
    every = descent.steps_per_epoch
    losses = _EndLosses(experiment.training.epochs, count)
    late = int(_LAST * descent.last_step)
    for step in range(descent.last_step + 1):
        look()
        record, following = descent.advance(state)
        good = np.isfinite(state.theta).all(axis=1) & np.isfinite(record.batch_loss)
        good &= np.isfinite(record.gradient).all(axis=1)
        # In place: `ends` are views of the arrays of the whole map.
        np.logical_and(ends.alive, good, out=ends.alive)
        # Where the steps have led so far; a run that is not finite stays where it was.
        np.copyto(ends.theta, state.theta, where=ends.alive[:, None])
        if step == late:
            ends.late[:] = ends.theta
        if step % every == 0:
            losses.add(step // every, np.asarray(record.loss))
            report(step / max(descent.last_step, 1))
        state = following
    ends.epochs[:] = np.where(ends.alive, losses.descended(), np.nan)


class _EndLosses:
    """Losses (n,) of epochs 0..E, of every one or of evenly spread ones."""

    def __init__(self, epochs: int, count: int) -> None:
        # 4 bytes each: float32 is fine enough for a share of 1 %.
        self._every = 1 + (epochs * count * 4) // LOSS_BYTES
        self._last = epochs
        self._epochs: list[int] = []
        self._kept: list[NDArray[np.float32]] = []

    def add(self, epoch: int, loss: FloatArray) -> None:
        """Take over the losses of an epoch, if it is one to be kept."""
        if epoch % self._every == 0 or epoch == self._last:
            self._epochs.append(epoch)
            self._kept.append(loss.astype(np.float32))

    def descended(self) -> FloatArray:
        """The epochs (n,) after which the loss stays within 1 % of its whole descent."""
        last = self._kept[-1]
        limit = last + np.float32(_DESCENDED) * np.abs(self._kept[0] - last)
        reached = np.zeros(len(last))
        following = [*self._epochs[1:], self._last]
        for after, losses in zip(following, self._kept, strict=True):
            # The last time counts, as later epochs overwrite: a loss may rise again.
            reached[losses > limit] = after
        return reached


def _diagonal(plane: Plane) -> float:
    """The length of the plane's diagonal in parameter space."""
    low, high = np.array([plane.x_range, plane.y_range]).T
    return float(np.linalg.norm(plane.at(high) - plane.at(low)))


def _sorted_ends(problem: Problem, ends: _Ends, diagonal: float) -> tuple[IntArray, FloatArray]:
    """The basin (N,) of each run, and the minima (K, P) that were reached most often.

    A run that crawls moves little, too, and is still far from where it goes: only those
    near a minimum have arrived.
    """
    basin = np.full(len(ends.theta), MOVING)
    basin[~ends.alive] = DIVERGED
    moved = np.linalg.norm(ends.theta - ends.late, axis=1)
    resting = ends.alive & (moved <= _REST * diagonal)
    # The run that moved least stands for all that ended near it.
    waiting = np.flatnonzero(resting)[np.argsort(moved[resting], kind="stable")]
    found: list[tuple[IntArray, FloatArray]] = []
    for _ in range(_MOST_PLACES):
        if not len(waiting):
            break
        first = ends.theta[waiting[0]]
        place = _polished(problem, first)
        apart = np.linalg.norm(ends.theta[waiting] - (first if place is None else place), axis=1)
        near = apart <= _NEAR * diagonal
        # Newton's method has left for another minimum, or there is none: a run at rest by itself.
        if place is None or not near[0]:
            near = np.linalg.norm(ends.theta[waiting] - first, axis=1) <= _NEAR * diagonal
        else:
            found.append((waiting[near], place))
        waiting = waiting[~near]
    # Many others: there are many minima, or the rate has run out wherever the runs were.
    basin[waiting] = ELSEWHERE if len(found) > _MOST_PLACES / 2 else MOVING
    found.sort(key=lambda group: -len(group[0]))
    for number, (group, _) in enumerate(found):
        basin[group] = number if number < MOST_MINIMA else ELSEWHERE
    places = [place for _, place in found[:MOST_MINIMA]]
    return basin, np.array(places).reshape(-1, ends.theta.shape[1])


def _polished(problem: Problem, theta: FloatArray) -> FloatArray | None:
    """The minimum next to theta (P,) by Newton's method; None where there is none.

    With many parameters the end of a run must do.
    """
    if problem.size > _MOST_POLISHED:
        return theta
    place = theta
    for _ in range(_NEWTON_STEPS):
        with np.errstate(all="ignore"):
            hessian = hessian_at(problem, place)
            _, gradient = problem.loss_and_gradient(place)
        # At a saddle Newton's method would go uphill.
        if not np.isfinite(hessian).all() or np.linalg.eigvalsh(hessian)[0] <= 0:
            return None
        try:
            step = np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            # Along a valley floor the least eigenvalue is 0, or by rounding a little more.
            return None
        place = place - step
        # It converges quadratically: a smaller step would change nothing that is shown.
        if np.abs(step).max() <= 1e-9 * (1.0 + np.abs(place).max()):
            return place
    return None


def resolutions(experiment: Experiment, problem: Problem, aspect: float) -> list[tuple[int, int]]:
    """The grids (nx, ny) that are computed one after the other, near to square cells."""
    training = experiment.training
    steps = training.epochs * -(-problem.rows // (training.batch_size or problem.rows))
    each = (steps + 1) * (problem.point_bytes + 64 * problem.size)
    shapes = [(side, max(2, round(side * aspect))) for side in SIDES]
    possible = [shape for shape in shapes if shape[0] * shape[1] * each <= MOST_WORK]
    if possible:
        return possible
    side = max(5, int((MOST_WORK / each / aspect) ** 0.5))
    return [(side, max(2, round(side * aspect)))]
