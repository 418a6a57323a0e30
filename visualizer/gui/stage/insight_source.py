"""Gives frames what is worked out in the background, and the row of the data looked at."""

import time
from dataclasses import replace

from visualizer.app.insights import Insights
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.stage import Stage

SECONDS = 0.1
"""While all moves, what is wanted changes no more often."""

REST = 4.0
"""While all moves, there is a rest of so many times what the last answer has taken."""


class InsightSource:
    """Has worked out what the visible plots need."""

    def __init__(self, stage: Stage) -> None:
        self.insights = Insights(stage.jobs)
        self.sample: tuple[str, int] = ("training", 0)
        self._stage = stage
        self._frame: Frame | None = None
        self._wanted_at = self._cost = 0.0
        self._waiting = False
        stage.add_source(self)

    def set_sample(self, part: str, number: int) -> None:
        """Look at a row of the data."""
        self.sample = (part, number)
        self._stage.refresh()

    @property
    def key(self) -> object:
        """Another object when frames look different."""
        found = self.insights.found(self._frame.problem) if self._frame is not None else ()
        return self.sample, found

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self.insights.error

    def update(self, frame: Frame, moving: bool) -> None:
        """Ask for what the visible plots need at a frame."""
        self._frame = frame
        now = time.perf_counter()
        if self._waiting and not self.insights.busy:
            self._waiting, self._cost = False, now - self._wanted_at
        # A run that trains needs the processor more than pictures of its past do.
        if moving and (self._waiting or now - self._wanted_at < max(SECONDS, REST * self._cost)):
            return
        views = [view for view in self._stage.views if view.isVisible()]
        kinds = {kind for view in views for kind in view.plot.needs}
        if kinds:
            self.insights.want(kinds, frame.moment)
            if self.insights.busy and not self._waiting:
                self._wanted_at, self._waiting = now, True

    def fill(self, frame: Frame) -> Frame:
        """The frame with all that there is for its problem."""
        found = self.insights.found(frame.problem)
        return replace(frame, insights=found, sample=self.sample)

    def close(self) -> None:
        """Stop the threads."""
        self.insights.close()
