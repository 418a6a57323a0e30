"""The axis over the epochs, with the playhead: what the line plots have in common."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from visualizer.app.panes import ShownRun
from visualizer.app.state import NO_ZOOM, Zoom
from visualizer.core.kinds import changes_in_words
from visualizer.core.recording.history import History
from visualizer.core.recording.records import CLIP
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import short_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.change_marks import ChangeMark, ChangeMarks
from visualizer.gui.plots.clip_marks import ClipMarks, clipped_steps
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.guess import GuessLine
from visualizer.gui.plots.labels import Span, Tag
from visualizer.gui.plots.ranges import Array, Range, epoch_range


class EpochPlot(Plot):
    """A plot over the epochs of the longest run that is shown.

    The playhead is that of the run in front; it is dragged with the mouse, which zooms with its
    wheel and moves the zoomed part.
    """

    axes_of = "epochs"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._epochs: Range = (0.0, 1.0)
        self._front: Range = (0.0, 1.0)
        self.playhead = self.keep(pg.InfiniteLine(angle=90, movable=True), 20)
        self.playhead.sigDragged.connect(self._on_dragged)
        self.changes = ChangeMarks(self.box, self.item, look)
        self.clips = ClipMarks(self.box, self.item, look)
        self.guess = GuessLine(self.item, self.box, look)
        self.item.layout.setColumnMinimumWidth(3, look.size(12))
        self.end = Tag(self.item, look)
        self.box.drag_presses = True
        self.box.on_pressed = self._on_pressed
        self.box.on_wheel = self._on_wheel
        self.box.on_panned = self._on_panned
        self.axis("bottom").whole = True

    # Drawing -----------------------------------------------------------------------------

    def _draw_epochs(self, frame: Frame) -> None:
        """The axis, the playhead, and where settings change."""
        self._front = self._epoch_range(frame, frame.front)
        ends = [self._epoch_range(frame, shown)[1] for shown in frame.shown]
        self._epochs = (0.0, max(ends))
        self.box.setXRange(*self._visible(), padding=0)
        self.changes.show(self._marks(frame))
        history = frame.run.history
        self.clips.show_steps(self._clipped(frame), history.steps_per_epoch)
        # It is dragged with the mouse: never beyond the ends of the run.
        self.playhead.setBounds(self._front)
        self._move_playhead(frame)

    def _move_playhead(self, frame: Frame) -> None:
        self.playhead.setValue(frame.epoch)
        self.guess.show(frame.guess)

    def _epoch_range(self, frame: Frame, shown: ShownRun) -> Range:
        history = shown.run.history
        reached = shown.last / history.steps_per_epoch
        planned = shown.run.last_step / history.steps_per_epoch
        return epoch_range(planned, reached, history.ending is not None, frame.hide_future)

    def _marks(self, frame: Frame) -> list[ChangeMark]:
        """The changes during the run that are in sight; those to come are not told of."""
        steps = frame.run.history.steps_per_epoch
        if not frame.run.changes:
            return []
        low, high = self._visible()
        marks = [
            ChangeMark(step / steps, words) for step, words in changes_in_words(frame.experiment)
        ]
        last = frame.epoch if frame.hide_future else high
        return [mark for mark in marks if low <= mark.epoch <= min(last, high)]

    def _clipped(self, frame: Frame) -> Array:
        """The steps of the run in front whose gradient was clipped, as far as they are seen."""
        history = frame.run.history
        low, high = self._rows(history, frame.front.last)
        return clipped_steps(history, low, high, self._row_pixels(history, low, high))

    @property
    def zoomed_epochs(self) -> Range | None:
        """The part of the epoch axis that is shown; None for all of it."""
        ranges = self.zoom.ranges
        # A run that is trained for fewer epochs may end before it.
        return ranges[0] if ranges and ranges[0][0] < self._epochs[1] else None

    def _visible(self) -> Range:
        low, high = self.zoomed_epochs or self._epochs
        air = 0.012 * (high - low)
        return low - air, high + air

    def _rows(self, history: History, last: int) -> tuple[int, int]:
        """The rows that the visible part of the axis needs, one more at either side."""
        if self.zoomed_epochs is None:
            return 0, last
        low, high = (limit * history.steps_per_epoch for limit in self.zoomed_epochs)
        return max(0, min(int(low) - 1, last)), max(0, min(int(high) + 2, last))

    def _row_pixels(self, history: History, low: int, high: int) -> int:
        """The pixels that rows low..high of a run have."""
        across = self._epochs[1] * history.steps_per_epoch
        if self.zoomed_epochs is not None:
            across = (self.zoomed_epochs[1] - self.zoomed_epochs[0]) * history.steps_per_epoch
        # A part of the width is asked for no more than the pixels of that part.
        share = min(1.0, (high - low + 1) / max(across, 1.0))
        return max(8, int(self.pixels()[0] / self.look.scale * share))

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        self.end.setVisible(shown)
        if not shown:
            self.clips.show_steps(np.empty(0), 1)

    def _restyle(self) -> None:
        self.playhead.setPen(self.look.pen(self.look.accent, 2.0))
        self.playhead.setHoverPen(self.look.pen(self.look.accent, 4.0))
        self.changes.restyle(self.look)
        self.guess.restyle(self.look)
        self.clips.restyle(self.look)
        self.end.restyle(self.look)
        self.end.write([("epoch", self.look.muted)])

    def _spoken_ranges(self) -> Sequence[str]:
        low, high = self.zoomed_epochs or self._epochs
        clipped = ["the gradient was clipped at some of them"] * bool(len(self.clips.epochs))
        return [f"Epochs {short_text(low)} to {short_text(high)}", *clipped]

    def _place_marks(self, area: QRectF, top: float) -> None:
        """Put in place what marks the axis; words of changes `top` pixels below the area's top."""
        self.changes.place(area, top)
        self.guess.place()
        self.clips.place(area)

    # The mouse ---------------------------------------------------------------------------

    def _change_near(self, epoch: float) -> list[Span]:
        """The words of a change at a place of the axis, and what clipping left of the slope."""
        low, high = self._visible()
        mark = self.changes.near(epoch, 6.0 * (high - low) / self.pixels()[0])
        found = [] if self.frame is None else self._clip_near(self.frame, epoch)
        if mark is None:
            return found
        return [(f"  from epoch {mark.epoch:.6g} on: {mark.words}", self.look.text), *found]

    def _clip_near(self, frame: Frame, epoch: float) -> list[Span]:
        history = frame.run.history
        row = max(0, min(round(epoch * history.steps_per_epoch), frame.reveal))
        if not len(clipped_steps(history, row, row, 8)):
            return []
        share = float(history.view(CLIP, row, row, 8)[1][-1])
        return [(f"  clipped to {100 * share:.3g} % of its length", self.look.warning)]

    def _on_dragged(self, line: pg.InfiniteLine) -> None:
        self.on_playhead_moved(float(line.value()))

    def _on_pressed(self, point: QPointF) -> None:
        self.on_playhead_moved(max(0.0, min(point.x(), self._front[1])))

    def _on_wheel(self, centre: float, factor: float) -> None:
        low, high = self.zoomed_epochs or self._epochs
        low, high = centre - (centre - low) / factor, centre + (high - centre) / factor
        low, high = max(low, self._epochs[0]), min(high, self._epochs[1])
        # Zoomed out as far as it goes: that is no zoom, and follows a run that grows.
        whole = high - low >= 0.98 * (self._epochs[1] - self._epochs[0])
        if whole or high - low > 1e-9 * self._epochs[1]:
            self.look_at(NO_ZOOM if whole else Zoom(((low, high),)))

    def _on_panned(self, share: float) -> None:
        if self.zoomed_epochs is None:
            return
        low, high = self.zoomed_epochs
        way = share * (high - low)
        way = min(max(way, self._epochs[0] - low), self._epochs[1] - high)
        self.look_at(Zoom(((low + way, high + way),)))
