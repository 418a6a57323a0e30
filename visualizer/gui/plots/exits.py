"""Where lines leave a plot: a small arrow at its edge, with words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.corners import touching
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.ranges import Array, Range, spread

_WIDE, _HIGH = 4.5, 8.0
"""Half the width of an arrow and its height, in pixels at scale 1."""

_MOST = 0.55
"""The share of the width that words may take."""

_STEPS = 9
"""Places that are tried for words, each a quarter of their width farther away."""


@dataclass(frozen=True)
class Exit:
    """A place at the edge where something leaves.

    `at` is a point of the edge in units of the axes, `way` points outwards: (0, 1) is up. Without
    `words` there is the arrow alone; `brief` stands where they would take most of the width.
    """

    at: tuple[float, float]
    way: tuple[float, float]
    colour: str
    words: str = ""
    brief: str = ""


def edge_of(inside: Array, outside: Array, across: Range, up: Range) -> tuple[float, float]:
    """Where the way from a point (2,) of a view to one outside crosses its edge."""
    share = 1.0
    for place, (low, high) in enumerate((across, up)):
        # Halves: the difference of two huge numbers need not be finite.
        ahead = outside[place] / 2.0 - inside[place] / 2.0
        limit = high if ahead > 0.0 else low
        if ahead != 0.0:
            share = min(share, max((limit / 2.0 - inside[place] / 2.0) / ahead, 0.0))
    at = inside + (share * outside - share * inside)
    return float(at[0]), float(at[1])


class ExitArrows(pg.GraphicsObject):
    """The arrows, in pixels of a view box."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        # Kept: Qt asks for it while a plot is taken down, when the box may be gone already.
        self._area = QRectF()
        self._edge = QPen()
        self._heads: list[tuple[QPolygonF, QColor]] = []
        self.setZValue(28)
        self.setVisible(False)

    def show_heads(
        self, heads: Sequence[tuple[QPolygonF, QColor]], area: QRectF, edge: QPen
    ) -> None:
        """Draw these, within an area."""
        self._edge = edge
        self.prepareGeometryChange()
        self._area, self._heads = area, list(heads)
        self.setVisible(bool(heads))
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # With an edge, as it may stand on the path of its own colour.
        painter.setPen(self._edge)
        for head, colour in self._heads:
            painter.setBrush(colour)
            painter.drawPolygon(head)


