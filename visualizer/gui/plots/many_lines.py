"""So many lines over the epochs that they are one item."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from visualizer.gui.look.look import Look
from visualizer.gui.plots.bundle import Bundle, BundledLine, LooseLines
from visualizer.gui.plots.curves import UNSEEN
from visualizer.gui.plots.ranges import Array
from visualizer.gui.plots.traces import RunLine
from visualizer.gui.plots.whole_lines import Pair, WholeLine

_FAINT = 0.38
"""How much of a line's opacity is left beyond the playhead."""


class ManyLines:
    """Thin lines, bright up to the playhead; `keep` adds an item to the view box once."""

    def __init__(self, keep: Callable[[Any, float], Any]) -> None:
        self._keep = keep
        self._bundle: Bundle | None = None  # made with the first many lines

    @property
    def items(self) -> tuple[LooseLines, ...]:
        """What is drawn, for those who keep off it."""
        return () if self._bundle is None else (self._bundle.whole,)

    def show(
        self,
        traces: Sequence[RunLine],
        wholes: Sequence[WholeLine],
        counts: Sequence[int],
        look: Look,
        pixel: float,
    ) -> None:
        """Draw lines, of each so many points; `pixel` is the height of one in their units."""
        if self._bundle is None:
            if not traces:
                return
            self._bundle = Bundle(self._keep, 5.0, 10.0)
        found = []
        for trace, whole, count in zip(traces, wholes, counts, strict=True):
            line, drawn = trace.line, whole.sketch(count, UNSEEN * pixel)
            bright = look.pen(line.colour, 1.0, (), line.opacity)
            faint = look.pen(line.colour, 1.0, (), _FAINT * line.opacity)
            epochs = drawn.rows / whole.history.steps_per_epoch
            found.append(BundledLine(epochs, drawn.heights, bright, faint))
        self._bundle.show(found)

    def move(self, traces: Sequence[RunLine], heights: Array) -> list[tuple[float, float] | None]:
        """Let the lines be bright up to the playhead, and give the point of each there.

        Parameters
        ----------
        traces
            The lines that are shown, at the playhead.
        heights
            Of each line there, (lines,); NaN for none.
        """
        assert self._bundle is not None
        shown = [trace.shown for trace in traces]
        epochs = [one.row / one.run.history.steps_per_epoch for one in shown]
        # A run that has ended before the playhead is bright as a whole.
        going = {epoch for epoch, one in zip(epochs, shown, strict=True) if one.row < one.last}
        if len(going) <= 1:
            self._bundle.reach_place(max(epochs))
        else:
            ends = zip(self._bundle.lines, epochs, heights.tolist(), strict=True)
            self._bundle.reach_points([_until(*one) for one in ends])
        return [
            (epoch, height) if np.isfinite(height) else None
            for epoch, height in zip(epochs, heights.tolist(), strict=True)
        ]


def _until(line: BundledLine, epoch: float, height: float) -> Pair:
    """The points of a line up to an epoch, and that there; without gaps."""
    known = (line.x <= epoch) & np.isfinite(line.y)
    x, y = line.x[known], line.y[known]
    return (np.append(x, epoch), np.append(y, height)) if np.isfinite(height) else (x, y)
