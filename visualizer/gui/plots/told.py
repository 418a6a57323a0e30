"""What the lines of several runs say at one epoch: for the read-out, and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.traces import RunLine

Value = Callable[[RunLine, int], float | None]
"""Reads a line at a row; None where it has no value."""


@dataclass(frozen=True)
class ToldRun:
    """A run, and its values or the reason why it has none."""

    label: str
    colour: str
    words: str


def told_runs(traces: Sequence[RunLine], epoch: float, value: Value, named: bool) -> list[ToldRun]:
    """The values of each run at an epoch; `named` where several columns are shown."""
    runs: dict[int, list[RunLine]] = {}
    for trace in traces:
        runs.setdefault(trace.run, []).append(trace)
    return [_told(lines, epoch, value, named) for lines in runs.values()]


def _told(lines: Sequence[RunLine], epoch: float, value: Value, named: bool) -> ToldRun:
    shown, colour = lines[0].shown, lines[0].line.colour
    steps = shown.run.history.steps_per_epoch
    row = max(0, round(epoch * steps))
    if row > shown.last:
        # Of a run that goes on nobody may learn here that it does.
        return ToldRun(shown.label, colour, f"ends at epoch {max(shown.last, 0) / steps:.6g}")
    parts = []
    for trace in lines:
        found = value(trace, row)
        if found is not None:
            parts.append(
                f"{trace.line.label} {number_text(found)}" if named else number_text(found)
            )
    return ToldRun(shown.label, colour, "  ".join(parts) or "no value")


def told_spans(told: Sequence[ToldRun], head: Sequence[Span], muted: str, most: int) -> list[Span]:
    """A line for the head and one for each run, at most so many lines."""
    spans = list(head)
    kept = told if len(told) < most else told[: max(most - 2, 1)]
    width = max((len(one.label) for one in kept), default=0)
    spans += [(f"\n{one.label.ljust(width)}  {one.words}", one.colour) for one in kept]
    if len(kept) < len(told):
        spans.append((f"\nand {len(told) - len(kept)} more runs", muted))
    return spans


def told_sentence(told: Sequence[ToldRun]) -> str:
    """All runs with their values, for those who cannot see them."""
    return "; ".join(f"{one.label}: {', '.join(one.words.split('  '))}" for one in told)
