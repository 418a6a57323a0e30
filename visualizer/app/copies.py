"""Runs beside others: kept, duplicated, forked, or opened to be compared.

Each function gives the state that an intent leads to: the same one where nothing is to be done, and
None where it cannot be done yet.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from visualizer.app.intents import CompareSettings, DuplicateRun, ForkRun, KeepRun
from visualizer.app.panes import called, in_front
from visualizer.app.runs import RunMaker
from visualizer.app.state import Run, State
from visualizer.core.capabilities import asked
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.forks import ALL, changed_from, rows_in_common
from visualizer.core.problems.base import Problem

_RATE = "optimizer.learning_rate"

Build = Callable[[Experiment], Problem | None]
"""Gives the problem of an experiment, or None while it is being read."""


def keep_run(state: State, intent: KeepRun, maker: RunMaker) -> State:
    """A locked copy of the run in front stands before it; it has the name that this one had."""
    run = state.run
    if _kept(state) is not None:
        return state
    copy = _copy(run, maker, state.runs)
    copy = replace(copy, locked=True, shown=True, title=run.title)
    front = replace(run, title="")
    state = _paused_like(run, copy, state.with_run(front).with_new(copy, state.current))
    return replace(state, solo=False)


def _kept(state: State) -> int | None:
    """The place of a run that keeps the numbers of that in front; itself, when it is locked."""
    run, places = state.run, range(len(state.runs))
    alike = [
        place for place in places if state.runs[place].locked and _alike(state.runs[place], run)
    ]
    return state.current if state.current in alike else next(iter(alike), None)


def in_vain(state: State, intent: object) -> str:
    """Why an intent changes nothing, for those of which a user would wonder; else ""."""
    if isinstance(intent, CompareSettings):
        return "These runs are open already, and shown"
    place = _kept(state) if isinstance(intent, KeepRun) else None
    if place is None:
        return ""
    if place == state.current:
        return "This run is kept already: it is locked, and what you change becomes another run"
    return f"This run is kept already, as {called(state)[place]}"


def duplicate_run(state: State, intent: DuplicateRun, maker: RunMaker) -> State | None:
    """A run of the same settings stands behind another one, and in front."""
    place = state.place(intent.document)
    if place is None:
        return None
    run = state.runs[place]
    copy = _copy(run, maker, state.runs)
    copy = replace(copy, edited=run.edited)
    return _paused_like(run, copy, opened_behind(state, place, copy))


def fork_run(state: State, intent: ForkRun, maker: RunMaker, build: Build) -> State | None:
    """A run leaves another one at a step, and stands behind it, and in front.

    Raises
    ------
    InputError
        For values that are not allowed.
    """
    place = state.place(intent.document)
    if place is None:
        return None
    run = state.runs[place]
    before = asked(run.experiment)
    experiment = changed_from(before, intent.step, intent.values) if intent.values else before
    problem = build(experiment)
    if problem is None:
        return None
    rows = rows_in_common(before, experiment)
    forked = opened_behind(state, place, maker.branched(run, experiment, problem, state.runs, rows))
    return forked if intent.values else replace(forked, from_here=True)


def compare_settings(
    state: State, intent: CompareSettings, maker: RunMaker, build: Build
) -> State | None:
    """Runs with other settings stand around that in front, in the order in which they are given.

    Raises
    ------
    InputError
        For values that are not allowed.
    """
    front = state.run
    wanted = [asked(front.experiment).with_values(values) for values in intent.variants]
    # By document, as places shift. Experiments are checked whenever one is made: once each.
    open_already = {
        _unnamed(run.experiment): run.document for run in state.runs if run.experiment is not None
    }
    made = state
    place = state.current
    for experiment in wanted:
        if experiment == front.experiment:
            place = made.current + 1
            continue
        known = made.place(open_already.get(_unnamed(experiment), -1))
        if known is not None:
            if not made.is_shown(made.runs[known]):
                made = made.with_run(replace(made.runs[known], shown=True), known)
            place = known + 1
            continue
        problem = build(experiment)
        if problem is None:
            return None
        run = maker.opened(experiment, problem, made.runs)
        open_already[_unnamed(experiment)] = run.document
        made = made.with_new(replace(run, shown=True), place)
        place += 1
    return replace(made, solo=False) if state.solo else made


def rates_around(experiment: Experiment) -> CompareSettings:
    """A tenth of the learning rate of an experiment, itself, and ten times of it.

    Of these only those that are allowed.
    """
    # Rounded, as 0.07 / 10 is not what is written 0.007.
    rates = [float(f"{experiment.optimizer.learning_rate * by:.12g}") for by in (0.1, 1.0, 10.0)]
    return CompareSettings(tuple({_RATE: rate} for rate in rates if _allowed(experiment, rate)))


def comparing(experiments: Iterable[Experiment]) -> CompareSettings:
    """What opens the runs of these experiments, whatever the run in front has."""
    return CompareSettings(tuple(values_of(one) for one in experiments))


def values_of(experiment: Experiment) -> dict[str, Any]:
    """Everything that another experiment is to be changed in to be this one."""
    values = {"changes": [], **experiment.to_dict()}
    del values["format"]
    return values


def _allowed(experiment: Experiment, rate: float) -> bool:
    try:
        experiment.with_values({_RATE: rate})
    except InputError:
        return False
    return True


def opened_behind(state: State, place: int, run: Run) -> State:
    """The state with a run behind that at a place, and in front; the playhead stays."""
    return replace(in_front(state.with_new(run, place + 1), place + 1), solo=False)


def _copy(run: Run, maker: RunMaker, beside: tuple[Run, ...]) -> Run:
    return maker.branched(run, asked(run.experiment), asked(run.problem), beside, ALL)


def _paused_like(run: Run, copy: Run, state: State) -> State:
    if run.number not in state.paused:
        return state
    return replace(state, paused=state.paused | {copy.number})


def _alike(one: Run, other: Run) -> bool:
    """Whether two runs have the same numbers."""
    return one.experiment == other.experiment and one.problem == other.problem


def _unnamed(experiment: Experiment) -> Experiment:
    return replace(experiment, name="")
