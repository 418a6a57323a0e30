"""The lines of a plot over epochs: columns of each of the runs that are shown, and their looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from visualizer.app.panes import ShownRun
from visualizer.gui.look.look import Look
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.marks import Legend, LegendEntry

_GHOST = (2.0, 3.0)
_BEHIND = 0.85
"""How wide the line of another run is, against that of the run in front."""


@dataclass(frozen=True)
class SeriesLine:
    """One line of a plot: a column of the history, and how it looks."""

    column: str
    label: str
    colour: str
    dash: tuple[float, ...] = ()
    width: float = 2.0
    opacity: float = 1.0


@dataclass(frozen=True)
class RunLine:
    """A line of a run, as it is drawn.

    Parameters
    ----------
    shown
        The run.
    line
        Its column, with the look that it has here.
    label
        What stands at its end; "" for nothing.
    run
        The place of the run among those of the frame, 0 for the one in front.
    """

    shown: ShownRun
    line: SeriesLine
    label: str
    run: int = 0


def traces_of(frame: Frame, lines: Sequence[SeriesLine], look: Look, by_run: bool) -> list[RunLine]:
    """The lines of all runs, those of the run in front first; of that alone unless `by_run`.

    With one run alone colours mean columns. With several they mean runs, and dashes mean columns;
    of a single column each run has a dash of its own.
    """
    if not by_run:
        return [RunLine(frame.front, line, line.label) for line in lines]
    several = len(lines) > 1
    return [
        RunLine(
            shown, _of_run(line, shown, run, look, several), _label(frame, line, place, run), run
        )
        for run, shown in enumerate(frame.shown)
        for place, line in enumerate(lines)
        if run == 0 or _holds(shown, line.column)
    ]


def _label(frame: Frame, line: SeriesLine, place: int, run: int) -> str:
    """What stands at the end of a line: the name of its run, once, or of the column."""
    if frame.apart:
        return line.label
    return "" if place else frame.shown[run].label


def ghosts_of(frame: Frame, lines: Sequence[SeriesLine], look: Look) -> list[RunLine]:
    """The lines of what runs were before, all dotted and faint."""
    return [
        RunLine(shown, replace(line, colour=colour, dash=_GHOST, width=1.0, opacity=0.5), "")
        for shown in frame.ghosts
        for line in lines
        if line.column in shown.run.history.columns
        # A list of one, to have a name for it within the expression.
        for colour in [look.run_colour(shown.run.colour) if frame.by_run else line.colour]
    ]


def _of_run(line: SeriesLine, shown: ShownRun, run: int, look: Look, several: bool) -> SeriesLine:
    dash = line.dash if several else look.run_dash(shown.run.colour)
    width = line.width * (_BEHIND if run else 1.0)
    return replace(line, colour=look.run_colour(shown.run.colour), dash=dash, width=width)


def _holds(shown: ShownRun, column: str) -> bool:
    """Whether a run has a column that means the same as that of the run in front."""
    history = shown.run.history
    if column in history.layout.scalars:
        return True
    # Another model may have a parameter of the same name.
    return shown.same_plane and column in history.columns


class DashLegend(Legend):
    """What the dashes mean, where colours mean runs; takes no room without anything to say."""

    def show_lines(self, lines: Sequence[SeriesLine]) -> None:
        """Explain the dashes of several columns; of one there is nothing to explain."""
        named = lines if len(lines) > 1 else ()
        self.show_entries(
            [LegendEntry("line", self._look.muted, one.label, dash=one.dash) for one in named]
        )

    def _needed(self) -> float:
        # Closer to the picture than other legends: plots of lines stand below one another.
        return self.lines * self._line() + self._look.size(2.0) if self._entries else 0.0
