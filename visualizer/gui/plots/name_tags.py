"""Names beside points of a map, which keep off one another and off what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
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
        plate = self._look.colour(self._look.card, 0.9)
        for tag, point in zip(self._tags, points, strict=False):
            tag.write([(point.name, point.colour)] if point.name else [], plate)
        for tag in self._tags[len(points) :]:
            tag.write([])
        at = np.array([(point.at.x(), point.at.y()) for point in points])
        size = np.array([tag.size() for tag in self._tags[: len(points)]])
        offers = _offers(at, size, self._look.size(_GAPS[0]))
        half = self._look.size(8.0)
        used = np.concatenate(
            [
                np.array([_sides(one) for one in taken]).reshape(-1, 4),
                np.concatenate([at - half, at + half], axis=1),
                np.empty((len(points), 4)),
            ]
        )
        count = len(taken) + len(points)
        inside = _holds(_sides(area), offers) & _holds(_sides(area), np.tile(at, 2))[:, None]
        for place, (tag, point) in enumerate(zip(self._tags, points, strict=False)):
            free = inside[place] & _apart(offers[place], used[:count])
            chosen = int(free.argmax())
            # Not written anew: it often has room again in the next frame.
            tag.setVisible(bool(free[chosen]) and bool(point.name))
            if tag.isVisible():
                used[count] = offers[place, chosen]
                count += 1
                tag.setPos(*offers[place, chosen, :2].tolist())

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


def _offers(at: Array, size: Array, gap: float) -> Array:
    """Where rectangles of a size may stand by their points, each (N, 2): sides (N, ways, 4)."""
    ways = np.array(_WAYS, dtype=np.float64)
    # At the left of a point it ends there, above or below it is centred.
    corner = at[:, None] + ways * gap + (ways - 1.0) / 2.0 * size[:, None]
    return np.concatenate([corner, corner + size[:, None]], axis=2)


def _holds(area: tuple[float, float, float, float], sides: Array) -> NDArray[np.bool_]:
    """Whether an area holds the rectangles of some sides (..., 4)."""
    least, most = np.array(area[:2]), np.array(area[2:])
    inside: NDArray[np.bool_] = np.all((sides[..., :2] >= least) & (sides[..., 2:] <= most), -1)
    return inside


def _apart(offers: Array, used: Array) -> NDArray[np.bool_]:
    """Which of the rectangles (N, 4) lie on none of others (K, 4)."""
    offers = offers[:, None]
    apart = (offers[..., :2] >= used[:, 2:]) | (offers[..., 2:] <= used[:, :2])
    clear: NDArray[np.bool_] = np.all(np.any(apart, axis=2), axis=1)
    return clear


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
