"""`visualizer find-lr`: the range test of an experiment, and what it suggests."""

from collections.abc import Iterator
from typing import Any

from visualizer.cli.interrupts import held
from visualizer.cli.json_text import json_text
from visualizer.cli.listing import Rows, aligned
from visualizer.cli.parser import Options
from visualizer.cli.pictures import wanted
from visualizer.cli.progress import ProgressBar
from visualizer.cli.training import check_folder, opened, settings_of
from visualizer.core.analysis.rate_finder import Finder, RateCurve, find_rates
from visualizer.core.analysis.rate_suggestions import bounds, remarks, suggestions
from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sections import read_section
from visualizer.storage.files import make_folder, write_bytes
from visualizer.storage.rate_curves import save_curve
from visualizer.system_libraries import explanation

CURVE, SUMMARY = "rates.csv", "rates.txt"
"""The files in the folder of `--out`."""


def find_rate(options: Options) -> int:
    """Make the test, print what it suggests, write curve and summary where asked for."""
    experiment, finder = chosen(options)
    obstacle = explanation("offscreen") if options.out else ""
    if obstacle:
        raise InputError(obstacle)
    folder = make_folder(options.out) if options.out else None
    if folder is not None:
        check_folder(folder)
    with ProgressBar() as bar:
        problem = build(experiment, lambda done, total: bar.show("Reading", done, total))
        curve = find_rates(
            experiment,
            problem,
            finder,
            progress=lambda done, total: bar.show("Testing rates", done, total),
        )
    lines = list(summary(experiment.name, curve))
    print(json_text(result(experiment.name, curve)) if options.json else "\n".join(lines))
    if folder is not None:
        save_curve(curve, folder / CURVE)
        write_bytes(folder / SUMMARY, "".join(f"{line}\n" for line in lines).encode())
        written: list[object] = [folder / CURVE, folder / SUMMARY]
        with held():
            from visualizer.gui.figures.rates import export_rates, rates_frame

            frame = rates_frame(experiment, problem, curve)
            written.extend(export_rates(frame, wanted(options, folder)))
        if not options.json:
            print(*written, sep="\n", flush=True)
    return 0


def chosen(options: Options) -> tuple[Experiment, Finder]:
    """The experiment of FILE and the finder, with the settings of `--set`.

    Raises
    ------
    InputError
        For settings of either that are not allowed.
    """
    assert options.file is not None
    values = settings_of(options)
    own = {key.removeprefix("finder."): values.pop(key) for key in [*values] if _is_own(key)}
    finder: Finder = read_section(Finder, own, "finder")
    return opened(options, values), finder


def _is_own(key: str) -> bool:
    return key.startswith("finder.")


def result(name: str, curve: RateCurve) -> dict[str, Any]:
    """The same as the summary, as plain values."""
    between = bounds(curve)
    return {
        "name": name,
        "tried": len(curve.rates),
        "start": curve.finder.start,
        "end": curve.finder.end,
        "words": curve.ending,
        "suggestions": {one.name: one.rate for one in suggestions(curve)},
        "bounds": None if between is None else [between.low, between.high],
        "remarks": list(remarks(curve)),
    }


def summary(name: str, curve: RateCurve) -> Iterator[str]:
    """What was tried and why no more, then a line for each suggestion."""
    finder = curve.finder
    count = len(curve.rates)
    yield (
        f"{name}: {count} of {finder.steps} learning rates from {finder.start:g} "
        f"to {finder.end:g}; {curve.ending}"
    )
    rows: Rows = [(one.label, f"{one.rate:.4g}", one.help) for one in suggestions(curve)]
    between = bounds(curve)
    if between is not None:
        shown = f"{between.low:.4g} to {between.high:.4g}"
        rows.append(("cyclical", shown, f"bounds of a schedule: {between.help}"))
    yield from aligned(rows) if rows else ()
    yield from remarks(curve)
