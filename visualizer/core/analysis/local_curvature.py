"""The curvature at a place of a run, as views ask for it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment, Motion, Pace
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability

if TYPE_CHECKING:
    from visualizer.core.analysis.curvature_report import Report

CHEAP = 64
"""Parameters up to which the curvature is worked out while the playhead moves."""

READABLE = 0.2
"""Seconds: nobody can read numbers that change more often."""


@dataclass(frozen=True, eq=False)
class Curvature(Insight):
    """The curvature at a row.

    `quadratic` tells that it is the same everywhere. `block` (2, 2) holds the second
    derivatives along the two directions of the landscape at that row, None without one.
    """

    report: Report
    quadratic: bool
    block: FloatArray | None = None

    requires = (Capability.CURVATURE,)

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        many = moment.problem.size > CHEAP
        until = Motion.PLAYING if many else Motion.NEVER
        return Pace(READABLE, until=until)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return True

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        plane, ending = moment.plane, moment.history.ending
        seen = None if plane is None or plane.dimensions != 2 else plane.key
        return moment.row, moment.experiment, seen, ending and ending[:2]

    @classmethod
    def stages(cls, moment: Moment, former: Curvature | None = None) -> Iterator[Curvature]:
        # Here, as the window appears sooner without.
        from visualizer.core.analysis.curvature import constant_hessian, hessian_along
        from visualizer.core.analysis.curvature_report import make_report

        problem, history, plane = moment.problem, moment.history, moment.plane
        report = make_report(moment.experiment, problem, history, moment.row)
        block = None
        if plane is not None and plane.dimensions == 2:
            # Differences of three points give the directions of any kind of plane.
            corners = plane.at(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
            theta = history.theta(moment.row).astype(float)
            block = hessian_along(problem, theta, corners[1:] - corners[0])
        # A property of the problem: it is found out once.
        known = former.quadratic if former else constant_hessian(problem) is not None
        yield cls(report, known, block)
