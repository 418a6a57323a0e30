"""The basin map: colours, minima, words."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import Calls, frame_of, function_run, near, on_widget, pixel_of, show
from visualizer.core.analysis.basins import DIVERGED, MOVING, BasinMap, basin_map
from visualizer.core.analysis.planes import AxisPlane
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.basins import COLOURS, BasinPlot, basin_colour
from visualizer.gui.plots.frame import Frame

SIZE = (560, 540)
BOX = ((-5.0, 5.0), (-5.0, 5.0))


def framed(name: str, rate: float, epochs: int, box: tuple = BOX) -> Frame:
    run = function_run(name, rate, epochs)
    plane = AxisPlane.over((0, 1), np.zeros(2), *box)
    basins = basin_map(run.experiment, run.problem, plane, (31, 31))
    return frame_of(run, 6, box).knowing(basins)


@pytest.fixture(scope="module")
def frame() -> Frame:
    return framed("himmelblau", 0.01, 60)


@pytest.mark.usefixtures("qapp")
class TestPicture:
    def test_cells_have_the_colour_of_their_minimum(self, frame: Frame) -> None:
        plot, found = BasinPlot(LIGHT), frame.insight(BasinMap)
        with on_widget(plot, SIZE) as widget:
            picture = show(plot, widget, frame)
            for row, column in ((2, 2), (2, 28), (28, 2), (28, 28)):
                here = pixel_of(plot, found.x[column], found.y[row])
                colour = basin_colour(int(found.basin[row, column]))
                assert near(picture[int(here.y()), int(here.x())][None, None], colour, 4).all()

    def test_minima_are_stars_with_numbers(self, frame: Frame) -> None:
        plot = BasinPlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            x, y = plot.way.minima.getData()
            np.testing.assert_allclose(np.stack([x, y], axis=1), frame.insight(BasinMap).minima)
            assert [tag.text for tag in plot._numbers[:5]] == ["1", "2", "3", "4", ""]
            shares = [f"{100 * frame.insight(BasinMap).share(basin):.0f} %" for basin in range(4)]
            wanted = [f"{number}: {share}" for number, share in enumerate(shares, 1)]
            assert plot.legend.words()[-4:] == wanted

    def test_diverged_and_crawling_starts_are_striped(self) -> None:
        frame = framed("rosenbrock", 0.002, 60, ((-2.0, 2.0), (-2.0, 2.0)))
        plot = BasinPlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            words = " ".join(plot.legend.words())
            assert "diverged" in words
            assert "not arrived within 60 epochs" in words
            assert plot.note.text.endswith("more epochs would show where the others arrive")
            picture = plot._picture(frame.insight(BasinMap))
            factor = picture.shape[0] // 31
            for code in (DIVERGED, MOVING):
                mask = (frame.insight(BasinMap).basin == code).repeat(factor, 0).repeat(factor, 1)
                assert len(np.unique(picture[mask], axis=0)) == 2

    def test_a_map_that_says_nothing_says_so(self) -> None:
        frame = framed("rosenbrock", 1e-6, 10, ((-1.0, 0.0), (0.5, 1.0)))
        assert (frame.insight(BasinMap).basin == MOVING).all()
        plot = BasinPlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            starts = f"{frame.insight(BasinMap).basin.size:,}"
            assert plot.note.text == f"none of {starts} starts has arrived in 10 epochs: try more"
            assert plot.note.pos().x() > 0.0

    def test_epochs_have_a_colour_bar(self, frame: Frame) -> None:
        plot = BasinPlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            seen = show(plot, widget, frame)
            plot.choose(by_epochs=True)
            plot.redraw()
            assert plot.bar.isVisible()
            assert plot.bar.heading() == "epochs"
            assert (show(plot, widget, frame) != seen).any()
            assert plot._numbers[0].text == ""

    def test_restyle_changes_every_colour(self, frame: Frame) -> None:
        plot, fresh = BasinPlot(LIGHT), BasinPlot(DARK)
        with on_widget(plot, SIZE) as widget, on_widget(fresh, SIZE) as other:
            show(plot, widget, frame)
            plot.restyle(DARK)
            widget.setBackground(DARK.card)
            np.testing.assert_array_equal(show(plot, widget, frame), show(fresh, other, frame))


@pytest.mark.usefixtures("qapp")
class TestWords:
    def test_under_the_cursor(self, frame: Frame) -> None:
        plot = BasinPlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            plot.box.on_hovered(QPointF(3.0, 2.0))
            number = int(np.abs(frame.insight(BasinMap).minima - (3, 2)).sum(axis=1).argmin()) + 1
            assert plot.read_out.text.startswith(f"x 3.000  y 2.000  minimum {number}, loss ")

    def test_hidden_future_is_not_told(self, frame: Frame) -> None:
        plot = BasinPlot(LIGHT)
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, replace(frame, hide_future=True))
            assert plot._message.text == "Hidden: it would tell where the run ends."
            assert not plot.box.isVisible()

    def test_click_with_shift_asks_for_a_start(self, frame: Frame) -> None:
        plot, chosen = BasinPlot(LIGHT), Calls()
        plot.on_start_chosen = chosen
        with on_widget(plot, SIZE) as widget:
            show(plot, widget, frame)
            plot.box.on_placed(QPointF(1.0, -2.0))
            assert chosen.made == [(1.0, -2.0)]


def test_colours_repeat_in_other_shades() -> None:
    colours = [basin_colour(basin) for basin in range(DIVERGED, 3 * len(COLOURS))]
    assert len(set(colours)) == len(colours)
