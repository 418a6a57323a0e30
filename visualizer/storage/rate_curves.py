"""The curve of a learning-rate finder as a CSV file, and the runs that prove it."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.core.analysis.rate_proof import RateProof
from visualizer.storage.files import write_bytes

COLUMNS = ("step", "learning_rate", "loss", "smoothed_loss")
PROOF_COLUMNS = ("learning_rate", "suggestion", "seed", "loss", "validation_loss")


def save_curve(curve: RateCurve, path: str | Path) -> None:
    """Write every point of the curve, its numbers with all their digits.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    columns = (curve.rates.tolist(), curve.losses.tolist(), curve.smoothed.tolist())
    rows = ([step, *map(repr, numbers)] for step, numbers in enumerate(zip(*columns, strict=True)))
    _write(path, COLUMNS, rows)


def save_proof(proof: RateProof, path: str | Path) -> None:
    """Write the end of every run, by rate and seed; empty where a run diverged.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    losses, validation = proof.losses.T.tolist(), proof.validation_losses.T.tolist()
    rows = (
        [repr(rate), " / ".join(names), seed, _number(loss), _number(aside)]
        for rate, names, of_rate, beside in zip(
            proof.rates.tolist(), proof.names, losses, validation, strict=True
        )
        for seed, loss, aside in zip(proof.seeds, of_rate, beside, strict=True)
    )
    _write(path, PROOF_COLUMNS, rows)


def _number(value: float) -> str:
    return "" if math.isnan(value) else repr(value)


def _write(path: str | Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode())
