"""Where remarks stand: in the corner in which they cover nothing."""

import functools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from tests.gui.frames import class_run, frame_of, function_run, line_run, on_widget, show
from visualizer.app.state import Zoom
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.corners import (
    BOTTOM_LEFT,
    BOTTOM_RIGHT,
    CORNERS,
    TOP_LEFT,
    TOP_RIGHT,
    drawn_lines,
    emptiest,
    touching,
)
from visualizer.gui.plots.registry import PLOTS

AREA = QRectF(0.0, 0.0, 100.0, 100.0)
SIZE = (40.0, 10.0)


def line(*points):
    return np.array(points, dtype=float).T


@pytest.mark.parametrize(
    ("points", "touched"),
    [
        ([(0, 0), (100, 100)], True),
        ([(0, 45), (100, 45)], True),
        ([(50, 0), (50, 100)], True),
        ([(0, 30), (100, 30)], False),
        ([(0, 0), (35, 100)], False),
        ([(0, 100), (100, 95)], False),
        ([(50, 50)], True),
        ([(30, 30)], False),
        ([(0, 0), (np.nan, np.nan), (100, 100)], False),
        ([(30, 80), (50, 70)], False),
        ([(-1e6, 50), (1e6, 50)], True),
    ],
)
def test_what_touches_a_rectangle(points, touched):
    x, y = line(*points)
    assert bool(touching(x, y, QRectF(40, 40, 20, 20))) == touched


@pytest.mark.parametrize("seed", range(5))
def test_touching_agrees_with_many_points_on_the_line(seed):
    numbers = np.random.default_rng(seed)
    rect = QRectF(30, 40, 25, 15)
    for _ in range(100):
        (x0, y0), (x1, y1) = numbers.uniform(0, 100, (2, 2))
        share = np.linspace(0, 1, 20_001)
        along, down = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
        met = bool(np.any((along >= 30) & (along <= 55) & (down >= 40) & (down <= 55)))
        found = bool(touching(np.array([x0, x1]), np.array([y0, y1]), rect))
        assert found == met, (x0, y0, x1, y1)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(0, 100), (100, 0)], BOTTOM_RIGHT),  # rising
        ([(0, 0), (100, 100)], TOP_RIGHT),  # falling
        ([(90, 0), (90, 100)], TOP_LEFT),
        ([(0, 5), (90, 5), (90, 95)], BOTTOM_LEFT),
    ],
)
def test_the_first_corner_that_is_free(points, expected):
    covered = [corner.rect(AREA, SIZE, 2.0) for corner in CORNERS]
    corner, pieces = emptiest(CORNERS, covered, [line(*points)])
    assert (corner, pieces) == (expected, 0)
    assert AREA.contains(covered[CORNERS.index(corner)])


def test_a_frame_around_everything_leaves_the_least_covered():
    around = line((0, 5), (95, 5), (95, 95), (5, 95), (5, 40))
    covered = [corner.rect(AREA, SIZE, 2.0) for corner in CORNERS]
    assert emptiest(CORNERS, covered, [around])[1] > 0


RUNS = {
    "falling": lambda: class_run("two-moons", 20),
    "negative loss": lambda: function_run("mccormick", 0.05, 60),
    "exploding": lambda: line_run(0.14, 60),
    "zig-zag": lambda: line_run(0.12, 60),
}


@functools.cache
def trained(kind):
    return RUNS[kind]()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("kind", "size"),
    [
        *((kind, size) for kind in RUNS for size in ((420, 110), (900, 260))),
        ("negative loss", (320, 110)),  # there is no free corner
    ],
)
def test_no_remark_of_a_line_plot_covers_a_line(kind, size):
    run, told = trained(kind), 0
    for name in ("loss", "accuracy", "parameters", "gradient"):
        plot = PLOTS[name](LIGHT)
        if not plot.suits(run):
            continue
        with on_widget(plot, size) as widget:
            for row in (0, 6, len(run.history) - 1):
                show(plot, widget, frame_of(run, row, None))
                if not plot.note.isVisible():
                    continue
                told += 1
                area = plot.note.boundingRect().translated(plot.note.pos())
                assert plot.box.geometry().contains(area), name
                lines = drawn_lines(plot._parts, plot.box.geometry(), plot.box.viewRange())
                assert sum(touching(x, y, area) for x, y in lines) == 0, (name, row)
                # The data are still the largest thing there.
                highest = min(float(np.nanmin(y)) for _, y in lines if not np.isnan(y).all())
                assert highest - plot.box.geometry().top() < plot.box.height() / 2
    assert told or kind == "zig-zag"


