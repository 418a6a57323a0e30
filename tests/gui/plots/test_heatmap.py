"""Levels, smoothing and contours of the map."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from tests.gui.frames import frame_of, line_run, rgb, run_of
from visualizer.app.views import MapView
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots import heatmap
from visualizer.gui.plots.heatmap import ColourBar, smoothed
from visualizer.gui.plots.levels import levels_of

GRID = np.hypot(*np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-2, 2, 41))) ** 2


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize(
    "loss",
    [
        GRID,
        GRID - 7.0,
        np.where(GRID > 6, np.inf, GRID),
        np.where(GRID > 6, np.nan, GRID),
        np.where(GRID > 7, 1e300, GRID),
        np.zeros((5, 5)),
        np.full((5, 5), 3.0),
        np.full((5, 5), np.nan),
        1e308 * (GRID / 4.0 - 1.0),
        -1e307 * GRID,
    ],
    ids=["bowl", "negative", "inf", "nan", "huge", "zero", "flat", "nothing", "both ends", "deep"],
)
def test_levels_are_finite_and_heights_within_0_and_1(loss: np.ndarray, log: bool) -> None:
    levels = levels_of(loss, None, log)
    assert np.isfinite([levels.low, levels.high]).all()
    assert levels.high > levels.low
    heights = levels.heights(loss)
    assert ((heights >= 0) & (heights <= 1)).all()


def test_heights_rise_with_the_loss() -> None:
    losses = np.sort(GRID.ravel())
    for log in (True, False):
        heights = levels_of(GRID, 0.0, log).heights(losses)
        assert (np.diff(heights) >= 0).all()
        assert heights[-1] == 1.0


def test_narrow_range_of_losses_uses_all_colours() -> None:
    """As where the user has zoomed in."""
    heights = levels_of(0.51 + 0.002 * GRID, None, True).heights(0.51 + 0.002 * GRID)
    assert heights.min() < 0.02
    assert heights.max() == 1.0


def test_rounding_errors_of_a_flat_map_are_no_landscape() -> None:
    loss = 3.0 + 1e-6 * np.random.default_rng(0).normal(size=(9, 9))
    assert np.ptp(levels_of(loss, None, True).heights(loss)) < 0.02


def test_what_is_not_finite_is_highest() -> None:
    levels = levels_of(GRID, 0.0, True)
    assert levels.heights(np.array([np.inf, np.nan])).tolist() == [1.0, 1.0]


def test_what_is_too_large_to_be_drawn_is_at_the_end_of_its_sign() -> None:
    losses = np.array([-1e308, -1e306, 0.0, 1e306, 1e308])
    heights = levels_of(1e308 * (GRID / 4.0 - 1.0), None, False).heights(losses)
    assert heights.tolist() == [0.0, 0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("size", [1e-290, 1.0, 1e250, 1e300])
def test_large_and_small_losses_have_all_colours(size: float) -> None:
    for log in (True, False):
        assert np.ptp(levels_of(size * GRID, 0.0, log).heights(size * GRID)) > 0.99


def test_logarithm_is_taken_above_the_known_minimum() -> None:
    levels = levels_of(GRID - 7.0, -7.0, True)
    assert levels.base == -7.0
    assert levels.scale(np.array([-6.0]))[0] == pytest.approx(0.0)


def test_smoothing_keeps_the_points() -> None:
    fine = smoothed(GRID, 200)
    assert fine.shape == (201, 201)
    np.testing.assert_allclose(fine[::5, ::5], GRID, atol=1e-12)
    assert smoothed(fine, 200) is fine


@pytest.mark.parametrize("rows", [10**6, 0])
def test_loss_under_the_cursor(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """Exact, or with many rows taken from the map."""
    monkeypatch.setattr(heatmap, "_ROWS", rows)
    frame = frame_of(line_run(), 6)
    assert frame.map is not None
    x, y = frame.map.x[7], frame.map.y[40]
    assert heatmap.loss_at(frame.run.problem, frame.map, x, y) == pytest.approx(
        float(frame.run.problem.loss(np.array([x, y])))
    )


def test_clipped_colours_end_at_the_percentile() -> None:
    for log in (True, False):
        heights = levels_of(GRID, 0.0, log, 50.0).heights(GRID)
        assert (heights == 1.0).mean() == pytest.approx(0.5, abs=0.02)
        assert heights[20, 20] < heights[20, 25] < 1.0


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e12])
def test_bar_has_a_few_ticks_in_order(qapp: object, log: bool, scale: float) -> None:
    bar = ColourBar(LIGHT)
    bar.show_levels(levels_of(GRID * scale, 0.0, log))
    ticks = bar.ticks()
    assert 2 <= len(ticks) <= 14
    assert [height for height, _ in ticks] == sorted(height for height, _ in ticks)
    assert all(0 <= height <= 1 for height, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks)
    # Numbers are spelled as everywhere else: 2,000 and 2·10⁵, not 2e+03.
    assert not any("e" in text for _, text in ticks)


def test_bar_spells_thousands_as_axes_do(qapp: object) -> None:
    bar = ColourBar(LIGHT)
    bar.show_levels(levels_of(np.linspace(180.0, 4000.0, 400).reshape(20, 20), 0.0, True))
    assert [text for _, text in bar.ticks()] == ["200", "500", "1,000", "2,000"]


@pytest.mark.parametrize("log", [True, False])
def test_the_map_is_clear_where_there_is_no_value_and_bright_where_it_is_infinite(
    qapp: object, log: bool
) -> None:
    run = run_of({"problem": {"formula": "x*log(x) + y**2"}})
    frame = frame_of(run, 0, ((-1.0, 3.0), (-2.0, 2.0)))
    assert frame.map is not None
    heat = heatmap.HeatMap()
    heat.show(frame.map, None, MapView(log=log))
    picture = heat.image.image
    columns = np.linspace(-1, 3, picture.shape[1])
    assert (picture[:, columns < -0.1, 3] == 0).all()
    assert (picture[:, columns > 0.1, 3] == 255).all()
    infinite = replace(frame.map, loss=np.where(np.isnan(frame.map.loss), np.inf, 1.0))
    heat.show(infinite, None, MapView(log=log))
    assert (heat.image.image[..., 3] == 255).all()


@pytest.mark.parametrize("span", [0.1, 1e-2, 1e-3, 1e-4])
def test_no_number_of_the_bar_is_cut(qapp: object, span: float) -> None:
    bar = ColourBar(LIGHT)
    bar.show_levels(levels_of(0.246 + span * GRID / GRID.max(), None, True))
    picture = QImage(140, 300, QImage.Format.Format_RGB888)
    picture.fill("white")
    painter = QPainter(picture)
    bar.resize(58.0, 300.0)
    bar.paint(painter, None)
    painter.end()
    below = rgb(picture)[24:].min(axis=2)
    inked = np.flatnonzero((below < 200).any(axis=0))
    assert 40 < inked[-1] < 58


@pytest.mark.parametrize("height", [40.0, 90.0, 300.0])
@pytest.mark.parametrize("span", [2.0, 7.0, 3e3, 1e7])
def test_numbers_of_a_low_bar_are_fewer_and_do_not_touch(
    qapp: object, height: float, span: float
) -> None:
    bar = ColourBar(LIGHT)
    for log in (True, False):
        bar.show_levels(levels_of(np.linspace(1.0, span, 400).reshape(20, 20), 0.0, log))
        written = bar._written(QRectF(8.0, 18.0, 9.0, height))
        line = QFontMetricsF(LIGHT.font(11.0)).height()
        places = [base for _, base, _ in written]
        assert places
        assert all(below - above >= line for below, above in itertools.pairwise(places))
        if height == 300.0:
            assert len(written) > 1
