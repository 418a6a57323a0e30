"""The verdict on a model that gets better on its training rows only."""

import numpy as np

from visualizer.core.analysis.evidence import Evidence
from visualizer.core.analysis.remedies import number, remedy
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict
from visualizer.core.recording.history import History

_WORSE = 1.02
_PATIENCE = 3
_EXACT = 256


def overfitting(evidence: Evidence) -> Verdict | None:
    """Validation was at its best some epochs ago, and training has improved since."""
    history = evidence.history
    if not history.layout.validation or evidence.step == 0:
        return None
    every = history.steps_per_epoch
    last = evidence.step // every * every
    found = lowest(history, "validation_loss", last)
    _, now = history.view("validation_loss", last, last, 1)
    if found is None or not now.size:
        return None
    row, best = found
    then = history.view("loss", row, row, 1)[1]
    improved = then.size > 0 and evidence.losses[-1] < then[0]
    if not improved or last - row < _PATIENCE * every or now[0] <= _WORSE * best:
        return None
    epoch = row // every
    return Verdict(
        "overfitting",
        f"Training still improves; validation was best at epoch {epoch}.",
        f"The validation loss was {number(best, 3)} then and is {number(float(now[0]), 3)} now; "
        f"the training loss went from {number(float(then[0]), 3)} to "
        f"{number(float(evidence.losses[-1]), 3)}.",
        _stop_at(epoch),
    )


def _stop_at(epoch: int) -> tuple[Remedy, ...]:
    if not epoch:
        return ()
    label = f"Stop at epoch {epoch}"
    return (remedy(label, {"training.epochs": epoch}, aim="validation_loss"),)


def lowest(history: History, name: str, last: int) -> tuple[int, float] | None:
    """The first row, up to `last`, of the lowest value of a column, and that value."""
    return best_row(history, name, last)


def best_row(
    history: History, name: str, last: int, *, lowest: bool = True
) -> tuple[int, float] | None:
    """The first row, up to `last`, of the lowest value of a column (or the highest)."""
    sign = 1.0 if lowest else -1.0
    low, high = 0, last
    while True:
        rows, values = history.view(name, low, high, _EXACT)
        if not values.size:
            return None
        place = int(np.argmin(sign * values))
        if high - low < 4 * _EXACT:
            return int(rows[place]), float(values[place])
        # A view gives the values exactly and their rows roughly: look closer.
        width = (high - low) // _EXACT
        low, high = max(low, int(rows[place]) - 2 * width), min(high, int(rows[place]) + 2 * width)
