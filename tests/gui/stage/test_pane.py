"""Two panes with a run each, and one playhead for both."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QSettings, QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from tests.gui.windows import new_workbench, wait_until
from visualizer.app.intents import CloseRun, MeasureBy, MovePlayhead, OpenExperiment
from visualizer.app.state import Zoom
from visualizer.core.experiment import Experiment
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.lines import LossPlot
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench

RATES = (0.02, 0.05)


def line(rate: float, **training: object) -> Experiment:
    return Experiment.from_dict(
        {
            "problem": {"data": "noisy-line"},
            "data": {"n": 100},
            "optimizer": {"learning_rate": rate},
            "training": {"epochs": 40, **training},
        }
    )


@pytest.fixture
def holder(qapp: QApplication) -> Iterator[QWidget]:
    holder = QWidget()
    holder.resize(900, 400)
    QHBoxLayout(holder)
    yield holder
    holder.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def bench(holder: QWidget, settings: QSettings) -> Iterator[Workbench]:
    """A workbench with two runs, of one and of four steps an epoch, the second in front."""
    with new_workbench(holder, settings) as bench:
        for rate, batch in zip(RATES, (0, 25), strict=True):
            bench.session.apply(OpenExperiment(line(rate, batch_size=batch)))
        wait_until(lambda: not bench.session.training.busy)
        yield bench


@pytest.fixture
def panes(holder: QWidget, bench: Workbench) -> list[Pane]:
    """A pane for each run, with a plot of the loss."""
    made = []
    for run in bench.session.state.runs:
        pane = Pane(bench.session, bench.playback, bench, run.document)
        bench.stage.add_pane(pane)
        view = PlotView(LossPlot(LIGHT), QSize(100, 100))
        holder.layout().addWidget(view)
        pane.add_view(view)
        made.append(pane)
    bench.stage.start()
    holder.show()
    wait_until(lambda: all(pane.frame is not None for pane in made))
    return made


def rows(panes: list[Pane]) -> list[int]:
    return [pane.views[0].plot.drawn.row for pane in panes]


def test_each_pane_shows_its_run_at_the_one_playhead(bench: Workbench, panes: list[Pane]) -> None:
    session = bench.session
    drawn = [pane.views[0].plot.drawn for pane in panes]
    assert [frame.run for frame in drawn] == list(session.state.runs)
    assert session.state.run is drawn[1].run
    session.apply(MovePlayhead(10.0))
    wait_until(lambda: rows(panes) == [10, 40])
    session.apply(MeasureBy("step"))
    wait_until(lambda: rows(panes) == [40, 40])
    session.apply(MovePlayhead(3.0))
    wait_until(lambda: rows(panes) == [12, 12])


def test_playing_moves_both_to_the_end(bench: Workbench, panes: list[Pane]) -> None:
    seen: list[list[int]] = [[], []]
    for pane, places in zip(panes, seen, strict=True):
        pane.frame_made.connect(lambda frame, places=places: places.append(frame.row))
    bench.playback.set_speed(60.0)
    bench.playback.play()
    wait_until(lambda: rows(panes) == [40, 160] and not bench.playback.playing)
    for places in seen:
        assert places == sorted(places)
        assert len(set(places)) > 3


def test_what_is_worked_out_is_about_the_run_of_the_pane(
    bench: Workbench, panes: list[Pane]
) -> None:
    wait_until(lambda: all(pane.judgement is not None for pane in panes))
    first, second = bench.session.state.runs
    wait_until(lambda: all(pane.frame.map is not None for pane in panes))
    assert panes[0].frame.moment.history is first.history
    assert panes[1].frame.moment.history is second.history
    assert panes[0].landscapes is not panes[1].landscapes


def test_the_zoom_is_the_same_in_both(bench: Workbench, panes: list[Pane]) -> None:
    plots = [pane.views[0].plot for pane in panes]
    plots[0].look_at(Zoom(((2.0, 12.0),)))
    wait_until(lambda: all(plot.zoomed_epochs == (2.0, 12.0) for plot in plots))


def test_a_pane_whose_run_is_closed_says_so(bench: Workbench, panes: list[Pane]) -> None:
    words: list[str] = []
    panes[0].emptied.connect(words.append)
    bench.session.apply(CloseRun(0))
    wait_until(lambda: words == ["Nothing to show: the run was closed."])
    assert panes[0].frame is None
    assert panes[1].frame is not None