@pytest.mark.usefixtures("qapp")
def test_a_plot_that_is_too_low_for_a_remark_has_none_but_what_can_be_clicked():
    for kind, name, size, seen in (
        ("negative loss", "loss", (300, 60), False),
        ("negative loss", "loss", (320, 110), True),
        ("exploding", "parameters", (300, 60), True),
    ):
        plot = PLOTS[name](LIGHT)
        with on_widget(plot, size) as widget:
            show(plot, widget, frame_of(trained(kind), 6, None))
            assert plot.note.text
            assert plot.note.isVisible() == seen, (kind, size)
            assert plot.note.text.rstrip(".") in plot.spoken()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("name", "size"), [("parameters", (250, 90)), ("landscape", (260, 220))])
def test_of_a_note_over_an_exploding_run_only_what_can_be_clicked_stays(name, size):
    plot = PLOTS[name](LIGHT)
    box = ((-6.0, 12.0), (-2.0, 2.5)) if name == "landscape" else None
    link = "show full range" if name == "parameters" else "show all"
    with on_widget(plot, size) as widget:
        frame = frame_of(trained("exploding"), 9, box)
        show(plot, widget, frame)
        assert plot.note.text == link
        # Who cannot see it hears all of it.
        assert "outside" in plot.spoken()
        widget.resize(900, 500)
        show(plot, widget, frame)
        assert "outside" in plot.note.text


@pytest.mark.usefixtures("qapp")
def test_no_note_is_wider_than_its_plot():
    run = trained("exploding")
    for name, width in (("fit", 170), ("landscape", 240), ("parameters", 240)):
        plot = PLOTS[name](LIGHT)
        box = ((-6.0, 12.0), (-2.0, 2.5)) if name == "landscape" else None
        with on_widget(plot, (width, 200)) as widget:
            show(plot, widget, frame_of(run, 9, box))
            plot._write_note("a remark of many words that has no room at all in a narrow plot")
            plot._after_change()
            area = plot.note.boundingRect().translated(plot.note.pos())
            assert plot.box.geometry().contains(area), name
            assert plot.note.text.startswith("a rem"), name
            assert plot.note.text.endswith("…"), name


@pytest.mark.usefixtures("qapp")
def test_the_fit_of_falling_and_of_rising_data_is_not_covered():
    for sign in (1.0, -1.0):
        table = {"data": "noisy-line"}
        plot = PLOTS["fit"](LIGHT)
        run = line_run(0.01, 20, problem=table, start={"parameters": [3.0 * sign, 0.0]})
        with on_widget(plot, (300, 160)) as widget:
            show(plot, widget, frame_of(run, 0, None))
            area = plot.note.boundingRect().translated(plot.note.pos())
            line = drawn_lines([plot.line], plot.box.geometry(), plot.box.viewRange())
            assert touching(*line[0], area) == 0


@pytest.mark.usefixtures("qapp")
def test_the_read_out_keeps_clear_of_the_note():
    plot = PLOTS["loss"](LIGHT)
    with on_widget(plot, (800, 110)) as widget:
        show(plot, widget, frame_of(trained("falling"), 6, None))
        assert plot.note.isVisible()
        for epoch in (1.0, 19.0):
            plot.box.on_hovered(QPointF(epoch, 0.0))
            one, other = (
                tag.boundingRect().translated(tag.pos()) for tag in (plot.read_out, plot.note)
            )
            assert plot.read_out.isVisible()
            assert not one.intersects(other) or plot._corner.down


@pytest.mark.usefixtures("qapp")
def test_the_read_out_keeps_clear_of_a_note_that_is_wider_than_half_of_the_plot():
    plot = PLOTS["landscape"](LIGHT)
    run = function_run("rosenbrock", 0.001, 40)
    frame = frame_of(run, 0, ((-3.0, 3.0), (-1.0, 3.0)))
    zoom = Zoom(((0.9, 1.1), (0.9, 1.1)))
    with on_widget(plot, (420, 320)) as widget:
        show(plot, widget, replace(frame, zooms=((plot.name, zoom),)))
        assert "outside" in plot.note.text
        for x in (0.92, 1.08):
            plot.box.on_hovered(QPointF(x, 1.0))
            one, other = (
                tag.boundingRect().translated(tag.pos()) for tag in (plot.read_out, plot.note)
            )
            assert plot.read_out.isVisible()
            assert not one.intersects(other), x
