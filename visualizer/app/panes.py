"""What a pane shows: runs, each with its place in them, one of them in front."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from visualizer.app.state import EPOCH, STEP, Run, State

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
    colour, dash
        Indices of what tells it from the others.
    label
        Its name beside its line; empty for none.
    front
        Whether it is the one that panels and read-outs are about.
    """

    run: Run
    row: int
    last: int
    colour: int = 0
    dash: int = 0
    label: str = ""
    front: bool = False


def beside(state: State) -> tuple[ShownRun, ...]:
    """The runs that are drawn faintly behind the one in front, at the same playhead.

    With the future hidden they end there, too: they could give away where the run goes.
    """
    return tuple(
        ShownRun(run, row, row if state.hide_future else run.count - 1, run.colour, number)
        for number, run in enumerate(state.ghosts, 1)
        # A list of one, to have a name for it within the expression.
        for row in [row_of(state, run)]
    )


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
