"""Several runs on one map: paths, balls and names, and where one leaves it."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from tests.gui.frames import frame_of, line_run, on_widget, run_of, show
from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.exits import edge_of
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.path_items import lies_on
from visualizer.gui.plots.trajectory import leaving_of

RATES = (0.1, 0.01, 1.0)
SIZE = (560, 420)


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [replace(line_run(rate), colour=place) for place, rate in enumerate(RATES)]


def compared(runs: list[Run], row: int = 6, hidden: bool = False, **kept: bool) -> Frame:
    beside = tuple(
        ShownRun(run, row, row if hidden else run.count - 1, f"rate {rate}", **kept)
        for run, rate in zip(runs[1:], RATES[1:], strict=True)
    )
    return replace(frame_of(runs[0], row), beside=beside, label="rate 0.1", hide_future=hidden)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("row", [0, 6, 40])
def test_each_run_has_its_path_and_its_ball(runs: list[Run], row: int) -> None:
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, compared(runs, row))
        crawling = runs[1].history
        for items, rows in ((plot.way._beside[0], slice(0, row + 1)),):
            x, y = items.past.getData()
            np.testing.assert_array_equal(x, crawling.column("w")[rows])
            np.testing.assert_array_equal(y, crawling.column("b")[rows])
        for ball, run in zip(plot.way.balls, runs, strict=True):
            assert ball.shown.run is run
            assert ball.colour == LIGHT.run_colour(run.colour)
        np.testing.assert_array_equal(plot.way.balls[1].at, crawling.theta(row))
        x, y = plot.way.others.getData()
        np.testing.assert_array_equal((x[0], y[0]), crawling.theta(row))
        assert plot.way.point.opts["brush"].color().name() == LIGHT.run_colour(0)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("times", [1, 4], ids=["few before", "many before"])
def test_one_run_alone_looks_as_ever(runs: list[Run], times: int) -> None:
    plot, fresh = LandscapePlot(LIGHT), LandscapePlot(LIGHT)
    before = compared(runs)
    with on_widget(plot, SIZE) as widget, on_widget(fresh, SIZE) as other:
        show(plot, widget, replace(before, beside=times * before.beside))
        alone = frame_of(runs[0], 6)
        np.testing.assert_array_equal(show(plot, widget, alone), show(fresh, other, alone))
        assert not plot.names.texts()
        assert not plot.exits.exits


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("look", [LIGHT, DARK, LIGHT.for_export(2.0)])
@pytest.mark.parametrize("row", [0, 1, 6, 60])
def test_names_stand_in_the_map_and_never_on_one_another(runs: list[Run], look, row) -> None:
    plot = LandscapePlot(look)
    with on_widget(plot, (int(560 * look.scale), int(420 * look.scale))) as widget:
        show(plot, widget, compared(runs, row))
        inside = ["rate 0.1", "rate 0.01"] + ["rate 1.0"] * (row == 0)
        assert plot.names.texts() == inside
        area = plot.box.rect()
        for one, other in itertools.combinations(plot.names.rectangles(), 2):
            assert not one.intersects(other)
        assert all(area.contains(one) for one in plot.names.rectangles())


@pytest.mark.usefixtures("qapp")
def test_a_run_that_leaves_the_map_ends_at_an_arrow_with_its_numbers(runs: list[Run]) -> None:
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, compared(runs))
        (arrow,) = plot.exits.exits
        assert arrow.colour == LIGHT.run_colour(2)
        assert arrow.words.startswith("rate 1.0: w −1.53·10⁷², b ")
        assert arrow.words.endswith(" at epoch 60")
        (left, right), (low, high) = plot.box.viewRange()
        assert arrow.at[0] in (left, right) or arrow.at[1] in (low, high)
        words = plot.spoken()
        assert "rate 0.1 at w 2.497, b 0.6793; rate 0.01 at w 1.796" in words
        assert "Outside the map: rate 1.0: w −1.53·10⁷²" in words
        # Before it has left nobody may know that it will.
        show(plot, widget, compared(runs, 0, hidden=True))
        assert not plot.exits.exits


@pytest.mark.usefixtures("qapp")
def test_a_run_of_another_problem_has_no_place_on_the_map(runs: list[Run]) -> None:
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, compared(runs, same_plane=False))
        assert [ball.shown.label for ball in plot.way.balls] == ["rate 0.1"]


@pytest.mark.usefixtures("qapp")
def test_on_the_curve_of_one_parameter_each_run_has_its_ball() -> None:
    table = {"problem": {"kind": "model", "data": "line", "bias": False}, "training": {"epochs": 9}}
    found = [
        replace(run_of(table | {"optimizer": {"learning_rate": rate}}), colour=place)
        for place, rate in enumerate((0.02, 0.1))
    ]
    shown = ShownRun(found[1], 3, 9, "fast")
    frame = replace(frame_of(found[0], 3, ((-1.0, 6.0),)), beside=(shown,), label="slow")
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, SIZE) as widget:
        show(plot, widget, frame)
        assert plot.names.texts() == ["slow", "fast"]
        x, y = plot.slope.others.getData()
        (place,) = found[1].history.theta(3)
        assert x[0] == place
        assert y[0] == pytest.approx(found[1].history.row(3).loss, rel=1e-2)


def test_a_path_on_another_one_is_told_from_one_beside_it() -> None:
    straight = np.column_stack([np.linspace(0.0, 300.0, 7), np.zeros(7)])
    assert lies_on(straight[:4] + np.array([0.0, 1.0]), straight)
    assert not lies_on(straight + np.array([0.0, 20.0]), straight)
    assert not lies_on(straight[:1], straight)
    # Both rest at one place for most of their steps.
    rest = np.full((200, 2), 60.0)
    ways = [np.concatenate([[start], rest]) for start in ([0.0, 60.0], [60.0, 0.0])]
    assert not lies_on(*ways)


def test_where_a_path_leaves() -> None:
    view = (-1.0, 1.0), (-1.0, 1.0)
    path = np.array([[0.0, 0.0], [5.0, 0.0], [0.5, 0.0], [0.5, -3.5]])
    inside, outside = leaving_of(path, view)
    np.testing.assert_array_equal(inside, [0.5, 0.0])
    assert edge_of(inside, outside, *view) == (0.5, -1.0)
    assert leaving_of(path[:3], view) is None
    assert leaving_of(path[1:2], view) is None
    # From (0.5, 0) down to the right: the right edge comes first.
    assert edge_of(inside, np.array([1e308, -1e308]), *view)[0] == pytest.approx(1.0)
