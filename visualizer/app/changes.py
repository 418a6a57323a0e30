"""Changes of the state that follow from the state and the intent alone.

Each gives the state that an intent leads to, or None where nothing is to be done.
"""

from dataclasses import replace

from visualizer.app.intents import (
    ChangeView,
    CloseRun,
    LookAt,
    MovePlayhead,
    PinTrajectory,
    SelectRun,
    UnpinAll,
)
from visualizer.app.state import State
from visualizer.app.views import VIEWS, ViewSettings, changed


def select_run(state: State, intent: SelectRun) -> State | None:
    """Another run comes to the front."""
    index = max(0, min(intent.index, len(state.runs) - 1))
    if index == state.current:
        return None
    return replace(state, current=index, former=None)


def close_run(state: State, intent: CloseRun) -> State | None:
    """A run is closed; the next one comes to the front, or the last."""
    if len(state.runs) < 2 or not 0 <= intent.index < len(state.runs):
        return None
    runs = state.runs[: intent.index] + state.runs[intent.index + 1 :]
    current = state.current - (state.current > intent.index or state.current == len(runs))
    former = None if intent.index == state.current else state.former
    return replace(state, runs=runs, current=current, former=former)


def move_playhead(state: State, intent: MovePlayhead) -> State | None:
    """The playhead is moved, within the planned run."""
    run = state.run
    place = max(0.0, min(intent.epoch, run.last_step / run.history.steps_per_epoch))
    return None if place == state.playhead else replace(state, playhead=place)


def look_at(state: State, intent: LookAt) -> State | None:
    """Plots show another part of their axes."""
    if intent.zoom == state.zoom_of(intent.name):
        return None
    return state.with_zoom(intent.name, intent.zoom)


def change_view(state: State, intent: ChangeView) -> State | None:
    """A plot shows what it shows in another way.

    Raises
    ------
    InputError
        For values that are not allowed.
    """
    before = None if intent.name not in VIEWS else state.view_of(intent.name)
    view = changed(intent.name, before or ViewSettings(), intent.values)
    return None if view == before else state.with_view(intent.name, view)


def pin_trajectory(state: State, intent: PinTrajectory) -> State | None:
    """The run in front is kept as a ghost, once."""
    if any(run.number == state.run.number for run in state.pinned):
        return None
    return replace(state, pinned=(*state.pinned, state.run))


def unpin_all(state: State, intent: UnpinAll) -> State | None:
    """All ghosts go."""
    return replace(state, pinned=(), former=None)
