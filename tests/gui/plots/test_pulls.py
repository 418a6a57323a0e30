"""Arrows of the state, and the cloud of the batches, on the landscape."""

from dataclasses import replace

import numpy as np
import pytest

from tests.gui.frames import (
    frame_of,
    function_run,
    informed,
    line_run,
    near,
    on_widget,
    run_of,
    show,
)
from visualizer.core.analysis.batch_noise import Cloud
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.gui.look.look import DARK, LIGHT, LOOKS
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.marks import ARROWS

pytestmark = pytest.mark.usefixtures("qapp")


def rule_run(kind: str, **options):
    return line_run(0.02, 30, optimizer={"kind": kind, "learning_rate": 0.02, **options})


def ways(plot: LandscapePlot) -> dict[str, np.ndarray]:
    """The visible arrows as steps in the data, by their letters."""
    found = {}
    for arrow, tag in zip(plot.steps.pulls.arrows, plot.steps.pulls.tags, strict=True):
        if arrow.isVisible():
            found[tag.text] = way_of(plot, arrow)
    return found


def way_of(plot: LandscapePlot, arrow) -> np.ndarray:
    tail, tip = (plot.box.mapToView(end) for end in arrow.ends())
    return np.array([tip.x() - tail.x(), tip.y() - tail.y()])


def turned(way: np.ndarray, values: np.ndarray) -> float:
    """The cosine of the angle between two directions."""
    return float(way @ values / np.linalg.norm(way) / np.linalg.norm(values))


@pytest.mark.parametrize("kind", [kind for kind, rule in OPTIMIZERS.items() if rule.arrows])
def test_arrows_point_where_the_quantities_draw(kind):
    run = rule_run(kind)
    rule = run.experiment.optimizer
    row = run.history.row(4)
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, frame_of(run, 4))
        shown = ways(plot)
        sign = 1.0 if rule.ahead else -1.0
        wanted = [name for name in rule.arrows if np.abs(row.quantities[name]).max() > 0]
        assert len(shown) == len(wanted) > 0
        for (letter, way), name in zip(shown.items(), wanted, strict=True):
            assert letter.startswith("−") != rule.ahead
            assert turned(way, sign * row.quantities[name]) == pytest.approx(1.0, abs=1e-6)
        plot.choose(state=False)
        plot.redraw()
        assert ways(plot) == {}


def test_a_newton_step_points_where_it_leads():
    run = run_of(
        {
            "problem": {"kind": "function", "function": "ravine"},
            "start": {"parameters": [8.0, 2.0]},
            "optimizer": {"kind": "newton", "learning_rate": 0.5},
            "training": {"epochs": 5},
        }
    )
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (500, 500)) as widget:
        show(plot, widget, frame_of(run, 0, ((-10.0, 10.0), (-10.0, 10.0))))
        step = run.history.theta(1) - run.history.theta(0)
        assert turned(ways(plot)["p"], step) == pytest.approx(1.0, abs=1e-6)


def test_lengths_can_be_compared_with_downhill():
    run = rule_run("momentum", momentum=0.5)
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, frame_of(run, 1))
        row = run.history.row(1)
        ratio = np.linalg.norm(row.quantities["b"]) / np.linalg.norm(row.gradient)
        assert 0.5 < ratio < 2.0
        downhill = np.linalg.norm(way_of(plot, plot.steps.downhill))
        assert np.linalg.norm(ways(plot)["−b"]) / downhill == pytest.approx(ratio, rel=1e-6)


def test_a_short_arrow_is_long_enough_to_be_seen():
    run = rule_run("qhm")
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, frame_of(run, 3))
        tail, tip = plot.steps.pulls.arrows[0].ends()
        assert np.hypot(tip.x() - tail.x(), tip.y() - tail.y()) == pytest.approx(18.0)


def test_an_arrow_that_would_be_long_makes_all_shorter():
    run = rule_run("momentum", momentum=0.99)
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (600, 500)) as widget:
        for row in range(1, 25):
            show(plot, widget, frame_of(run, row))
            for arrow in (plot.steps.pulls.arrows[0], plot.steps.downhill):
                tail, tip = arrow.ends()
                assert np.hypot(tip.x() - tail.x(), tip.y() - tail.y()) <= 2.0 * 58.0 + 1e-6


@pytest.mark.parametrize("across", [0, 1])
def test_no_arrow_is_cut_by_the_edge_of_the_map(across):
    run = rule_run("momentum", momentum=0.9)
    plot = LandscapePlot(LIGHT)
    theta, gradient = run.history.theta(3), run.history.row(3).gradient
    # The point stands close to the edge that the arrows point at.
    low, high = theta - 4.0, theta + 4.0
    down = -np.sign(gradient[across])
    (high if down > 0 else low)[across] = theta[across] + 0.25 * down
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, frame_of(run, 3, tuple(zip(low, high, strict=True))))
        arrows = [plot.steps.downhill, plot.steps.update, *plot.steps.pulls.arrows]
        shown = [arrow for arrow in arrows if arrow.isVisible()]
        assert len(shown) >= 3
        for arrow in shown:
            tail, tip = arrow.ends()
            assert plot.box.rect().contains(tail)
            assert plot.box.rect().contains(tip)
            assert np.hypot(tip.x() - tail.x(), tip.y() - tail.y()) > 10.0
        # It still points where it pointed.
        assert turned(way_of(plot, plot.steps.downhill), -gradient) == pytest.approx(1.0, abs=0.2)


