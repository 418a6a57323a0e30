"""What plots show, in words for those who cannot see it: what most of them have to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.axes import Axis
from visualizer.gui.plots.frame import Frame


def sentences(parts: Iterable[str]) -> str:
    """Parts of a description as sentences one after the other; empty ones are left out."""
    return " ".join(f"{part.rstrip(' .:')}." for part in parts if part.strip())


def ranges_in_words(axes: Sequence[Axis], ranges: Sequence[Sequence[float]]) -> list[str]:
    """From where to where each axis goes, of those that are named."""
    found = (axis.spoken(low, high) for axis, (low, high) in zip(axes, ranges, strict=True))
    return [words for words in found if words]


def place_in_words(frame: Frame) -> str:
    """Where the playhead is, and the last loss that is known there."""
    history, row = frame.run.history, frame.row
    # The rows since the epoch began, each of them: a coarse view ends with the extremes of its
    # last rows, and not with the last one.
    begin = row - row % history.steps_per_epoch
    _, losses = history.view("loss", begin, row, row - begin + 1)
    known = losses[np.isfinite(losses)]
    loss = f", loss {number_text(float(known[-1]))}" if len(known) else ""
    return f"At epoch {frame.epoch:.6g}{loss}"
