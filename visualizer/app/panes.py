"""What a pane shows: runs, each with its place in them, one of them in front."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from visualizer.app.state import EPOCH, STEP, Run, State, same_problem
from visualizer.core.analysis.plane_parts import Companion
from visualizer.core.capabilities import asked
from visualizer.core.differences import comparable, names_by_difference

_SLACK = 1e-6
"""A row divided by the steps of an epoch and multiplied again may be a little less than it was."""


@dataclass(frozen=True, eq=False)
class ShownRun:
    """A run as a plot draws it.

    Parameters
    ----------
    run
        The run.
    row
        Its row at the playhead.
    last
        The last row that may be drawn; -1 for none.
    label
        What tells it from the others, beside its line; empty where nothing does.
    ghost
        Whether it is only what a run was before: drawn faintly, in no colour of its own.
    same_plane
        Whether its parameters are those of the run in front, of the same problem: its path can be
        drawn on the same landscape.
    """

    run: Run
    row: int
    last: int
    label: str = ""
    ghost: bool = False
    same_plane: bool = True


def beside(state: State) -> tuple[ShownRun, ...]:
    """The runs that are drawn beside the one in front, at the same playhead.

    First those that are shown, in the order of the session, then what runs were before. With the
    future hidden they end at the playhead, too: they could give away where the run goes.
    """
    front = state.run
    names = labels(state)
    shown = [
        _shown(state, run, label=names[run.number], same_plane=_same_plane(run, front))
        for run in state.shown
        if run is not front and run.count
    ]
    drawn = {one.run.history for one in shown}
    ghosts = [_shown(state, run, ghost=True) for run in state.ghosts if run.history not in drawn]
    return (*shown, *ghosts)


def companions(shown: Iterable[ShownRun]) -> tuple[Companion, ...]:
    """Those of some runs that can be put on one landscape with the run in front."""
    return tuple(
        Companion(one.run.history, one.row, one.last, one.label)
        for one in shown
        if one.same_plane and not one.ghost and one.last >= 0
    )


def labels(state: State) -> dict[int, str]:
    """What tells each of the shown runs from the others, by its number.

    That is the name that the user has given it, else the settings in which they differ, else the
    name of the experiment, with a number where two would have the same.
    """
    runs = state.shown
    known = [run for run in runs if run.experiment is not None]
    made = names_by_difference(tuple(asked(run.experiment) for run in known))
    names = {run.number: name for run, name in zip(known, made, strict=True)}
    found = unlike(run.title or names.get(run.number, "") or run.name for run in runs)
    return {run.number: name for run, name in zip(runs, found, strict=True)}


def called(state: State) -> tuple[str, ...]:
    """What all open runs are called where they are listed; no two of them alike.

    A name that is made of what differs begins with a capital letter.
    """
    shown = labels(state)
    names = []
    for run in state.runs:
        made = shown[run.number] if run.number in shown else differing(state, run)
        own = run.title or run.name
        names.append(own if made in ("", own) else made[:1].upper() + made[1:])
    return unlike(names)


def unlike(names: Iterable[str]) -> tuple[str, ...]:
    """Names of which no two are alike: a later one has a number behind it."""
    found: dict[str, None] = {}
    for name in names:
        number, other = 1, name
        while other in found:
            number += 1
            other = f"{name} ({number})"
        found[other] = None
    return tuple(found)


def differing(state: State, run: Run) -> str:
    """The settings in which a run differs from that in front; "" where none can be compared."""
    front = state.run
    if not comparable(run.experiment, front.experiment):
        return ""
    return names_by_difference((asked(front.experiment), asked(run.experiment)))[1]


def _shown(state: State, run: Run, **kept: Any) -> ShownRun:
    row = row_of(state, run)
    return ShownRun(run, row, row if state.hide_future else run.count - 1, **kept)


def _same_plane(run: Run, front: Run) -> bool:
    alike = same_problem(run.experiment, front.experiment)
    return alike and run.history.parameters == front.history.parameters


def row_of(state: State, run: Run) -> int:
    """The last row of a run up to the playhead, as its axis measures; -1 while there is none."""
    if run is state.run:
        return state.row
    return min(int(_reached(state, run) + _SLACK), run.count - 1)


def in_front(state: State, index: int) -> State:
    """The state with another run in front, and the playhead at the same place on its axis."""
    run = state.runs[index]
    if index == state.current:
        return state
    playhead = state.playhead
    if state.axis != EPOCH:
        playhead = _reached(state, run) / run.history.steps_per_epoch
    # A pane looks at a state of its own; that of the session has its own run in front.
    return replace(state, current=index, former=None, playhead=playhead)


def _reached(state: State, run: Run) -> float:
    """Where the playhead is in the rows of a run; it may lie beyond those recorded."""
    steps = state.playhead * state.run.history.steps_per_epoch
    if state.axis == EPOCH:
        return state.playhead * run.history.steps_per_epoch
    if state.axis == STEP:
        return steps
    # Evaluations do not rise evenly with line searches: the row is looked for by bisection.
    made = state.run.history.evaluations(state.row)
    rows = range(max(run.count, 1))
    return max(bisect_right(rows, made, key=run.history.evaluations) - 1, 0)
