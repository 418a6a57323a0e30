"""All parameters as matrices, with their number and what an epoch costs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from visualizer.app.state import Run
from visualizer.gui.look.look import Look
from visualizer.gui.panels.matrix_blocks import blocks_of, coefficients_text, cost_text
from visualizer.gui.panels.matrix_view import MatrixView
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.roles import set_role

MOST_LINES = 5
SCROLL_BAR = 14


class Matrices(QWidget):
    """W1, b1, W2, ... at the playhead; negative values are blue, positive ones orange.

    Signals
    -------
    parameter_chosen(run, index)
        A cell was clicked: the run that is shown, and the index of its parameter.
    """

    parameter_chosen = Signal(object, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key: object = None
        self._run: Run | None = None
        self._names: object = None
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        # A formula of many inputs is long: it scrolls, and leaves room for the matrices.
        self.words.setObjectName("scrolled")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("Costs and coefficients")
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.words)
        self.view = MatrixView(look)
        self.view.parameter_chosen.connect(self._on_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._scroll)
        layout.addWidget(self.view, 1)

    def draw(self, frame: Frame) -> None:
        """Show the parameters at the playhead; does nothing when they are shown already."""
        key = (frame.run, frame.row, frame.lines)
        if key == self._key:
            return
        self._key, self._run = key, frame.run
        words = "\n".join(filter(None, (cost_text(frame), coefficients_text(frame))))
        if words != self.words.text():
            self.words.setText(words)
            self._fit()
        names = frame.run.history.parameters
        if names != self._names:
            self._names = names
            self.view.set_blocks(blocks_of(frame), names)
        self.view.set_values(frame.run.history.theta(frame.row), frame.lines)

    def _fit(self) -> None:
        """As high as the words, up to a few lines."""
        line = self.words.fontMetrics().lineSpacing()
        needed = self.words.heightForWidth(max(self.width() - SCROLL_BAR, 1))
        self._scroll.setFixedHeight(min(max(needed, line) + 2, MOST_LINES * line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break at other places."""
        super().resizeEvent(event)
        self._fit()

    def _on_chosen(self, index: int) -> None:
        self.parameter_chosen.emit(self._run, index)

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self.view.restyle(look)
