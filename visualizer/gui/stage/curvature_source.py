"""Gives frames what is known of the curvature; made when somebody first looks at it."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from visualizer.app.curvatures import Curvatures
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.gui.plots.frame import Frame

MOVING_SECONDS = 0.2
"""While the playhead moves nobody can read numbers that change more often."""


class CurvatureSource:
    """Has the curvature at the playhead computed, and along the run where a plot shows it."""

    def __init__(self, jobs: Scheduler) -> None:
        self._curvatures = Curvatures(jobs)
        self._view: QWidget | None = None
        self._at = 0.0

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._curvatures.error

    @property
    def key(self) -> object:
        """Another object when frames look different."""
        return self._curvatures.last

    def want_along(self, view: QWidget) -> None:
        """Compute the sharpness along the run, too, while a view can be seen."""
        self._view = view

    def update(self, frame: Frame, moving: bool) -> None:
        """Have the curvature of a frame computed."""
        now = time.monotonic()
        if moving and now - self._at < MOVING_SECONDS:
            return
        self._at = now
        self._curvatures.along = self._view is not None and self._view.isVisible()
        plane = frame.map.plane if frame.map is not None else None
        self._curvatures.update(frame.run, frame.row, plane, moving)

    def fill(self, frame: Frame) -> Frame:
        """The frame with what is known of its run."""
        return replace(frame, curvature=self._curvatures.found_for(frame.run))

    def close(self) -> None:
        """Stop the thread."""
        self._curvatures.close()
