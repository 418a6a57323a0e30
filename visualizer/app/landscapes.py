"""Which part of the landscape is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from visualizer.app.panes import beside, companions, labels
from visualizer.app.state import Run, State
from visualizer.app.views import AXES, LANDSCAPE, MapView
from visualizer.core.analysis.ground import Ground
from visualizer.core.analysis.landscape import (
    equal_scales,
    goes_away,
    view_range,
    widest_parameters,
)
from visualizer.core.analysis.plane_kinds import PLANE_KINDS, PRINCIPAL, RUNS, KindOfPlane
from visualizer.core.analysis.plane_parts import Companion, Known
from visualizer.core.analysis.planes import AxisPlane, Plane, Range
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.recording.history import History

PATH_POINTS = 2000
_LEAST_POINTS = 100
# Ranges that fitted exactly would move with every frame of a run that grows.
SLACK = 0.04
"""How much of its width a range may miss on each side; its margin is about 0.07."""
# Of fewer rows the ranges cost nothing, and every row may change them much.
FEW_ROWS = 1000


@dataclass(frozen=True)
class MapWish:
    """What the user wants to see of the landscape.

    `kind` is one of `PLANE_KINDS`, or "axes" for the plane over two parameters: `axes`, ()
    for those that moved most; `draw` counts the random directions asked for. `ranges` is
    what the user has zoomed to, () for ranges that show the trajectory; with `everything`
    also points far away; `aspect` is the height of the picture divided by its width. With
    `equal` its ranges are widened to one scale; `held` keeps the ranges while a value is
    dragged. What does not fit the problem is as good as not given.
    """

    axes: tuple[int, ...] = ()
    ranges: tuple[Range, ...] = ()
    everything: bool = False
    aspect: float = 1.0
    kind: str = AXES
    draw: int = 0
    equal: bool = False
    held: bool = False


def view_of(state: State, aspect: float = 1.0, held: bool = False) -> MapWish:
    """What a state asks for of its landscape, in a picture of a shape; `held` as in `MapWish`."""
    settings, zoom, run = state.view_of(LANDSCAPE), state.zoom_of(LANDSCAPE), state.run
    assert isinstance(settings, MapView)
    return MapWish(
        run.places_of(settings.axes),
        zoom.ranges[: len(run.history.parameters)],
        zoom.everything,
        aspect,
        settings.plane,
        settings.draw,
        settings.equal,
        held,
    )


class _Seen(NamedTuple):
    """What is known of a trajectory: its rows up to `last`."""

    history: History
    last: int
    growing: bool


@dataclass
class _Shown:
    """The ranges in use, which change only when they no longer fit."""

    context: object = None
    ranges: tuple[Range, ...] = ()
    seen: tuple[_Seen, ...] = ()


class _Axes(NamedTuple):
    """The parameters shown by default, and by which history they were chosen."""

    subject: object = None
    hidden: bool = False
    history: History | None = None
    pair: tuple[int, int | None] = (0, None)

    def of(self, run: Run) -> tuple[int, ...]:
        """The axes, () when they were chosen for another problem."""
        if self.subject != _subject(run):
            return ()
        return tuple(axis for axis in self.pair if axis is not None)


class Landscapes:
    """Chooses the part of the landscape of the run in front that is to be seen.

    It remembers the ranges and the parameters in use: they change only when they must.
    """

    def __init__(self) -> None:
        self._shown = _Shown()
        self._axes = _Axes()

    def ground(self, state: State, view: MapWish, moving: bool) -> Ground:
        """What suits the state, of a run with rows; costs little.

        While the playhead is `moving`, maps over a plane through more than two parameters
        stay coarse: they change with every step.
        """
        run = state.run
        plane: Plane | KindOfPlane
        size, view = len(run.history.parameters), replace(view, kind=kind_shown(run, view))
        if view.kind in PLANE_KINDS and size > 2:
            plane = self._wish(state, view, moving)
            stays = run.complete and not (state.hide_future or PLANE_KINDS[view.kind].here)
            fine = not moving or stays
        else:
            plane = self._axis_plane(state, view, moving)
            fine = not moving or size <= 2
        return Ground(plane, view.aspect, fine)

    def _axis_plane(self, state: State, view: MapWish, moving: bool) -> AxisPlane:
        run = state.run
        axes = self._chosen(view, run) or self._default_axes(run, state.hide_future)
        # With two parameters none is held, and the plane must not depend on the playhead.
        row = 0 if len(run.history.parameters) <= 2 else _held_row(state, moving)
        theta = run.history.theta(row)
        zoomed = len(view.ranges) == len(axes)
        ranges = view.ranges if zoomed else self._fitting(state, view, axes)
        if view.equal and not zoomed and len(ranges) == 2:
            ranges = equal_scales(*ranges, view.aspect)
        return AxisPlane.over(axes, theta, *ranges)

    def _wish(self, state: State, view: MapWish, moving: bool) -> KindOfPlane:
        """The plane of a kind, from what may be known: a hidden future must not turn it."""
        run = state.run
        whole = run.complete and not state.hide_future
        last = state.row if state.hide_future else run.count - 1
        # The plane of a run that grows turns now and then, not with every row.
        last = last if whole else settled(last)
        seed = (run.seed, view.draw)
        ranges = view.ranges if len(view.ranges) == 2 else ()
        # Nor with every step of playback.
        row = min(settled(state.row) if moving else state.row, max(last, 0))
        # A plane goes through them, or only shows their ways, too.
        name = labels(state)[run.number] if view.kind == RUNS else ""
        known = Known(run.problem, run.history, last, seed, row, _others(state), name)
        return KindOfPlane(view.kind, known, ranges, view.aspect, view.everything, view.equal)

    def axes_of(self, run: Run, view: MapWish) -> tuple[int, ...]:
        """The parameters that the map is over."""
        return self._chosen(view, run) or self._axes.of(run) or self._default_axes(run, True)

    def _chosen(self, view: MapWish, run: Run) -> tuple[int, ...]:
        return view.axes if all(axis < len(run.history.parameters) for axis in view.axes) else ()

    def _default_axes(self, run: Run, hide_future: bool) -> tuple[int, ...]:
        """Those that moved most, once the run has ended; before, those that will at first.

        While the future is hidden they must not tell what will move, so they stay with
        the first step's; and they never change in the middle of a run.
        """
        history, known = run.history, self._axes
        # Before anything has moved, the first step tells which parameters will: those with the
        # steepest slopes.
        if known.subject != _subject(run) or known.hidden != hide_future:
            row = history.row(0)
            axes = widest_parameters(row.theta, row.theta - row.gradient)
            self._axes = known = _Axes(_subject(run), hide_future, None, axes)
        if not hide_future and run.complete and known.history is not history:
            # The last stored row below: the exact one may cost a recomputation in the middle of a
            # frame.
            last = run.count - 1
            axes = widest_parameters(
                history.theta(0), history.theta(last - last % history.thinning)
            )
            self._axes = known = _Axes(_subject(run), hide_future, history, axes)
        return known.of(run)

    def _fitting(self, state: State, view: MapWish, axes: tuple[int, ...]) -> tuple[Range, ...]:
        run = state.run
        last = state.row if state.hide_future else run.count - 1
        context = (_subject(run), axes, view.everything, view.aspect, state.hide_future)
        seen = (_Seen(run.history, last, run.history.ending is None), *_others_seen(state))
        same = context == self._shown.context
        # While a rate is dragged a new run is made with every value: a picture that jumped each
        # time could not be compared with the one before.
        if same and (view.held or _is_much_as(seen, self._shown.seen)):
            return self._shown.ranges
        start = run.history.theta(0)
        path = _joined_path([one for one in seen if one.last >= 0], axes, view.everything)
        wanted, _ = view_range(
            run.problem, axes, start, path, aspect=view.aspect, everything=view.everything
        )
        if not same or not _fits(wanted, self._shown.ranges):
            self._shown.ranges = wanted
        self._shown.context, self._shown.seen = context, seen
        return self._shown.ranges


def _others(state: State) -> tuple[Companion, ...]:
    """The runs beside the one in front, which change a plane no more often than that does."""
    shown = (
        one
        if one.run.complete and not state.hide_future
        else replace(one, last=settled(max(one.last, 0)))
        for one in beside(state)
        if one.last >= 0
    )
    return companions(shown)


def kind_shown(run: Run, view: MapWish) -> str:
    """The kind of plane that is shown of a run: where the way is all there is, its own."""
    if view.kind in PLANE_KINDS:
        return PRINCIPAL if run.lacks(PLANE_KINDS[view.kind].requires) else view.kind
    unknown = view.kind == AXES and not view.axes and run.lacks((Capability.LANDSCAPE,))
    return PRINCIPAL if unknown else view.kind


def _subject(run: Run) -> object:
    """What ranges are of: equal for runs that share them. A recording alone is known to itself."""
    return run.history if run.problem is None else run.problem


def settled(row: int) -> int:
    """A row not far before `row`, the same for a while: planes must not turn at each step.

    The four leading binary digits are kept; what is left out is at most an eighth.
    """
    unit = 1 << max(row.bit_length() - 4, 0)
    return row - row % unit


def _others_seen(state: State) -> list[_Seen]:
    """What is known of the other runs whose paths are on the same landscape."""
    return [
        _Seen(one.run.history, one.last, one.run.history.ending is None)
        for one in beside(state)
        if one.same_plane and not one.ghost
    ]


def _joined_path(seen: Sequence[_Seen], axes: tuple[int, ...], everything: bool) -> FloatArray:
    """The points (M, len(axes)) of several trajectories that the ranges are for.

    Those of runs that go away would make the others too small to be read, unless all do.
    """
    points = max(PATH_POINTS // len(seen), _LEAST_POINTS)
    # `axes[-1]` is `axes[0]` with one parameter, whose second column is then cut off.
    paths = [
        np.asarray(one.history.path(axes[0], axes[-1], 0, one.last, points))[:, : len(axes)]
        for one in seen
    ]
    near = [path for path in paths if everything or not goes_away(path)]
    return np.concatenate(near or paths)


def _is_much_as(seen: tuple[_Seen, ...], before: tuple[_Seen, ...]) -> bool:
    """Whether trajectories show little that was not seen: ranges cost more than a frame."""
    return len(seen) == len(before) and all(map(_is_much_as_one, seen, before))


def _is_much_as_one(seen: _Seen, before: _Seen) -> bool:
    if seen.history is not before.history or seen.growing != before.growing:
        return False
    more = seen.last - before.last
    return more == 0 or (before.last > FEW_ROWS and 0 < more <= before.last // 10)


def _fits(wanted: tuple[Range, ...], shown: tuple[Range, ...]) -> bool:
    """Whether ranges that are shown still do: they hold the wanted ones, and not too much.

    Wanted ranges have a margin around what they are for; a part of it may be missing.
    """
    for (low, high), (seen_low, seen_high) in zip(wanted, shown, strict=True):
        slack = SLACK * (seen_high - seen_low)
        inside = seen_low - slack <= low and high <= seen_high + slack
        # In a range twice as wide as it needs to be the trajectory is too small to be read.
        if not inside or (high - low) < 0.5 * (seen_high - seen_low):
            return False
    return True


def _held_row(state: State, moving: bool) -> int:
    """The row at which the parameters off the map are held."""
    # A thinned row costs a recomputation: while it moves, a neighbour gives much the same.
    return state.row - (state.row % state.run.history.thinning if moving else 0)
