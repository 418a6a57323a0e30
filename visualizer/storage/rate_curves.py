"""The curve of a learning-rate finder as a CSV file."""

import csv
import io
from pathlib import Path

from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.storage.files import write_bytes

COLUMNS = ("step", "learning_rate", "loss", "smoothed_loss")


def save_curve(curve: RateCurve, path: str | Path) -> None:
    """Write every point of the curve, its numbers with all their digits.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    columns = (curve.rates.tolist(), curve.losses.tolist(), curve.smoothed.tolist())
    for step, numbers in enumerate(zip(*columns, strict=True)):
        writer.writerow([step, *map(repr, numbers)])
    write_bytes(path, text.getvalue().encode())
