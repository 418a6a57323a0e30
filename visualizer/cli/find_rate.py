"""`visualizer find-lr`: the range test of an experiment, what it suggests, and the proof."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from visualizer.cli.interrupts import held
from visualizer.cli.json_text import json_text
from visualizer.cli.listing import Rows, aligned
from visualizer.cli.parser import Options
from visualizer.cli.pictures import wanted
from visualizer.cli.progress import ProgressBar
from visualizer.cli.training import check_folder, opened, settings_of
from visualizer.core.analysis.rate_finder import Finder, RateCurve, find_rates
from visualizer.core.analysis.rate_proof import Proving, RateProof, prove_rates
from visualizer.core.analysis.rate_proof_words import came_to, sentence
from visualizer.core.analysis.rate_proof_words import remarks as proof_remarks
from visualizer.core.analysis.rate_suggestions import bounds, remarks, suggestions
from visualizer.core.building import build
from visualizer.core.chunks import listening
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sections import read_section
from visualizer.storage.files import make_folder, write_bytes
from visualizer.storage.rate_curves import save_curve, save_proof
from visualizer.system_libraries import explanation

CURVE, PROOF, SUMMARY = "rates.csv", "rates-proof.csv", "rates.txt"
"""The files in the folder of `--out`."""


def find_rate(options: Options) -> int:
    """Make the test, try out what it suggests, print it, write files where asked for."""
    experiment, finder, proving = chosen(options)
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
        proof = None
        if proving.train:
            with listening(partial(_show_part, bar)):
                proof = prove_rates(experiment, problem, curve, proving)
    lines = list(summary(experiment.name, curve, proof))
    print(json_text(result(experiment.name, curve, proof)) if options.json else "\n".join(lines))
    if folder is not None:
        written: list[object] = list(_saved(folder, curve, proof, lines))
        with held():
            from visualizer.gui.figures.rates import export_rates, rates_frame

            frame = rates_frame(experiment, problem, curve, proof)
            written.extend(export_rates(frame, wanted(options, folder)))
        if not options.json:
            print(*written, sep="\n", flush=True)
    return 0


def _show_part(bar: ProgressBar, part: float) -> None:
    bar.show("Trying them out", round(100 * part), 100)


def _saved(
    folder: Path, curve: RateCurve, proof: RateProof | None, lines: Sequence[str]
) -> Iterator[Path]:
    """Write the tables and the summary, yielding each file when it is there."""
    save_curve(curve, folder / CURVE)
    yield folder / CURVE
    if proof is not None:
        save_proof(proof, folder / PROOF)
        yield folder / PROOF
    write_bytes(folder / SUMMARY, "".join(f"{line}\n" for line in lines).encode())
    yield folder / SUMMARY


def chosen(options: Options) -> tuple[Experiment, Finder, Proving]:
    """The experiment of FILE, the finder and the proof, with the settings of `--set`.

    Raises
    ------
    InputError
        For settings of either that are not allowed.
    """
    assert options.file is not None
    values = settings_of(options)
    finder: Finder = read_section(Finder, _taken(values, "finder."), "finder")
    proving: Proving = read_section(Proving, _taken(values, "proof."), "proof")
    return opened(options, values), finder, proving


def _taken(values: dict[str, Any], section: str) -> dict[str, Any]:
    """The settings of a section that is no part of an experiment, taken out of all."""
    own = [key for key in values if key.startswith(section)]
    return {key.removeprefix(section): values.pop(key) for key in own}


def result(name: str, curve: RateCurve, proof: RateProof | None) -> dict[str, Any]:
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
        "proof": None if proof is None else _proof(proof),
    }


def _proof(proof: RateProof) -> dict[str, Any]:
    columns = (proof.losses.T.tolist(), proof.validation_losses.T.tolist(), proof.failed.tolist())
    rows = zip(proof.rates.tolist(), proof.names, *columns, strict=True)
    keys = ("rate", "suggestions", "losses", "validation_losses", "failed")
    return {
        "epochs": proof.epochs,
        "seeds": list(proof.seeds),
        "first_loss": proof.first_loss,
        "results": [dict(zip(keys, row, strict=True)) for row in rows],
        "best": proof.rate,
        "words": sentence(proof),
        "remarks": list(proof_remarks(proof)),
    }


def summary(name: str, curve: RateCurve, proof: RateProof | None) -> Iterator[str]:
    """What was tried and why no more, a line for each suggestion, and what they came to."""
    finder = curve.finder
    count = len(curve.rates)
    yield (
        f"{name}: {count} of {finder.steps} learning rates from {finder.start:g} "
        f"to {finder.end:g}; {curve.ending}"
    )
    rows: Rows = [
        (one.label, f"{one.rate:.4g}", one.help, *_reached(proof, one.rate))
        for one in suggestions(curve)
    ]
    between = bounds(curve)
    if between is not None:
        shown = f"{between.low:.4g} to {between.high:.4g}"
        words = f"bounds of a schedule: {between.help}"
        rows.append(("cyclical", shown, words, *[""] * (proof is not None)))
    yield from aligned(rows) if rows else ()
    yield from remarks(curve)
    if proof is not None:
        yield sentence(proof)
        yield from proof_remarks(proof)


def _reached(proof: RateProof | None, rate: float) -> tuple[str, ...]:
    """What a suggestion came to, where it was tried."""
    return () if proof is None else (came_to(proof, rate),)
