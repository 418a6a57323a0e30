"""The line between two runs as a picture: exact losses, its barrier, the plane of three."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import frame_of, informed, line_run, on_widget, run_of, show
from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.core.analysis.between import Between
from visualizer.core.errors import InputError
from visualizer.gui.figures.figures import FigureOptions, figure, render
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.between import NO_OTHER, BetweenPlot
from visualizer.gui.plots.frame import Frame

pytestmark = pytest.mark.usefixtures("qapp")


def shown(run: Run, label: str = "") -> ShownRun:
    """A run beside the one in front, at its end."""
    return ShownRun(run, run.count - 1, run.count - 1, label)


def well(x: float, colour: int) -> Run:
    problem = {"kind": "formula", "formula": "(x^2 - 1)^2 + y^2"}
    table = {"problem": problem, "start": {"parameters": [x, 0.0]}, "training": {"epochs": 0}}
    return replace(run_of(table), colour=colour)


@pytest.fixture(scope="module")
def frame() -> Frame:
    others = [shown(well(x, place), f"x {x:g}") for place, x in ((1, 1.0), (2, 0.5))]
    return replace(frame_of(well(-1.0, 0), 0), beside=tuple(others), label="x -1")


def test_the_loss_is_drawn_from_one_run_to_the_other_with_its_barrier(frame):
    plot = BetweenPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, informed(frame, Between))
        chord, upright, loss = (plot._curve(index).data() for index in range(3))
        np.testing.assert_allclose(loss[1], ((2 * loss[0] - 1) ** 2 - 1) ** 2, atol=1e-12)
        np.testing.assert_array_equal(chord[1], np.zeros(81))
        np.testing.assert_array_equal(upright, [[0.5, 0.5], [0.0, 1.0]])
        x, y = plot.ends.getData()
        np.testing.assert_array_equal([x, y], [[0, 1], [0, 0]])
        brushes = [point.brush().color().name() for point in plot.ends.points()]
        assert brushes == [LIGHT.run_colour(0), LIGHT.run_colour(1)]
        assert plot.axis("bottom").labelText == "x -1 (0) to x 1 (1)"
        low, high = plot.box.viewRange()[1]
        assert low < 0.0
        assert 1.0 < high < 2.0  # not 2.4, as it is beyond both ends
        plot.box.on_hovered(QPointF(0.5, 0.0))
        assert plot.read_out.text == "50 % of the way  training 1.000"
        assert "a barrier of 1 at 50 % of the way" in plot.spoken()


def test_an_answer_about_a_run_that_is_shown_no_longer_is_drawn_until_the_next(frame):
    plot = BetweenPlot(LIGHT)
    late = informed(frame, Between)
    with on_widget(plot) as widget:
        show(plot, widget, replace(late, beside=late.beside[1:]))
        brushes = [point.brush().color().name() for point in plot.ends.points()]
        assert brushes == [LIGHT.run_colour(0), LIGHT.ghost]


def test_another_run_can_be_chosen_and_one_that_is_gone_is_the_first(frame):
    plot = BetweenPlot(LIGHT)
    for name, wanted in (("x 0.5", "x 0.5"), ("gone", "x 1"), ("", "x 1")):
        plot.choose(other=name)
        assert plot.asks(frame.moment).others[0].name == wanted


def test_without_another_run_or_a_line_it_says_why(frame):
    plot = BetweenPlot(LIGHT)
    alone = replace(frame, beside=())
    assert plot.why_empty(alone) == NO_OTHER
    elsewhere = replace(frame, beside=(replace(shown(line_run(0.1, 1)), same_plane=False),))
    assert plot.why_empty(elsewhere) == NO_OTHER
    ghost = replace(frame, beside=(replace(frame.beside[0], ghost=True),))
    assert plot.why_empty(ghost) == NO_OTHER
    same = replace(frame, beside=(shown(well(-1.0, 1), "twin"),))
    words = "X -1 and twin are at the same point: there is no line between them."
    assert plot.why_empty(informed(same, Between)) == words


def test_validation_has_a_line_and_a_barrier_of_its_own():
    training = {"validation_fraction": 0.3}
    runs = [
        line_run(
            0.05, 9, problem={"data": "noisy-line", "hidden": [3]}, start={"seed": seed},
            training=training,
        )
        for seed in (0, 1)
    ]  # fmt: skip
    beside = (shown(runs[1], "seed 1"),)
    frame = replace(frame_of(runs[0], 9, None), beside=beside, label="seed 0")
    plot = BetweenPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, informed(frame, Between))
        assert plot.legend.words() == ["validation loss", "training loss"]
    # The future is hidden from it, too.
    early = replace(frame, row=2, hide_future=True, beside=(replace(beside[0], row=2, last=2),))
    found = informed(early, Between).insight(Between)
    assert found.loss[20] == runs[0].history.row(2).loss
    assert found.loss[100] == runs[1].history.row(2).loss


def test_figures_show_the_line_and_the_plane_through_three_runs(frame, tmp_path):
    render(frame, ["between"], FigureOptions(size=(300, 200)), tmp_path / "between.png")
    assert (tmp_path / "between.png").stat().st_size > 3000
    runs = [line_run(0.05, 5, problem={"hidden": [2]}, start={"seed": seed}) for seed in (0, 1, 2)]
    beside = tuple(shown(run, f"seed {n}") for n, run in enumerate(runs[1:], 1))
    three = replace(frame_of(runs[0], 5, None), beside=beside, label="seed 0")
    options = FigureOptions(size=(300, 200), scale=1.0, plane="runs")
    scene = figure(three, ["landscape"], options)
    plane = scene.panels[0].frame.map.plane
    points = np.array([run.history.theta(5) for run in runs])
    np.testing.assert_allclose(plane.distance(points), 0.0, atol=1e-12)
    scene.close()
    with pytest.raises(InputError, match="needs two more that are shown"):
        figure(replace(three, beside=beside[:1]), ["landscape"], options)
