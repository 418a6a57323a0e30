"""The verdict on a model that gets better on its training rows only."""

from visualizer.core.analysis.evidence import Evidence
from visualizer.core.analysis.remedies import number, remedy
from visualizer.core.analysis.verdict_kinds import Remedy, Verdict
from visualizer.core.recording.extremes import best_row

_WORSE = 1.02
_PATIENCE = 3


def overfitting(evidence: Evidence) -> Verdict | None:
    """Validation was at its best some epochs ago, and training has improved since."""
    history = evidence.history
    if not history.layout.validation or evidence.step == 0:
        return None
    every = history.steps_per_epoch
    last = evidence.step // every * every
    found = best_row(history, "validation_loss", last)
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
