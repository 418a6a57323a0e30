"""What the line plots over epochs have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.app.state import NO_ZOOM, Zoom
from visualizer.app.views import LinesView
from visualizer.core.kinds import changes_in_words
from visualizer.core.recording.history import History
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text, short_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.callbacks import MenuEntry
from visualizer.gui.plots.change_marks import ChangeMark, ChangeMarks
from visualizer.gui.plots.corners import TOP_LEFT, TOP_RIGHT
from visualizer.gui.plots.curves import Curve, EndLabels, set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span, Tag
from visualizer.gui.plots.ranges import (
    LIMIT,
    Array,
    Range,
    epoch_range,
    joined,
    log10,
    padded,
    robust_range,
    stepped,
)
from visualizer.gui.plots.shown import Shown
from visualizer.gui.plots.trajectory import until_gone

_LONG = 5000
"""A run that is longer, and grows, is drawn with thin lines: it changes with every frame."""

SPOKEN_LINES = 8
"""Lines whose values are told in words."""

Pair = tuple[Array, Array]
"""The x and the y of a line's points, each (M,)."""


@dataclass(frozen=True)
class SeriesLine:
    """One line of a plot: a column of the history, and how it looks."""

    column: str
    label: str
    colour: str
    dash: tuple[float, ...] = ()
    width: float = 2.0
    opacity: float = 1.0


