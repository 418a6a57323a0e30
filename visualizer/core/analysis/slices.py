"""What a plane through parameter space leaves out: true points beside those on the plane."""

from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.planes import Plane
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet

COSTLY_BYTES = 8 << 20
"""Working memory of one evaluation beyond which a picture cannot wait for it."""

_SAME = 1e-9


class Beside(NamedTuple):
    """A point and its projection: both losses, and how far they are apart.

    The losses are NaN where an evaluation would take too long.
    """

    loss: float
    on_plane: float
    distance: float

    @property
    def apart(self) -> bool:
        """Whether the losses differ by more than one part in a hundred."""
        return not abs(self.loss - self.on_plane) <= 0.01 * max(abs(self.loss), abs(self.on_plane))


def beside(problem: Problem, plane: Plane, theta: FloatArray) -> Beside | None:
    """A point theta (P,) beside its projection to a plane; None if it lies on the plane.

    Of a run that diverges the distance may be inf or NaN.
    """
    with Quiet():
        projected = plane.at(plane.project(theta))
        distance = float(plane.distance(theta))
        if distance <= _SAME * (1.0 + float(np.abs(theta).max())):
            return None
        if problem.point_bytes > COSTLY_BYTES:
            return Beside(np.nan, np.nan, distance)
        both = problem.loss(np.stack([theta, projected]).astype(float, copy=False))
    return Beside(float(both[0]), float(both[1]), distance)
