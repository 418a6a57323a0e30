"""The verdicts over a whole run, for the colours along the scrubber."""

from collections.abc import Callable
from typing import TypeAlias

from visualizer.core.analysis.verdict_kinds import KINDS
from visualizer.core.recording.history import History

Stretch: TypeAlias = tuple[int, int, str, str]
"""From row, to row, severity, kind. A stretch ends where the next begins."""


def make_band(
    kind_of: Callable[[int], str],
    history: History,
    last_row: int,
    segments: int,
    known: dict[int, str],
) -> list[Stretch]:
    """Cut rows 0..last_row, judge each piece at its end, merge neighbours of one kind.

    `known` holds kinds by row and is added to. The last row is never kept: the end of a
    run changes its verdict.
    """
    last_row = min(last_row, len(history) - 1)
    if last_row < 1:
        return []
    length = segment_length(last_row, segments)
    ends = [*range(length, last_row, length), last_row]
    stretches: list[Stretch] = []
    start = 0
    for end in ends:
        kind = known.get(end) if end < len(history) - 1 else None
        if kind is None:
            kind = kind_of(end)
            if end < len(history) - 1:
                known[end] = kind
        if stretches and stretches[-1][3] == kind:
            start = stretches.pop()[0]
        stretches.append((start, end, KINDS[kind].severity, kind))
        start = end
    return stretches


def segment_length(last_row: int, segments: int) -> int:
    """The least power of two that cuts `last_row` rows into at most `segments` pieces."""
    length = 1
    while length * segments < last_row:
        length *= 2
    return length
