"""What the list of runs tells of each of them."""

import math
from collections.abc import Sequence

from visualizer.app.panes import called, differing
from visualizer.app.standings import Standings
from visualizer.app.state import Run, State
from visualizer.core.analysis.standing import Standing
from visualizer.core.capabilities import asked
from visualizer.core.differences import comparable, differences, settings_of
from visualizer.core.experiment import Experiment
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.numbers import NONE
from visualizer.gui.panels.difference_table import Compared
from visualizer.gui.panels.run_model import RunRow

_SENTENCE = (
    "problem.function",
    "problem.formula",
    "problem.data",
    "problem.loss",
    "optimizer.kind",
    "optimizer.learning_rate",
    "training.epochs",
)
"""Settings that are worth a word where they are the same in all runs."""


def rows_of(state: State, standings: Standings, target: float) -> list[RunRow]:
    """A row for each open run; what is not known yet is asked for."""
    names = called(state)
    found = [standings.of(run, target) for run in state.runs]
    # With the future hidden nothing may be told of how a run ends.
    known = [None if state.hide_future else one for one in found]
    scores = sorted({one.score_name for one in known if one is not None and one.score_name})
    return [
        _row(state, run, name, _cells(run, one, scores, target, state.hide_future), one)
        for run, name, one in zip(state.runs, names, known, strict=True)
    ]


def _row(
    state: State, run: Run, name: str, cells: tuple[tuple[str, str], ...], known: Standing | None
) -> RunRow:
    verdict = None if known is None else known.verdict
    return RunRow(
        document=run.document,
        colour=run.colour,
        name=name,
        note=_note(state, run),
        verdict="" if verdict is None else verdict.label,
        severity="" if verdict is None else verdict.severity,
        cells=cells,
        shown=state.is_shown(run),
        locked=run.locked,
        front=run is state.run,
    )


def _note(state: State, run: Run) -> str:
    """What differs from the run in front."""
    front = state.run.experiment
    if run is state.run:
        others = (one for one in state.runs if one is not run)
        compared = any(comparable(one.experiment, front) for one in others)
        return "base of the comparison" if compared else ""
    if run.experiment is None:
        return "a recording"
    if not comparable(run.experiment, front):
        return "another problem"
    found = differing(state, run)
    return f"differs: {found}" if found else "the same settings"


def _cells(
    run: Run, known: Standing | None, scores: Sequence[str], target: float, hidden: bool
) -> tuple[tuple[str, str], ...]:
    """Captions and numbers, as many in every row, so that they stand below each other."""
    if hidden:
        return (("epochs planned", _epochs(run, run.last_step)),)
    known = known or Standing(0)
    best = "best loss"
    if 0 <= known.best_row < known.rows - 1 and math.isfinite(known.best):
        best = f"best, at {_epochs(run, known.best_row)}"
    told = [("final loss", _number(known.loss)), (best, _number(known.best))]
    for name in scores:
        value = known.score if name == known.score_name else math.nan
        told.append((name.replace("validation", "valid."), _number(value)))
    if target:
        told.append((f"to {target:g}", _arrival(run, known)))
    steps = f"{max(run.count - 1, 0):,}"
    told.append(("steps", steps if run.complete else f"{steps} of {run.last_step:,}"))
    return tuple(told)


def _arrival(run: Run, known: Standing) -> str:
    """After how many epochs a run has arrived at the target."""
    if known.arrived is not None:
        return f"{_epochs(run, known.arrived)} epochs"
    return f"not in {_epochs(run, known.rows - 1)}" if known.rows else NONE


def _epochs(run: Run, row: int) -> str:
    return f"{row / run.history.steps_per_epoch:,g}"


def _number(value: float) -> str:
    return number_text(value, 4) if math.isfinite(value) else NONE


def compared(state: State, all_settings: bool) -> tuple[Compared, str]:
    """The settings of the shown runs for the table, and a sentence on what is the same."""
    names = dict(zip((run.number for run in state.runs), called(state), strict=True))
    runs = [run for run in state.shown if run.experiment is not None]
    experiments = [asked(run.experiment) for run in runs]
    if len(runs) < 2:
        return Compared(), ""
    settings = (settings_of if all_settings else differences)(experiments)
    table = Compared(
        tuple(names[run.number] for run in runs),
        tuple(run.colour for run in runs),
        settings,
        all_settings,
    )
    return table, _same(experiments)


def _same(experiments: Sequence[Experiment]) -> str:
    """What is the same in all experiments, as far as a reader asks for it."""
    found = {one.key: one for one in settings_of(experiments) if one.alike}
    told = [found[key] for key in _SENTENCE if key in found and found[key].words[0]]
    if not told:
        return ""
    words = (f"{one.label.lower()} {one.words[0]}" for one in told)
    return f"The same in all: {', '.join(words)}."