class SeriesPlot(Plot):
    """Lines over the epochs, bright up to the playhead and faint beyond.

    Callbacks, besides those of `Plot`
    ----------------------------------
    on_note_clicked()
        The user has switched `full_range`.
    """

    usual_view = LinesView()
    depends = (
        "run.history",
        "run.changes",
        "run.history.ending",
        "row",
        "reveal",
        "hide_future",
        "lines",
        "ways",
    )
    log = Shown[bool]()
    full_range = Shown[bool]()
    axes_of = "epochs"
    upward: ClassVar[str] = ""
    """What the upward axis measures; empty for the title of the plot."""
    in_steps: ClassVar[bool] = False
    """Whether values that stay the same for a while are drawn as steps."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._epochs: Range = (0.0, 1.0)
        self._upward: Range = (0.0, 1.0)
        # Curves are kept and used again: pyqtgraph leaks what is made and removed in a loop.
        self._past: list[Curve] = []
        self._future: list[Curve] = []
        self._ghosts: list[Curve] = []
        self._lines: tuple[SeriesLine, ...] = ()
        self._ends: list[float | None] = []  # the last height of each line
        self._places: list[tuple[float, float] | None] = []  # its point at the playhead
        self.playhead = self.keep(pg.InfiniteLine(angle=90, movable=True), 20)
        self.playhead.sigDragged.connect(self._on_dragged)
        self.points = self.keep(Points(), 30)
        self.changes = ChangeMarks(self.box, self.item, look)
        self.labels = EndLabels(self.item, look)
        self.item.layout.setColumnMinimumWidth(3, look.size(12))
        self.end = Tag(self.item, look)
        self._total = 0
        self.box.drag_presses = True
        self.box.on_pressed = self._on_pressed
        self.box.on_wheel = self._on_wheel
        self.box.on_panned = self._on_panned
        self.axis("bottom").whole = True
        self._restyle()

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        """The lines to draw, the most important first."""
        raise NotImplementedError

    def transform(self, frame: Frame, values: Array) -> Array:
        """Values as they are drawn: log10 on a logarithmic axis, NaN where there is none."""
        return log10(np.abs(values)) if self.log else values

    def total(self, frame: Frame) -> int:
        """How many lines there could be, of which some are drawn."""
        return len(self._lines)

    def remark(self, frame: Frame) -> str:
        """A few words about what a logarithmic axis really shows."""
        return ""

    def upward_words(self, frame: Frame) -> str:
        """What the upward axis of a figure measures."""
        return self.upward or self.title.lower()

    def dashed(self, frame: Frame) -> Iterator[tuple[int, tuple[float, ...]]]:
        """The parameters that are shown, each with its dash."""
        return zip(frame.lines, self.look.dashes(frame.lines), strict=True)

    # Drawing -----------------------------------------------------------------------------

    def _draw(self, frame: Frame) -> None:
        self._lines = self.lines(frame)
        self._epochs = self._epoch_range(frame)
        # Before the lines, whose pixels depend on it.
        self.box.setXRange(*self._visible(), padding=0)
        self._ends, self._places = [], []
        ranges: list[Range] = []
        explode = [self._draw_line(frame, index, ranges) for index in range(len(self._lines))]
        for curves in (self._past, self._future):
            # Fewer lines than before: hidden, and not removed.
            for curve in curves[len(self._lines) :]:
                curve.hide()
        self._total = self.total(frame)
        self.changes.show(self._marks(frame))
        self._draw_playhead(frame)
        self.axis("left").log = self.log
        # In the window the title stands above, and room is dear.
        self.axis("left").name(self.upward_words(frame) if self.look.thorough else "")
        self._upward = self.heights or padded(*joined(ranges))
        self.box.setYRange(*self._upward, padding=0)
        self._draw_ghosts(frame)
        self._explain(frame, any(explode))

    def _draw_line(self, frame: Frame, index: int, ranges: list[Range]) -> bool:
        """Draw one line and note its range; returns whether it explodes."""
        line, look = self._lines[index], self.look
        past, future = self._line_data(frame, line)
        heights = np.concatenate([past[1], future[1]])
        finite = np.flatnonzero(np.isfinite(heights))
        shown, explodes, pixel = len(heights), False, 0.0
        if len(finite):
            # On a logarithmic axis an explosion is a slope like others, and hides nothing.
            limits, kept = robust_range(heights[finite], full=self.log)
            explodes = kept < len(finite)
            if explodes and self.full_range:
                limits, _ = robust_range(heights[finite], full=True)
            elif explodes:
                shown = int(finite[kept - 1]) + 1
            ranges.append(limits)
            pixel = (limits[1] - limits[0]) / self.pixels()[1]
        before = (past[0][:shown], past[1][:shown])
        rest = max(0, shown - len(past[0]))
        after = (future[0][:rest], future[1][:rest])
        quick = frame.run.history.ending is None and frame.count > _LONG
        self._curve(self._past, index, 10.0).show(
            *before, line.colour, line.dash, look, line.width, line.opacity, quick, pixel
        )
        self._curve(self._future, index, 5.0).show(
            *after, line.colour, line.dash, look,
            0.75 * line.width, 0.38 * line.opacity, quick, pixel,
        )  # fmt: skip
        self._ends.append(float(heights[finite[-1]]) if len(finite) else None)
        at = np.flatnonzero(np.isfinite(past[1]))
        self._places.append((past[0][at[-1]], past[1][at[-1]]) if len(at) else None)
        return explodes

    def _explain(self, frame: Frame, explodes: bool) -> None:
        if explodes and self.full_range:
            self._write_note("full range: ", "show the beginning")
        elif explodes:
            self._write_note("later values lie outside: ", "show full range")
        else:
            self._write_note(self.remark(frame))

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        self.end.setVisible(shown)
        if not shown:
            self.labels.clear()

    def menu_entries(self) -> Sequence[MenuEntry]:
        return (
            MenuEntry("Show full range", self._show_full_range, self.full_range),
            MenuEntry("Show all epochs", self.fit),
        )

    def _show_full_range(self, on: bool) -> None:
        self.choose(full_range=on)

    def _on_note(self) -> None:
        self._show_full_range(not self.full_range)
        super()._on_note()

    def _epoch_range(self, frame: Frame) -> Range:
        history = frame.run.history
        reached = frame.reveal / history.steps_per_epoch
        planned = frame.run.last_step / history.steps_per_epoch
        return epoch_range(planned, reached, history.ending is not None, frame.hide_future)

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

    def _line_data(self, frame: Frame, line: SeriesLine) -> tuple[Pair, Pair]:
        """The line up to the playhead and beyond; the second begins where the first ends.

        The line is read whole, and cut: it is the same wherever the playhead is.
        """
        history, row = frame.run.history, frame.row
        low, high = self._rows(history, frame.reveal)
        whole = self._thinned(frame, history, line.column, low, high)
        first, rest = np.searchsorted(whole[0], [row, row + 1])
        past, future = [part[:rest] for part in whole], [part[rest:] for part in whole]
        if low < row < high and (first == rest or len(whole[0]) <= high - low):
            # Both parts lead to the playhead: also between two of the points that are drawn, and
            # where one of them is an extreme of the rows around, and not the value of this row.
            here = self._values(frame, history, line.column, row, row, 8)
            past = [np.append(part, there) for part, there in zip(past, here, strict=True)]
        future = [np.append(part[-1:], later) for part, later in zip(past, future, strict=True)]
        if len(future[0]) < 2:
            future = [part[:0] for part in future]
        return self._drawn(frame, history, *past), self._drawn(frame, history, *future)

    def _rows(self, history: History, last: int) -> tuple[int, int]:
        """The rows that the visible part of the axis needs, one more at either side."""
        if self.zoomed_epochs is None:
            return 0, last
        low, high = (limit * history.steps_per_epoch for limit in self.zoomed_epochs)
        return max(0, min(int(low) - 1, last)), max(0, min(int(high) + 2, last))

    def _thinned(self, frame: Frame, history: History, column: str, low: int, high: int) -> Pair:
        """Rows low..high and their values, thinned to what the pixels can show."""
        if high < low:
            return np.empty(0), np.empty(0)
        across = self._epochs[1] * history.steps_per_epoch
        if self.zoomed_epochs is not None:
            across = (self.zoomed_epochs[1] - self.zoomed_epochs[0]) * history.steps_per_epoch
        # A part of the width is asked for no more than the pixels of that part.
        share = min(1.0, (high - low + 1) / max(across, 1.0))
        pixels = max(8, int(self.pixels()[0] / self.look.scale * share))
        return self._values(frame, history, column, low, high, pixels)

    def _drawn(self, frame: Frame, history: History, rows: Array, values: Array) -> Pair:
        """Epochs and drawn values of rows."""
        # A view box raises errors for ranges near the largest numbers.
        drawn = np.clip(self.transform(frame, values), -LIMIT, LIMIT)
        epochs = rows / history.steps_per_epoch
        return stepped(epochs, drawn) if self.in_steps else (epochs, drawn)

    def _values(
        self, frame: Frame, history: History, column: str, low: int, high: int, pixels: int
    ) -> Pair:
        """Rows (M,) from `low` to `high` and the values of a line there, thinned to `pixels`.

        All that is drawn and told of a line comes from here: of a line that is no column of
        the history, too. The line leads to the playhead and to the end of a run that has ended,
        also where such a row was thinned out: it is worked out for the step anyway.
        """
        ended = history.ending is not None and high == len(history) - 1
        return history.view(column, low, high, pixels, whole=high == frame.row or ended)

    def _draw_ghosts(self, frame: Frame) -> None:
        """The lines of the runs beside, each until it leaves the range of the run in front.

        One that jumps over it for ever would fill the plot with upright lines.
        """
        used, anywhere = 0, (-np.inf, np.inf)
        for shown in frame.beside:
            history = shown.run.history
            for line in self._lines:
                if line.column not in history.columns:
                    continue
                rows = self._thinned(frame, history, line.column, 0, shown.last)
                data = self._drawn(frame, history, *rows)
                seen = until_gone(np.column_stack(data), anywhere, self._upward)
                curve = self._curve(self._ghosts, used, 2.0)
                curve.show(
                    seen[:, 0], seen[:, 1], line.colour, (2.0, 3.0), self.look, 1.0, opacity=0.5
                )
                used += 1
        for curve in self._ghosts[used:]:
            curve.hide()

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

    def _draw_playhead(self, frame: Frame) -> None:
        # It is dragged with the mouse: never beyond the ends of the run.
        self.playhead.setBounds(self._epochs)
        self.playhead.setValue(frame.epoch)
        both = zip(self._lines, self._places, strict=True)
        points = [(line, place) for line, place in both if place is not None]
        size = self.look.size(8.0 if len(points) <= 8 else 5.0)
        set_points(
            self.points,
            np.array([place[0] for _, place in points], dtype=np.float64),
            np.array([place[1] for _, place in points], dtype=np.float64),
            style=([line.colour for line, _ in points], self.look),
            brush=[self.look.brush(line.colour) for line, _ in points],
            pen=self.look.pen(self.look.card, 1.0),
            size=size,
        )

    def _curve(self, curves: list[Curve], index: int, z: float) -> Curve:
        while index >= len(curves):
            curve = Curve()
            # The first, most important line lies above the others.
            self.keep(curve.item, z - 0.01 * len(curves))
            curves.append(curve)
        return curves[index]

    def _restyle(self) -> None:
        self.playhead.setPen(self.look.pen(self.look.accent, 2.0))
        self.playhead.setHoverPen(self.look.pen(self.look.accent, 4.0))
        self.changes.restyle(self.look)
        self.labels.restyle(self.look)
        self.end.restyle(self.look)
        self.end.write([("epoch", self.look.muted)])

    def _choose_corner(self) -> bool:
        """Where the note would cover a line in each corner, the lines make room at the top."""
        self.box.setYRange(*self._upward, padding=0)
        found = super()._choose_corner()
        # The lines are worth more than a remark; what can be clicked stays.
        self.note.setVisible(bool(self._wordings) and (found or self._linked))
        return found

    def _find_corner(self) -> bool:
        if super()._find_corner() or self.heights is not None:
            return True
        low, high = self._upward
        height = self.box.geometry().height()
        free = height - self.note.size()[1] - 2.0 * self._inset()
        if 2.0 * free < height:
            return False
        self.box.setYRange(low, low + (high - low) * height / free, padding=0)
        self._corner = TOP_RIGHT
        return True

    def _place(self) -> None:
        ends, samples = [], []
        for line, end in zip(self._lines, self._ends, strict=True):
            if end is not None:
                place = self.box.mapFromView(QPointF(0.0, end))
                ends.append((line.label, line.colour, place.y()))
                samples.append(self.look.pen(line.colour, line.width, line.dash))
        area = self.box.geometry()
        self.changes.place(area, max(map(self._note_height, (TOP_LEFT, TOP_RIGHT))))
        # On the screen colours tell lines apart, and the room is dear.
        self.labels.show(ends, area, self._total, samples if self.look.thorough else ())
        # At least the width of "epoch", so that plots above one another end alike.
        beyond = self.axis("bottom").last_width(*self.box.viewRange()[0]) / 2.0
        width = max(self.labels.width(), beyond + self.end.size()[0] + self.look.size(8.0))
        self.item.layout.setColumnMinimumWidth(3, width)
        right = self.item.rect().right()
        self.end.place(right, area.bottom() + self.look.size(4.0), 1.0, 0.0)

    def _spoken_ranges(self) -> Sequence[str]:
        low, high = self.zoomed_epochs or self._epochs
        return [f"Epochs {short_text(low)} to {short_text(high)}"]

    def _spoken_here(self, frame: Frame) -> str:
        spans = self._values_at(frame, frame.row, SPOKEN_LINES)
        if not spans:
            return ""
        epoch, *values = (text for text, _ in spans)
        return f"At {epoch}: {', '.join(value.strip() for value in values)}"

    # The mouse ---------------------------------------------------------------------------

    def _values_at(self, frame: Frame, row: int, most: int) -> list[Span]:
        """The epoch of a row and the values of the first lines there."""
        history = frame.run.history
        spans = [(f"epoch {row / history.steps_per_epoch:.6g}", self.look.muted)]
        for line in self._lines[:most]:
            _, values = self._values(frame, history, line.column, row, row, 8)
            if len(values):
                spans.append((f"  {line.label} {number_text(float(values[-1]))}", line.colour))
        return spans

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        history = frame.run.history
        row = max(0, min(round(point.x() * history.steps_per_epoch), frame.reveal))
        spans = self._values_at(frame, row, 6)
        low, high = self._visible()
        mark = self.changes.near(point.x(), 6.0 * (high - low) / self.pixels()[0])
        if mark is not None:
            spans.append((f"  from epoch {mark.epoch:.6g} on: {mark.words}", self.look.text))
        return spans

    def _on_dragged(self, line: pg.InfiniteLine) -> None:
        self.on_playhead_moved(float(line.value()))

    def _on_pressed(self, point: QPointF) -> None:
        self.on_playhead_moved(max(0.0, min(point.x(), self._epochs[1])))

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
