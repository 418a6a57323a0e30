"""Contours at round values, and the numbers on them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import frame_of, function_run, line_run, on_widget, show
from visualizer.app.views import FIELDS
from visualizer.core.analysis.fields import field_of
from visualizer.core.analysis.ground import Ground
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.contours import contour_lines, contour_path, contour_values
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.levels import Levels, levels_of

AXIS = np.linspace(-2, 2, 41)
GRID = np.hypot(*np.meshgrid(AXIS, AXIS)) ** 2


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("count", [3, 6, 14, 30])
@pytest.mark.parametrize("span", [(0.9, 1.0), (0.1, 30.0), (1e-7, 1e3), (1e-3, 1e9)])
def test_values_are_round_and_about_as_many_as_wanted(log, count, span) -> None:
    low, high = np.log10(span) if log else span
    values = contour_values(Levels(0.0, span[0], float(low), float(high), log), count)
    assert count / 2.2 <= len(values) <= 2.2 * count
    assert values == sorted(values)
    assert all(span[0] <= value <= span[1] for value in values)
    # Of two digits beside those that all have in common.
    step = min(np.diff(values), default=1.0)
    digits = max(2, int(np.ceil(np.log10(values[-1] / step))) + 1) if not log else 3
    assert all(float(f"{value:.{digits}g}") == pytest.approx(value, rel=1e-9) for value in values)


def test_no_contours() -> None:
    assert contour_values(Levels(0.0, 0.0, 0.0, 1.0, False), 0) == []


@pytest.mark.parametrize("log", [True, False])
def test_lines_lie_at_their_values(qapp: object, log: bool) -> None:
    levels = levels_of(GRID, 0.0, log)
    lines = contour_lines(AXIS, AXIS, levels.scale(GRID), levels, 14)
    assert len(lines) >= 7
    for value, group in lines:
        for line in group:
            # Between the points of the map the loss is interpolated on the scale of the colours.
            radius = np.hypot(*line.T) ** 2
            assert np.abs(radius - value).max() < (0.02 if not log else 0.05 + 0.1 * value)
    count = sum(len(line) for _, group in lines for line in group)
    assert contour_path(lines).elementCount() >= count


def test_flat_map_has_no_lines(qapp: object) -> None:
    flat = np.full((5, 5), 3.0)
    levels = levels_of(flat, None, True)
    axis = np.linspace(0, 1, 5)
    lines = contour_lines(axis, axis, levels.scale(flat), levels, 14)
    assert contour_path(lines).elementCount() == 0


@pytest.mark.usefixtures("qapp")
def test_numbers_stand_on_their_lines_without_overlap() -> None:
    frame, plot = frame_of(line_run(), 6), LandscapePlot(LIGHT)
    with on_widget(plot, (560, 540)) as widget:
        plain = show(plot, widget, frame)
        assert plot.layers.labels.texts == []
        plot.choose(labels=True)
        labelled = show(plot, widget, frame)
        assert (plain != labelled).any()
        texts = plot.layers.labels.texts
        assert len(texts) >= 5
        values = [value for value, _ in plot.heat.lines]
        assert all(min(abs(float(text) - value) for value in values) < 1e-9 for text in texts)
        areas = [polygon.boundingRect() for polygon in plot.layers.labels._letters.toFillPolygons()]
        assert all(plot.box.rect().contains(area) for area in areas)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("kind", [value for value in FIELDS if value])
def test_field_is_drawn_and_points_downhill(kind: str) -> None:
    frame, plot = frame_of(line_run(), 6), LandscapePlot(LIGHT)
    assert frame.map is not None
    field = field_of(frame.run.problem, frame.map.plane, 1.0)
    frame = frame.knowing(replace(frame.map, field=field))
    with on_widget(plot, (560, 540)) as widget:
        plain = show(plot, widget, frame)
        assert plot.layers.field.strokes.path().isEmpty()
        plot.choose(field=kind)
        moment = frame.moment._replace(ground=Ground(frame.map.plane))
        assert plot.asks(moment).ground.field
        drawn = show(plot, widget, frame)
        assert (plain != drawn).any()
        path = plot.layers.field.strokes.path()
        points = np.array([(e.x, e.y) for e in map(path.elementAt, range(path.elementCount()))])
        if kind == "arrows":
            tails, tips = points[0::6], points[1::6]
            loss = frame.run.problem.loss
            downhill = loss(tails + 0.05 * (tips - tails)) < loss(tails)
            assert downhill.mean() > 0.95
        assert not plot.box.viewRect().isEmpty()
        assert plot.box.mapFromView(QPointF(*points[0])).x() > -50


@pytest.mark.usefixtures("qapp")
def test_field_stays_until_that_of_the_next_map_is_there() -> None:
    frame, plot = frame_of(line_run(), 6), LandscapePlot(LIGHT)
    other = frame_of(function_run("booth", 0.05, 20), 6)
    assert frame.map is not None
    field = field_of(frame.run.problem, frame.map.plane, 1.0)
    plot.choose(field="arrows")
    with on_widget(plot, (560, 540)) as widget:
        show(plot, widget, frame.knowing(replace(frame.map, field=field)))
        show(plot, widget, frame)
        assert not plot.layers.field.strokes.path().isEmpty()
        show(plot, widget, other)
        assert plot.layers.field.strokes.path().isEmpty()
