"""`visualizer sweep --over`: a table of all runs in a folder, and the best experiments."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from visualizer.cli.interrupts import held
from visualizer.cli.json_text import json_text
from visualizer.cli.parser import Options
from visualizer.cli.pictures import wanted
from visualizer.cli.progress import ProgressBar
from visualizer.cli.training import check_folder, chosen_experiment
from visualizer.cli.workers import workers
from visualizer.core.sweeps.engine import checked_pieces, train_sweep
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import SweepPlan, read_plan
from visualizer.core.sweeps.progress import progress_words
from visualizer.core.sweeps.theory import stable_rates
from visualizer.storage.files import make_folder
from visualizer.storage.sweep_tables import SweepTable, save_best
from visualizer.system_libraries import explanation


def sweep_over(options: Options) -> int:
    """Train every cell, write the table while it grows, then what is best; a summary line."""
    plan = read_plan(chosen_experiment(options), options.over, options.seeds)
    # Before the long part: values that no experiment can have, and a folder that is none.
    _ = plan.cells
    folder = make_folder(options.out)
    check_folder(folder)
    began = time.perf_counter()
    with ProgressBar() as bar:
        table = SweepTable(folder, plan, options.resume)
        known = len(table.results)
        if known < len(plan):
            _train(plan, options, table, bar)
        outcome = SweepOutcome.of(plan, table.results, stable_rates(plan))
    written = [table.path, *save_best(outcome, folder), *_pictures(outcome, options, folder)]
    seconds = time.perf_counter() - began
    if options.json:
        print(json_text(result(outcome, written)))
    else:
        print(summary(outcome, known, seconds), *written, sep="\n")
    return 0


def _pictures(outcome: SweepOutcome, options: Options, folder: Path) -> list[Path]:
    """Draw what there is to be seen; where nothing can be drawn, the table says it all."""
    obstacle = explanation("offscreen")
    if obstacle:
        print(f"visualizer: no pictures: {obstacle}", file=sys.stderr)
        return []
    with held():
        from visualizer.gui.figures.sweeps import export_sweep

        return list(export_sweep(outcome, wanted(options, folder)))


def _train(plan: SweepPlan, options: Options, table: SweepTable, bar: ProgressBar) -> None:
    # Ctrl-C waits for a moment in which nothing is half done: no process half begun.
    with held(), workers(options) as (executor, count), ExitStack() as ended:

        def checking(done: int, total: int) -> None:
            bar.show("Checking", done, total)

        pieces = checked_pieces(plan, table.results, count, checking)
        # Not before now: a sweep that cannot be replaces no table.
        table.save()
        # Whatever ends it, Ctrl-C too: what is done is written.
        ended.callback(table.save)
        progress = SweepProgress(len(table.results), len(plan))
        for place, result in train_sweep(pieces, executor, count):
            table.add(place, result)
            done = len(table.results)
            bar.show(progress.words(done), done, len(plan))


class SweepProgress:
    """How far a sweep is, and how long it will take: from what was done since it began."""

    def __init__(self, known: int, total: int) -> None:
        self._known, self._total = known, total
        self._began = time.monotonic()

    def words(self, done: int) -> str:
        """How many runs are done, and the time left."""
        seconds = time.monotonic() - self._began
        return progress_words(done, self._total, seconds, self._known)


def summary(outcome: SweepOutcome, known: int, seconds: float) -> str:
    """One line: the name, how the runs ended, which setting is best, how long it took."""
    plan = outcome.plan
    count = f"{len(plan):,} run{'s' * (len(plan) != 1)}"
    before = f" ({known:,} of them before)" if known else ""
    return (
        f"{plan.base.name}: {count}{before}, {', '.join(_endings(outcome))}; "
        f"{outcome.best_sentence()} ({seconds:.3g} s)"
    )


def _endings(outcome: SweepOutcome) -> Iterator[str]:
    words = {"finished": "finished", "early": "stopped early", "diverged": "diverged"}
    for ending, word in words.items():
        count = sum(one is not None and one.ending == ending for one in outcome.results)
        if count:
            yield f"{count:,} {word}"


def result(outcome: SweepOutcome, written: Sequence[Path]) -> dict[str, object]:
    """The same as the summary, as plain values; the numbers of all runs are in the table."""
    best = outcome.best
    values = None
    if best is not None:
        values = dict(zip(outcome.plan.keys, outcome.settings[best], strict=True))
    return {
        "name": outcome.plan.base.name,
        "runs": len(outcome.plan),
        "diverged": int(outcome.diverged.sum()),
        "protocol": outcome.protocol(),
        "measure": outcome.measure,
        "best": values,
        "words": outcome.best_sentence(),
        "files": [str(path) for path in written],
    }
