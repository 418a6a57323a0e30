"""What else pulls at the point: the state of the update rule, and the gradients of batches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem

from visualizer.core.analysis.batch_noise import Cloud
from visualizer.core.analysis.planes import Plane
from visualizer.core.notation.letters import letter_text
from visualizer.core.notation.plain import plain
from visualizer.core.worked.update import GRADIENT, Moved, sub_steps
from visualizer.gui.look.look import Look
from visualizer.gui.plots.cloud import CloudItem
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.marks import ARROWS, Arrow, LegendEntry
from visualizer.gui.plots.ranges import LIMIT, Array

STYLES = tuple((style, ARROWS[style]) for style in ("dotted arrow", "dash-dot arrow"))
"""How the first arrow of a rule is drawn, and the second."""

LEAST = 18.0
"""Pixels that an arrow has at least."""

OFTEN = 95.0
"""Per cent of a cloud that count for its size: single batches may be far away."""


Scale = Callable[[Array], Array]
"""Makes pixels (..., 2) of ways (..., 2) in the units of the slope, upwards negative."""


@dataclass(frozen=True, eq=False)
class Pull:
    """A quantity of the rule, as the way (2,) on which it draws the parameters."""

    letter: str
    words: str
    way: Array


class Pulls:
    """Arrows of the rule's state with their letters, and the cloud of the batches.

    All have the scale of the downhill arrow, so that their lengths can be compared, but an
    arrow is at least as long as can be seen.
    """

    def __init__(self, box: QGraphicsItem, look: Look) -> None:
        self.arrows = [Arrow(box, look, dashed=True, dash=dash) for _, dash in STYLES]
        self.tags = [Tag(box, look) for _ in STYLES]
        self.cloud = CloudItem(box, look)
        self.cloud.setZValue(24)
        for arrow, tag in zip(self.arrows, self.tags, strict=True):
            arrow.setZValue(25)
            arrow.gap = 8.0
            tag.setZValue(28)
        self._pulls: list[Pull] = []
        self._batches: Array = np.empty((0, 2))
        self._whole: Array = np.zeros(2)
        self._size = 0
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self._look = look
        for arrow, tag, colour in zip(self.arrows, self.tags, look.state, strict=True):
            arrow.restyle(look, colour)
            tag.restyle(look)
        self.cloud.restyle(look)

    def read(self, frame: Frame, plane: Plane, state: bool, cloud: bool) -> None:
        """Take from the frame what is to be drawn on a plane with two coordinates."""
        self._pulls = self._read_state(frame, plane) if state else []
        known = frame.insight(Cloud) if cloud else None
        # That of another step would hang in the wrong place.
        shown = known is not None and known.step == frame.row
        self._batches = np.empty((0, 2))
        if known is not None and shown:
            self._batches = -plane.along(np.clip(known.gradients, -LIMIT, LIMIT))
            self._whole = -plane.along(np.clip(known.whole, -LIMIT, LIMIT))
            self._size = known.size

    def _read_state(self, frame: Frame, plane: Plane) -> list[Pull]:
        if frame.sub_step:
            return self._read_sub_step(frame, plane)
        rule, found = frame.run.rule, []
        row = frame.run.history.row(frame.row)
        for name in rule.pointers[: len(STYLES)]:
            if name in row.quantities:
                values = np.nan_to_num(np.clip(row.quantities[name], -LIMIT, LIMIT))
                way = (1.0 if rule.ahead else -1.0) * plane.along(values)
                letter = letter_text(name) if rule.ahead else f"−{letter_text(name)}"
                found.append(Pull(letter, rule.names.get(name, ""), way))
        return found

    def _read_sub_step(self, frame: Frame, plane: Plane) -> list[Pull]:
        """What the line of the update works out that By hand looks at, if it points somewhere.

        The update itself is the arrow of the next step, which is there already.
        """
        rule, row = frame.run.rule, frame.run.history.row(frame.row)
        moved = Moved(
            row.step, row.theta, row.gradient, row.learning_rate, row.quantities, {}, None
        )
        lines = sub_steps(rule, moved, 0)
        one = lines[min(frame.sub_step, len(lines)) - 1]
        if one.vector is None:
            return []
        # The slope leads uphill, also for rules whose quantities point where the step leads.
        ahead = rule.ahead and one.words != GRADIENT
        values = np.nan_to_num(np.clip(one.vector, -LIMIT, LIMIT))
        letter = plain(one.left)
        return [
            Pull(
                letter if ahead else f"−{letter}",
                one.words,
                (1.0 if ahead else -1.0) * plane.along(values),
            )
        ]

    def entries(self) -> list[LegendEntry]:
        """What the legend says about what is drawn."""
        found = [
            LegendEntry(style, colour, f"{pull.letter} {pull.words}")
            for pull, (style, _), colour in zip(self._pulls, STYLES, self._look.state, strict=False)
            if np.any(pull.way)
        ]
        if len(self._batches):
            rows = f"batches of {self._size}" if self._size else "draws of the noise"
            found.append(LegendEntry("dot", self._look.gradient, rows))
            found.append(
                LegendEntry("ring", self._look.path, "all rows" if self._size else "no noise")
            )
        return found

    def ways(self) -> list[Array]:
        """Everything that is drawn, (n, 2) each."""
        return [*(pull.way[None] for pull in self._pulls), self._batches]

    def longest(self, scale: Scale) -> float:
        """The greatest length that counts, in the units of a scale."""
        lengths = [np.hypot(*scale(way).T) for way in self.ways() if len(way)]
        return max((float(np.percentile(one, OFTEN)) for one in lengths), default=0.0)

    def place(self, here: QPointF, scale: Scale | None) -> None:
        """Draw from a point in pixels; without a scale there is nothing to draw."""
        for index, (arrow, tag) in enumerate(zip(self.arrows, self.tags, strict=True)):
            tip = None
            if scale is not None and index < len(self._pulls):
                tip = here + visible(scale(self._pulls[index].way), self._look)
            arrow.point(here, tip)
            self._label(tag, index, tip if arrow.isVisible() else None, here)
        if scale is not None and len(self._batches):
            self.cloud.show_around(here, scale(self._batches), scale(self._whole))
        else:
            self.cloud.setVisible(False)

    def _label(self, tag: Tag, index: int, tip: QPointF | None, here: QPointF) -> None:
        if tip is None:
            tag.write([])
            return
        plate = self._look.colour(self._look.tag, 0.7)
        tag.write([(self._pulls[index].letter, self._look.state[index])], plate)
        left, above = tip.x() < here.x(), tip.y() < here.y()
        tag.place(tip.x(), tip.y(), 1.0 if left else 0.0, 1.0 if above else 0.0)

    def letters(self) -> Sequence[str]:
        """The letters that are written at the tips."""
        return [tag.text for tag in self.tags if tag.isVisible()]


def share_inside(here: QPointF, way: Array, area: QRectF) -> float:
    """The part of a way (2,) from a point, in pixels, that lies in an area; 1 for all of it."""
    if not area.contains(here):
        return 1.0
    share = 1.0
    for at, part, low, high in (
        (here.x(), float(way[0]), area.left(), area.right()),
        (here.y(), float(way[1]), area.top(), area.bottom()),
    ):
        if part != 0.0:
            share = min(share, ((high if part > 0.0 else low) - at) / part)
    return max(share, 0.0)


def visible(way: Array, look: Look) -> QPointF:
    """A way (2,) in pixels, made longer where it would be too short to be seen; 0 stays."""
    length = float(np.hypot(*way))
    factor = max(1.0, look.size(LEAST) / length) if length > 0.0 else 1.0
    return QPointF(*(way * factor).tolist())
