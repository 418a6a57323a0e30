"""The dock of the cross sections: computed while it is seen."""

from __future__ import annotations

from dataclasses import replace

from visualizer.app.cross_sections import CrossSections, Place
from visualizer.gui.cards.plot_cards import flag_switch, plot_body
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.sections import SectionPlot
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard


class SectionSource:
    """Gives frames the cross sections through their point."""

    def __init__(self, view: PlotView, sections: CrossSections) -> None:
        self._view = view
        self._sections = sections
        self._latest: object = None

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._sections.error

    @property
    def key(self) -> object:
        """Another object when frames look different."""
        return self._latest

    def update(self, frame: Frame, moving: bool) -> None:
        """Have the sections of a frame computed, while they can be seen."""
        if self._view.isVisible() and frame.map is not None:
            history, plane = frame.run.history, frame.map.plane
            place = Place(frame.problem, history, plane, frame.row, frame.reveal)
            self._sections.update(place)
            self._latest = self._sections.sections_of(history)

    def fill(self, frame: Frame) -> Frame:
        """The frame with the sections, if there are some of its run."""
        if not self._view.isVisible():
            return frame
        return replace(frame, sections=self._sections.sections_of(frame.run.history))

    def close(self) -> None:
        """Stop the thread."""
        self._sections.close()


def sections_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The loss along lines through the point at the playhead."""
    view = plot_body(bench, dock, SectionPlot(bench.look))
    dock.add_switch(flag_switch(view, "log", "log", "Logarithmic axis: cross sections"))
    bench.stage.add_source(SectionSource(view, CrossSections(bench.session.jobs)))
    return view
