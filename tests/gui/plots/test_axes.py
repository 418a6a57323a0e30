"""Ticks: few, round, and where the numbers that they name are."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtGui import QFontMetricsF

from tests.gui.frames import frame_of, line_run, on_widget, show
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.axes import Axis
from visualizer.gui.plots.lines import LossPlot


@pytest.fixture
def axis(qtbot):
    axis = Axis("left", LIGHT)
    axis.log = True
    return axis


@pytest.mark.parametrize(
    ("first", "last", "texts"),
    [
        (126.0, 151.0, ["130", "135", "140", "145", "150"]),
        (16.7, 20.0, ["17", "18", "19", "20"]),
        (0.041, 0.52, ["0.05", "0.1", "0.2", "0.5"]),
        (0.09, 0.45, ["0.1", "0.2"]),
        (1.0, 8.0, ["1", "2", "5"]),
        (0.4, 6.0, ["0.5", "1", "2", "5"]),
        (2.1, 2.2, ["2.10", "2.12", "2.14", "2.16", "2.18", "2.20"]),
    ],
)
def test_a_short_logarithmic_axis_names_round_numbers(axis, first, last, texts):
    ((spacing, ticks),) = axis.tickValues(math.log10(first), math.log10(last), 100.0)
    assert axis.tickStrings(ticks, 1.0, spacing) == texts
    assert [10.0**tick for tick in ticks] == pytest.approx([float(text) for text in texts])


def test_with_room_two_decades_have_more_than_their_powers(axis):
    ((spacing, ticks),) = axis.tickValues(math.log10(190.0), math.log10(2600.0), 500.0)
    assert axis.tickStrings(ticks, 1.0, spacing) == ["200", "500", "1,000", "2,000"]
    ((spacing, ticks),) = axis.tickValues(-6.0, 2.0, 100.0)
    assert axis.tickStrings(ticks, 1.0, spacing)[-1] == "100"
    assert ticks == [-6.0, -4.0, -2.0, 0.0, 2.0]


def test_a_small_plot_of_many_decades_names_several(axis):
    ((_, ticks),) = axis.tickValues(1.8, 9.2, 60.0)
    assert ticks == [3.0, 6.0, 9.0]


@pytest.mark.parametrize("decade", range(-9, 9))
@pytest.mark.parametrize("span", [0.002, 0.03, 0.2, 0.45, 0.55, 0.8, 0.99, 1.6])
def test_every_short_range_has_ticks_that_do_not_touch(axis, decade, span):
    for part in range(10):
        low = decade + part / 10.0
        ((spacing, ticks),) = axis.tickValues(low, low + span, 120.0)
        assert 1 <= len(ticks) <= 8
        assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in ticks)
        pixels = [120.0 * (b - a) / span for a, b in pairwise(ticks)]
        assert all(gap >= 14.0 for gap in pixels)
        texts = axis.tickStrings(ticks, 1.0, spacing)
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("size", [50.0, 60.0, 75.0])
@pytest.mark.parametrize("span", [0.7, 0.9, 1.02, 1.5, 1.95])
def test_a_small_logarithmic_plot_names_two_values_at_least(axis, size, span):
    for part in range(10):
        low = -1.0 + part / 10.0
        ((_, ticks),) = axis.tickValues(low, low + span, size)
        assert len(ticks) >= 2, low
        # Two numbers of 11 pixels may not touch; pyqtgraph leaves out what would.
        assert all(size * (b - a) / span >= 13.0 for a, b in pairwise(ticks))


@pytest.mark.parametrize(("first", "last"), [(0.26, 0.72), (0.55, 2.05), (210.0, 480.0)])
def test_a_small_plot_of_less_than_half_a_decade_names_two_values(axis, first, last):
    ((spacing, ticks),) = axis.tickValues(math.log10(first), math.log10(last), 54.0)
    texts = axis.tickStrings(ticks, 1.0, spacing)
    assert len(set(texts)) == len(texts) >= 2


def test_beyond_the_largest_possible_value_are_no_ticks(axis):
    axis.log, axis.most = False, 1.0
    ((_, ticks),) = axis.tickValues(0.0, 1.1, 200.0)
    assert ticks[-1] == pytest.approx(1.0)


@pytest.mark.parametrize(("low", "high"), [(307.9, 308.5), (-324.2, -323.7), (299.8, 300.3)])
def test_ranges_at_the_end_of_the_numbers_have_powers_of_ten(axis, low, high):
    ((spacing, ticks),) = axis.tickValues(low, high, 120.0)
    assert ticks == [float(math.ceil(low))]
    (text,) = axis.tickStrings(ticks, 1.0, spacing)
    assert text.startswith("10")


@pytest.mark.parametrize("size", [100.0, 600.0, 4000.0])
def test_a_large_plot_has_no_more_ticks_than_one_reads(axis, size):
    axis.log = False
    ((_, ticks),) = axis.tickValues(-0.2, 0.04, size)
    assert 3 <= len(ticks) <= 14


def test_a_name_that_is_too_long_for_its_axis_has_a_short_form(axis):
    axis.resize(40.0, 120.0)
    axis.name("probability of the true class", "P(true class)")
    assert axis.label.toPlainText().strip() == "P(true class)"
    axis.resize(40.0, 600.0)
    assert axis.label.toPlainText().strip() == "probability of the true class"


def test_a_name_never_reaches_beyond_its_axis(axis):
    words = "Umsatz aller Filialen (€), predicted"
    for height in (30.0, 60.0, 120.0, 400.0):
        axis.resize(40.0, height)
        axis.name(words)
        shown = axis.label.toPlainText().strip()
        assert QFontMetricsF(LIGHT.font(12.0)).horizontalAdvance(shown) <= height
        assert (shown == words) == (height == 400.0)
    assert axis.spoken(0.0, 1.0).startswith(words)


@pytest.mark.usefixtures("qapp")
def test_so_little_of_a_name_that_it_says_nothing_is_not_written() -> None:
    plot = LossPlot(replace(LIGHT, thorough=True))
    with on_widget(plot, (300, 60)) as widget:
        show(plot, widget, frame_of(line_run(0.02), 5, None))
        low = plot.axis("left").label.toPlainText().strip()
        widget.resize(300, 300)
        show(plot, widget, frame_of(line_run(0.02), 6, None))
        assert low == ""
        assert plot.axis("left").label.toPlainText().strip() == "loss"
