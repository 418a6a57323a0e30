"""The landscape as a control: where the descent begins, and which part is looked at."""

from visualizer.app.intents import ChangeSettings
from visualizer.app.landscapes import view_of
from visualizer.app.session import Session
from visualizer.app.state import Zoom
from visualizer.core.capabilities import Capability, asked
from visualizer.core.start import starting_point
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.plot_view import PlotView


class LandscapeControl:
    """Makes intents and views of the landscape from what the mouse does on its plot."""

    def __init__(self, view: PlotView, plot: LandscapePlot, pane: Pane, session: Session) -> None:
        self._view = view
        self._plot = plot
        self._pane = pane
        self._session = session
        self._gesture = 0
        plot.on_start_moved = self._move_start
        plot.on_start_dropped = self._end_gesture
        plot.on_note_clicked = self._look_at_everything
        pane.before_frame = self._follow_shape
        pane.hold_while(plot.start.is_dragged)

    def _end_gesture(self) -> None:
        # Changes of one name count as one for undo: until the mouse is let go.
        self._gesture += 1

    def _move_start(self, x: float, y: float) -> None:
        run, frame = self._session.state.run, self._plot.drawn
        if frame is None or frame.run.problem != run.problem or run.lacks((Capability.SETTINGS,)):
            # The picture is still that of another problem.
            return
        axes = self._pane.landscapes.axes_of(run, view_of(self._session.state))
        # Not from the history: in a drag the run may have no rows yet.
        start = asked(run.experiment).start
        theta = starting_point(start, asked(run.problem)).astype(float)
        theta[list(axes)] = [_rounded(value, self._plot) for value in (x, y)[: len(axes)]]
        values = {"start.parameters": tuple(theta.tolist())}
        self._session.apply(ChangeSettings(values, f"start {self._gesture}"))

    def _follow_shape(self) -> None:
        """Have the map fit the shape of its picture, so that both axes have one scale."""
        if self._view.isVisible():
            aspect = round(self._plot.aspect, 3)
            if abs(aspect - self._pane.aspect) > 0.002:
                self._pane.aspect = aspect

    def _look_at_everything(self) -> None:
        self._plot.look_at(Zoom(everything=True))


def _rounded(value: float, plot: LandscapePlot) -> float:
    """A value as precise as the mouse can point, so that numbers stay readable."""
    low, high = plot.box.viewRange()[0]
    width = plot.pixels()[0]
    step = 10 ** _floor_log10((high - low) / width)
    return float(f"{round(value / step) * step:.12g}")


def _floor_log10(value: float) -> int:
    return int(f"{value:e}".partition("e")[2])
