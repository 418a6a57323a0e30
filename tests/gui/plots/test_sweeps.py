"""How the settings of a sweep are laid out, and what its plots draw of them."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.gui.frames import on_widget
from visualizer.core.experiment import Experiment
from visualizer.core.sweeps.engine import AtOnce, checked_pieces, train_sweep
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import read_plan
from visualizer.core.sweeps.theory import stable_rates
from visualizer.gui.figures.sweeps import pictures_of, sweep_frame
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.sweep_curve import SweepCurvePlot
from visualizer.gui.plots.sweep_map import SweepMapPlot, wrapped
from visualizer.gui.plots.sweep_parallel import SweepParallelPlot
from visualizer.gui.plots.sweeps import across_of, groups_of, is_map

RATE, RULE, MOMENTUM = "optimizer.learning_rate", "optimizer.kind", "optimizer.momentum"


def outcome_of(*over, seeds=1, **sections):
    table = {"problem": {"data": "line"}, "training": {"epochs": 15}, **sections}
    plan = read_plan(Experiment.from_dict(table), over, seeds)
    results = dict(train_sweep(checked_pieces(plan), AtOnce()))
    return SweepOutcome.of(plan, results, stable_rates(plan))


@pytest.fixture(scope="module")
def rates():
    return outcome_of(f"{RATE}=0.01:1:9:log")


@pytest.fixture(scope="module")
def grid():
    return outcome_of(f"{RATE}=0.01:1:9:log", f"{MOMENTUM}=0:0.8:5", optimizer={"kind": "momentum"})


def test_numbers_go_across_and_words_make_curves():
    outcome = outcome_of(f"{RULE}=sgd,momentum", f"{RATE}=0.1,0.01,0.05")
    assert across_of(outcome.plan) == 1
    # Each from the smallest rate to the largest, however they were named.
    assert groups_of(outcome) == {"sgd": [1, 2, 0], "momentum": [4, 5, 3]}
    assert not is_map(outcome.plan)


def test_the_curve_has_every_cell_once_and_crosses_for_those_that_fail(rates):
    with on_widget(plot := SweepCurvePlot(LIGHT)):
        plot.draw(sweep_frame(rates))
        good = ~rates.failed[:, 0]
        x, y = plot.points.getData()
        np.testing.assert_allclose(x, np.log10(rates.plan.axes[0].values)[good])
        np.testing.assert_allclose(y, np.log10(rates.values("final_loss")[good, 0]))
        assert len(plot.failures.getData()[0]) == (~good).sum() > 0
        # The ring is at the best, the limit at 2 / lambda_max, of 2 mean(x^2) = 15,
        # 2 mean(x) = 5 and 2.
        assert plot.best.getData()[0] == pytest.approx(np.log10(rates.settings[rates.best][0]))
        (limit,) = [line for line in plot.traces(plot.drawn) if "stable" in line.words]
        assert limit.x[0] == pytest.approx(2 / np.linalg.eigvalsh([[15, 5], [5, 2]])[-1])


def test_the_pointer_finds_the_value_that_it_is_near(rates):
    with on_widget(plot := SweepCurvePlot(LIGHT)):
        plot.draw(sweep_frame(rates))
        chosen = []
        plot.on_setting_chosen = chosen.append
        for setting in (0, 3, 8):
            plot._on_pressed(QPointF(np.log10(rates.settings[setting][0]) + 0.02, 0.0))
        assert chosen == [0, 3, 8]


def test_a_cell_of_the_map_is_the_setting_of_its_values(grid):
    assert is_map(grid.plan)
    with on_widget(plot := SweepMapPlot(LIGHT), (700, 500)) as widget:
        plot.draw(sweep_frame(grid))
        widget.show()
        widget.grab()
        QApplication.processEvents()
        for setting, (rate, momentum) in enumerate(grid.settings):
            column = grid.plan.axes[0].values.index(rate)
            row = grid.plan.axes[1].values.index(momentum)
            assert plot.setting(column, row) == setting
            assert plot.setting_at(plot._box(column, row).center()) == setting
        losses = grid.values("final_loss")[:, 0]
        assert plot._losses[2, 4] == losses[4 * 5 + 2]


def test_a_part_of_an_axis_leaves_the_lines_through_it(grid):
    with on_widget(plot := SweepParallelPlot(LIGHT), (700, 400)) as widget:
        plot.draw(sweep_frame(grid))
        widget.show()
        widget.grab()
        told = []
        plot.on_brushed = told.append

        def at(axis, height):
            place = QPointF(plot._x(axis), plot._y(height))
            return plot.box.mapToView(plot.box.mapFromItem(plot.item, place))

        # The upper half of the momenta: 0.4, 0.6 and 0.8 of 0 to 0.8.
        plot.box.on_brushed(at(1, 0.45), at(1, 1.0))
        high = [one for one, (_, momentum) in enumerate(grid.settings) if momentum > 0.3]
        assert told[-1] == high
        # Of these the lower two thirds of the results.
        plot.box.on_brushed(at(2, 0.0), at(2, 0.66))
        both = told[-1]
        losses = grid.values("final_loss")[:, 0]
        assert 0 < len(both) < len(high)
        assert (
            losses[both].max()
            < losses[sorted(set(high) - set(both))][
                ~grid.failed[sorted(set(high) - set(both)), 0]
            ].min()
        )
        widget.grab()
        # A click takes a part back.
        plot.box.on_pressed(at(1, 0.8))
        widget.grab()
        plot.box.on_pressed(at(2, 0.3))
        assert told[-1] is None


def test_bands_hold_all_seeds_and_the_picture_holds_the_bands():
    outcome = outcome_of(
        f"{RATE}=0.01,0.05",
        seeds=3,
        start={"initializer": "xavier", "seed": 0},
        training={"epochs": 15, "validation_fraction": 0.25},
    )
    with on_widget(plot := SweepCurvePlot(LIGHT)):
        plot.draw(sweep_frame(outcome))
        bands = [one.path().boundingRect() for one in plot._bands if one.isVisible()]
        low, high = plot.box.viewRange()[1]
        for box, name in zip(bands, ("final_loss", "validation_loss"), strict=True):
            losses = np.log10(outcome.values(name))
            assert (box.top(), box.bottom()) == pytest.approx((losses.min(), losses.max()))
            assert low < box.top()
            assert min(box.bottom(), np.log10(outcome.values("first_loss").max())) < high


def test_a_setting_with_one_value_is_none_that_varies():
    outcome = outcome_of(f"{RATE}=0.01:1:9:log", f"{RULE}=momentum", f"{MOMENTUM}=0:0.8:5")
    frame = sweep_frame(outcome)
    assert pictures_of(frame) == ("sweep-curve", "sweep-map", "sweep-parallel")
    assert list(groups_of(outcome)) == [
        f"momentum {one}" for one in ("0.0", "0.2", "0.4", "0.6", "0.8")
    ]
    with on_widget(plot := SweepMapPlot(LIGHT), (700, 500)) as widget:
        plot.draw(frame)
        widget.show()
        widget.grab()
        assert plot._losses.shape == (5, 9)
    alone = outcome_of(f"{RATE}=0.1", f"{RULE}=sgd")
    assert pictures_of(sweep_frame(alone)) == ("sweep-curve",)


def test_random_settings_make_one_curve_and_no_map():
    outcome = outcome_of(f"{RATE}=0.01:1:12:log-random", "optimizer.weight_decay=0:0.1:12:random")
    assert pictures_of(sweep_frame(outcome)) == ("sweep-curve", "sweep-parallel")
    (settings,) = groups_of(outcome).values()
    rates = [outcome.settings[one][0] for one in settings]
    assert rates == sorted(rates)
    assert len(rates) == 12


def test_between_two_rules_no_limit_is_drawn():
    outcome = outcome_of(f"{RATE}=0.01:1:9:log", f"{RULE}=sgd,momentum,adam")
    paths = []

    class Noting(QPainter):
        def drawPath(self, path):
            paths.append(path)

    with on_widget(plot := SweepMapPlot(LIGHT), (700, 500)) as widget:
        plot.draw(sweep_frame(outcome))
        widget.show()
        widget.grab()
        image = QImage(10, 10, QImage.Format.Format_RGB32)
        painter = Noting(image)
        plot._paint_limit(painter, outcome)
        painter.end()
        elements = [paths[0].elementAt(place) for place in range(paths[0].elementCount())]
        # Two upright pieces, each through the row of its rule; none for Adam.
        assert [one.isMoveTo() for one in elements] == [True, False, True, False]
        for begin, end in (elements[:2], elements[2:]):
            assert begin.x == pytest.approx(end.x)
        assert elements[0].x < elements[2].x


def test_more_than_two_settings_stand_on_parallel_axes():
    outcome = outcome_of(f"{RATE}=0.1,0.2", f"{MOMENTUM}=0,0.5", f"{RULE}=momentum,nesterov")
    assert pictures_of(sweep_frame(outcome)) == ("sweep-parallel",)


def test_a_legend_takes_as_many_lines_as_it_needs_and_loses_no_word(qapp):
    metrics = QFontMetricsF(LIGHT.font(11.0))
    parts = ["colour: loss", "hatched: diverges", "dashed: largest stable rate", "○ best"]
    for width in (2000.0, 330.0, 200.0, 40.0):
        lines = wrapped(parts, metrics, width)
        assert "   ".join(lines).split("   ") == parts
        for line in lines:
            # A part that is wider alone stands alone.
            assert line in parts or metrics.horizontalAdvance(line) <= width
        for line, after in pairwise(lines):
            assert metrics.horizontalAdvance(f"{line}   {after.split('   ')[0]}") > width
    assert len(wrapped(parts, metrics, 2000.0)) == 1
    assert len(wrapped(parts, metrics, 40.0)) == len(parts)
