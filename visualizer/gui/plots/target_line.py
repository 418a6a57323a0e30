"""The target in the plot of the loss: a line to be dragged, and when each run arrives there."""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from visualizer.app.panes import ShownRun
from visualizer.app.views import RUNS
from visualizer.core.analysis.arrival import arrival
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.callbacks import MenuEntry
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span, Tag
from visualizer.gui.plots.ranges import LIMIT
from visualizer.gui.plots.validation import ValidationSeries

_DOTS = (1.0, 2.5)
_DIGITS = 3
"""Digits of a target that is dragged: a number that somebody would type."""


class TargetArrival(NamedTuple):
    """When a run arrives at the target: at an epoch, or not; its label and its colour."""

    label: str
    colour: str
    epoch: float | None
    ended: bool

    @property
    def words(self) -> str:
        """After how many epochs, or "never", or "not yet"."""
        if self.epoch is not None:
            return f"{self.epoch:,g}"
        return "never" if self.ended else "not yet"


def arrival_of(shown: ShownRun, target: float, colour: str) -> TargetArrival:
    """When a shown run arrives at a loss of at most `target`, as far as it may be seen."""
    history = shown.run.history
    row = arrival(history, target, shown.last) if shown.last >= 0 else None
    # Of rows that are hidden nobody may learn here that the run does not arrive there.
    ended = history.ending is not None and shown.last >= len(history) - 1
    epoch = None if row is None else row / history.steps_per_epoch
    return TargetArrival(shown.label, colour, epoch, ended)


def sentence_of(arrivals: Sequence[TargetArrival]) -> list[tuple[str, str]]:
    """The arrivals in words, each part with its colour: "8 epochs at rate 0.7, never at 1.01"."""
    # What all labels begin with, and the unit, are said once.
    shared = _shared([one.label for one in arrivals])
    counted = False
    parts: list[tuple[str, str]] = []
    for place, one in enumerate(arrivals):
        unit = ""
        if one.epoch is not None and not counted:
            unit, counted = " epoch" if one.words == "1" else " epochs", True
        label = one.label if place == 0 else one.label[shared:]
        at = f" at {label}" if label else ""
        parts.append((f"{', ' * (place > 0)}{one.words}{unit}{at}", one.colour))
    return parts


def numbers_of(arrivals: Sequence[TargetArrival]) -> list[tuple[str, str]]:
    """The same without labels, where colours have to do: "8, never"."""
    return [(f"{', ' * (place > 0)}{one.words}", one.colour) for place, one in enumerate(arrivals)]


def _shared(labels: Sequence[str]) -> int:
    """The letters of the words with which all labels begin; none of a single one."""
    columns = zip(*(label.split(" ")[:-1] for label in labels), strict=False)
    alike = takewhile(lambda words: len(set(words)) == 1, columns)
    return sum(len(words[0]) + 1 for words in alike) if len(labels) > 1 else 0


class TargetLine:
    """The line, a ring where each run arrives, and the words at the line."""

    def __init__(self, box: pg.ViewBox, parent: pg.PlotItem, look: Look) -> None:
        self._box, self._look = box, look
        self.line = pg.InfiniteLine(angle=0, movable=True)
        self.line.setZValue(18)
        self.rings = Points(symbol="o")
        self.rings.setZValue(31)
        self.rings.setEnabled(False)
        for item in (self.line, self.rings):
            box.addItem(item, ignoreBounds=True)
        self.tag = Tag(parent, look)
        self._arrivals: tuple[TargetArrival, ...] = ()
        self._height = 0.0
        self._dressed = False
        self.restyle(look)

    @property
    def arrivals(self) -> tuple[TargetArrival, ...]:
        """When each of the shown runs arrives; empty without a line."""
        return self._arrivals

    def restyle(self, look: Look) -> None:
        """Take pens and fonts of a look."""
        if look == self._look and self._dressed:
            return
        self._look, self._dressed = look, True
        self.line.setPen(look.pen(look.text, 1.4, _DOTS))
        self.line.setHoverPen(look.pen(look.accent, 3.0))
        self.tag.restyle(look)

    def show(self, height: float | None, arrivals: Sequence[TargetArrival]) -> None:
        """Stand at a height of the axis; None is no line."""
        self.line.setVisible(height is not None)
        self._arrivals = tuple(arrivals) if height is not None else ()
        self._height = 0.0 if height is None else height
        self.line.setValue(self._height)
        there = [one for one in self._arrivals if one.epoch is not None]
        look = self._look
        set_points(
            self.rings,
            np.array([one.epoch for one in there], dtype=float),
            np.full(len(there), self._height),
            style=([one.colour for one in there], look),
            brush=[look.brush(look.card)] * len(there),
            pen=[look.pen(one.colour, 2.0) for one in there],
            size=look.size(9.0),
        )

    def place(self, area: QRectF) -> None:
        """Write the words above the line, or below it where it lies high."""
        if not self._arrivals:
            self.tag.write([])
            return
        look, inset = self._look, self._look.size(4.0)
        plate = look.colour(look.card, 0.85)
        y = self._box.mapFromViewToItem(self.tag.parentItem(), QPointF(0.0, self._height)).y()
        beyond = (
            "" if area.top() <= y <= area.bottom() else " above" if y < area.top() else " below"
        )
        head: Span = (f"target{beyond}: ", look.muted)
        told, numbers = sentence_of(self._arrivals), numbers_of(self._arrivals)
        brief = self._briefly()
        forms: list[list[Span]] = [[head, *told], told, [head, *numbers], [head, *brief], brief]
        for spans in (*forms, brief[:1], []):
            self.tag.write(spans, plate)
            if self.tag.size()[0] <= area.width() - 2.0 * inset:
                break
        y = min(max(y, area.top()), area.bottom())
        up = y - self.tag.size()[1] - inset >= area.top()
        self.tag.place(area.right() - inset, y - inset if up else y + inset, 1.0, float(up))

    def _briefly(self) -> list[Span]:
        """How many arrive, and the first of them."""
        there = [one for one in self._arrivals if one.epoch is not None]
        text = f"{len(there)} of {len(self._arrivals)} arrive"
        if not there:
            return [(text, self._look.muted)]
        first = min(there, key=_epoch)
        muted = self._look.muted
        return [(text, muted), (", first at epoch ", muted), (first.words, first.colour)]


