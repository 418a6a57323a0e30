"""Single lines, and the labels at their ends."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.ranges import Array, spread

_POINTS = 2000
_SHORT = 200
_SWINGS = 40.0
"""Lines with more points, or that go up and down more often, are drawn thin and plain."""

_HALVINGS = 8
UNSEEN = 0.25
"""Pixels by which a line may miss its points: less than its smooth edge shows."""


class Curve:
    """A line that is made once and given new data: smooth when short, fast when long.

    Wide or smoothed lines cost ten to a hundred times as much as plain ones of width 1, so
    on the screen a line with much ink is thin. In an exported figure (`Look.thorough`) time
    does not matter.
    """

    def __init__(self) -> None:
        self.item = Stroke(connect="finite")

    def show(
        self,
        x: Array,
        y: Array,
        colour: str,
        dash: tuple[float, ...],
        look: Look,
        width: float,
        opacity: float = 1.0,
        quick: bool = False,
        pixel: float = 0.0,
    ) -> None:
        """Draw (M,) points; a NaN interrupts the line. `quick` draws it thin in any case.

        `pixel` is the height of a pixel in units of y, or less.
        """
        fine = look.thorough or (not quick and is_light(y))
        pen = look.pen(colour, width if fine else 1.0, dash if fine else (), opacity)
        if fine and len(y) > _SHORT and not look.thorough:
            x, y = simplified(x, y, UNSEEN * pixel)
            if len(y) > _SHORT:
                # Round joins of a wide line take three times as long, and are not seen.
                pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        self.item.setData(x, y, pen=pen, antialias=fine, connect="finite")
        self.item.setVisible(len(x) > 0)

    def hide(self) -> None:
        """Draw nothing."""
        if self.item.isVisible():
            self.item.setData(np.empty(0), np.empty(0))
            self.item.setVisible(False)

    def data(self) -> tuple[Array, Array]:
        """The points drawn."""
        x, y = self.item.getData()
        return (np.empty(0), np.empty(0)) if x is None else (x, y)

    def last(self) -> tuple[float, float] | None:
        """The last point that is finite; None without one."""
        x, y = self.data()
        finite = np.flatnonzero(np.isfinite(y))
        return (float(x[finite[-1]]), float(y[finite[-1]])) if len(finite) else None


def set_points(item: Points, x: Array, y: Array, style: object = None, **options: Any) -> None:
    """Put points at places (M,); `options` count only when `style` or their number changes.

    pyqtgraph's setData makes every point anew, which takes longer than to paint it.
    """
    data = item.data
    if len(x) == 0 or len(x) != len(data) or getattr(item, "shown_style", None) != style:
        item.shown_style = style
        item.setData(x=x, y=y, **options)
    elif not (np.array_equal(data["x"], x) and np.array_equal(data["y"], y)):
        # What `setData` does, without making the points anew: their places are written into
        # pyqtgraph's own array.
        data["x"], data["y"] = x, y
        item.invalidate()


def is_light(y: Array) -> bool:
    """Whether a line of heights (M,) has little ink."""
    if len(y) > _POINTS:
        return False
    finite = y[np.isfinite(y)]
    swing = float(np.ptp(finite)) if len(finite) else 0.0
    # Ink is the way up and down: a line that swings to and fro covers the plot many times.
    return swing == 0.0 or float(np.abs(np.diff(finite)).sum()) <= _SWINGS * swing


def simplified(x: Array, y: Array, most: float) -> tuple[Array, Array]:
    """A line (M,) without points that it passes by at most `most` without them.

    Wide, smooth lines cost time by the point, and most where many lie in one row of pixels.
    Of every two neighbours one may go, again and again. What each round leaves out adds up: it
    may use half of what the rounds before have left.
    """
    for number in range(1, _HALVINGS + 1):
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (x[1:-1:2] - x[:-2:2]) / (x[2::2] - x[:-2:2])
            bend = np.abs(y[1:-1:2] - (y[:-2:2] + share * (y[2::2] - y[:-2:2])))
        kept = np.ones(len(y), dtype=bool)
        kept[1:-1:2] = ~(bend <= most / 2**number)  # NaN stays: it is a gap
        if kept.all():
            break
        x, y = x[kept], y[kept]
    return x, y


_LETTERS = 12.0
LONGEST_LABEL = 24
"""Letters of a name at the end of a line: a column of a table may be called by a sentence."""


def _short(text: str, letters: int) -> str:
    if len(text) <= letters:
        return text
    if letters < LONGEST_LABEL:
        return f"{text[: letters - 1].rstrip(' ,')}…"
    half = LONGEST_LABEL // 2
    return f"{text[:half]}…{text[-half + 1 :]}"


class EndLabels:
    """Names at the right ends of lines, in a margin of their own, never on one another."""

    def __init__(self, parent: pg.PlotItem, look: Look) -> None:
        self._parent = parent
        self._look = look
        self._tags: list[Tag] = []
        self._width = 0.0

    def restyle(self, look: Look) -> None:
        """Take over the fonts of a look."""
        self._look = look
        for tag in self._tags:
            tag.restyle(look)

    def width(self) -> float:
        """The margin that the labels need, in pixels."""
        return self._width + self._look.size(10.0)

    def show(
        self,
        ends: Sequence[tuple[str, str, float]],
        area: QRectF,
        total: int = 0,
        samples: Sequence[QPen] = (),
        letters: int = LONGEST_LABEL,
    ) -> None:
        """Write (text, colour, y in pixels below the top of the view) beside the view.

        Where labels have no room, the last one says how many of `total` have, "2 of 13", or how
        many lines there are, where none has. Where one is moved away from its line, all of them
        show `samples` of their lines, if given: without colours nothing else says which is which.
        Of longer texts the beginning and the end are written, or of fewer `letters` the beginning.
        """
        height = QFontMetricsF(self._look.font(_LETTERS)).height()
        room = max(1, int(area.height() / max(height, 1.0)))
        shown = list(ends)
        if len(ends) > room:
            shown = shown[: room - 1]
            words = f"{len(shown)} of {max(total, len(ends)):,}" if shown else f"{len(ends)} lines"
            last = (words, self._look.muted, area.height())
            shown.append(last)
        self._write([(_short(text, letters), colour) for text, colour, _ in shown])
        middles = spread(
            [max(0.0, min(y, area.height())) for *_, y in shown], height, 0.0, area.height()
        )
        moved = len(ends) > 1 and any(
            abs(middle - y) > 0.4 * height
            for middle, (*_, y) in zip(middles[: len(ends)], ends, strict=False)
        )
        if moved and samples:
            named = len(shown) - (len(ends) > room)
            self._write(
                [(_short(text, letters), colour) for text, colour, _ in shown], samples[:named]
            )
        for tag, middle in zip(self._tags, middles, strict=False):
            tag.place(area.right() + self._look.size(6.0), area.top() + middle, 0.0, 0.5)
        widths = [tag.size()[0] for tag in self._tags[: len(shown)]]
        self._width = max(widths, default=0.0)

    def clear(self) -> None:
        """Write nothing."""
        self._write([])

    def _write(self, texts: Sequence[tuple[str, str]], samples: Sequence[QPen] = ()) -> None:
        while len(self._tags) < len(texts):
            self._tags.append(Tag(self._parent, self._look, size=_LETTERS))
        for index, tag in enumerate(self._tags):
            sample = samples[index] if index < min(len(samples), len(texts)) else None
            spans = [texts[index]] if index < len(texts) and texts[index][0] else []
            tag.write(spans, sample=sample)

    def texts(self) -> list[str]:
        """The labels that are visible."""
        return [tag.text for tag in self._tags if tag.isVisible() and tag.text]

    def rectangles(self) -> list[QRectF]:
        """Where they are, in the scene."""
        return [
            tag.mapRectToScene(tag.boundingRect())
            for tag in self._tags
            if tag.isVisible() and tag.text
        ]
