"""Planes that a trajectory or chance suggests, for problems of many parameters."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from weakref import ref

import numpy as np

from visualizer.core.analysis.hessian_planes import extreme_plane, leading_plane
from visualizer.core.analysis.landscape import equal_scales, fitted_range, goes_away
from visualizer.core.analysis.plane_parts import (
    PARALLEL,
    Companion,
    Known,
    NoPlane,
    is_new,
    orthonormal,
    signed,
)
from visualizer.core.analysis.planes import Range, Recipe, SpannedPlane
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.capabilities import Capability
from visualizer.core.problems.layers.base import Layer
from visualizer.core.problems.model import Model
from visualizer.core.recording.extremes import best_row
from visualizer.core.recording.history import History

SAMPLE_NUMBERS = 4_000_000
MOST_ROWS = 400
LEAST_ROWS = 8
_UNIT: Range = (-1.0, 1.0)


class PlaneKind(NamedTuple):
    """A way to choose a plane: its name in lists, a sentence, and how it is made.

    `requires` is what must be known of a run. Planes that are made `here`, at the playhead, are
    others with every row.
    """

    label: str
    help: str
    make: Callable[[Known], SpannedPlane]
    requires: tuple[Capability, ...] = ()
    here: bool = False


def sample(history: History, last: int, share: int = 1) -> tuple[IntArray, FloatArray]:
    """Stored rows (M,) up to `last`, evenly spread, and the parameters there (M, P).

    At most `MOST_ROWS`, fewer of many parameters, and of each run where so many `share` them; rows
    that are not finite are left out.
    """
    numbers = SAMPLE_NUMBERS // (len(history.parameters) * share)
    most = int(np.clip(numbers, LEAST_ROWS, max(MOST_ROWS // share, LEAST_ROWS)))
    every = 1
    # Powers of two, as stored rows are: then all of them can be read without recomputing.
    while last // every >= most:
        every *= 2
    rows, thetas = history.sample(0, last, every)
    good = np.isfinite(thetas).all(axis=1)
    return rows[good], thetas[good]


def principal_directions(thetas: FloatArray) -> tuple[FloatArray, FloatArray]:
    r"""The principal components of points (M, P), and their shares of the variance.

    The eigenvectors of the covariance :math:`X^T X / M` of the centred points X, from the
    smaller of the two products: :math:`X X^T w = s^2 w` gives the component
    :math:`X^T w / s`. Signs are such that the entry of the largest size is positive.

    Returns
    -------
    tuple
        Components of length 1 (min(M, P), P), the largest variance first, and the part of
        the whole variance along each (min(M, P),).
    """
    centred = thetas - thetas.mean(axis=0)
    # Scaled, as squares of large parameters might overflow.
    largest = float(np.abs(centred).max(initial=0.0)) or 1.0
    centred = centred / largest
    # A network has far more parameters than rows are sampled: M x M instead of P x P.
    few = len(centred) < centred.shape[1]
    squares, vectors = np.linalg.eigh(centred @ centred.T if few else centred.T @ centred)
    # `eigh` gives the least first.
    vectors = vectors.T[::-1]
    if few:
        vectors = vectors @ centred
    length = np.sqrt(np.vecdot(vectors, vectors))[:, None]
    vectors = np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 0)
    # Rounding may give a little less than 0.
    variances = np.maximum(squares[::-1], 0.0)
    return signed(vectors), variances / (float(variances.sum()) or 1.0)


def principal_plane(known: Known) -> SpannedPlane:
    """The plane of the two principal components of the trajectory, through its mean.

    Where the trajectory so far spans less than a plane the gradient and axes complete it.
    """
    _, thetas = sample(known.history, known.last)
    components, variances = principal_directions(thetas)
    shares = [*variances.tolist(), 0.0, 0.0][:2]
    # Squared, as variances are.
    kept = [v for v, share in zip(components, shares, strict=False) if share > PARALLEL**2]
    gradient = known.history.row(known.last).gradient
    words = (
        f"principal direction 1 ({_percent(shares[0])})",
        f"principal direction 2 ({_percent(shares[1])})",
    )
    remark = f"this plane explains {_percent(sum(shares))} of the variance"
    directions = orthonormal([*kept, gradient], len(known.history.parameters))
    return SpannedPlane(thetas.mean(axis=0), _UNIT, _UNIT, directions, words, remark)


def filter_normalised(
    direction: FloatArray, theta: FloatArray, layers: Sequence[Layer]
) -> FloatArray:
    r"""A direction (P,) scaled like theta (P,): Li et al. 2018, arXiv 1712.09913, section 4.

    .. math:: d_{i,j} \leftarrow \frac{d_{i,j}}{|d_{i,j}|} |\theta_{i,j}|

    where filter j of layer i are the incoming weights of a unit. Neither biases move
    nor factors of normalisation (d = 0), as in the authors' program. Without layers theta
    counts as one filter.
    """
    if not layers:
        return np.asarray(direction * (np.linalg.norm(theta) / np.linalg.norm(direction)))
    scaled = np.zeros_like(direction)
    for layer in layers:
        if not layer.penalised:
            continue
        shape = (layer.inputs, layer.units)
        drawn, weights = direction[layer.weights].reshape(shape), theta[layer.weights]
        ratio = np.linalg.norm(weights.reshape(shape), axis=0) / np.linalg.norm(drawn, axis=0)
        scaled[layer.weights] = (drawn * ratio).ravel()
    return scaled


def random_plane(known: Known) -> SpannedPlane:
    """The plane through the last known point along two random, filter-normalised directions.

    Weights that are all zero have no length to scale to; the directions then have length 1.
    """
    theta = known.history.theta(known.last)
    random = np.random.default_rng(known.seed)
    layers = known.problem.layers if isinstance(known.problem, Model) else ()
    drawn = random.normal(size=(2, len(theta)))
    directions = np.stack([filter_normalised(d, theta, layers) for d in drawn])
    # Weights that are 0, as they are without hidden layers at the start, scale everything to 0.
    if not (directions.any(axis=1).all() and _independent(directions)):
        directions = orthonormal(list(drawn), len(theta))
    words = ("random direction 1", "random direction 2")
    remark = "1 unit is the length of each unit's weights; biases do not move"
    return SpannedPlane(theta, _UNIT, _UNIT, directions, words, remark if layers else "")


def _independent(directions: FloatArray) -> bool:
    unit = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    return abs(float(unit[0] @ unit[1])) < 1 - PARALLEL


def plane_of_points(known: Known) -> SpannedPlane:
    """The plane through the start, the last known row and the best one.

    Where the best is one of the other two, as it often is, or in line with them, the row
    that is farthest from the line through the start and the end takes its place.
    """
    history, last = known.history, known.last
    start, end = history.theta(0), history.theta(last)
    found = best_row(history, "loss", last)
    best = last if found is None else found[0]
    words = f"towards the best (epoch {best / history.steps_per_epoch:.6g})"
    across = orthonormal([end - start, history.row(0).gradient], len(start))[:1]
    up = history.theta(best) - start
    if not is_new(up, across):
        stored, thetas = sample(history, last)
        beside = thetas - start
        # What is left beside the line through the start and the end.
        beside = beside - beside @ across.T @ across
        farthest = int(np.vecdot(beside, beside).argmax())
        up = thetas[farthest] - start
        words = f"towards the farthest (epoch {stored[farthest] / history.steps_per_epoch:.6g})"
    directions = orthonormal([across[0], up, history.row(0).gradient], len(start))
    remark = f"through the start, the end and {words.removeprefix('towards ')}"
    return SpannedPlane(start, _UNIT, _UNIT, directions, ("start → end", words), remark)


def plane_of_runs(known: Known) -> SpannedPlane:
    """The plane through the last points of three runs: this one and two that are seen beside it.

    It goes through this one's point, towards that of the first of the others; the second gives
    the direction at right angles.
    """
    if len(known.others) < 2:
        raise NoPlane(
            "A plane through three runs needs two more that are shown, with the same parameters "
            f"of the same problem; there {_count(len(known.others))}"
        )
    first, second = known.others[:2]
    here = known.history.theta(known.last).astype(float)
    points = [one.history.theta(one.last).astype(float) for one in (first, second)]
    with np.errstate(all="ignore"):
        moves = [point - here for point in points]
        lengths = [float(np.linalg.norm(move)) for move in moves]
        apart = [*lengths, float(np.linalg.norm(moves[1] - moves[0]))]
        if not np.isfinite(apart).all():
            raise NoPlane("One of the three runs has gone too far away for a plane through them")
        scale = PARALLEL * max(apart)
        if min(apart) <= scale or not is_new(moves[1], (moves[0] / lengths[0])[None]):
            raise NoPlane(
                "The last points of these three runs lie on one line, or some of them are the "
                "same: no single plane goes through them"
            )
    directions = orthonormal(moves, len(here))
    words = f"towards {first.name or 'the second run'}", f"and {second.name or 'the third run'}"
    names = [known.name or "this run", *(one.name for one in (first, second))]
    remark = f"through the last points of {', '.join(names[:2])} and {names[2]}"
    return SpannedPlane(here, _UNIT, _UNIT, directions, words, remark)


def _count(others: int) -> str:
    return "is one" if others == 1 else "are none"


def plane_of(
    kind: str, known: Known, *, aspect: float = 1.0, everything: bool = False
) -> SpannedPlane:
    """The plane of a kind, with ranges that show the trajectory up to the last known row.

    So they do those of the runs that are seen beside it, but for those that go away.

    Raises
    ------
    NoPlane
        Where nothing spans it.
    """
    recipe = Recipe(kind, known.last, known.seed, known.here)
    plane = replace(PLANE_KINDS[kind].make(known), recipe=recipe)
    _, thetas = sample(known.history, known.last)
    path = plane.project(thetas)
    here = plane.project(known.history.theta(known.here))
    # The trajectory hardly moves along random directions: one unit either way is what is of
    # interest there, as in the paper.
    low, high = (here - 1.0, here + 1.0) if kind == "random" else (here, here)
    beside = _paths_beside(plane, known.others, everything)
    if beside and not everything and kind in _OF_THE_WAY and goes_away(path):
        # Where it has gone to must not make the others too small to be read.
        low = high = path[0]
    ends = known.others[:2] if kind == RUNS else ()
    corners = [plane.project(one.history.theta(one.last)) for one in ends]
    inside = np.concatenate([np.stack([low, high, *corners]), *beside])
    low, high = inside.min(axis=0), inside.max(axis=0)
    ranges, _ = fitted_range(low, high, here, path, aspect=aspect, everything=everything)
    if PLANE_KINDS[kind].here:
        # Of the others the remark tells how well they show the trajectory.
        with np.errstate(all="ignore"):
            farthest = float(np.nanmax(plane.distance(thetas)))
        words = f"{plane.remark}; the trajectory lies up to {farthest:.3g} away from it"
        plane = replace(plane, remark=words)
    return plane.within(*ranges)


def _paths_beside(
    plane: SpannedPlane, others: Sequence[Companion], everything: bool
) -> list[FloatArray]:
    """The ways (M, 2) of other runs on a plane; without `everything` only of those that settle."""
    paths = []
    for one in others:
        _, thetas = sample(one.history, one.last, len(others) + 1)
        with np.errstate(all="ignore"):
            path = plane.project(thetas)
        path = path[np.isfinite(path).all(axis=1)]
        if everything or not (goes_away(path) or _has_risen(one)):
            paths.append(path)
    return paths


def _has_risen(one: Companion) -> bool:
    """Whether a run has a higher loss than at its start: it may lie still there, far away."""
    history = one.history
    # At the end of every epoch there is a loss over all rows.
    first = max(0, one.last - history.steps_per_epoch)
    ends = np.concatenate([*history.blocks(("loss",), first, one.last + 1)], axis=1)[0]
    ends = ends[~np.isnan(ends)]
    begin = next(history.blocks(("loss",), 0, 1))[0, 0]
    return bool(len(ends) and ends[-1] > begin)


class KindOfPlane(NamedTuple):
    """A plane of a kind that has yet to be made; see `ground.PlaneWish`.

    `ranges` are what the user has zoomed to, () for ranges that show the trajectory.
    """

    kind: str
    known: Known
    ranges: tuple[Range, ...] = ()
    aspect: float = 1.0
    everything: bool = False
    equal: bool = False

    @property
    def key(self) -> Hashable:
        return *self.base, self.ranges, self.equal

    @property
    def base(self) -> tuple[Hashable, ...]:
        known = self.known
        row = known.here if PLANE_KINDS[self.kind].here else 0
        # Their rows at the playhead do not matter. Weak: what is remembered of one run must not
        # keep the rows of those that were seen beside it.
        others: tuple[Hashable, ...] = tuple((ref(one.history), one.last) for one in known.others)
        if self.kind == RUNS:
            # Their names stand on the axes.
            others = (*others, known.name, *(one.name for one in known.others))
        return known[1:4], row, others, self.kind, self.everything, self.aspect

    def make(self) -> SpannedPlane:
        """The plane of all that differ in their ranges alone."""
        return plane_of(self.kind, self.known, aspect=self.aspect, everything=self.everything)

    def instead(self) -> SpannedPlane:
        """The plane of the trajectory, where nothing spans the one that is wanted."""
        return self._replace(kind=PRINCIPAL).make()

    def shown(self, plane: SpannedPlane) -> SpannedPlane:
        """That plane in these ranges."""
        if self.ranges:
            return plane.within(*self.ranges)
        if self.equal:
            return plane.within(*equal_scales(plane.x_range, plane.y_range, self.aspect))
        return plane


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


PRINCIPAL, POINTS, RUNS = "principal", "points", "runs"
_OF_THE_WAY = (PRINCIPAL, POINTS)
"""Planes along the way, which need not show where it has led to."""

PLANE_KINDS: Mapping[str, PlaneKind] = {
    PRINCIPAL: PlaneKind(
        "principal",
        "The plane in which the trajectory varies most: its two principal components.",
        principal_plane,
    ),
    POINTS: PlaneKind(
        "three points",
        "The plane through the start, the end and the best point of the trajectory.",
        plane_of_points,
    ),
    "random": PlaneKind(
        "random",
        "Two random directions, each unit's weights scaled to their own length.",
        random_plane,
    ),
    RUNS: PlaneKind(
        "three runs",
        "The plane through the last points of this run and of two that are shown beside it.",
        plane_of_runs,
    ),
    "hessian": PlaneKind(
        "leading λ",
        "The two eigenvectors of the Hessian at the playhead whose curvature is largest in size.",
        leading_plane,
        (Capability.CURVATURE,),
        here=True,
    ),
    "saddle": PlaneKind(
        "extreme λ",
        "The eigenvectors of the greatest and the least curvature at the playhead: of a saddle "
        "one rises and one falls.",
        extreme_plane,
        (Capability.CURVATURE,),
        here=True,
    ),
}
"""The planes that are not over two chosen parameters, by name."""
