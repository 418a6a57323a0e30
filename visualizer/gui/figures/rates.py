"""The pictures of a learning-rate finder, as files: for the command line and its dialog."""

from collections.abc import Iterator
from pathlib import Path

from visualizer.app.state import Run
from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.core.analysis.rate_proof import RateProof
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.recording.recorder import Recorder
from visualizer.gui.figures.export import Export, application, sized, with_own_fonts
from visualizer.gui.figures.figures import render
from visualizer.gui.plots.finder import FINDER_PLOTS
from visualizer.gui.plots.frame import Frame

ALL = "finder"
"""The picture of all of them."""

OF_PROOF = ("finder-proof", "finder-runs")
"""Plots of what the suggestions have come to, where they were tried out."""

TOGETHER = ("finder-curve", "finder-proof", "finder-losses", "finder-runs")
"""The test above the runs that prove it, on one axis of rates; and what both did on the way."""

SIZES = {ALL: (1200.0, 600.0)}


def rates_frame(
    experiment: Experiment,
    problem: Problem,
    curve: RateCurve | None,
    proof: RateProof | None = None,
) -> Frame:
    """A frame for the plots of the finder; its run has not begun."""
    descent = Descent(experiment, problem)
    run = Run(1, experiment, problem, descent, Recorder(descent.layout(), descent.replay))
    return Frame(run, 0, 0, rates=curve, proof=proof)


def export_rates(frame: Frame, export: Export) -> Iterator[Path]:
    """Write a picture of each plot and one of all, yielding each file when it is there.

    Raises
    ------
    InputError
        When a picture cannot be made or written.
    """
    app = application()
    options = with_own_fonts(export.options)
    for name in export.names or (*_told(frame), ALL):
        path = export.folder / f"{name}.{export.ending}"
        render(frame, plots_of(name, frame), sized(SIZES.get(name), export, options), path)
        yield path
    del app  # until here


def _told(frame: Frame) -> tuple[str, ...]:
    """The plots that have something to show."""
    return tuple(one for one in FINDER_PLOTS if one not in OF_PROOF or frame.proof is not None)


def plots_of(name: str, frame: Frame) -> tuple[str, ...]:
    """The plots of a picture: of all, those that have something to show."""
    if name != ALL:
        return (name,)
    return _told(frame) if frame.proof is None else TOGETHER