def _epoch(one: TargetArrival) -> float:
    return float("inf") if one.epoch is None else one.epoch


class TargetSeries(ValidationSeries):
    """A plot of the loss, with the target of the list of runs as a line to be dragged."""

    depends = (*ValidationSeries.depends, "target")

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.target = TargetLine(self.box, self.item, look)
        self.target.line.sigDragged.connect(self._on_target_dragged)

    def loss_at(self, frame: Frame, height: float) -> float:
        """The loss that stands at a height of the axis."""
        raise NotImplementedError

    def _draw(self, frame: Frame) -> None:
        super()._draw(frame)
        self.target.restyle(self.look)
        target, height = frame.target, float("nan")
        if target > 0:
            height = float(self.transform(frame, np.array([target]))[0])
        if not np.isfinite(height) or abs(height) > LIMIT:
            self.target.show(None, ())
            return
        colours = {trace.run: trace.line.colour for trace in reversed(self._traces)}
        shown = frame.shown if self.compares(frame) and not frame.apart else (frame.front,)
        arrivals = [
            arrival_of(one, target, colours.get(place, self.look.text))
            for place, one in enumerate(shown)
        ]
        self.target.show(height, arrivals)

    def _place(self) -> None:
        super()._place()
        self.target.place(self.box.geometry())

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        if not shown:
            self.target.show(None, ())
            self.target.tag.write([])

    def _on_target_dragged(self, line: pg.InfiniteLine) -> None:
        if self.drawn is None:
            return
        loss = self.loss_at(self.drawn, float(line.value()))
        # Below 0 there is none, and 0 would take the line away under the pointer.
        if loss > 0 and np.isfinite(loss):
            self.on_chosen(RUNS, {"target": float(f"{loss:.{_DIGITS}g}")})

    def menu_entries(self) -> Sequence[MenuEntry]:
        entries = [*super().menu_entries()]
        loss = self._loss_here()
        if loss is not None:
            entries.append(MenuEntry(f"Target: {loss:g}, the loss here", self._target_here))
        if self.frame is not None and self.frame.target > 0:
            entries.append(MenuEntry("No target", self._no_target))
        return entries

    def _loss_here(self) -> float | None:
        """The loss at the playhead, rounded as a target."""
        if self.frame is None:
            return None
        _, losses = self.frame.run.history.view("loss", 0, self.frame.row, 8, whole=True)
        loss = float(losses[-1]) if len(losses) else 0.0
        return float(f"{loss:.{_DIGITS}g}") if loss > 0 and np.isfinite(loss) else None

    def _target_here(self) -> None:
        self.on_chosen(RUNS, {"target": self._loss_here() or 0.0})

    def _no_target(self) -> None:
        self.on_chosen(RUNS, {"target": 0.0})

    def _spoken_picture(self, frame: Frame) -> str:
        told = super()._spoken_picture(frame)
        if not self.target.arrivals:
            return told
        words = "".join(text for text, _ in sentence_of(self.target.arrivals))
        return ". ".join(filter(None, (told, f"To the loss {number_text(frame.target)}: {words}")))
