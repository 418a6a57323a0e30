"""What learning rates do, for the sliders: from the curvature at the playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.kinds import rate_varies
from visualizer.core.optimizers import SGD
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import short_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.rate_slider import NO_MARKS, RateZones, Zone

if TYPE_CHECKING:
    from visualizer.core.analysis.stability import Limits

NAMES = ("slow", "smooth", "zig-zag", "diverges")
"""The zones, in the order of their rates."""


def marks_of(frame: Frame, look: Look) -> RateZones:
    """Zones and ticks for a frame, and a sentence that tells how far they hold.

    Zones are drawn where they are the whole truth: on a loss of second degree, with all
    rows in each step and the same rate throughout. Elsewhere the ticks hold at the playhead.
    """
    found = frame.insight(Curvature)
    if found is None or found.report.limits is None:
        return NO_MARKS
    limits, plain = found.report.limits, isinstance(found.report.optimizer, SGD)
    layout = frame.run.history.layout
    followed = layout.whole and not layout.clipped
    everywhere = found.quadratic and followed and not rate_varies(frame.experiment)
    ticks = (limits.smooth, limits.stable)
    if not everywhere:
        return RateZones((), ticks, _here(limits, plain))
    colours = (look.muted, look.good, look.warning, look.danger)
    ends = (*limits, float("inf"))
    zones = tuple(Zone(end, colour) for end, colour in zip(ends, colours, strict=True))
    return RateZones(zones, ticks, _everywhere(limits, plain))


def _everywhere(limits: Limits, plain: bool) -> str:
    slow, smooth, stable = (short_text(limit) for limit in limits)
    one, two = (" (1/λmax)", " (2/λmax)") if plain else ("", "")
    return (
        f"Slow below {slow}, smooth up to {smooth}{one}, zig-zag up to {stable}{two}; "
        "larger rates diverge."
    )


def _here(limits: Limits, plain: bool) -> str:
    smooth, stable = short_text(limits.smooth), short_text(limits.stable)
    if plain:
        return (
            f"Ticks at the playhead: 1/λmax = {smooth} and 2/λmax = {stable}. "
            "Elsewhere the curvature differs."
        )
    return (
        f"Ticks at the playhead: overshoots above {smooth}, unstable above {stable}. "
        "Elsewhere the curvature differs."
    )
