"""The off-screen scene of a figure: plots laid out with titles and a caption."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from visualizer.core.errors import InputError
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.marks import Legend

_PASSES = 3
"""Painting measures the labels of the axes, which then take their room: so it is repeated."""


@dataclass
class FigurePanel:
    """One plot of a figure, what it draws, and the words above it."""

    plot: Plot
    frame: Frame
    heading: str
    row: int = 0
    column: int = 0
    rows: int = 1


class Words(pg.GraphicsWidget):
    """A paragraph, broken where the line ends."""

    def __init__(self, text: str, look: Look, size: float, bold: bool, colour: str) -> None:
        super().__init__()
        self._text, self._look, self._colour = text, look, colour
        self._font = look.font(size, bold)

    def fit(self, width: float) -> None:
        """Take the height that the text needs at a width."""
        self.setFixedHeight(self._height(width) + self._look.size(4.0))

    def _height(self, width: float) -> float:
        area = QRectF(0.0, 0.0, max(width, 10.0), 1e6)
        return QFontMetricsF(self._font).boundingRect(area, self._flags(), self._text).height()

    def _flags(self) -> int:
        return int(Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value)

    def sizeHint(self, which: Qt.SizeHint, constraint: QSizeF = QSizeF()) -> QSizeF:  # noqa: B008
        wide = which == Qt.SizeHint.MaximumSize
        return QSizeF(16777215.0 if wide else 0.0, QFontMetricsF(self._font).height())

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        painter.setFont(self._font)
        painter.setPen(self._look.colour(self._colour))
        painter.drawText(self.rect(), self._flags(), self._text)


@contextmanager
def guarded(items: Iterable[Any]) -> Iterator[None]:
    """Lets no exception out of a paint: Qt is in the middle of a scene then, and crashes.

    Raises
    ------
    InputError
        Afterwards, about the first thing that could not be drawn.
    """
    errors: list[Exception] = []

    def safe(paint: Callable[..., None]) -> Callable[..., None]:
        def tried(painter: QPainter, option: object, widget: object = None) -> None:
            painter.save()
            try:
                paint(painter, option, widget)
            except Exception as error:
                errors.append(error)
            finally:
                painter.restore()

        return tried

    own = [item for item in items if inspect.isroutine(getattr(type(item), "paint", None))]
    for item in own:
        # On the instance, which hides the method of the class while the figure is painted.
        item.paint = safe(item.paint)
    try:
        yield
    finally:
        for item in own:
            del item.paint
    if errors:
        what = f"{type(errors[0]).__name__}: {errors[0]}"
        raise InputError(f"this picture cannot be drawn ({what})") from errors[0]


class FigureScene:
    """Panels in a grid, with a title above and a caption below.

    Parameters
    ----------
    panels
        What to draw, and where.
    look
        Of the plots; its scale is that of the words and margins, too.
    size
        Width and height in pixels.
    title, caption
        Words; empty for none.
    """

    def __init__(
        self,
        panels: Sequence[FigurePanel],
        look: Look,
        size: tuple[float, float],
        title: str = "",
        caption: str = "",
    ) -> None:
        self.panels = panels
        self.width, self.height = size
        self._look = look
        self._paragraphs: list[Words] = []
        self.view = pg.GraphicsView(background=look.colour(look.card))
        self.view.resize(round(self.width), round(self.height))
        # A widget that is never shown does not lay out its viewport by itself.
        self.view.viewport().resize(round(self.width), round(self.height))
        self.layout = pg.GraphicsLayout()
        self._fill(title, caption)
        self.view.setCentralItem(self.layout)
        self.view.setRange(QRectF(0.0, 0.0, self.width, self.height), padding=0)
        # No window lays it out: its size has to be told.
        self.layout.setGeometry(QRectF(0.0, 0.0, self.width, self.height))
        try:
            self.settle()
        except BaseException:
            self.close()  # a scene that nobody closes is taken apart in any order
            raise

    def paint(self, painter: QPainter, target: QRectF | None = None) -> None:
        """Paint the whole figure.

        Raises
        ------
        InputError
            When something in it cannot be drawn.
        """
        area = QRectF(0.0, 0.0, self.width, self.height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(target or area, self._look.colour(self._look.card))
        scene = self.view.scene()
        with guarded(scene.items()):
            scene.render(painter, target or area, area)

    def paint_lines(self, painter: QPainter) -> None:
        """Paint the whole figure with points as shapes, which they are not on the screen."""
        points = [
            item for item in self.view.scene().items() if isinstance(item, pg.ScatterPlotItem)
        ]
        for item in points:
            # On the screen pyqtgraph paints points as pictures, which a file of lines would hold as
            # pixels.
            item.setExportMode(True, {})
        try:
            self.paint(painter)
        finally:
            for item in points:
                item.setExportMode(False)

    def close(self) -> None:
        """Give everything back; the scene is of no use afterwards."""
        for panel in self.panels:
            panel.plot.close()
        self.view.close()

    def _fill(self, title: str, caption: str) -> None:
        size = self._look.size
        grid = self.layout.layout
        margin = size(14.0)
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setHorizontalSpacing(size(16.0))
        grid.setVerticalSpacing(size(4.0))
        columns = max(panel.column for panel in self.panels) + 1
        lowest = max(panel.row + panel.rows for panel in self.panels)
        if title:
            self._paragraph(title, 16.0, True, self._look.text, 0, columns)
        for panel in self.panels:
            row = 1 + 2 * panel.row
            if panel.heading:
                words = Words(panel.heading, self._look, 12.0, True, self._look.text)
                words.fit(self.width / columns)
                self.layout.addItem(words, row, panel.column)
            self.layout.addItem(panel.plot.item, row + 1, panel.column, 2 * panel.rows - 1)
        if columns == 2 and self.panels[0].rows > 1:
            grid.setColumnStretchFactor(0, 6)
            grid.setColumnStretchFactor(1, 5)
        for row in range(lowest):
            grid.setRowStretchFactor(2 + 2 * row, 100)
        if caption:
            self._paragraph(caption, 12.0, False, self._look.muted, 1 + 2 * lowest, columns)

    def _paragraph(
        self, text: str, size: float, bold: bool, colour: str, row: int, columns: int
    ) -> None:
        words = Words(text, self._look, size, bold, colour)
        words.fit(self.width - self._look.size(28.0))
        self.layout.addItem(words, row, 0, 1, columns)

    def settle(self) -> None:
        """Lay out, draw and paint until the axes have found their room."""
        for panel in self.panels:
            panel.plot.frame = panel.frame
            panel.plot.redraw()
        # What is measured does not depend on the picture: a tiny one costs no time.
        blank = QImage(16, 16, QImage.Format.Format_ARGB32_Premultiplied)
        for _ in range(_PASSES):
            self._activate()
            for panel in self.panels:
                panel.plot.draw(panel.frame)
            self._align_legends()
            self._activate()
            painter = QPainter(blank)
            try:
                self.paint(painter, QRectF(0.0, 0.0, 16.0, 16.0))
            finally:
                painter.end()

    def _align_legends(self) -> None:
        """Pictures beside one another are equally high, however many rows their legends have."""
        rows: dict[tuple[int, int], list[Legend]] = {}
        for panel in self.panels:
            children = panel.plot.item.childItems()
            found = [child for child in children if isinstance(child, Legend)]
            rows.setdefault((panel.row, panel.rows), []).extend(found)
        for legends in rows.values():
            most = max((legend.lines for legend in legends), default=1)
            for legend in legends:
                legend.keep_lines(most)

    def _activate(self) -> None:
        for panel in self.panels:
            panel.plot.item.layout.activate()
        self.layout.layout.activate()
        for panel in self.panels:
            panel.plot.item.layout.activate()
