"""What a plot says in words: a remark in a corner, what is under the cursor, why it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QPointF, QRectF

from visualizer.gui.look.look import Look
from visualizer.gui.plots.axes import PlotBox
from visualizer.gui.plots.corners import CORNERS, TOP_RIGHT, Corner, drawn_lines, emptiest
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Message, Span, Tag
from visualizer.gui.plots.ranges import Array


class Remarks:
    """The part of `Plot` that writes and places words."""

    usual_corner: ClassVar[Corner] = TOP_RIGHT
    """Where a remark stands, unless it would cover something there and nothing elsewhere."""
    look: Look
    box: PlotBox
    item: Any
    drawn: Frame | None
    on_note_clicked: Callable[[], None]
    _parts: list[Any]
    _linked = False
    """Whether the note has something to click."""
    _written: object = None
    _cornered: tuple[object, bool] | None = None
    """Where a corner was looked for, and whether one was free."""
    _remark = ""
    """What the note says, where it has room for all of it."""

    def _make_remarks(self) -> None:
        self.read_out = Tag(self.item, self.look)
        self.read_out.mono = True
        self.note = Tag(self.item, self.look)
        self.note.on_clicked = self._on_note
        self._message = Message(self.item, self.look, size=12.0)
        self._hovered: QPointF | None = None
        self._corner = self.usual_corner
        self._wordings: list[list[Span]] = []

    def pixels(self) -> tuple[float, float]:
        """Width and height of the drawing area; a guess before the first layout."""
        width, height = self.box.width(), self.box.height()
        return (width, height) if width > 20.0 and height > 20.0 else (400.0, 300.0)

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        """What stands under the cursor."""
        return ()

    def _choose_corner(self) -> bool:
        """Find words and a corner with which the note covers no data; whether there are any.

        What can be clicked stays, alone, where there are none for the whole sentence.
        """
        for spans in self._wordings:
            self._show_note(spans)
            if self.note.size()[0] <= self._note_room() and self._find_corner():
                return True
        return not self._wordings

    def _note_room(self) -> float:
        """The width in pixels that a note may have."""
        return self.pixels()[0] - 2.0 * self._inset()

    @property
    def crowded(self) -> bool:
        """Whether so much is drawn that looking for a free corner takes longer than a frame."""
        return False

    def _find_corner(self) -> bool:
        """The corner in which the note covers least of the data; whether that is nothing."""
        key = self.pixels(), self.box.viewRange()
        if self._cornered is None or self._cornered[0] != key or not self.crowded:
            self._cornered = key, self._look_for_corner()
        return self._cornered[1]

    def _look_for_corner(self) -> bool:
        corners = (self.usual_corner, *(one for one in CORNERS if one != self.usual_corner))
        area, inset = self.box.geometry(), self._inset()
        covered = [corner.rect(area, self.note.size(), inset) for corner in corners]
        lines = drawn_lines(self._parts, area, self.box.viewRange())
        self._corner, pieces = emptiest(corners, covered, [*lines, *self._words_drawn()])
        return pieces == 0

    def _words_drawn(self) -> Sequence[tuple[Array, Array]]:
        """The borders of words that the note must not cover, as lines in pixels of the plot."""
        return ()

    def _inset(self) -> float:
        """Pixels between the texts of a plot and its border."""
        return self.look.size(4.0)

    def _place_base(self) -> None:
        self.note.place(*self._corner.place(self.box.geometry(), self._inset()), *self._corner)
        self._place_read_out()
        self._message.stand_in(self.item.rect(), self._inset())

    def _place_read_out(self) -> None:
        """Away from the cursor, and below the note."""
        area, place = self.box.geometry(), self._hovered
        right = place is not None and self.box.mapFromView(place).x() < area.width() / 2.0
        corner = Corner(float(right), 0.0)
        self.read_out.place(*corner.place(area, self._inset()), *corner)
        # A wide note reaches into the other corner as well.
        free = self.item.size().height() - self.note.y() - self.note.size()[1]
        if free > self.read_out.size()[1]:
            self.read_out.keep_clear(self.note, self._inset())

    def note_area(self) -> QRectF:
        """What the note covers, in pixels of the view box; empty without a note."""
        if not self.note.isVisible():
            return QRectF()
        area = QRectF(QPointF(), self.box.geometry().size())
        return self._corner.rect(area, self.note.size(), self._inset())

    def _note_height(self, corner: Corner) -> float:
        """What the note takes of a corner, in pixels."""
        here = self.note.isVisible() and self._corner == corner
        return self.note.size()[1] + self._inset() if here else 0.0

    def _on_hovered(self, point: QPointF | None) -> None:
        self._hovered = point
        self._write_read_out()
        self._place_base()

    def _write_read_out(self) -> None:
        if self.drawn is None or self._hovered is None:
            self.read_out.write([])
            return
        spans = self._read_out(self.drawn, self._hovered)
        self.read_out.write(spans, self.look.colour(self.look.card, 0.88))

    def _write_note(self, words: str, link: str = "") -> None:
        """A remark in a corner; `link` calls `on_note_clicked`.

        A figure has no links: there is nobody to click.
        """
        if self.look.thorough:
            words, link = words.rstrip(": "), ""
        written = (words, link, self.look)
        if written == self._written:
            return  # it stands there, or had no room
        self._written = written
        self._linked = bool(link)
        spans = [(words, self.look.muted)] if words else []
        if link:
            spans.append((link, self.look.accent))
        self._remark = words + link
        self._wordings = [spans] if spans else []
        if words and link:
            self._wordings.append(spans[1:])
        self._show_note(spans)

    def _show_note(self, spans: Sequence[Span]) -> None:
        """Write the note, without the end of words for which the picture is too narrow."""
        if len(spans) == 1:
            spans = self.note.elided(spans, self._note_room())
        self.note.write(spans, self.look.colour(self.look.card, 0.88) if spans else None)

    def _on_note(self) -> None:
        self.on_note_clicked()
