"""The pictures of a sweep, as files: for the command line and its dialog."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from visualizer.core.building import ProblemCache
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.gui.figures.export import Export, application, sized, with_own_fonts
from visualizer.gui.figures.figures import FigureOptions, render
from visualizer.gui.figures.rates import rates_frame
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.sweep_curve import SweepCurvePlot
from visualizer.gui.plots.sweep_map import SWEEP_PLOTS, SweepMapPlot
from visualizer.gui.plots.sweep_parallel import SweepParallelPlot

SIZE = (1000.0, 640.0)


def sweep_frame(outcome: SweepOutcome, problems: ProblemCache | None = None) -> Frame:
    """A frame for the plots of a sweep."""
    problems = ProblemCache() if problems is None else problems
    base = outcome.plan.base
    return with_outcome(rates_frame(base, problems.build(base), None), outcome)


def with_outcome(frame: Frame, outcome: SweepOutcome | None) -> Frame:
    """A frame with an outcome; losses of 0 and less have no logarithm."""
    frame = replace(frame, sweep=outcome)
    if outcome is None:
        return frame
    losses = outcome.values("best_loss")
    known = losses[np.isfinite(losses)]
    positive = bool(len(known) and (known > 0).all())
    return frame.viewed(SweepCurvePlot.name, log=positive)


def pictures_of(frame: Frame) -> tuple[str, ...]:
    """The plots that have something to show of a sweep."""
    kinds = (SweepCurvePlot, SweepMapPlot, SweepParallelPlot)
    reasons = {kind.name: kind.reason(frame) for kind in kinds}
    return tuple(name for name in SWEEP_PLOTS if not reasons[name])


def export_sweep(outcome: SweepOutcome, export: Export) -> Iterator[Path]:
    """Write a picture of each plot that has something to show, with the protocol below.

    Raises
    ------
    InputError
        When a picture cannot be made or written.
    """
    app = application()
    frame, options = sweep_frame(outcome), with_own_fonts(export.options)
    for name in export.names or pictures_of(frame):
        path = export.folder / f"{name}.{export.ending}"
        render(frame, [name], captioned(sized(SIZE, export, options), outcome), path)
        yield path
    del app  # until here


def captioned(options: FigureOptions, outcome: SweepOutcome) -> FigureOptions:
    """The options with what was found and how, unless another caption is asked for."""
    if options.caption:
        return options
    # A sentence begins with a word, and not with the key of a setting, which has small letters.
    best = outcome.best_sentence()
    words = f"{best[:1].upper()}{best[1:]}. Tried: {outcome.protocol()}."
    return replace(options, caption=words)
