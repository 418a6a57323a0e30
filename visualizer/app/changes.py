"""Changes of the state that follow from the state and the intent alone.

Each gives the state that an intent leads to, or None where nothing is to be done.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from visualizer.app.attendance import Attendance
from visualizer.app.intents import (
    ChangeView,
    CloseRun,
    LockRun,
    LookAt,
    LookAtSample,
    MeasureBy,
    MovePlayhead,
    MoveRun,
    RenameRun,
    SelectRun,
    SetSpeed,
    ShowApart,
    ShowLines,
    ShowOnly,
    ShowPanels,
    ShowRun,
)
from visualizer.app.panes import in_front
from visualizer.app.state import APART, MEASURES, State
from visualizer.app.views import VIEWS, ViewSettings, changed
from visualizer.core.analysis.predictions import PARTS
from visualizer.core.errors import InputError
from visualizer.core.lessons.questions import EpochQuestion


def select_run(state: State, intent: SelectRun) -> State | None:
    """Another run comes to the front."""
    index: int | None = max(0, min(intent.index, len(state.runs) - 1))
    if intent.document is not None:
        index = state.place(intent.document)
    if index is None or index == state.current:
        return None
    return in_front(state, index)


def close_run(state: State, intent: CloseRun) -> State | None:
    """A run is closed; the next one comes to the front, or the last."""
    index = intent.index if intent.document is None else state.place(intent.document)
    if index is None or len(state.runs) < 2 or not 0 <= index < len(state.runs):
        return None
    runs = state.runs[:index] + state.runs[index + 1 :]
    # The run in front keeps its place among those that stay; if it was the last one, the one before
    # it comes.
    current = state.current - (state.current > index or state.current == len(runs))
    # The ghost is what the run in front was before: it goes with it.
    former = None if index == state.current else state.former
    return replace(state, runs=runs, current=current, former=former)


def move_playhead(state: State, intent: MovePlayhead) -> State | None:
    """The playhead is moved, within the planned run.

    While a lesson asks, it is held; where a place in time is asked for, that is what is meant.
    """
    run = state.run
    if state.lesson is not None and state.held is not None:
        return _held(state, intent, state.lesson, state.held)
    # Within what is planned, and not what is recorded: a run that trains is waited for.
    place = max(0.0, min(intent.epoch, run.last_step / run.history.steps_per_epoch))
    return None if place == state.playhead else replace(state, playhead=place)


def _held(state: State, intent: MovePlayhead, attended: Attendance, held: float) -> State | None:
    if isinstance(attended.asks, EpochQuestion) and intent.epoch != held:
        return replace(state, lesson=replace(attended, guess=max(intent.epoch, 0.0)))
    return None if state.playhead == held else replace(state, playhead=held)


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


def show_run(state: State, intent: ShowRun) -> State | None:
    """A run is drawn beside that in front, or not."""
    place = state.place(intent.document)
    if place is None or state.is_shown(state.runs[place]) == intent.shown:
        return None
    shown = replace(state.runs[place], shown=intent.shown)
    # What is chosen to be seen is seen: one run alone would hide it.
    return replace(state.with_run(shown, place), solo=False)


def show_only(state: State, intent: ShowOnly) -> State | None:
    """One run is drawn alone, or those again that were drawn before."""
    place = state.place(intent.document)
    if place is None:
        return None
    alone = state.solo and place == state.current
    return replace(in_front(state, place), solo=not alone)


def rename_run(state: State, intent: RenameRun) -> State | None:
    """A run has a name of its own."""
    return _with_fields(state, intent.document, title=" ".join(intent.title.split()))


def lock_run(state: State, intent: LockRun) -> State | None:
    """A run is never replaced by a changed one, or may be again."""
    return _with_fields(state, intent.document, locked=intent.locked)


def move_run(state: State, intent: MoveRun) -> State | None:
    """A run stands at another place among those open."""
    place = state.place(intent.document)
    if place is None:
        return None
    runs = list(state.runs)
    runs.insert(max(0, min(intent.place, len(runs) - 1)), runs.pop(place))
    if tuple(runs) == state.runs:
        return None
    return replace(state, runs=tuple(runs), current=runs.index(state.run))


def _with_fields(state: State, document: int, **fields: Any) -> State | None:
    """The state in which a run has other values of these; None where it has them."""
    place = state.place(document)
    if place is None:
        return None
    run = state.runs[place]
    if all(getattr(run, name) == value for name, value in fields.items()):
        return None
    return state.with_run(replace(run, **fields), place)


SIMPLE: Mapping[type, Callable[[State, Any], State | None]] = {
    SelectRun: select_run,
    CloseRun: close_run,
    MovePlayhead: move_playhead,
    LookAt: look_at,
    ChangeView: change_view,
    ShowLines: show_lines,
    ShowPanels: show_panels,
    LookAtSample: look_at_sample,
    SetSpeed: set_speed,
    MeasureBy: measure_by,
    ShowApart: show_apart,
    ShowRun: show_run,
    ShowOnly: show_only,
    RenameRun: rename_run,
    LockRun: lock_run,
    MoveRun: move_run,
}
"""The change that follows from each intent."""
