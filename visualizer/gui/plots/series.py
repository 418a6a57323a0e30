"""What the line plots over epochs have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF

from visualizer.app.panes import ShownRun
from visualizer.app.views import LinesView
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.callbacks import MenuEntry
from visualizer.gui.plots.corners import TOP_LEFT, TOP_RIGHT, drawn_lines
from visualizer.gui.plots.curves import LONGEST_LABEL, Curve, EndLabels, set_points
from visualizer.gui.plots.epochs import EpochPlot
from visualizer.gui.plots.exits import Exit, Exits
from visualizer.gui.plots.extents import SharedRange, crossing, shared_range
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.many_lines import ManyLines
from visualizer.gui.plots.ranges import LIMIT, Array, Range, log10, stepped
from visualizer.gui.plots.shown import Shown
from visualizer.gui.plots.told import ToldRun, told_runs, told_sentence, told_spans
from visualizer.gui.plots.traces import DashLegend, RunLine, SeriesLine, ghosts_of, traces_of
from visualizer.gui.plots.trajectory import until_gone
from visualizer.gui.plots.whole_lines import Pair, WholeLine, WholeLines

_LONG = 5000
"""A run that is longer, and grows, is drawn with thin lines: it changes with every frame."""

_MANY = 12
"""Of more lines each is drawn with the points that it takes and no more."""

SPOKEN_LINES = 8
"""Lines whose values are told in words."""

_NOTHING: SharedRange = SharedRange((0.0, 1.0), (), False)


class SeriesPlot(EpochPlot):
    """Lines over the epochs, bright up to the playhead and faint beyond.

    Those of all runs that are shown are drawn alike. The range is that of the runs that settle;
    another one stops at an arrow with its last value.

    Callbacks, besides those of `Plot`
    ----------------------------------
    on_note_clicked()
        The user has switched `full_range`.
    """

    usual_view = LinesView()
    depends: ClassVar[tuple[str, ...]] = (
        "run.history",
        "run.changes",
        "run.colour",
        "run.history.ending",
        "reveal",
        "hide_future",
        "lines",
        "label",
        "apart",
        "ways",
        "guess",
        "at_ends",
    )
    moves = ("rows", "epoch")
    log = Shown[bool]()
    full_range = Shown[bool]()
    upward: ClassVar[str] = ""
    """What the upward axis measures; empty for the title of the plot."""
    in_steps: ClassVar[bool] = False
    """Whether values that stay the same for a while are drawn as steps."""

    of_front_alone: ClassVar[bool] = False
    """Whether other runs have no lines here: what is drawn has been worked out for one."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        # Curves are kept and used again: pyqtgraph leaks what is made and removed in a loop.
        self._past: list[Curve] = []
        self._future: list[Curve] = []
        self._ghosts: list[Curve] = []
        self._lines: tuple[SeriesLine, ...] = ()
        self._traces: list[RunLine] = []
        self._wholes = WholeLines()
        self._range = _NOTHING
        self._upward: Range = _NOTHING.limits
        self._ends: list[float | None] = []  # the last height of each line
        self._places: list[tuple[float, float] | None] = []  # its point at the playhead
        self._drawn_wholes: list[WholeLine] = []
        self._many = ManyLines(self.keep)
        self.points = self.keep(Points(), 30)
        self.labels = EndLabels(self.item, look)
        self.exits = Exits(self.box, self.item, look)
        self._legend: DashLegend | None = None
        self._total = 0
        self._restyle()

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        """The lines to draw of a run, the most important first, as they look where it is alone."""
        raise NotImplementedError

    def transform(self, frame: Frame, values: Array) -> Array:
        """Values as they are drawn: log10 on a logarithmic axis, NaN where there is none."""
        return log10(np.abs(values)) if self.log else values

    def reads(self, frame: Frame) -> tuple[object, ...]:
        """What the heights of all lines depend on besides their histories."""
        return (self.log,)

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

    def compares(self, frame: Frame) -> bool:
        """Whether it draws several runs, so that colours mean runs."""
        return frame.by_run and not self.of_front_alone

    # Drawing -----------------------------------------------------------------------------

    def _draw(self, frame: Frame) -> None:
        self._lines = self.lines(frame)
        # Before the lines, whose pixels depend on it.
        self._draw_epochs(frame)
        self._traces = traces_of(frame, self._lines, self.look, self.compares(frame))
        wholes = [self._whole(frame, trace) for trace in self._traces]
        self._range = shared_range(
            [trace.run for trace in self._traces],
            [whole.extent for whole in wholes],
            [whole.heights for whole in wholes],
            self.full_range,
        )
        self._upward = self.heights or self._range.limits
        if frame.apart:
            # Those of the others, which come behind, have pictures of their own.
            own = sum(trace.run == 0 for trace in self._traces)
            self._traces, wholes = self._traces[:own], wholes[:own]
            self._range = replace(self._range, counts=self._range.counts[:own])
        self._ends = [whole.end for whole in wholes]
        self._drawn_wholes = wholes
        # Of few lines each has items of its own.
        many = len(wholes) if self._are_many else 0
        pixel = (self._upward[1] - self._upward[0]) / self.pixels()[1]
        self._many.show(
            self._traces[:many], wholes[:many], self._range.counts[:many], self.look, pixel
        )
        self._move(frame)
        self._total = self.total(frame)
        self.axis("left").log = self.log
        # In the window the title stands above, and room is dear.
        self.axis("left").name(self.upward_words(frame) if self.look.thorough else "")
        self.box.setYRange(*self._upward, padding=0)
        self._draw_ghosts(frame)
        self._wholes.forget_others()
        self._show_exits(frame, wholes)
        self._show_legend(frame)
        self._draw_marks(frame)
        self._explain(frame)

    def _move(self, frame: Frame) -> None:
        self._move_playhead(frame)
        # The rows of the traces are those of the frame that was drawn.
        shown = frame.shown
        self._traces = [replace(trace, shown=shown[trace.run]) for trace in self._traces]
        if self._are_many:
            self._places = self._many.move(self._traces, self._heights_here(frame))
        else:
            self._places = [
                self._draw_line(frame, index, whole)
                for index, whole in enumerate(self._drawn_wholes)
            ]
        for curves in (self._past, self._future):
            # Fewer lines than before: hidden, and not removed.
            for curve in curves[0 if self._are_many else len(self._traces) :]:
                curve.hide()
        self._draw_points()

    def _whole(self, frame: Frame, trace: RunLine) -> WholeLine:
        """A line as it is without a playhead."""
        shown, column = trace.shown, trace.line.column
        history = shown.run.history
        low, high = self._rows(history, shown.last)
        pixels = self._row_pixels(history, low, high)

        def read() -> tuple[Array, Array, Array]:
            if high < low:
                return np.empty(0), np.empty(0), np.empty(0)
            rows, values = self._values(frame, shown, column, low, high, pixels)
            return rows, values, self._heights(frame, values)

        ended, exact = history.ending is not None, high == shown.row
        key = low, high, pixels, exact, ended, history.thinning, *self.reads(frame)
        return self._wholes.line(history, column, key, read, self.log)

    def _heights(self, frame: Frame, values: Array) -> Array:
        # A view box raises errors for ranges near the largest numbers.
        return np.clip(self.transform(frame, values), -LIMIT, LIMIT)

    def _values(
        self, frame: Frame, shown: ShownRun, column: str, low: int, high: int, pixels: int
    ) -> Pair:
        """Rows (M,) from `low` to `high` and the values of a line there, thinned to `pixels`.

        All that is drawn and told of a line comes from here: of a line that is no column of
        the history, too. The line leads to the playhead and to the end of a run that has ended,
        also where such a row was thinned out: it is worked out for the step anyway.
        """
        history = shown.run.history
        ended = history.ending is not None and high == len(history) - 1
        return history.view(column, low, high, pixels, whole=high == shown.row or ended)

    def _draw_line(self, frame: Frame, index: int, whole: WholeLine) -> tuple[float, float] | None:
        """Draw a line up to the playhead and beyond; its point there."""
        trace, count = self._traces[index], self._range.counts[index]
        shown, line = trace.shown, trace.line
        history, row = shown.run.history, shown.row

        def here() -> Pair:
            rows, values = self._values(frame, shown, line.column, row, row, 8)
            return rows, self._heights(frame, values)

        pixel = (self._upward[1] - self._upward[0]) / self.pixels()[1]
        quick = history.ending is None and shown.last >= _LONG
        past, future = (
            self._stepped(part[0] / history.steps_per_epoch, part[1])
            for part in whole.parts(row, here, count, count < len(whole.rows))
        )
        self._curve(self._past, index, 10.0).show(
            *past, line.colour, line.dash, self.look, line.width, line.opacity, quick, pixel
        )
        self._curve(self._future, index, 5.0).show(
            *future, line.colour, line.dash, self.look,
            0.75 * line.width, 0.38 * line.opacity, quick, pixel,
        )  # fmt: skip
        at = np.flatnonzero(np.isfinite(past[1]))
        return (past[0][at[-1]], past[1][at[-1]]) if len(at) else None

    def _heights_here(self, frame: Frame) -> Array:
        """The height of each line at the playhead, (lines,); NaN for none."""
        found = []
        for trace in self._traces:
            row = trace.shown.row
            _, values = self._values(frame, trace.shown, trace.line.column, row, row, 8)
            found.append(float(values[-1]) if len(values) else np.nan)
        return self._heights(frame, np.array(found))

    @property
    def crowded(self) -> bool:
        return self._are_many

    @property
    def _are_many(self) -> bool:
        return len(self._traces) > _MANY and not self.look.thorough and not self.in_steps

    def _stepped(self, epochs: Array, heights: Array) -> Pair:
        return stepped(epochs, heights) if self.in_steps else (epochs, heights)

    def _draw_ghosts(self, frame: Frame) -> None:
        """The lines of the runs beside, each until it leaves the range of the run in front.

        One that jumps over it for ever would fill the plot with upright lines.
        """
        anywhere = (-np.inf, np.inf)
        ghosts = ghosts_of(frame, self._lines, self.look)
        for index, trace in enumerate(ghosts):
            line, whole = trace.line, self._whole(frame, trace)
            epochs = whole.rows / whole.history.steps_per_epoch
            data = self._stepped(epochs, whole.heights)
            seen = until_gone(np.column_stack(data), anywhere, self._upward)
            curve = self._curve(self._ghosts, index, 2.0)
            curve.show(
                seen[:, 0], seen[:, 1], line.colour, line.dash, self.look, line.width, line.opacity
            )
        for curve in self._ghosts[len(ghosts) :]:
            curve.hide()

    def _draw_marks(self, frame: Frame) -> None:
        """Draw what a kind of plot has besides lines."""

    def _draw_points(self) -> None:
        """A point for each line at the playhead."""
        both = zip(self._traces, self._places, strict=True)
        points = [(trace.line, place) for trace, place in both if place is not None]
        set_points(
            self.points,
            np.array([place[0] for _, place in points], dtype=np.float64),
            np.array([place[1] for _, place in points], dtype=np.float64),
            style=([line.colour for line, _ in points], self.look),
            brush=[self.look.brush(line.colour) for line, _ in points],
            pen=self.look.pen(self.look.card, 1.0),
            size=self.look.size(8.0 if len(points) <= 8 else 5.0),
        )

    def _show_exits(self, frame: Frame, wholes: Sequence[WholeLine]) -> None:
        """Where lines of several runs leave the range; one run alone has the note."""
        found: list[Exit] = []
        named: set[int] = set()
        for trace, whole, count in zip(self._traces, wholes, self._range.counts, strict=True):
            if not self.compares(frame) or not 0 < count < len(whole.rows):
                continue
            epochs = whole.rows[:count] / whole.history.steps_per_epoch
            at = crossing(epochs, whole.heights[:count], self._upward)
            way = (0.0, 1.0 if at[1] == self._upward[1] else -1.0)
            words = () if trace.run in named else self._leaving(trace, whole)
            named.add(trace.run)
            found.append(Exit(at, way, trace.line.colour, *words))
        self.exits.show_exits(found)

    def _leaving(self, trace: RunLine, whole: WholeLine) -> tuple[str, str]:
        """The last value of a line, in words with its epoch, and alone."""
        last = whole.last_value()
        assert last is not None
        name = f"{trace.line.label} " if len(self._lines) > 1 else ""
        epoch = last[0] / whole.history.steps_per_epoch
        brief = f"{trace.shown.label}: {name}{number_text(last[1], 3)}"
        return f"{brief} at epoch {epoch:.6g}", brief

    def _show_legend(self, frame: Frame) -> None:
        """What dashes mean, where colours mean runs."""
        # Side by side the names at the ends of the lines are those of columns.
        compares = self.compares(frame) and len(self._lines) > 1 and not frame.apart
        if self._legend is None:
            if not compares:
                return
            self._legend = DashLegend(self.look)
            self.item.layout.removeItem(self.item.titleLabel)
            self.item.layout.addItem(self._legend, 0, 0, 1, 4)
        self._legend.show_lines(self._lines if compares else ())

    def _explain(self, frame: Frame) -> None:
        """What is not shown, or what else is to be known."""
        several = self.compares(frame)
        if self._range.partial and self.full_range:
            link = "show those that settle" if several else "show the beginning"
            self._write_note("full range: ", link)
        elif self._range.partial:
            self._write_note("" if several else "later values lie outside: ", "show full range")
        elif frame.by_run and not self.compares(frame):
            self._write_note(f"of {frame.label} alone")
        else:
            self._write_note(self.remark(frame))

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        if not shown:
            self.labels.clear()
            self.exits.show_exits(())

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

    def _curve(self, curves: list[Curve], index: int, z: float) -> Curve:
        while index >= len(curves):
            curve = Curve()
            # The first, most important line lies above the others.
            self.keep(curve.item, z - 0.01 * len(curves))
            curves.append(curve)
        return curves[index]

    def _restyle(self) -> None:
        super()._restyle()
        self.labels.restyle(self.look)
        self.exits.restyle(self.look)
        if self._legend is not None:
            self._legend.restyle(self.look)

    def _choose_corner(self) -> bool:
        """Where the note would cover a line in each corner, the lines make room at the top."""
        self.box.setYRange(*self._upward, padding=0)
        self._place_exits()  # the note keeps off their words
        found = super()._choose_corner()
        # The lines are worth more than a remark; what can be clicked stays.
        self.note.setVisible(bool(self._wordings) and (found or self._linked))
        return found

    def _words_drawn(self) -> Sequence[Pair]:
        return self.exits.outlines()

    def _find_corner(self) -> bool:
        # Where a line leaves, the edge stays where its arrow is.
        if super()._find_corner() or self.heights is not None or self.exits.exits:
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
        gone = {one.colour for one in self.exits.exits}
        several = len({trace.run for trace in self._traces}) > 1
        for trace, end in zip(self._traces, self._ends, strict=True):
            line = trace.line
            # A run that leaves has its name at the arrow.
            if end is not None and trace.label and line.colour not in gone:
                place = self.box.mapFromView(QPointF(0.0, end))
                ends.append((trace.label, line.colour, place.y()))
                samples.append(self.look.pen(line.colour, line.width, line.dash))
        area = self.box.geometry()
        self._place_marks(area, max(map(self._note_height, (TOP_LEFT, TOP_RIGHT))))
        # On the screen colours tell lines apart, and the room is dear.
        total = len(ends) if several else self._total
        letters = LONGEST_LABEL
        if several:
            # Names of runs are long; the lines need most of the room.
            letters = int(np.clip(self.item.size().width() / self.look.size(20.0), 13, letters))
        self.labels.show(ends, area, total, samples if self.look.thorough else (), letters)
        # At least the width of "epoch", so that plots above one another end alike.
        beyond = self.axis("bottom").last_width(*self.box.viewRange()[0]) / 2.0
        width = max(self.labels.width(), beyond + self.end.size()[0] + self.look.size(8.0))
        self.item.layout.setColumnMinimumWidth(3, width)
        right = self.item.rect().right()
        self.end.place(right, area.bottom() + self.look.size(4.0), 1.0, 0.0)
        self._place_exits()

    def _place_exits(self) -> None:
        area = self.box.geometry()
        lines = [*self._many.items, *(curve.item for curve in (*self._past, *self._future))]
        self.exits.place(lambda: drawn_lines(lines, area, self.box.viewRange()))

    # What is told ------------------------------------------------------------------------

    def _spoken_here(self, frame: Frame) -> str:
        if self.compares(frame):
            told = told_sentence(self._told(frame, frame.epoch))
            return f"At epoch {frame.epoch:.6g}: {told}"
        spans = self._values_at(frame, frame.row, SPOKEN_LINES)
        if not spans:
            return ""
        epoch, *values = (text for text, _ in spans)
        return f"At {epoch}: {', '.join(value.strip() for value in values)}"

    def _spoken_picture(self, frame: Frame) -> str:
        gone = [one.words for one in self.exits.exits if one.words]
        return f"Beyond the axis: {'; '.join(gone)}" if gone else ""

    def _told(self, frame: Frame, epoch: float) -> list[ToldRun]:
        def value(trace: RunLine, row: int) -> float | None:
            _, found = self._values(frame, trace.shown, trace.line.column, row, row, 8)
            return float(found[-1]) if len(found) else None

        return told_runs(self._traces, epoch, value, len(self._lines) > 1)

    def _values_at(self, frame: Frame, row: int, most: int) -> list[Span]:
        """The epoch of a row of the run in front, and the values of the first lines there."""
        steps = frame.run.history.steps_per_epoch
        spans = [(f"epoch {row / steps:.6g}", self.look.muted)]
        for line in self._lines[:most]:
            _, values = self._values(frame, frame.front, line.column, row, row, 8)
            if len(values):
                spans.append((f"  {line.label} {number_text(float(values[-1]))}", line.colour))
        return spans

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        steps = frame.run.history.steps_per_epoch
        change = self._change_near(point.x())
        if not self.compares(frame):
            row = max(0, min(round(point.x() * steps), frame.reveal))
            return [*self._values_at(frame, row, 6), *change]
        seen = max(shown.last / shown.run.history.steps_per_epoch for shown in frame.shown)
        epoch = round(max(0.0, min(point.x(), seen)) * steps) / steps
        name = "" if len(self._lines) > 1 else f"  {self._lines[0].label}"
        head = [(f"epoch {epoch:.6g}{name}", self.look.muted), *change]
        most = int(self.item.size().height() / QFontMetricsF(self.look.mono(11.0)).height())
        return told_spans(self._told(frame, epoch), head, self.look.muted, most)
