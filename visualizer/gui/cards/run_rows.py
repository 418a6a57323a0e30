"""What the list of runs tells of each of them."""

import math
from collections.abc import Mapping, Sequence
from time import perf_counter

from visualizer.app.panes import called, differing, row_of
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

_SECONDS = 0.004
"""For notes that are not known yet, at once."""

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


class Notes:
    """What differs from the run in front, for each run, found a few at a time.

    With a hundred runs all of them take longer than a frame may.
    """

    def __init__(self) -> None:
        self._front: Experiment | None = None
        self._known: dict[Experiment, str] = {}
        self.missing = False

    def begin(self, front: Experiment | None) -> None:
        """The notes are about this one in front from now on."""
        if front != self._front:
            self._front = front
            self._known.clear()
        self._until = perf_counter() + _SECONDS
        self.missing = False

    def of(self, state: State, run: Run) -> str:
        """What differs in a run; "" where there was no time for it yet."""
        if run is state.run:
            front = state.run.experiment
            others = (one for one in state.runs if one is not run)
            compared = any(comparable(one.experiment, front) for one in others)
            return "base of the comparison" if compared else ""
        if run.experiment is None:
            return "a recording"
        if run.experiment not in self._known:
            if perf_counter() > self._until:
                self.missing = True
                return ""
            self._known[run.experiment] = _note(state, run)
        return self._known[run.experiment]


def rows_of(state: State, standings: Standings, target: float, notes: Notes) -> list[RunRow]:
    """A row for each open run; what is not known yet is asked for."""
    names = called(state)
    notes.begin(state.run.experiment)
    found = [standings.of(run, target) for run in state.runs]
    scores = sorted({one.score_name for one in found if one is not None and one.score_name})
    rows = []
    for run, name, one in zip(state.runs, names, found, strict=True):
        # With the future hidden nothing may be told of how a run ends before it is there.
        hidden = state.hide_future and row_of(state, run) < run.count - 1
        cells = _cells(run, one, scores, target, hidden)
        rows.append(_row(state, run, name, notes.of(state, run), cells, None if hidden else one))
    return rows


def _row(
    state: State,
    run: Run,
    name: str,
    note: str,
    cells: tuple[tuple[str, str], ...],
    known: Standing | None,
) -> RunRow:
    verdict = None if known is None else known.verdict
    return RunRow(
        document=run.document,
        colour=run.colour,
        name=name,
        note=note,
        verdict="" if verdict is None else verdict.label,
        severity="" if verdict is None else verdict.severity,
        cells=cells,
        shown=state.is_shown(run),
        locked=run.locked,
        front=run is state.run,
    )


def _note(state: State, run: Run) -> str:
    if not comparable(run.experiment, state.run.experiment):
        return "another problem"
    found = differing(state, run)
    return f"differs: {found}" if found else "the same settings"


def _cells(
    run: Run, known: Standing | None, scores: Sequence[str], target: float, hidden: bool
) -> tuple[tuple[str, str], ...]:
    """Captions and numbers, as many in every row, so that they stand below each other."""
    if hidden:
        return (("end hidden", f"{_epochs(run, run.last_step)} epochs"),)
    known = known or Standing(0)
    best = "best loss"
    if 0 <= known.best_row < known.rows - 1 and math.isfinite(known.best):
        best = f"best, at {_epochs(run, known.best_row)}"
    told = [("final loss", _number(known.loss)), (best, _number(known.best))]
    for name in scores:
        value = known.score if name == known.score_name else math.nan
        told.append((name.replace("validation", "val."), _number(value)))
    if target:
        told.append((f"to {target:g}", _arrival(run, known, target)))
    steps = f"{max(run.count - 1, 0):,}"
    told.append(("steps", steps if run.complete else f"{steps} of {run.last_step:,}"))
    return tuple(told)


def _arrival(run: Run, known: Standing, target: float) -> str:
    """After how many epochs a run has arrived at the target."""
    # What is known of a former target says nothing of this one.
    if known.target != target:
        return NONE
    if known.arrived is not None:
        return f"{_epochs(run, known.arrived)} epochs"
    return f"not in {_epochs(run, known.rows - 1)}" if known.rows else NONE


def _epochs(run: Run, row: int) -> str:
    return f"{row / run.history.steps_per_epoch:,g}"


def _number(value: float) -> str:
    if not math.isfinite(value):
        return NONE
    text = number_text(value, 4)
    # With a power of ten it would not fit into its column.
    return number_text(value, 3) if "·" in text else text


def compared(state: State, names: Mapping[int, str], all_settings: bool) -> tuple[Compared, str]:
    """The settings of the shown runs for the table, and a sentence on what is the same.

    `names` are those of the rows, by documents.
    """
    runs = [run for run in state.shown if run.experiment is not None]
    experiments = [asked(run.experiment) for run in runs]
    if len(runs) < 2:
        return Compared(), ""
    settings = (settings_of if all_settings else differences)(experiments)
    table = Compared(
        tuple(names[run.document] for run in runs),
        tuple(run.colour for run in runs),
        settings,
        all_settings,
    )
    return table, _same(experiments)


def _same(experiments: Sequence[Experiment]) -> str:
    """What is the same in all experiments, as far as a reader asks for it."""
    unlike = {one.key for one in differences(experiments)}
    found = {one.key: one for one in settings_of(experiments[:1]) if one.key not in unlike}
    told = [found[key] for key in _SENTENCE if key in found and found[key].words[0]]
    if not told:
        return ""
    words = (f"{one.label.lower()} {one.words[0]}" for one in told)
    return f"The same in all: {', '.join(words)}."
