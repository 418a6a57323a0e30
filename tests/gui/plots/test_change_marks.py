"""Changes during a run: marks in the plots over epochs, and the plot of the rate itself."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import frame_of, line_run, near, on_widget, pixel_of, run_of, show
from visualizer.app.state import Zoom
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.lines import LossPlot, RatePlot

RATE = "optimizer.learning_rate"
CHANGES = [{"step": 20, RATE: 0.02}, {"step": 40, RATE: 0.5, "optimizer.weight_decay": 0.1}]

pytestmark = pytest.mark.usefixtures("qapp")


def changed(changes: list[dict[str, object]], **sections: object) -> Frame:
    return frame_of(run_of({"problem": {"data": "line"}, "changes": changes} | sections), 30, None)


@pytest.fixture(scope="module")
def frame() -> Frame:
    return changed(CHANGES)


@pytest.mark.parametrize("plot_type", [LossPlot, RatePlot])
def test_each_change_is_marked_in_words(plot_type: type[LossPlot], frame: Frame) -> None:
    plot = plot_type(LIGHT)
    with on_widget(plot, (700, 300)) as widget:
        show(plot, widget, frame)
        assert plot.changes.marks == (
            (20.0, "rate 0.02"),
            (40.0, "rate 0.5, weight decay 0.1"),
        )
        assert [line.value() for line in plot.changes._lines] == [20.0, 40.0]
        assert [tag.text for tag in plot.changes._tags if tag.isVisible()] == [
            "rate 0.02",
            "rate 0.5, weight decay 0.1",
        ]
        areas = [tag.mapRectToScene(tag.boundingRect()) for tag in plot.changes._tags]
        assert not areas[0].intersects(areas[1])
        assert areas[1].right() <= plot.box.sceneBoundingRect().right()


def test_changes_to_come_are_not_told_of(frame: Frame) -> None:
    plot = LossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, replace(frame, hide_future=True))
        assert [mark.epoch for mark in plot.changes.marks] == [20.0]
        show(plot, widget, replace(frame, hide_future=True, row=10))
        assert plot.changes.marks == ()
        assert not any(line.isVisible() for line in plot.changes._lines)
        assert not any(tag.isVisible() for tag in plot.changes._tags)
        show(plot, widget, frame)
        assert len(plot.changes.marks) == 2


def test_a_mark_stands_at_its_epoch_with_batches() -> None:
    frame = changed([{"step": 6, RATE: 0.02}], training={"batch_size": 2, "epochs": 9})
    plot = RatePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, replace(frame, row=10))
        assert plot.changes.marks == ((3.0, "rate 0.02"),)


def test_a_mark_out_of_sight_is_not_drawn(frame: Frame) -> None:
    plot = LossPlot(LIGHT)
    plot.look_at(Zoom(((30.0, 50.0),)))
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        assert [mark.epoch for mark in plot.changes.marks] == [40.0]


def test_the_cursor_finds_the_words(frame: Frame) -> None:
    plot = LossPlot(DARK)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        plot.box.on_hovered(QPointF(20.2, 0.0))
        assert plot.read_out.text.endswith("from epoch 20 on: rate 0.02")
        plot.box.on_hovered(QPointF(25.0, 0.0))
        assert "from epoch" not in plot.read_out.text


def test_words_without_room_are_left_out() -> None:
    frame = changed([{"step": step, RATE: 0.01 * step} for step in range(1, 40)])
    plot = LossPlot(LIGHT)
    with on_widget(plot, (300, 150)) as widget:
        show(plot, widget, frame)
        assert len(plot.changes.marks) == 39
        tags = [tag for tag in plot.changes._tags if tag.isVisible()]
        assert 1 <= len(tags) < 10
        areas = [tag.mapRectToScene(tag.boundingRect()) for tag in tags]
        assert all(a.right() <= b.left() for a, b in itertools.pairwise(areas))


def test_the_rate_is_that_of_the_history() -> None:
    run = line_run(schedule={"kind": "exponential", "gamma": 0.9})
    plot = RatePlot(LIGHT)
    with on_widget(plot) as widget:
        for log in (False, True):
            plot.choose(log=log)
            plot.redraw()
            picture = show(plot, widget, frame_of(run, 60, None))
            x, y = plot._past[0].data()
            expected = 0.1 * 0.9 ** np.arange(61)
            np.testing.assert_allclose(10**y if log else y, expected[x.astype(int)], rtol=1e-12)
            place = pixel_of(plot, 0.0, np.log10(0.1) if log else 0.1)
            assert near(picture, LIGHT.line_colour(3))[
                round(place.y()) - 4 : round(place.y()) + 4, round(place.x()) : round(place.x()) + 9
            ].any()


def test_a_rate_of_zero_has_no_logarithm() -> None:
    plot = RatePlot(LIGHT)
    plot.choose(log=True)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(line_run(0.0), 6, None))
        assert plot.note.text == "no logarithm: the rate is 0 here"
