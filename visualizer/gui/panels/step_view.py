"""The numbers of one step, drawn: a small table and the equation beneath it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from visualizer.core.notation.letters import letter_text
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look
from visualizer.gui.panels.equation import Piece, Pieces, equations, name_pieces, plain_text
from visualizer.gui.panels.step_columns import StepColumn, columns_of, places
from visualizer.gui.panels.steps import UpdateStep

USUAL_ROWS = 2
MOST_ROWS = 6
GAP = 14.0
RIGHT, LEFT = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class StepView(QWidget):
    """Draws the step itself: a change costs one paint and no layout.

    A click or the arrow keys choose the parameter whose equation is shown.

    Signals
    -------
    parameter_chosen(index)
        The index of the parameter whose equation the user wants.
    """

    parameter_chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step: UpdateStep | None = None
        self._names: Sequence[str] = ()
        self._indices: tuple[int, ...] = ()
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(200)
        self.setAccessibleName("Step")
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take colours and letters of a look."""
        self._look = look
        self._words = look.font(12)
        self._figures = look.mono(13)
        self._formula = look.font(15)
        self._italic = look.font(15)
        self._italic.setItalic(True)
        self._index = look.font(11)
        self._line = round(QFontMetricsF(self._figures).height() + look.size(3))
        self._heading = round(QFontMetricsF(self._words).height() + look.size(2))
        self._below = round(QFontMetricsF(self._formula).height() + look.size(10))
        self.updateGeometry()
        self.update()

    def set_step(self, step: UpdateStep, names: Sequence[str], indices: Sequence[int]) -> None:
        """Show a step of these parameters (indices into all of them)."""
        changed = min(len(indices), MOST_ROWS) != min(len(self._indices), MOST_ROWS)
        self._step, self._names, self._indices = step, names, tuple(indices)
        if self._chosen not in self._indices:
            self._chosen = self._indices[0] if self._indices else 0
        if changed:
            self.updateGeometry()
        self.update()

    def equation(self) -> str:
        """The equation in full, as one line of text."""
        if self._step is None or not self._indices:
            return ""
        return plain_text(self._equations()[0])

    def explanation(self) -> str:
        """The equation, and a line for each quantity of the update rule."""
        names = self._step.names if self._step is not None else {}
        lines = [f"{letter_text(name)}: {words}" for name, words in names.items()]
        return "\n".join([self.equation(), *lines])

    def describe(self) -> None:
        """Tell a screen reader the equation that is chosen."""
        self.setAccessibleDescription(self.explanation())

    def choose(self, index: int) -> None:
        """Show the equation of a parameter."""
        if index in self._indices and index != self._chosen:
            self._chosen = index
            self.update()
            self.describe()
            self.parameter_chosen.emit(index)

    @property
    def chosen(self) -> int:
        """The parameter whose equation is shown."""
        return self._chosen

    def shown_rows(self) -> int:
        """How many parameters there is room for."""
        rows = int((self.height() - self._heading - self._below) // self._line)
        return max(1, min(rows, len(self._indices), MOST_ROWS))

    def sizeHint(self) -> QSize:
        """Room for a few parameters and the equation."""
        rows = max(1, min(len(self._indices), USUAL_ROWS))
        return QSize(round(self._look.size(560)), self._heading + rows * self._line + self._below)

    def minimumSizeHint(self) -> QSize:
        """One parameter and its equation."""
        return QSize(200, self._heading + self._line + self._below)

    # Drawing.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings, a line for each parameter, and the equation."""
        if self._step is None or not self._indices:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_table(painter, self._step)
        self._draw_equation(painter)
        painter.end()

    def _draw_table(self, painter: QPainter, step: UpdateStep) -> None:
        shown = self._rows(self.shown_rows())
        share = self._look.size(13) / self._look.size(15)
        names = max(self._width(name_pieces(self._names[index]), share) for index in shown)
        words, figures = QFontMetricsF(self._words), QFontMetricsF(self._figures)
        placed = places(columns_of(step, shown), names + 4, self.width(), GAP, words, figures)
        hidden = len(shown) < len(self._names)
        told = f"{len(shown)} of {len(self._names):,}" if hidden else ""
        self._draw_headings(painter, placed, told, names + 80)
        for place, index in enumerate(shown):
            top = self._heading + place * self._line
            if len(self._indices) > 1 and index == self._chosen:
                self._draw_mark(painter, top)
            self._draw_name(painter, index, top)
            painter.setFont(self._figures)
            painter.setPen(QColor(self._look.text))
            for column, edge in placed:
                room = QRectF(0, top, edge, self._line)
                painter.drawText(room, RIGHT | MIDDLE, column.texts[place])

    def _draw_headings(
        self, painter: QPainter, placed: Sequence[tuple[StepColumn, float]], told: str, left: float
    ) -> None:
        painter.setFont(self._words)
        painter.setPen(QColor(self._look.muted))
        for column, edge in placed:
            painter.drawText(QRectF(0, 0, edge, self._heading), RIGHT | MIDDLE, column.heading)
        if told:
            painter.drawText(QRectF(0, 0, left, self._heading), LEFT | MIDDLE, told)

    def _rows(self, count: int) -> tuple[int, ...]:
        """The parameters shown: the first ones, and the chosen one in any case."""
        shown = self._indices[:count]
        return shown if self._chosen in shown else (*shown[:-1], self._chosen)

    def _draw_mark(self, painter: QPainter, top: float) -> None:
        colour = mixed(self._look.card, self._look.accent, 0.10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(-4, top, self.width() + 8, self._line), 4, 4)
        if self.hasFocus():
            painter.setPen(self._look.pen(self._look.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, top + 0.5, self.width() - 1, self._line - 1), 4, 4)

    def _draw_name(self, painter: QPainter, index: int, top: float) -> None:
        metrics = QFontMetricsF(self._look.mono(13, bold=True))
        baseline = top + (self._line + metrics.ascent() - metrics.descent()) / 2
        colour = self._look.line_colour(index)
        x = self._look.size(4)
        for piece in name_pieces(self._names[index]):
            painter.setFont(self._look.font(11 if piece.low else 13, bold=True))
            painter.setPen(QColor(colour))
            drop = metrics.descent() * 0.7 if piece.low else 0.0
            painter.drawText(QPointF(x, baseline + drop), piece.text)
            x += QFontMetricsF(painter.font()).horizontalAdvance(piece.text)

    def _draw_equation(self, painter: QPainter) -> None:
        pieces = self._fitting()
        metrics = QFontMetricsF(self._formula)
        bottom = self._heading + self.shown_rows() * self._line
        baseline = bottom + (self._below + metrics.ascent() - metrics.descent()) / 2 + 1
        x = self._look.size(4)
        painter.setPen(QColor(self._look.text))
        for piece in pieces:
            painter.setFont(self._font_of(piece))
            drop = metrics.descent() * 0.75 if piece.low else 0.0
            painter.drawText(QPointF(x, baseline + drop), piece.text)
            x += self._advance(piece)

    def _equations(self) -> tuple[Pieces, ...]:
        assert self._step is not None
        return equations(self._step, self._names[self._chosen], self._chosen)

    def _fitting(self) -> Pieces:
        """The longest form of the equation that is not cut."""
        forms = self._equations()
        room = self.width() - 2 * self._look.size(4)
        return next((form for form in forms if self._width(form) <= room), forms[-1])

    def _width(self, pieces: Pieces, share: float = 1.0) -> float:
        return share * sum(self._advance(piece) for piece in pieces)

    def _advance(self, piece: Piece) -> float:
        slant = 1.0 if piece.italic else 0.0
        return QFontMetricsF(self._font_of(piece)).horizontalAdvance(piece.text) + slant

    def _font_of(self, piece: Piece) -> QFont:
        if piece.low:
            return self._index
        return self._italic if piece.italic else self._formula

    # Choosing.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a line shows its equation."""
        place = int((event.position().y() - self._heading) // self._line)
        shown = self._rows(self.shown_rows()) if self._indices else ()
        if 0 <= place < len(shown):
            self.choose(shown[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the parameters."""
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self._indices:
            super().keyPressEvent(event)
            return
        place = self._indices.index(self._chosen) + move
        self.choose(self._indices[max(0, min(place, len(self._indices) - 1))])

    def event(self, event: QEvent) -> bool:
        """The tooltip holds the whole equation, and what the letters mean."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.explanation(), self)
            return True
        return super().event(event)
