"""Lines of training and validation with the gap between them and the best epoch."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPolygonItem

from visualizer.app.panes import ShownRun
from visualizer.core.recording.extremes import best_row
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.ranges import Array
from visualizer.gui.plots.series import SeriesPlot


class ValidationSeries(SeriesPlot):
    """The first line is that of the training rows, the second that of the validation rows.

    The band between them, up to the playhead, is the gap: what was learned by heart. The
    star marks the epoch at which the validation rows were best.
    """

    lowest_is_best: ClassVar[bool] = True
    _best_words = ""

    def __init__(self, look: Look) -> None:
        self.gap = QGraphicsPolygonItem()
        self.best = Points(symbol="star")
        super().__init__(look)
        self.keep(self.gap, 1)
        self.keep(self.best, 25)
        self._restyle()

    def pair(self, frame: Frame) -> tuple[str, str]:
        """The columns of training and of validation; "" for no validation."""
        raise NotImplementedError

    def amount(self, value: float) -> str:
        """A value in words."""
        return number_text(value)

    def _draw(self, frame: Frame) -> None:
        self.gap.setVisible(self._has_gap(frame))
        super()._draw(frame)

    def _has_gap(self, frame: Frame) -> bool:
        # The gaps of several runs would lie on one another.
        return bool(self.pair(frame)[1]) and not self.compares(frame)

    def _move(self, frame: Frame) -> None:
        super()._move(frame)
        if self._has_gap(frame):
            self._draw_gap()

    def _draw_gap(self) -> None:
        """Between both lines, where both are known."""
        (x, y), (other_x, other_y) = (curve.data() for curve in self._past[:2])
        known, other = np.isfinite(y), np.isfinite(other_y)
        if known.sum() < 2 or other.sum() < 2:
            self.gap.setPolygon(QPolygonF())
            return
        across = np.concatenate([x[known], other_x[other][::-1]])
        up = np.concatenate([y[known], other_y[other][::-1]])
        self.gap.setPolygon(pg.functions.arrayToQPolygonF(across, up))

    def _draw_marks(self, frame: Frame) -> None:
        """A star at the best epoch of each line of validation."""
        _, validation = self.pair(frame)
        self.best.setVisible(bool(validation))
        lines = [one for one in self._traces if one.line.column == validation]
        found = [(one, self.best_of(one.shown, validation)) for one in lines]
        stars = [(one, *best) for one, best in found if best is not None]
        heights = self.transform(frame, np.array([value for _, _, value in stars]))
        epochs = [row / one.shown.run.history.steps_per_epoch for one, row, _ in stars]
        colours = [one.line.colour for one, _, _ in stars]
        self.best.setData(
            x=np.array(epochs), y=heights, brush=[self.look.brush(one) for one in colours]
        )
        self._best_words = ""
        if stars and self.compares(frame):
            self._best_words = "★ best validation"
        elif stars:
            _, row, value = stars[0]
            epoch = row // frame.run.history.steps_per_epoch
            self._best_words = f"★ best {self.amount(value)} at epoch {epoch}"

    def remark(self, frame: Frame) -> str:
        return self._best_words

    def best_of(self, shown: ShownRun, column: str) -> tuple[int, float] | None:
        """The row, and the value, at which the validation rows are best so far as is shown."""
        return best_row(shown.run.history, column, shown.last, lowest=self.lowest_is_best)

    def gap_at(self, frame: Frame, row: int) -> float:
        """By how much validation is worse than training at an epoch; NaN where unknown."""
        values = []
        for column in self.pair(frame):
            _, found = frame.run.history.view(column, row, row, 1) if column else (None, _NONE)
            values.append(float(found[-1]) if len(found) else float("nan"))
        worse = values[1] - values[0]
        return worse if self.lowest_is_best else -worse

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        spans = list(super()._read_out(frame, point))
        if self.compares(frame):
            return spans
        every = frame.run.history.steps_per_epoch
        row = max(0, min(round(point.x()), frame.reveal // every)) * every
        gap = self.gap_at(frame, row)
        if np.isfinite(gap):
            spans.append((f"  gap {self.amount(gap)}", self.look.muted))
        return spans

    def _restyle(self) -> None:
        super()._restyle()
        self.gap.setPen(QPen(Qt.PenStyle.NoPen))
        self.gap.setBrush(self.look.brush(self.look.validation, 0.13))
        self.best.setPen(self.look.pen(self.look.card, 1.0))
        self.best.setSize(self.look.size(14.0))


_NONE: Array = np.empty(0)
