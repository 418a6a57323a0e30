"""Rows of the data as pictures: which they are, paging, and clicks."""

import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import Calls, class_run, frame_of, on_widget, show
from visualizer.core.analysis.predictions import Predictions
from visualizer.core.analysis.wrong_maps import WrongMaps
from visualizer.gui.figures.figures import informed
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.rows import ClassesPlot, WrongPlot, score_text

pytestmark = pytest.mark.usefixtures("qapp")

SOFTMAX = {"output": "softmax", "loss": "categorical_cross_entropy"}
CONVOLUTION = {
    "layers": [{"kind": "convolution", "filters": 2, "size": 3}, {"kind": "flatten"}],
    **SOFTMAX,
}


@pytest.fixture(scope="module")
def digits():
    return class_run("digits", 1, problem=SOFTMAX)


def test_pages_hold_all_wrong_rows_once(digits):
    plot = WrongPlot(LIGHT)
    with on_widget(plot) as widget:
        frame = informed(plot, frame_of(digits, 0, None))
        show(plot, widget, frame)
        wrong = frame.insight(Predictions).validation.wrong.tolist()
        seen = []
        for _ in range(len(wrong)):
            seen += plot._rows.tolist()
            plot.turn(1)
            if plot.page == 0:
                break
        assert seen == wrong
        plot.turn(-1)
        assert plot._rows.tolist()[-1] == wrong[-1]
        assert "next page" in plot.note.text


def test_a_click_chooses_the_row(digits):
    plot, calls = WrongPlot(LIGHT), Calls()
    plot.on_sample_chosen = calls
    with on_widget(plot) as widget:
        frame = informed(plot, frame_of(digits, 0, None))
        show(plot, widget, frame)
        plot._on_pressed_at(plot._grid.cell(1).center())
        assert calls.made == [("validation", int(plot._rows[1]))]
        plot._on_pressed_at(QPointF(-5.0, -5.0))
        assert len(calls.made) == 1
        ((words, _),) = plot._words_at(frame, plot._grid.cell(0).center())
        assert words.startswith(f"row {plot._rows[0] + 1}: ")


def test_one_row_of_each_class(digits):
    plot = ClassesPlot(LIGHT)
    with on_widget(plot, (900, 500)) as widget:
        frame = informed(plot, frame_of(digits, 0, None))
        show(plot, widget, frame)
        labels = digits.problem.validation.labels
        assert [labels[row] for row in plot._rows] == list(range(10))
        assert set(plot._images) == set(plot._rows.tolist())


@pytest.mark.parametrize(("size", "least"), [((300, 200), 60.0), ((800, 600), 150.0)])
def test_few_images_are_as_large_as_there_is_room(digits, size, least):
    plot = ClassesPlot(LIGHT)
    with on_widget(plot, size) as widget:
        show(plot, widget, informed(plot, frame_of(digits, 0, None)))
        assert plot._grid.cell(0).width() >= least


def test_other_rows_are_small_tables():
    plot = WrongPlot(LIGHT)
    run = class_run("iris", 1, problem=SOFTMAX)
    with on_widget(plot) as widget:
        show(plot, widget, informed(plot, frame_of(run, 0, None)))
        assert len(plot._rows)
        assert not plot._images
        assert not plot._maps


def test_convolutions_have_a_map_under_each_image():
    plot = WrongPlot(LIGHT)
    run = class_run("digits", 1, problem=CONVOLUTION, training={"batch_size": 64})
    with on_widget(plot) as widget:
        frame = informed(plot, frame_of(run, 5, None))
        show(plot, widget, frame)
        assert set(plot._maps) == set(plot._rows.tolist())
        maps = frame.insight(WrongMaps).of("validation")
        row = int(plot._rows[0])
        assert maps.map_of(row).shape == (8, 8)
        assert maps.map_of(row).min() >= 0
        assert maps.map_of(10**6) is None


def test_scores():
    assert score_text(0.984) == "98 %"
    assert score_text(-1.25) == "−1.2"


def test_without_predictions_there_is_nothing_to_turn_or_to_click(digits):
    plot, calls = WrongPlot(LIGHT), Calls()
    plot.on_sample_chosen = calls
    with on_widget(plot) as widget:
        show(plot, widget, informed(plot, frame_of(digits, 0, None)))
        place = plot.box.mapToView(plot._grid.cell(0).center())
        show(plot, widget, frame_of(digits, 0, None))  # another run came to the front
        plot.turn(1)
        plot.turn(-1)
        plot.box.on_pressed(place)
        assert calls.made == []
        show(plot, widget, informed(plot, frame_of(digits, 0, None)))
        plot.box.on_pressed(place)
        assert len(calls.made) == 1