class Exits:
    """Arrows at the edges of a view box, and their words, which never lie on one another."""

    def __init__(self, box: pg.ViewBox, parent: QGraphicsItem, look: Look) -> None:
        self._box, self._parent = box, parent
        self._look = look
        self._exits: tuple[Exit, ...] = ()
        self._tags: list[Tag] = []
        self._placed: object = None
        self.arrows = ExitArrows(box)

    @property
    def exits(self) -> tuple[Exit, ...]:
        """What leaves."""
        return self._exits

    def restyle(self, look: Look) -> None:
        """Take over fonts and sizes."""
        self._look = look
        for tag in self._tags:
            tag.restyle(look)

    def show_exits(self, exits: Sequence[Exit]) -> None:
        """What leaves; nothing hides the arrows."""
        self._exits = tuple(exits)
        if not self._exits:
            self._placed = None
        while len(self._tags) < len(self._exits):
            self._tags.append(Tag(self._parent, self._look))
        for tag in self._tags[len(self._exits) :]:
            tag.write([])
        if not self._exits:
            self.arrows.show_heads((), QRectF(), QPen())

    def place(self, lines: Callable[[], Sequence[tuple[Array, Array]]]) -> None:
        """Stand where the view now is; words keep off `lines`, in pixels of the plot."""
        view = [tuple(one) for one in self._box.viewRange()]
        area = QRectF(self._box.geometry())
        key = (self._exits, view, area, self._look)
        # To look for room takes longer than a frame has, and finds the same until this changes.
        if not self._exits or key == self._placed:
            return
        self._placed = key
        heads = [self._head(one) for one in self._exits]
        colours = [self._look.colour(one.colour) for one in self._exits]
        edge = self._look.pen(self._look.card, 1.0)
        self.arrows.show_heads(
            list(zip(heads, colours, strict=True)), QRectF(self._box.rect()), edge
        )
        self._write(heads, area, lines())

    def _head(self, one: Exit) -> QPolygonF:
        """The arrow, its tip just inside the edge."""
        area, size = self._box.rect(), self._look.size
        tip = self._box.mapFromView(QPointF(*one.at))
        inset = size(_WIDE)
        tip.setX(min(max(tip.x(), inset), area.width() - inset))
        tip.setY(min(max(tip.y(), 1.0), area.height() - 1.0))
        along = QPointF(one.way[0], -one.way[1])  # pixels count downwards
        back, side = tip - along * size(_HIGH), QPointF(-along.y(), along.x()) * size(_WIDE)
        return QPolygonF([tip, back + side, back - side])

    def _write(
        self, heads: Sequence[QPolygonF], area: QRectF, lines: Sequence[tuple[Array, Array]]
    ) -> None:
        """Words beside the arrows: those at one edge stand below one another."""
        plate = self._look.colour(self._look.card, 0.8)
        named = []
        for one, head, tag in zip(self._exits, heads, self._tags, strict=False):
            tag.write([(one.words, one.colour)] if one.words else [], plate)
            if one.brief and tag.size()[0] > _MOST * area.width():
                tag.write([(one.brief, one.colour)], plate)
            if one.words:
                named.append((head.boundingRect(), tag))
        for upper in (True, False):
            there = [one for one in named if (one[0].center().y() < area.height() / 2.0) == upper]
            if not there:
                continue
            wanted = [box.center().y() for box, _ in there]
            middles = spread(wanted, there[0][1].size()[1], 0.0, area.height())
            for (box, tag), middle in zip(there, middles, strict=True):
                self._stand(tag, box, middle, area, lines)

    def _stand(
        self,
        tag: Tag,
        box: QRectF,
        middle: float,
        area: QRectF,
        lines: Sequence[tuple[Array, Array]],
    ) -> None:
        """Put words at a height, as near to their arrow as they cover fewest lines."""
        gap, width = self._look.size(3.0), tag.size()[0]
        first, last = box.right() + gap, area.width() - width
        offers = [first + step * width / 4.0 for step in range(_STEPS)]
        offers = [x for x in offers if x <= last] or [max(box.left() - gap - width, 0.0)]

        def covered(x: float) -> int:
            tag.place(area.left() + x, area.top() + middle, 0.0, 0.5)
            taken = tag.mapRectToParent(tag.boundingRect())
            return sum(touching(*line, taken) for line in lines)

        best = min(offers, key=covered)  # of equal ones the first, which is nearest
        tag.place(area.left() + best, area.top() + middle, 0.0, 0.5)

    def outlines(self) -> list[tuple[Array, Array]]:
        """The borders of the words, as lines in pixels of the plot: a remark keeps off them."""
        return [_outline(tag) for tag in self._tags if tag.isVisible() and tag.text]

    def rectangles(self) -> list[QRectF]:
        """Where the words are, in the plot."""
        shown = [tag for tag in self._tags if tag.isVisible() and tag.text]
        return [tag.mapRectToParent(tag.boundingRect()) for tag in shown]


def _outline(tag: Tag) -> tuple[Array, Array]:
    """The border as many short pieces: it counts for more than a line that passes."""
    box = tag.mapRectToParent(tag.boundingRect())
    share = np.linspace(0.0, 1.0, 40)
    across, down = box.left() + share * box.width(), box.top() + share * box.height()
    x = np.concatenate([across, np.full(40, box.right()), across[::-1], np.full(40, box.left())])
    y = np.concatenate([np.full(40, box.top()), down, np.full(40, box.bottom()), down[::-1]])
    return x, y
