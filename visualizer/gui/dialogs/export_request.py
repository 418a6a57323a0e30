"""What the user wants exported: one frozen description, and how it is carried out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from visualizer.gui.figures.figures import (
    FigureOptions,
    film_strip,
    plots_shown,
    plots_together,
    render,
    side_by_side,
)
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.landscape import LandscapePlot

PLOT, EACH, DASHBOARD, STRIP, BESIDE = "plot", "each", "dashboard", "strip", "beside"
WHAT = {
    PLOT: "One plot",
    EACH: "Each plot, a file for each",
    DASHBOARD: "The dashboard: all plots in one",
    STRIP: "A film strip: one plot at several epochs",
    BESIDE: "Side by side: the shown runs, one picture each",
}


@dataclass(frozen=True)
class ExportRequest:
    """Pictures to be made.

    Parameters
    ----------
    what
        "plot", "each", "dashboard", "strip" or "beside".
    plot
        The plot, where `what` is one plot or a film strip; side by side one of `state.APART`.
    folder, name
        Where the files go, and what their names begin with.
    ending
        "png", "svg" or "pdf".
    options
        Size, scale, theme, title, caption, and whether the future is drawn.
    epoch
        At which epoch; None is the playhead.
    epochs
        Those of a film strip; none for those that follow the run.
    """

    what: str = DASHBOARD
    plot: str = LandscapePlot.name
    folder: Path = Path()
    name: str = "figure"
    ending: str = "png"
    options: FigureOptions = field(default_factory=lambda: FigureOptions(size=(1200.0, 800.0)))
    epoch: int | None = None
    epochs: tuple[int, ...] = ()

    def files(self, shown: Sequence[str]) -> tuple[Path, ...]:
        """The files that it makes; `shown` are the plots that have something to show."""
        names = [f"{self.name}-{plot}" for plot in shown] if self.what == EACH else [self.name]
        return tuple(self.folder / f"{name}.{self.ending}" for name in names)


def frame_at(frame: Frame, epoch: int | None) -> Frame:
    """The frame with the playhead at an epoch, or as it is."""
    if epoch is None:
        return frame
    return replace(frame, row=frame.run.row_at(epoch))


def write_pictures(request: ExportRequest, frame: Frame) -> Iterator[Path]:
    """Make the pictures, yielding each file when it is there.

    Raises
    ------
    InputError
        When a picture cannot be made or written; those before it are there.
    """
    shown = plots_shown(frame)
    at = frame_at(frame, request.epoch)
    paths = request.files(shown)
    if request.what == STRIP:
        film_strip(frame, request.plot, request.options, paths[0], request.epochs)
        yield paths[0]
        return
    if request.what == BESIDE:
        side_by_side(at, request.plot.split(" and "), request.options, paths[0])
        yield paths[0]
        return
    names = [[request.plot]]
    if request.what == DASHBOARD:
        names = [list(plots_together(frame))]
    elif request.what == EACH:
        names = [[plot] for plot in shown]
    for plots, path in zip(names, paths, strict=True):
        render(at, plots, request.options, path)
        yield path
