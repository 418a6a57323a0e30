"""The results of a race as text: for a spreadsheet, and for a page."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from visualizer.core.race.results import COLUMNS, RaceResult

WORDS: Mapping[str, str] = {
    "place": "",
    "name": "name",
    "rate": "rate",
    "steps": "steps",
    "range": "range",
    "arrived": "arrived",
    "arrives_for": "arrives for",
    "evaluations": "evaluations",
    "seconds": "time",
    "final_loss": "last loss",
}
"""The columns that are shown, and the words above them."""

HELP: Mapping[str, str] = {
    "steps": "The median over the starts that arrived",
    "range": "The fewest and the most steps over the starts that arrived",
    "arrived": "From how many starts the target was reached",
    "arrives_for": "The lowest and the highest rate tried with which every start arrived; there "
    "may be gaps between",
    "evaluations": "Of the loss up to the target, most of them with its gradient; the choice of "
    "the rate is not counted",
    "seconds": "Measured on this machine, another one each time",
    "final_loss": "The median of the losses at the horizon",
}
"""What the columns mean that need to be explained."""


def as_csv(result: RaceResult) -> str:
    """All columns, numbers in full; above them verdict and caption, in lines that begin with #."""
    text = io.StringIO()
    for words in (result.verdict(), *result.remarks(), result.caption()):
        text.write(f"# {words}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in result.rows():
        writer.writerow([repr(one) if isinstance(one, float) else one for one in row])
    return text.getvalue()


def as_markdown(result: RaceResult) -> str:
    """The columns that are shown, with the verdict above and the caption below."""
    lines = [result.verdict(), "", _line(list(WORDS.values())), _line(["---"] * len(WORDS))]
    lines += [_line(cells) for cells in shown_rows(result)]
    return "\n".join([*lines, "", *result.remarks(), result.caption(), ""])


def shown_rows(result: RaceResult) -> tuple[tuple[str, ...], ...]:
    """The cells of the columns of `WORDS`, numbers short; a place that is shared has a sign."""
    places = result.places
    found = []
    for row in result.rows():
        cells: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        cells["arrived"] = f"{cells['arrived']} of {cells['starts']}"
        cells["seconds"] = _time(cells["seconds"])
        cells["range"] = _from_to(cells["steps_low"], cells["steps_high"], 6)
        cells["arrives_for"] = _from_to(cells["arrives_from"], cells["arrives_to"], 2)
        shared = places.count(row[0]) > 1
        cells["place"] = f"{row[0]} =" if shared else f"{row[0]}"
        found.append(tuple(_short(cells[name]) for name in WORDS))
    return tuple(found)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(one.replace('|', '/') for one in cells)} |"


def _short(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value):
        return "not finite"
    # Counts are whole, or lie between two.
    return f"{value:,.6g}" if value == round(value, 1) and value >= 1 else f"{value:.4g}"


def _from_to(low: Any, high: Any, digits: int) -> str:
    """A range; one value where both ends are the same."""
    if low == "":
        return ""
    ends = [f"{end:,.{digits}g}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _time(seconds: Any) -> str:
    if seconds == "":
        return ""
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
