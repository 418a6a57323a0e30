"""Changes of the state that follow from the state and the intent alone.

Each gives the state that an intent leads to, or None where nothing is to be done.
"""

import math
from dataclasses import replace

from visualizer.app.intents import (
    ChangeView,
    CloseRun,
    LookAt,
    LookAtSample,
    MeasureBy,
    MovePlayhead,
    PinTrajectory,
    SelectRun,
    SetSpeed,
    ShowApart,
    ShowLines,
    ShowPanels,
    UnpinAll,
)
from visualizer.app.panes import in_front
from visualizer.app.state import APART, MEASURES, State
from visualizer.app.views import VIEWS, ViewSettings, changed
from visualizer.core.analysis.predictions import PARTS
from visualizer.core.errors import InputError


def select_run(state: State, intent: SelectRun) -> State | None:
    """Another run comes to the front."""
    index = max(0, min(intent.index, len(state.runs) - 1))
    if index == state.current:
        return None
    return in_front(state, index)


def close_run(state: State, intent: CloseRun) -> State | None:
    """A run is closed; the next one comes to the front, or the last."""
    if len(state.runs) < 2 or not 0 <= intent.index < len(state.runs):
        return None
    runs = state.runs[: intent.index] + state.runs[intent.index + 1 :]
    # The run in front keeps its place among those that stay; if it was the last one, the one before
    # it comes.
    current = state.current - (state.current > intent.index or state.current == len(runs))
    # The ghost is what the run in front was before: it goes with it.
    former = None if intent.index == state.current else state.former
    return replace(state, runs=runs, current=current, former=former)


def move_playhead(state: State, intent: MovePlayhead) -> State | None:
    """The playhead is moved, within the planned run."""
    run = state.run
    # Within what is planned, and not what is recorded: a run that trains is waited for.
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


def show_lines(state: State, intent: ShowLines) -> State | None:
    """The plots of lines show other parameters."""
    shown = state.with_lines(intent.names)
    return None if shown.lines == state.lines else shown


def show_panels(state: State, intent: ShowPanels) -> State | None:
    """Other panels are open."""
    return None if intent.names == state.panels else replace(state, panels=intent.names)


def look_at_sample(state: State, intent: LookAtSample) -> State | None:
    """Another row of the data is looked at.

    Raises
    ------
    InputError
        For an unknown part, or a number below 0. A number beyond the rows is none: the next
        data may have more of them.
    """
    if intent.part not in PARTS:
        raise InputError(f"allowed are {', '.join(PARTS)}", "part")
    if intent.number < 0:
        raise InputError("allowed is a whole number of at least 0", "number")
    sample = (intent.part, intent.number)
    return None if sample == state.sample else replace(state, sample=sample)


def set_speed(state: State, intent: SetSpeed) -> State | None:
    """Playback has another speed.

    Raises
    ------
    InputError
        For a speed that is negative or not finite.
    """
    if intent.speed is not None and not 0 <= intent.speed < math.inf:
        raise InputError("allowed is a number of at least 0", "speed")
    return None if intent.speed == state.speed else replace(state, speed=intent.speed)


def measure_by(state: State, intent: MeasureBy) -> State | None:
    """The playhead is measured by another axis.

    Raises
    ------
    InputError
        For an unknown one.
    """
    if intent.axis not in MEASURES:
        raise InputError(f"allowed are {', '.join(MEASURES)}", "axis")
    return None if intent.axis == state.axis else replace(state, axis=intent.axis)


def show_apart(state: State, intent: ShowApart) -> State | None:
    """The shown runs stand side by side, or in one picture again.

    Raises
    ------
    InputError
        For plots that cannot stand so.
    """
    if intent.plots and intent.plots not in APART:
        raise InputError(f"allowed are {', '.join(APART)}", "plots")
    return None if intent.plots == state.apart else replace(state, apart=intent.plots)


def pin_trajectory(state: State, intent: PinTrajectory) -> State | None:
    """The run in front is kept as a ghost, once."""
    if any(run.number == state.run.number for run in state.pinned):
        return None
    return replace(state, pinned=(*state.pinned, state.run))


def unpin_all(state: State, intent: UnpinAll) -> State | None:
    """All ghosts go."""
    return replace(state, pinned=(), former=None)
