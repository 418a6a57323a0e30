"""Timing side by side, results and their table."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MARKER = "<!-- bench -->"


@dataclass(frozen=True)
class Result:
    """One measured number beside what is required of it.

    `unit` follows the numbers; `more` says whether more is better; `detail` says what was
    measured, for those who want to judge the number.
    """

    name: str
    measured: float
    required: float
    unit: str
    more: bool
    detail: str

    @property
    def passed(self) -> bool:
        return (self.measured >= self.required) if self.more else (self.measured <= self.required)

    def cells(self) -> tuple[str, str, str, str]:
        bound = "at least" if self.more else "at most"
        return (
            self.name,
            f"{self.measured:.3g}{self.unit}",
            f"{bound} {self.required:g}{self.unit}",
            "yes" if self.passed else "NO",
        )


HEADINGS = ("What", "Measured", "Required", "Met")


def best_times(rounds: int, *jobs: Callable[[], object]) -> list[float]:
    """The shortest time in seconds of each job, measured in turns.

    Whatever else the machine does only ever adds time, to one job as to the other.
    """
    best = [float("inf")] * len(jobs)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for number, job in enumerate(jobs):
                start = time.perf_counter()
                job()
                best[number] = min(best[number], time.perf_counter() - start)
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    return best


def text_table(results: Sequence[Result]) -> str:
    """An aligned table for the terminal, with what was measured below each line."""
    rows = [HEADINGS, *(result.cells() for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for number, row in enumerate(rows):
        cells = zip(row, widths, strict=True)
        lines.append("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
        if number:
            lines.append(f"    {results[number - 1].detail}")
    return "\n".join(lines)


def markdown_table(results: Sequence[Result], machine: str) -> str:
    """A table for the README, and the machine it was measured on."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(result.cells()) + " |" for result in results]
    return "\n".join([*lines, "", f"Measured on {machine} with `make bench`."])


def with_table(text: str, table: str) -> str:
    """A text with what stands between its two markers replaced; unchanged without them."""
    parts = text.split(MARKER)
    if len(parts) != 3:
        return text
    return f"{parts[0]}{MARKER}\n{table}\n{MARKER}{parts[2]}"
