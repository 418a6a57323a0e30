"""The diagram of a network: units under the cursor, lines, fields, channels."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import class_run, frame_of, function_run, near, on_widget, show
from tests.gui.plots.test_rows import CONVOLUTION, SOFTMAX
from visualizer.gui.figures.figures import informed
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots import network, weights
from visualizer.gui.plots.filters import FiltersPlot
from visualizer.gui.plots.network import NetworkPlot
from visualizer.gui.plots.painting import NEGATIVE, POSITIVE
from visualizer.gui.plots.weights import WeightsPlot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def moons():
    return class_run("two-moons", 3, hidden=[5], problem={"activation": "tanh"})


def test_each_unit_tells_its_value(moons):
    plot = NetworkPlot(LIGHT)
    with on_widget(plot, (600, 400)) as widget:
        frame = frame_of(moons, 3, None, sample=("validation", 4))
        show(plot, widget, frame)
        assert plot.note.text == "validation row 5"
        row = moons.problem.validation.inputs[4]
        hidden = moons.problem.traced(moons.history.theta(3), row[None])[1][0].a[0]
        for unit, centre in enumerate(plot._columns[1].centres):
            ((words, _),) = plot._words_at(frame, centre)
            assert words.startswith(f"hidden 1, unit {unit + 1}: ")
            told = float(words.split(": ")[1].split(",")[0].replace("−", "-"))
            assert told == pytest.approx(hidden[unit], rel=1e-3)
        assert plot._words_at(frame, QPointF(-9.0, -9.0)) == ()


def test_lines_have_the_colours_of_both_signs(moons):
    plot = NetworkPlot(LIGHT)
    with on_widget(plot, (600, 400)) as widget:
        picture = show(plot, widget, frame_of(moons, 3, None))
        for colour in (POSITIVE, NEGATIVE):
            assert near(picture, colour, 30).sum() > 50


def test_backward_shows_the_gradient(moons):
    plot = NetworkPlot(LIGHT)
    plot.choose(backward=True)
    with on_widget(plot, (600, 400)) as widget:
        frame = frame_of(moons, 2, None)
        show(plot, widget, frame)
        gradient = moons.history.row(2).gradient
        np.testing.assert_array_equal(plot._state.weights[0].ravel(), gradient[:10])
        ((words, _),) = plot._words_at(frame, plot._columns[2].centres[0])
        assert words.startswith("outputs, unit 1: ∂L/∂z ")


def test_many_units_are_a_field_and_each_cell_is_a_unit():
    run = class_run("digits", 1, hidden=[20], problem=SOFTMAX)
    plot = NetworkPlot(LIGHT)
    with on_widget(plot, (600, 400)) as widget:
        frame = frame_of(run, 1, None)
        show(plot, widget, frame)
        column = plot._columns[1]
        assert not column.single
        assert column.unit(column.area.topLeft() + QPointF(1.0, 1.0), 20) == 0
        assert column.unit(column.area.bottomRight() - QPointF(1.0, 1.0), 20) == 19


def test_channels_are_images():
    run = class_run("digits", 1, problem=CONVOLUTION, training={"batch_size": 64})
    plot = NetworkPlot(LIGHT)
    with on_widget(plot, (600, 400)) as widget:
        frame = frame_of(run, 3, None)
        show(plot, widget, frame)
        names = [layer.name for layer in plot._state.layers]
        assert names == ["inputs", "convolution", "outputs"]
        column = plot._columns[1]
        given = plot._state.layers[1].values
        ((words, _),) = plot._words_at(frame, column.area.topLeft() + QPointF(1.0, 1.0))
        assert words.startswith("convolution, channel 1, row 1, column 1: ")
        # The second channel stands at the right of the first, one cell away.
        cell = column.area.width() / column.across
        place = column.area.topLeft() + QPointF(9.5 * cell, 0.5 * cell)
        unit = column.unit(place, given.size)
        assert given.reshape(-1)[unit] == given[0, 0, 1]
        assert column.unit(column.area.topLeft() + QPointF(8.5 * cell, 0.5 * cell), 128) == -1


def test_filters_are_drawn_for_convolutions_alone():
    run = class_run("digits", 1, problem=CONVOLUTION, training={"batch_size": 64})
    plot = FiltersPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 3, None))
        ((words, image),) = plot._images
        assert words == "layer 1: 2 filters of 3 × 3 × 1"
        assert (image.width(), image.height()) == (25, 12)
    assert not FiltersPlot.suits(class_run("two-moons", 1))


@pytest.mark.parametrize("kind", [NetworkPlot, WeightsPlot])
def test_functions_have_none(kind):
    frame = frame_of(function_run("sphere", 0.1, 2), 1, None)
    with on_widget(plot := kind(LIGHT)) as widget:
        show(plot, widget, frame)
        assert plot._message.text.startswith("A function ")
    assert not kind.suits(frame.run)


def test_where_not_every_output_has_room_for_its_name_the_largest_has(monkeypatch):
    run = class_run("digits", 60, hidden=[20], problem=SOFTMAX)
    written, frame = written_by(monkeypatch, network), frame_of(run, 60, None)
    plot = NetworkPlot(LIGHT)
    largest = set()
    with on_widget(plot, (460, 90)) as widget:
        for row in range(6):
            written.clear()
            show(plot, widget, replace(frame, sample=("training", row)))
            values = plot._state.layers[-1].values
            named = {words.split()[0] for words in written if "  " in words}
            assert 1 < len(named) < 10
            assert str(int(np.argmax(values))) in named
            largest.add(int(np.argmax(values)) % 2)
    assert largest == {0, 1}


# A field of shades, and as many circles as there may be.
@pytest.mark.parametrize("hidden", [20, 16])
def test_the_outputs_have_their_names_in_the_panel_of_the_usual_window(monkeypatch, hidden):
    run = class_run("digits", 1, hidden=[hidden], problem=SOFTMAX)
    written = written_by(monkeypatch, network)
    with on_widget(plot := NetworkPlot(LIGHT), (457, 127)) as widget:
        show(plot, widget, frame_of(run, 1, None))
        named = [words.split()[0] for words in written if "  " in words]
    assert named[-10:] == [str(digit) for digit in range(10)]


@pytest.mark.parametrize(("width", "words"), [(600, "one standard deviation"), (260, "±σ")])
def test_the_histograms_say_what_their_lines_are(monkeypatch, width, words):
    run = class_run("digits", 1, hidden=[20], problem=SOFTMAX)
    written = written_by(monkeypatch, weights)
    with on_widget(plot := WeightsPlot(LIGHT), (width, 200)) as widget:
        show(plot, widget, informed(plot, frame_of(run, 1, None)))
    assert [text for text in written if "dashed" in text and words in text]


def written_by(monkeypatch, module):
    """The words that a module will write."""
    written, original = [], module.write
    monkeypatch.setattr(
        module, "write", lambda *given: (written.append(given[2]), original(*given))
    )
    return written


def test_the_read_out_is_of_the_picture_that_is_seen(moons):
    """Between the numbers of another network and its picture the mouse may move."""
    small = class_run("two-moons", 1, hidden=[1], problem={"activation": "tanh"})
    plot = NetworkPlot(LIGHT)
    with on_widget(plot, (600, 400)) as widget:
        show(plot, widget, frame_of(moons, 3, None))
        place = plot.box.mapToView(plot._columns[1].centres[4])
        plot.box.on_hovered(place)
        seen = plot.read_out.text
        assert seen.startswith("hidden 1, unit 5: ")
        plot.draw(frame_of(small, 1, None))
        plot.box.on_hovered(place)
        assert plot.read_out.text == seen
        show(plot, widget, frame_of(small, 1, None))
        assert plot.read_out.text != seen
