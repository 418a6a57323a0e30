"""What the plots draw: one frozen picture of the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from visualizer.app.panes import ShownRun, companions
from visualizer.app.state import NO_ZOOM, Zoom
from visualizer.app.views import (
    BY_HAND,
    RUNS,
    VIEWS,
    ByHandView,
    RunsView,
    Views,
    ViewSettings,
    changed,
)
from visualizer.core.analysis.insight import AnInsight, Insight, Moment
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.capabilities import asked

if TYPE_CHECKING:
    from visualizer.app.attendance import Guessed
    from visualizer.app.state import Run
    from visualizer.core.analysis.rate_finder import RateCurve
    from visualizer.core.analysis.rate_proof import RateProof
    from visualizer.core.experiment import Experiment
    from visualizer.core.problems.base import Problem
    from visualizer.core.race.results import RaceResult
    from visualizer.core.sweeps.outcome import SweepOutcome


@dataclass(frozen=True, eq=False)
class Frame:
    """Everything a plot needs, and the only thing it is given.

    Parameters
    ----------
    run
        The run in front.
    row
        The row of its history at the playhead.
    count
        Rows published when the frame was made: at least `row` + 1.
    beside
        Other runs that are drawn: shown ones, each in its colour and with its label, and faintly
        what the run in front was before.
    label
        What tells the run in front from those that are shown beside it.
    apart
        Whether it is one of several runs that stand side by side: of those beside it only the
        ranges are seen.
    place
        That of the run in front among all that are shown.
    hide_future
        Nothing beyond the playhead is drawn, nor given away by an axis.
    lines
        Indices of the parameters that the line plots show.
    rates
        What a learning-rate finder has found, for its plots; None for all others.
    proof
        What the rates came to that it suggests, for the same.
    sweep
        What a sweep has found, for its plots; None for all others.
    race, race_colours
        How a race has ended, for its plots, and the colours of those who raced; None for all
        others.
    insights
        What has been worked out so far for the plots that need it.
    sample
        The row of the data that is looked at: its part and its number there.
    zooms
        What the user has zoomed to, by the names of plots.
    views
        View settings that are not the usual ones, by the names of plots.
    guess
        What somebody guesses in a lesson; None for nothing.
    """

    run: Run
    row: int
    count: int
    beside: tuple[ShownRun, ...] = ()
    hide_future: bool = False
    lines: tuple[int, ...] = (0,)
    rates: RateCurve | None = None
    proof: RateProof | None = None
    sweep: SweepOutcome | None = None
    race: RaceResult | None = None
    race_colours: tuple[int, ...] = ()
    insights: tuple[Insight, ...] = ()
    sample: tuple[str, int] = ("training", 0)
    zooms: tuple[tuple[str, Zoom], ...] = ()
    views: Views = ()
    label: str = ""
    apart: bool = False
    place: int = 0
    guess: Guessed | None = None

    @property
    def by_run(self) -> bool:
        """Whether colours mean runs: else, with one run alone, they mean parameters."""
        return self.apart or any(not shown.ghost for shown in self.beside)

    @property
    def front(self) -> ShownRun:
        """The run in front as one of those that are shown."""
        return ShownRun(self.run, self.row, self.reveal, self.label)

    @property
    def shown(self) -> tuple[ShownRun, ...]:
        """The runs that are shown, that in front first."""
        return (self.front, *(one for one in self.beside if not one.ghost))

    @property
    def ghosts(self) -> tuple[ShownRun, ...]:
        """What runs were before."""
        return tuple(one for one in self.beside if one.ghost)

    @property
    def problem(self) -> Problem:
        """The problem of the run, for those who require a capability that comes of it."""
        return asked(self.run.problem)

    @property
    def experiment(self) -> Experiment:
        """The experiment of the run, for those who require a capability that comes of it."""
        return asked(self.run.experiment)

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        """The minima of the loss that are known, each with P values."""
        return () if self.run.problem is None else self.run.problem.minima

    @property
    def map(self) -> LandscapeMap | None:
        """The landscape, as fine as it has been computed so far; None before the first."""
        return self.insight(LandscapeMap)

    @property
    def target(self) -> float:
        """The loss to which the epochs of each run are counted; 0 for none."""
        view = self.view_of(RUNS) or VIEWS[RUNS]
        assert isinstance(view, RunsView)
        return view.target

    @property
    def moment(self) -> Moment:
        """The place in the run, as insights are asked for."""
        run = self.run
        return Moment(
            run.history,
            self.row,
            self.reveal,
            self.count - 1,
            run.descent,
            run.capabilities,
            run.ending,
            self.hide_future,
            plane=None if self.map is None else self.map.plane,
            others=companions(self.beside),
            name=self.label,
        )

    def knowing(self, *insights: Insight) -> Frame:
        """The same with these insights, which take the place of others of their kinds."""
        kinds = {type(one) for one in insights}
        others = tuple(one for one in self.insights if type(one) not in kinds)
        return replace(self, insights=(*others, *insights))

    def insight(self, kind: type[AnInsight]) -> AnInsight | None:
        """What there is of a kind; it may be of a row just before. None before the first."""
        return next((found for found in self.insights if isinstance(found, kind)), None)

    def zoom_of(self, name: str) -> Zoom:
        """What the plots of a name show of their axes."""
        return next((zoom for known, zoom in self.zooms if known == name), NO_ZOOM)

    def view_of(self, name: str) -> ViewSettings | None:
        """The view settings of the plots of a name; None for the usual ones."""
        return next((view for known, view in self.views if known == name), None)

    @property
    def sub_step(self) -> int:
        """The line of the update that By hand looks at, from 1; 0 for none."""
        view = self.view_of(BY_HAND)
        return view.sub_step if isinstance(view, ByHandView) else 0

    def viewed(self, name: str, **values: Any) -> Frame:
        """The same with other view settings of the plots of a name; InputError for bad ones."""
        view = changed(name, self.view_of(name) or VIEWS[name], values)
        others = tuple(one for one in self.views if one[0] != name)
        return replace(self, views=(*others, (name, view)))

    def moved(self, row: int, hide_future: bool) -> Frame:
        """The same at another row of the run in front, and the others at the epoch of that.

        With `hide_future` nothing beyond is drawn of any of them.
        """
        epoch = row / self.run.history.steps_per_epoch
        beside = []
        for one in self.beside:
            at = one.row
            if row != self.row:
                at = min(int(epoch * one.run.history.steps_per_epoch + 1e-6), one.run.count - 1)
            beside.append(replace(one, row=at, last=min(at, one.last) if hide_future else one.last))
        return replace(self, row=row, hide_future=hide_future, beside=tuple(beside))

    @property
    def further(self) -> int:
        """The parameters that have no line."""
        return len(self.run.history.parameters) - len(self.lines)

    @property
    def reveal(self) -> int:
        """The last row that may be drawn."""
        return self.row if self.hide_future else self.count - 1

    @property
    def epoch(self) -> float:
        """The playhead on the epoch axis."""
        return self.row / self.run.history.steps_per_epoch

    @property
    def ways(self) -> tuple[tuple[object, ...], ...]:
        """What the pictures of the other runs depend on, besides their rows at the playhead."""
        # By `id`, so that frames can be compared; the frame itself keeps the histories.
        return tuple(
            (id(one.run.history), one.last, one.run.colour, one.label, one.ghost)
            for one in self.beside
        )

    @property
    def at_ends(self) -> tuple[bool, ...]:
        """Which of the shown runs, the one in front first, have their playhead on the last row.

        A line that was thinned to the pixels leads to that row itself only there.
        """
        return tuple(one.row == one.last for one in self.shown)

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows at the playhead: that of the run in front, and those of the others."""
        return (self.row, *(one.row for one in self.beside))

    def each(self, own_axes: bool = False) -> tuple[Frame, ...]:
        """A frame for each of the shown runs, to stand side by side, in their order.

        Those beside it stay, as ranges are to hold them all, unless each has its `own_axes`.
        """
        others = [shown for shown in self.beside if not shown.ghost]
        found = [self._of(shown) for shown in others]
        here = ShownRun(self.run, self.row, self.reveal, self.label)
        found.insert(self.place, self)
        shown = [*others[: self.place], here, *others[self.place :]]
        return tuple(
            replace(
                frame,
                apart=True,
                place=place,
                beside=() if own_axes else tuple(one for one in shown if one is not shown[place]),
            )
            for place, frame in enumerate(found)
        )

    def _of(self, shown: ShownRun) -> Frame:
        """The frame of a run beside, of which nothing has been worked out."""
        run, lines = shown.run, self.lines
        if run.history.parameters != self.run.history.parameters:
            names = [self.run.history.parameters[index] for index in lines]
            lines = run.places_of(names) or tuple(
                range(min(MOST_LINES, len(run.history.parameters)))
            )
        return replace(
            self,
            run=run,
            row=shown.row,
            count=run.count,
            lines=lines,
            insights=(),
            label=shown.label,
        )


MOST_LINES = 8
"""Lines that a plot shows unless more are chosen."""


def usual_lines(run: Run, axes: Sequence[int | None]) -> tuple[int, ...]:
    """Indices of the parameters of the landscape, and others as far as there is room.

    Of many parameters those with the steepest slope at the start: the first ones may be
    weights of an input that is always 0, and the later ones would tell of the future.
    """
    size = len(run.history.parameters)
    others: Sequence[int] = range(size)
    if size > MOST_LINES:
        slope = np.abs(run.history.row(0).gradient)
        # Twice as many, as those of the landscape are taken out of them.
        others = np.argsort(-slope, kind="stable")[: 2 * MOST_LINES].tolist()
    shown = [index for index in axes if index is not None]
    others = [index for index in others if index not in shown]
    return tuple(sorted((*shown, *others[: MOST_LINES - len(shown)])))
