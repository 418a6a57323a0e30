"""Names beside points of a map, which keep off one another and off what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem

from visualizer.gui.look.look import Look
from visualizer.gui.plots.corners import touching
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.ranges import Array

_WAYS = ((1, -1), (-1, -1), (1, 1), (-1, 1), (1, 0), (-1, 0), (0, -1), (0, 1))
"""Where a name may stand from its point: right above, left above, and so on."""

_GAPS = (9.0, 22.0, 44.0)
"""Pixels at scale 1 between a point and its name: the nearest that has room."""

_MANY = 6
"""Of more points only those names are written that have room beside them."""

_OVERLAP, _LINE = 1000.0, 1.0
"""What it costs to lie on something, and to cover a piece of a line."""

_STAYS = 6.0
"""How much better another place must be for a name to move: names that jump cannot be read."""


@dataclass(frozen=True)
class NamedPoint:
    """A point in pixels of the box, with its name."""

    at: QPointF
    name: str
    colour: str


class NameTags:
    """Tags that are made once and moved."""

    def __init__(self, box: QGraphicsItem, look: Look) -> None:
        self._box, self._look = box, look
        self._tags: list[Tag] = []
        self._chosen: dict[str, int] = {}

    def restyle(self, look: Look) -> None:
        """Take over fonts."""
        self._look = look
        for tag in self._tags:
            tag.restyle(look)

    def place(
        self,
        points: Sequence[NamedPoint],
        area: QRectF,
        taken: Sequence[QRectF],
        lines: Sequence[tuple[Array, Array]],
    ) -> None:
        """Write the names of points inside an area, off what is `taken` and off `lines`."""
        while len(self._tags) < len(points):
            tag = Tag(self._box, self._look)
            tag.setZValue(40)
            self._tags.append(tag)
        if len(points) > _MANY:
            self._place_many(points, area, taken)
            return
        half = self._look.size(8.0)
        balls = [QRectF(p.at.x() - half, p.at.y() - half, 2 * half, 2 * half) for p in points]
        used = [*taken, *balls]
        plate = self._look.colour(self._look.card, 0.9)
        for place, tag in enumerate(self._tags):
            there = place < len(points) and area.contains(points[place].at)
            point = points[place] if there else None
            tag.write([(point.name, point.colour)] if point and point.name else [], plate)
            if point is not None and point.name:
                used.append(self._stand(tag, point, area, used, lines))

    def _place_many(
        self, points: Sequence[NamedPoint], area: QRectF, taken: Sequence[QRectF]
    ) -> None:
        """Write the names that have room close to their points: there is no time to look farther.

        Of many runs most stand in one place; the others are told by their colours.
        """
        half = self._look.size(8.0)
        sides = [(one.left(), one.top(), one.right(), one.bottom()) for one in taken]
        at = [(point.at.x(), point.at.y()) for point in points]
        sides += [(x - half, y - half, x + half, y + half) for x, y in at]
        used = np.array(sides)
        plate = self._look.colour(self._look.card, 0.9)
        gap = self._look.size(_GAPS[0])
        for tag, point in zip(self._tags, points, strict=False):
            tag.write([(point.name, point.colour)] if point.name else [], plate)
            offers = [_beside(point.at, way, gap, *tag.size()) for way in _WAYS]
            free = _free(offers, used) if area.contains(point.at) and point.name else []
            rect = next((one for one in free if area.contains(one)), None)
            if rect is None:
                tag.write([])
                continue
            tag.setPos(rect.topLeft())
            used = np.append(used, [_sides(rect)], axis=0)
        for tag in self._tags[len(points) :]:
            tag.write([])

    def rectangles(self) -> list[QRectF]:
        """Where the names are, in pixels of the box."""
        shown = [tag for tag in self._tags if tag.isVisible() and tag.text]
        return [tag.mapRectToParent(tag.boundingRect()) for tag in shown]

    def texts(self) -> list[str]:
        """The names that are written."""
        return [tag.text for tag in self._tags if tag.isVisible() and tag.text]

    def clear(self) -> None:
        """Write nothing."""
        for tag in self._tags:
            tag.write([])

    def _stand(
        self,
        tag: Tag,
        point: NamedPoint,
        area: QRectF,
        used: Sequence[QRectF],
        lines: Sequence[tuple[Array, Array]],
    ) -> QRectF:
        """Put a name where it covers least, and stay there while that is good enough."""
        width, height = tag.size()
        # Moved inside, as a name that is cut says nothing; it may then lie on its point.
        offers = [
            _within(area, _beside(point.at, way, self._look.size(gap), width, height))
            for gap in _GAPS
            for way in _WAYS
        ]

        def cost(rect: QRectF) -> float:
            outside = not area.contains(rect)
            on = outside + sum(rect.intersects(one) for one in used)
            return _OVERLAP * on + _LINE * sum(touching(*line, rect) for line in lines)

        known = self._chosen.get(point.name)
        # Farther places are asked only where no near one is free.
        costs: list[float] = []
        for place, rect in enumerate(offers):
            if place and place % len(_WAYS) == 0 and min(costs) < _OVERLAP:
                break
            costs.append(cost(rect) + 0.1 * place)
        best = costs.index(min(costs))
        if known is not None and known < len(costs) and costs[known] < costs[best] + _STAYS:
            best = known
        self._chosen[point.name] = best
        tag.setPos(offers[best].topLeft())
        return offers[best]


def _sides(rect: QRectF) -> tuple[float, float, float, float]:
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _free(offers: Sequence[QRectF], used: Array) -> list[QRectF]:
    """The rectangles that lie on none of those with these sides (K, 4)."""
    made = np.array([_sides(one) for one in offers])[:, None]
    apart = (made[..., :2] >= used[:, 2:]) | (made[..., 2:] <= used[:, :2])
    clear = np.all(np.any(apart, axis=2), axis=1)
    return [offers[place] for place in np.flatnonzero(clear).tolist()]


def free_place(
    at: QPointF, size: tuple[float, float], area: QRectF, used: Sequence[QRectF], scale: float
) -> QRectF:
    """Where a name of a size stands beside a point: in an area, and on nothing, if that is so."""
    offers = [_beside(at, way, scale * gap, *size) for gap in _GAPS for way in _WAYS]

    def cost(rect: QRectF) -> int:
        return (not area.contains(rect)) + sum(rect.intersects(one) for one in used)

    return min(offers, key=cost)


def _within(area: QRectF, rect: QRectF) -> QRectF:
    """A rectangle moved inside an area, as far as it has room there."""
    x = max(min(rect.left(), area.right() - rect.width()), area.left())
    y = max(min(rect.top(), area.bottom() - rect.height()), area.top())
    return QRectF(x, y, rect.width(), rect.height())


def _beside(at: QPointF, way: tuple[int, int], gap: float, width: float, height: float) -> QRectF:
    """A rectangle so far from a point, to one of its sides."""
    x = at.x() + way[0] * gap - (width if way[0] < 0 else width / 2.0 if way[0] == 0 else 0.0)
    y = at.y() + way[1] * gap - (height if way[1] < 0 else height / 2.0 if way[1] == 0 else 0.0)
    return QRectF(x, y, width, height)
