"""Figures for papers, handouts and slides: the plots of the window, made afresh for a file.

The plots are the same classes as on the screen, with everything scaled; nothing of the
window is touched. Must be called in the thread of the user interface.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage

from visualizer.core.analysis.insight import Insight, Moment, finished
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.milestones import milestones
from visualizer.core.errors import InputError
from visualizer.gui.figures import files as figure_files
from visualizer.gui.figures.maps import at_row, ground_of, plane_of_figure
from visualizer.gui.figures.scene import FigurePanel, FigureScene
from visualizer.gui.look.collector import uncollected
from visualizer.gui.look.look import LOOKS, Look
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.ranges import joined
from visualizer.gui.plots.registry import PLOTS
from visualizer.storage.experiments import experiment_text
from visualizer.storage.files import write_bytes

FORMATS = ("png", "svg", "pdf")
MOST_BESIDE = 3
"""Runs in a row of a figure in which each has pictures of its own."""
# A poster of 1.4 m at 300 dots per inch; Qt's painter ends at twice as many.
LARGEST = 16384
"""Pixels that a side of a picture may have."""


@dataclass(frozen=True)
class FigureOptions:
    """How a figure is made.

    Parameters
    ----------
    size
        Width and height in pixels at scale 1 (96 to an inch).
    scale
        Pixels of a PNG are size x scale; lines and letters grow with it. Vector files have
        the same appearance, and SVG the same size.
    physical
        Whether the size on paper counts, and not that in pixels.
    theme
        "light" or "dark".
    future
        Whether the part beyond the playhead is drawn.
    title, caption
        Words above and below; a title of None is the experiment's name.
    family, mono_family
        Fonts; empty for those of the application.
    plane
        The plane of landscapes whose frame has no map: one of `PLANE_KINDS`, or empty for
        the two parameters that moved most.
    prepare
        Called with each plot before it draws: to take over flags such as `log`.
    """

    size: tuple[float, float] = (800.0, 600.0)
    scale: float = 2.0
    theme: str = "light"
    future: bool = True
    title: str | None = None
    caption: str = ""
    family: str = ""
    mono_family: str = ""
    plane: str = ""
    prepare: Callable[[Plot], None] | None = None
    physical: bool = False

    def in_centimetres(self, width: float, height: float, dpi: float = 300.0) -> FigureOptions:
        """The same figure at a size on paper: PNG at `dpi`, vector files exactly."""
        pixels = figure_files.DOTS_PER_INCH / 2.54
        size = (width * pixels, height * pixels)
        return replace(self, size=size, scale=dpi / figure_files.DOTS_PER_INCH, physical=True)

    def look(self, scale: float) -> Look:
        """The look of the figure's plots.

        Raises
        ------
        InputError
            For an unknown theme.
        """
        if self.theme not in LOOKS:
            raise InputError(f'"{self.theme}" is not a theme; allowed are {", ".join(LOOKS)}')
        look = replace(LOOKS[self.theme], family=self.family, mono_family=self.mono_family)
        return look.for_export(scale)


def plots_shown(frame: Frame) -> tuple[str, ...]:
    """The plots that have something to show for a run."""
    return tuple(name for name, plot in PLOTS.items() if plot.suits(frame.run))


def plots_together(frame: Frame) -> tuple[str, ...]:
    """Those of them that make the dashboard."""
    return tuple(name for name in plots_shown(frame) if PLOTS[name].together)


def render(frame: Frame, names: Sequence[str], options: FigureOptions, path: str | Path) -> None:
    """Write a figure of the named plots; the ending of `path` chooses the format.

    One plot fills the figure; several make the dashboard, the landscape at its left.

    Raises
    ------
    InputError
        For an unknown plot, format or theme, or when the file cannot be written; what was
        at `path` is then as before.
    """
    _write(lambda scale: _dashboard(frame, names, options, scale), frame, options, path)


def film_strip(
    frame: Frame,
    name: str,
    options: FigureOptions,
    path: str | Path,
    epochs: Sequence[int] = (),
) -> None:
    """Write one plot at several epochs side by side, with the same axes in each.

    Without `epochs` they follow the run: see `strip_epochs`. Epochs that it has not reached are
    left out. `options.size` is that of one panel.

    Raises
    ------
    InputError
        As `render` does.
    """
    chosen = epochs or strip_epochs(frame)
    _write(lambda scale: _strip(frame, name, chosen, options, scale), frame, options, path)


def strip_epochs(frame: Frame) -> tuple[int, ...]:
    """The usual epochs of a film strip: between them the run goes equal parts of its path."""
    return milestones(frame.run.history, frame.reveal)


def side_by_side(
    frame: Frame, names: Sequence[str], options: FigureOptions, path: str | Path
) -> None:
    """Write the named plots once for each run that a frame shows, with the same axes.

    Up to `MOST_BESIDE` runs stand in a row.

    Raises
    ------
    InputError
        As `render` does.
    """
    _write(lambda scale: _side_by_side(frame, names, options, scale), frame, options, path)


@uncollected()
def figure(frame: Frame, names: Sequence[str], options: FigureOptions) -> FigureScene:
    """The scene of a figure, for those who paint it more than once, and close it then."""
    return _dashboard(frame, names, options, options.scale)


@uncollected()
def image(frame: Frame, names: Sequence[str], options: FigureOptions) -> QImage:
    """The figure as a picture of size x scale pixels."""
    scene = figure(frame, names, options)
    try:
        return figure_files.picture(scene, options.scale)
    finally:
        scene.close()


def copy_to_clipboard(frame: Frame, names: Sequence[str], options: FigureOptions) -> None:
    """Put the figure into the clipboard as a picture."""
    QGuiApplication.clipboard().setImage(image(frame, names, options))


def informed(plot: Plot, frame: Frame) -> Frame:
    """The frame with what the plot needs to have worked out, at the frame's row.

    What lies on the plane of the landscape comes later, when the figure is laid out.
    """
    return frame.knowing(*_found(plot, frame, plot.asks(frame.moment), on_plane=False))


def _found(plot: Plot, frame: Frame, moment: Moment, on_plane: bool) -> list[Insight]:
    return [
        finished(kind, moment, frame.insight(kind))
        for kind in plot.insights
        if kind.on_plane == on_plane and kind.is_known(moment)
    ]


@uncollected()
def _write(
    make: Callable[[float], FigureScene],
    frame: Frame,
    options: FigureOptions,
    path: str | Path,
) -> None:
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise InputError(f'"{ending}" is not a format of figures; allowed are {", ".join(FORMATS)}')
    known = frame.run.experiment
    experiment = "" if known is None else experiment_text(known)
    # Lines have no pixels: a vector figure is laid out at scale 1.
    scene = make(options.scale if ending == "png" else 1.0)
    try:
        if ending == "png":
            content = figure_files.png(scene, options.scale, experiment)
        elif ending == "svg":
            title = _title(frame, options)
            content = figure_files.svg(scene, options.scale, title, experiment, options.physical)
        else:
            content = figure_files.pdf(scene, _title(frame, options), experiment)
    finally:
        scene.close()
    write_bytes(path, content)


def _title(frame: Frame, options: FigureOptions) -> str:
    return frame.run.name if options.title is None else options.title


def _plot(name: str, options: FigureOptions, look: Look) -> Plot:
    kind = PLOTS.get(name)
    if kind is None:
        # Only here, as the window starts sooner without.
        from visualizer.gui.plots.finder import FINDER_PLOTS
        from visualizer.gui.plots.race import RACE_PLOTS
        from visualizer.gui.plots.sweep_map import SWEEP_PLOTS

        kind = (FINDER_PLOTS | RACE_PLOTS | SWEEP_PLOTS).get(name)
    if kind is None:
        raise InputError(f'"{name}" is not a plot; allowed are {", ".join(PLOTS)}')
    plot = kind(look)
    if options.prepare is not None:
        options.prepare(plot)
    return plot


def _pixels(options: FigureOptions, scale: float, panels: int = 1) -> tuple[float, float]:
    width, height = options.size[0] * scale * panels, options.size[1] * scale
    if not (1.0 <= width <= LARGEST and 1.0 <= height <= LARGEST):
        raise InputError(
            f"a figure of {width:.0f} x {height:.0f} pixels is not allowed; "
            f"each side may have 1 to {LARGEST}"
        )
    return width, height


def _dashboard(
    frame: Frame, names: Sequence[str], options: FigureOptions, scale: float
) -> FigureScene:
    """The named plots: the landscape in a column of its own, the others stacked."""
    if not names:
        raise InputError(f"no plot is chosen; allowed are {', '.join(PLOTS)}")
    size, look = _pixels(options, scale), options.look(scale)
    frame = frame.moved(frame.row, frame.hide_future or not options.future)
    # In the order of the catalogue, whatever the order of the words: the same figure each time.
    ordered = [name for name in PLOTS if name in names]
    ordered += [name for name in names if name not in PLOTS]
    panels = [_panel(name, frame, len(ordered) > 1, options, look) for name in ordered]
    _arrange(panels)
    scene = FigureScene(panels, look, size, _title(frame, options), options.caption)
    return _add_maps(scene, options.plane)


def _panel(
    name: str, frame: Frame, several: bool, options: FigureOptions, look: Look
) -> FigurePanel:
    plot = _plot(name, options, look)
    plot.follow(frame.views)
    return FigurePanel(plot, informed(plot, frame), plot.title if several else "")


def _arrange(panels: Sequence[FigurePanel]) -> None:
    """Main plots stand in the left column beside the others; without any all are stacked."""
    main = [panel for panel in panels if panel.plot.main]
    others = [panel for panel in panels if not panel.plot.main]
    for column, stacked in enumerate([one for one in (main, others) if one]):
        # As many rows as both columns can be divided into.
        rows = math.lcm(len(main) or 1, len(others) or 1) // len(stacked)
        for place, panel in enumerate(stacked):
            panel.row, panel.column, panel.rows = place * rows, column, rows


def _add_maps(scene: FigureScene, plane: str) -> FigureScene:
    """Give landscapes their map, computed for the room that the layout has given them.

    All show the same part of the same plane: that of the panel which shows most of the run. A
    slice through many parameters is that of each panel's own row.
    """
    maps = [panel for panel in scene.panels if LandscapeMap in panel.plot.insights]
    most = max(maps, key=lambda panel: panel.frame.reveal, default=None)
    # Where nothing spans the plane, its panel says why.
    if most is not None and not (most.frame.map is not None and most.frame.map.reason):
        # As it came: the map of few points below is not one to start from.
        frame, rows = most.frame, tuple(panel.frame.row for panel in maps)
        # The shape of the map depends on the room that the axes leave, which depends on their
        # numbers: a first map of few points tells the ranges.
        for coarse in (True, False):
            ground = ground_of(frame, most.plot.aspect, plane, rows, coarse)
            known: dict[Hashable, LandscapeMap] = {}
            for panel in maps:
                here = panel.frame.moment._replace(ground=at_row(ground, panel.frame))
                moment = panel.plot.asks(here)
                # Panels of one plane share the map, whichever rows they show.
                key = LandscapeMap.key(moment)
                if key not in known:
                    known[key] = finished(LandscapeMap, moment)
                # The map covers what is zoomed to, and more where the figure has room.
                panel.frame = replace(panel.frame.knowing(known[key]), zooms=())
            scene.settle()
    return _add_extras(scene, plane)


def _add_extras(scene: FigureScene, plane: str) -> FigureScene:
    """Give plots beside the landscape what has to be computed on its plane."""
    for panel in scene.panels:
        frame, plot = panel.frame, panel.plot
        moment = plot.asks(frame.moment)
        if any(kind.on_plane for kind in plot.insights) and not frame.run.lacks(plot.requires):
            moment = moment._replace(plane=plane_of_figure(frame, moment.aspect, plane))
            panel.frame = frame.knowing(*_found(plot, frame, moment, on_plane=True))
            scene.settle()
    return scene


def _side_by_side(
    frame: Frame, names: Sequence[str], options: FigureOptions, scale: float
) -> FigureScene:
    size, look = _pixels(options, scale), options.look(scale)
    frame = replace(frame, hide_future=frame.hide_future or not options.future)
    panels = []
    for place, one in enumerate(frame.each()):
        line, column = divmod(place, MOST_BESIDE)
        for number, name in enumerate(names):
            plot = _plot(name, options, look)
            plot.follow(one.views)
            title = one.label if number == 0 else plot.title
            row = line * len(names) + number
            panels.append(FigurePanel(plot, informed(plot, one), title, row, column))
    scene = FigureScene(panels, look, size, _title(frame, options), options.caption)
    return _add_maps(scene, options.plane)


def _strip(
    frame: Frame, name: str, epochs: Sequence[int], options: FigureOptions, scale: float
) -> FigureScene:
    steps = frame.run.history.steps_per_epoch
    reached = [epoch for epoch in epochs if epoch * steps < frame.count]
    if not reached:
        raise InputError("the run has not reached any of the epochs of the strip")
    look, size = options.look(scale), _pixels(options, scale, len(reached))
    hidden = not options.future
    panels = []
    for column, epoch in enumerate(reached):
        plot = _plot(name, options, look)
        there = informed(plot, frame.moved(epoch * steps, hidden))
        # What was worked out for one panel may be a beginning for the next.
        frame = frame.knowing(*there.insights)
        panels.append(FigurePanel(plot, there, f"Epoch {epoch:,}", column=column))
    scene = FigureScene(panels, look, size, _title(frame, options), options.caption)
    scene = _add_maps(scene, options.plane)
    ranges = [panel.plot.box.viewRange()[1] for panel in panels]
    for panel in panels:
        # One axis for all panels of a strip, or they could not be compared.
        panel.plot.heights = joined([(low, high) for low, high in ranges])
    scene.settle()
    return scene
