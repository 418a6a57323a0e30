"""The basin map: each start in the colour of the minimum that a run from it reaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from visualizer.core.analysis.basins import DIVERGED, ELSEWHERE, MOVING, BasinMap
from visualizer.core.analysis.insight import Moment
from visualizer.core.capabilities import Capability
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look, colour_table
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.heatmap import ColourBar, pixel_rect
from visualizer.gui.plots.labels import Span, Tag
from visualizer.gui.plots.levels import Levels
from visualizer.gui.plots.marks import Legend, LegendEntry
from visualizer.gui.plots.ranges import Array
from visualizer.gui.plots.shown import Shown
from visualizer.gui.plots.trajectory import Trajectory

if TYPE_CHECKING:
    from visualizer.app.state import Run

COLOURS = ("#3b6fb6", "#d98032", "#3f9b78", "#b8608f", "#8a8f2e", "#6f63c9", "#4fa3c7", "#a5553f")
"""Of the minima; further ones are lighter and darker shades of these."""

OTHERS = {ELSEWHERE: "#9aa3ad", MOVING: "#c9ced4", DIVERGED: "#2a2f36"}
WORDS = {ELSEWHERE: "rarer minima", MOVING: "not arrived", DIVERGED: "diverged"}
_STRIPES = {MOVING: ("#b3b9c1", 6), DIVERGED: ("#4a515b", 4)}
MOST_NUMBERS = 16
_FINE = 480


def basin_colour(basin: int) -> str:
    """The colour of a minimum, or of an end that is none."""
    if basin < 0:
        return OTHERS[basin]
    colour, round_ = COLOURS[basin % len(COLOURS)], basin // len(COLOURS)
    if round_ == 0:
        return colour
    return mixed(colour, "#ffffff" if round_ % 2 else "#000000", 0.3 * -(-round_ // 2))


class EpochBar(ColourBar):
    """The colour bar of a number of epochs."""

    def heading(self) -> str:
        return "epochs"


class BasinPlot(Plot):
    """A `BasinMap` with the trajectory of the run, the minima and their numbers.

    Callbacks, besides those of `Plot`
    ----------------------------------
    on_start_chosen(x, y)
        The user has clicked with Shift: a run shall start there.
    """

    by_epochs = Shown[bool]()
    name = "basins"
    depends = ("run.history", "row", "reveal")
    requires = (Capability.LANDSCAPE,)
    grid = False
    together = False
    insights = (BasinMap,)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_start_chosen: Callable[[float, float], None] = nothing
        self.image = self.keep(pg.ImageItem(axisOrder="row-major"), 0)
        self.way = Trajectory(self.keep)
        self.bar = EpochBar(look)
        self.legend = Legend(look)
        self._numbers = [Tag(self.box, look) for _ in range(MOST_NUMBERS)]
        self._places: Array = np.empty((0, 2))
        self.item.layout.removeItem(self.item.titleLabel)
        self.item.layout.addItem(self.legend, 0, 0, 1, 4)
        self.item.layout.addItem(self.bar, 2, 3)
        self.axis("left").room = self.axis("bottom").room = 48.0
        self.box.on_placed = self._on_placed
        self._restyle()

    @classmethod
    def applies(cls, run: Run) -> bool:
        return False  # it takes thousands of runs: only when it is asked for

    def asks(self, moment: Moment) -> Moment:
        if self.look.thorough:
            return moment._replace(aspect=self.aspect)
        # A shape that stays while a panel is moved by a few pixels: a map takes seconds.
        return moment._replace(aspect=max(round(10 * self.aspect), 1) / 10)

    def unavailable(self, frame: Frame) -> str:
        if len(frame.run.history.parameters) < 2:
            return "Basins need two parameters."
        if frame.hide_future:
            return "Hidden: it would tell where the run ends."
        return "" if frame.insight(BasinMap) else "Computing the basins…"

    def _draw(self, frame: Frame) -> None:
        found = frame.insight(BasinMap)
        assert found is not None
        plane = found.plane
        labels = plane.labels(frame.run.history.parameters)
        self.axis("bottom").name(labels[0])
        self.axis("left").name(labels[1])
        self.see(plane.x_range, plane.y_range)
        self.image.setImage(self._picture(found), autoLevels=False, levels=None)
        self.image.setRect(self._rect(found))
        self.way.show(frame, plane, (plane.x_range, plane.y_range), self.pixels())
        self._places = plane.project(found.minima) if len(found.minima) else np.empty((0, 2))
        self.way.minima.setData(x=self._places[:, 0], y=self._places[:, 1])
        self.bar.setVisible(self.by_epochs)
        self.bar.setFixedWidth(self.look.size(58.0 if self.by_epochs else 12.0))
        epochs = frame.experiment.training.epochs
        self.legend.show_entries(self._entries(found, epochs))
        words = f"{found.basin.size:,} starts, {epochs:,} epochs each"
        if bool((found.basin == MOVING).all()) and not self.by_epochs:
            words = (
                f"none of {found.basin.size:,} starts has arrived in {epochs:,} epochs: try more"
            )
        elif found.share(MOVING) > 0 and not self.by_epochs:
            words += "; more epochs would show where the others arrive"
        self._write_note(words)

    def _on_placed(self, point: QPointF) -> None:
        self.on_start_chosen(point.x(), point.y())

    def _rect(self, found: BasinMap) -> QRectF:
        return pixel_rect(found.x, found.y, found.basin.shape)

    def _picture(self, found: BasinMap) -> NDArray[np.uint8]:
        """Colours (ny', nx', 4), cells repeated so that stripes can be drawn in them."""
        factor = max(1, -(-_FINE // max(found.basin.shape)))
        basin = found.basin.repeat(factor, 0).repeat(factor, 1)
        if self.by_epochs:
            most = float(np.nanmax(found.epochs, initial=1.0))
            levels = Levels(0.0, 0.0, 0.0, most, False)
            self.bar.show_levels(levels)
            heights = levels.heights(np.where(found.basin == DIVERGED, 0.0, found.epochs))
            index = (heights * 255.0).astype(np.uint8).repeat(factor, 0).repeat(factor, 1)
            picture = colour_table()[index]
            striped: Sequence[int] = (DIVERGED,)
        else:
            codes = range(DIVERGED, len(found.minima))
            table = np.array([_rgba(basin_colour(code)) for code in codes], np.uint8)
            picture = table[basin - DIVERGED]
            striped = (MOVING, DIVERGED)
        down, across = np.indices(basin.shape)
        for code in striped:
            colour, width = _STRIPES[code]
            picture[basin == code] = _rgba(OTHERS[code])
            # Stripes: what has not arrived, or has diverged, is not told by colour alone.
            picture[(basin == code) & ((down + across) // width % 2 == 0)] = _rgba(colour)
        return picture

    def _entries(self, found: BasinMap, epochs: int) -> list[LegendEntry]:
        codes = [*range(len(found.minima)), ELSEWHERE, MOVING, DIVERGED]
        if self.by_epochs:
            codes = [DIVERGED]
        shares = {code: found.share(code) for code in codes}
        # What is no minimum first: it must not be cut off.
        ordered = [*(code for code in codes if code < 0), *(code for code in codes if code >= 0)]
        return [
            LegendEntry("square", basin_colour(code), f"{_word(code, epochs)}: {_percent(share)}")
            for code in ordered
            if (share := shares[code]) > 0
        ]

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        self.legend.setVisible(shown)
        self.bar.setVisible(shown and self.by_epochs)
        if not shown:
            self._places = np.empty((0, 2))
            self._place()

    def _restyle(self) -> None:
        self.way.restyle(self.look)
        self.bar.restyle(self.look)
        self.legend.restyle(self.look)
        for tag in self._numbers:
            tag.restyle(self.look)

    def _place(self) -> None:
        look = self.look
        plate = look.colour(look.tag, 0.72)
        for number, tag in enumerate(self._numbers):
            inside = number < len(self._places) and not self.by_epochs
            tag.write([(str(number + 1), look.tag_text)] if inside else [], plate)
            if inside:
                here = self.box.mapFromView(QPointF(*self._places[number]))
                tag.place(here.x() + look.size(9.0), here.y(), 0.0, 0.5)

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        found = frame.insight(BasinMap)
        if found is None:
            return ()
        column = int(np.abs(found.x - point.x()).argmin())
        row = int(np.abs(found.y - point.y()).argmin())
        labels = found.plane.labels(frame.run.history.parameters)
        if not found.plane.axes:
            labels = ("x", "y")
        text = self.look.text
        spans = [
            (f"{label} {number_text(float(at))}  ", text)
            for label, at in zip(labels, (found.x[column], found.y[row]), strict=True)
        ]
        basin = int(found.basin[row, column])
        if basin >= 0:
            loss = number_text(float(found.losses[basin]))
            epochs = f"  {found.epochs[row, column]:.6g} epochs"
            return [*spans, (f"minimum {basin + 1}, loss {loss}", self.look.loss), (epochs, text)]
        return [*spans, (_word(basin, frame.experiment.training.epochs), self.look.muted)]


def _rgba(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)] + [255]


def _word(code: int, epochs: int) -> str:
    """A minimum by its number, or the end that is none."""
    word = WORDS.get(code, str(code + 1))
    return f"{word} within {epochs:,} epochs" if code == MOVING else word


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "under 1 %"
