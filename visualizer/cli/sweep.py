"""`visualizer sweep`: a few learning rates side by side, and the best of them."""

import math
from typing import Any

from visualizer.cli.json_text import json_text
from visualizer.cli.listing import Rows, aligned
from visualizer.cli.parser import Options
from visualizer.cli.progress import ProgressBar
from visualizer.cli.training import chosen_experiment
from visualizer.core.analysis.rate_sweep import RateSweep, compare_rates
from visualizer.core.building import build

RATES = (1e-4, 1e-3, 1e-2, 1e-1)
"""Those that are tried where none are named."""


def sweep(options: Options) -> int:
    """Train with each rate, print a line for each, and which is best."""
    experiment = chosen_experiment(options)
    with ProgressBar() as bar:
        problem = build(experiment, lambda done, total: bar.show("Reading", done, total))
    found = compare_rates(experiment, options.rates or RATES, problem)
    if options.json:
        print(json_text(result(experiment.name, found)))
    else:
        print(*aligned(table(found)), found.sentence(), sep="\n")
    return 0


def result(name: str, found: RateSweep) -> dict[str, Any]:
    """The same as the table, as plain values."""
    rows = [{**one._asdict(), "failed": one.failed} for one in found.results]
    best = None if found.best is None else found.results[found.best].rate
    return {
        "name": name,
        "epochs": found.epochs,
        "score": found.score,
        "results": rows,
        "best": best,
        "words": found.sentence(),
    }


def table(found: RateSweep) -> Rows:
    """A heading and a line for each rate; only columns that have values."""
    results = found.results
    columns = {
        "rate": [one.rate for one in results],
        "loss": [one.loss for one in results],
        "validation loss": [one.validation_loss for one in results],
        found.score: [one.score for one in results],
        f"validation {found.score}": [one.validation_score for one in results],
    }
    shown = {
        name: [_shown(value) for value in values]
        for name, values in columns.items()
        if any(math.isfinite(value) for value in values)
    }
    failed = ["failed" if one.failed else "" for one in results]
    rows = zip(*shown.values(), failed, strict=True)
    return [(*shown, ""), *rows]


def _shown(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4g}"