def test_every_arrow_looks_different():
    for look in LOOKS.values():
        colours = (look.update, look.gradient, *look.state)
        assert len(set(colours)) == len(colours)
    assert len(set(ARROWS.values())) == len(ARROWS) == 4
    run = rule_run("lion")
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (900, 500)) as widget:
        show(plot, widget, frame_of(run, 5))
        samples = [entry.sample for entry in plot.legend._entries if entry.sample in ARROWS]
        assert sorted(samples) == sorted(ARROWS)
        assert "−m momentum" in plot.legend.words()
        assert list(plot.steps.pulls.letters()) == ["−c", "−m"]


def cloud_frame(run, row, **changes):
    return informed(frame_of(run, row, **changes), Cloud)


@pytest.fixture(scope="module")
def batches():
    return line_run(0.01, 10, training={"batch_size": 1})


def test_the_cloud_is_that_of_the_batches(batches):
    plot = LandscapePlot(LIGHT)
    frame = cloud_frame(batches, 6)
    assert Cloud in plot.insights
    with on_widget(plot, (600, 500)) as widget:
        before = show(plot, widget, frame_of(batches, 6))
        assert not plot.steps.pulls.cloud.isVisible()
        after = show(plot, widget, frame)
        assert near(after, LIGHT.gradient).sum() > near(before, LIGHT.gradient).sum()
        here = plot.box.mapToView(plot.steps.here(lambda x: 0.0))
        cloud = frame.insight(Cloud)
        ends = [plot.box.mapToView(end) for end in plot.steps.pulls.cloud.ends()]
        assert len(ends) == 4
        moves = np.array([[end.x() - here.x(), end.y() - here.y()] for end in ends])
        # One factor turns all gradients into moves on the map.
        factors = moves / -cloud.gradients
        np.testing.assert_allclose(factors, factors[0, 0], rtol=1e-6)
        assert factors[0, 0] > 0
        # The batch of this step is the downhill arrow.
        np.testing.assert_allclose(way_of(plot, plot.steps.downhill), moves[cloud.own], rtol=1e-6)
        assert {"batches of 1", "all rows"} <= set(plot.legend.words())
        plot.choose(cloud=False)
        plot.redraw()
        assert not plot.steps.pulls.cloud.isVisible()
        assert Cloud not in plot.insights
        plot.restyle(DARK)


def test_a_cloud_of_another_step_is_not_drawn(batches):
    plot = LandscapePlot(LIGHT)
    with on_widget(plot) as widget:
        late = replace(cloud_frame(batches, 6), row=7)
        show(plot, widget, late)
        assert not plot.steps.pulls.cloud.isVisible()


def test_noise_of_a_function():
    run = run_of(
        {
            "problem": {"kind": "function", "function": "sphere"},
            "training": {"epochs": 5, "gradient_noise": 1.0},
        }
    )
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (900, 500)) as widget:
        show(plot, widget, cloud_frame(run, 3, box=((-5.0, 5.0), (-5.0, 5.0))))
        assert len(plot.steps.pulls.cloud.ends()) > 50
        assert {"draws of the noise", "no noise"} <= set(plot.legend.words())


def test_gradient_descent_on_all_rows_has_neither():
    plot = LandscapePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(function_run("sphere", 0.1, 5), 2))
        assert ways(plot) == {}
        assert not plot.steps.pulls.cloud.isVisible()


def test_huge_and_tiny_values_are_borne():
    run = line_run(40.0, 400, optimizer={"kind": "momentum"}, training={"batch_size": 2})
    plot = LandscapePlot(LIGHT)
    with on_widget(plot) as widget:
        for row in (0, len(run.history) // 2, len(run.history) - 1):
            show(plot, widget, cloud_frame(run, row))


@pytest.mark.parametrize(
    ("sub_step", "letter"), [(1, "−g"), (2, "−m"), (3, ""), (4, "−m̂"), (6, ""), (99, "")]
)
def test_the_line_of_the_update_that_by_hand_looks_at(sub_step, letter):
    run = rule_run("adam")
    plot = LandscapePlot(LIGHT)
    with on_widget(plot, (600, 500)) as widget:
        show(plot, widget, frame_of(run, 4).viewed("by-hand", sub_step=sub_step))
        found = ways(plot)
        assert list(found) == ([letter] if letter else [])
        row = run.history.row(4)
        values = {"−g": row.gradient, "−m": row.quantities["m"], "−m̂": row.quantities["m_hat"]}
        for name, way in found.items():
            assert turned(way, -values[name]) == pytest.approx(1.0, abs=1e-6)
