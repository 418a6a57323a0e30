r"""Between two runs: the loss along the straight line from the point of one to that of the other.

.. math:: \theta(t) = (1 - t)\,\theta_0 + t\,\theta_1

as Goodfellow, Vinyals and Saxe draw it (2015, arXiv 1412.6544), there from the start of a run to
its end, a little beyond both ends too. What the loss rises above the straight line between its
ends is the barrier,

.. math:: B = \max_{0 \le t \le 1} L(\theta(t)) - \left((1 - t) L(\theta_0) + t L(\theta_1)\right)

(Entezari et al. 2022, arXiv 2110.06296; Frankle et al. 2020, arXiv 1912.05671, take the mean of
both ends, which is the same where they are equally low). On a convex loss there is none. Where
there is none between two runs they have found the same valley, at least along this line.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.analysis.plane_parts import Companion
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.chunks import pieces, tell
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.quiet import Quiet

FINEST = 80
"""Steps from one run to the other; a quarter as many beyond each."""

SAME = 1e-12
"""Points nearer than this part of their lengths are one: no line leads from one to the other."""

NO_BARRIER = 1e-9
"""A barrier below this part of the losses on the line is rounding."""


@dataclass(frozen=True)
class Barrier:
    """The greatest height of the loss above the straight line between its ends.

    It stands at `place` (0..1) of the way, where the loss is `loss` and the straight line `line`.
    The height is 0 where the loss never rises above it, inf where it is not finite between.
    """

    place: float
    loss: float
    line: float
    height: float


@dataclass(frozen=True, eq=False)
class Between(Insight):
    """The loss along the line from the last point of a run to that of another.

    `places` (M,) from -1/4 to 5/4; training and validation loss there (M,), the latter NaN
    without validation rows; the Euclidean `distance` of both points; the `other` run.
    """

    places: FloatArray
    loss: FloatArray
    validation: FloatArray
    distance: float
    other: Companion

    requires = (Capability.LANDSCAPE,)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return bool(moment.others) and moment.last >= 0

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        other = moment.others[0]
        return moment.last, other.history, other.last, other.name

    @classmethod
    def stages(cls, moment: Moment, former: Between | None = None) -> Iterator[Between]:
        """The first of the other runs; of many rows a coarse line first."""
        other = moment.others[0]
        ends = moment.history.theta(moment.last), other.history.theta(other.last)
        for steps in (FINEST // 4, FINEST):
            yield line_between(moment.problem, *ends, other, steps)

    @property
    def is_point(self) -> bool:
        """Whether both runs are at the same point."""
        return self.distance == 0.0

    @property
    def barrier(self) -> Barrier:
        """That of the training loss."""
        return barrier(self.places, self.loss)

    @property
    def validation_barrier(self) -> Barrier | None:
        """That of the validation loss, where there are validation rows."""
        known = bool((~np.isnan(self.validation)).any())
        return barrier(self.places, self.validation) if known else None


def line_between(
    problem: Problem, start: FloatArray, end: FloatArray, other: Companion, steps: int
) -> Between:
    """The losses at points of the line through theta `start` and `end` (P,).

    Raises
    ------
    Cancelled
        Between two pieces of points.
    """
    # Of whole steps, so that both ends are among them exactly.
    places = np.arange(-(steps // 4), steps + steps // 4 + 1) / steps
    start, end = start.astype(float), end.astype(float)
    found = np.full((2, len(places)), np.nan)
    with Quiet():
        distance = float(np.linalg.norm(end - start))
        if distance <= SAME * float(np.linalg.norm(start)):
            distance = 0.0
        for piece in pieces(len(places), problem.point_bytes + 8 * problem.size):
            t = places[piece, None]
            # Exact at both ends, unlike start + t (end - start).
            thetas = (1.0 - t) * start + t * end
            if isinstance(problem, Model):
                evaluated = problem.evaluate(thetas)
                found[:, piece] = evaluated.loss, evaluated.validation_loss
            else:
                found[0, piece] = problem.loss(thetas)
            tell(piece.stop / len(places))
    return Between(places, found[0], found[1], distance, other)


def barrier(places: FloatArray, losses: FloatArray) -> Barrier:
    """The barrier of losses (M,) at places (M,), 0 and 1 among them."""
    inside = np.flatnonzero((places >= 0.0) & (places <= 1.0))
    first, last = float(losses[inside[0]]), float(losses[inside[-1]])
    t, along = places[inside], losses[inside]
    with np.errstate(all="ignore"):
        # As for a run that is lost, what is not finite is above everything.
        above = np.where(np.isfinite(along), along - ((1.0 - t) * first + t * last), np.inf)
    top = int(above.argmax())
    line = float((1.0 - t[top]) * first + t[top] * last)
    height = float(above[top])
    if np.isfinite(height) and height <= NO_BARRIER * max(map(abs, (first, last, along[top]))):
        height = 0.0
    return Barrier(float(t[top]), float(along[top]), line, height)


def sentence(found: Between, name: str) -> str:
    """What lies between a run of a name and the other, in words."""
    ends = f"{name or 'this run'} and {found.other.name or 'the other'}"
    if found.is_point:
        return f"{_begun(ends)} are at the same point: there is no line between them."
    words, aside = _height(found.barrier), found.validation_barrier
    if aside is not None:
        words += f"; validation: {_height(aside)}"
    return f"Between {ends}, {found.distance:.3g} apart, the loss has {words}."


def _height(top: Barrier) -> str:
    if top.height == 0.0:
        return "no barrier"
    at = f"at {100 * top.place:.0f} % of the way"
    if not np.isfinite(top.height):
        return f"a barrier without bound {at}"
    return f"a barrier of {top.height:.3g} {at}"


def _begun(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
