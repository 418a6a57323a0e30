"""A plot that no stage keeps up to date: a picture in a dialog."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from visualizer.gui.look.links import later
from visualizer.gui.look.look import Look
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.plot_view import PlotView


class StillView(PlotView):
    """Keeps the frame that it is given, and draws it whenever that is needed.

    That is when it is shown, when it has another size, and in another look. While it is hidden,
    behind other pictures for one, nothing is drawn.
    """

    def __init__(self, plot: Plot, smallest: QSize, parent: QWidget | None = None) -> None:
        super().__init__(plot, smallest, parent)
        self._kept: Frame | None = None
        self.stirred.connect(self._on_stirred)

    def keep(self, frame: Frame | None) -> None:
        """Show a frame from now on; None leaves the picture as it is, and draws no more."""
        self._kept = frame
        self._draw_twice()

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        super().restyle(look)
        self._draw_twice()

    def _on_stirred(self) -> None:
        # Once the layout has come to rest.
        later(self, self._draw_twice)

    def _draw_twice(self) -> None:
        """Axes take their room while they are painted."""
        self._draw()
        later(self, self._draw)

    def _draw(self) -> None:
        if self._kept is not None and self.isVisible():
            self.show_frame(self._kept)
