"""What the sliders of the rate tell: zones where they are true, ticks at the playhead."""

import pytest

from tests.gui.curvatures import curved
from tests.gui.windows import change, settle, wait_until
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.gui.cards.rate_zones import marks_of
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.widgets.rate_slider import NO_MARKS

GREATEST = 16.7006097334


def test_on_a_quadratic_the_zones_are_the_whole_truth():
    marks = marks_of(curved(6), LIGHT)
    ends = [zone.end for zone in marks.zones]
    expected = [0.1 / GREATEST, 1 / GREATEST, 2 / GREATEST, float("inf")]
    assert ends == pytest.approx(expected)
    assert marks.ticks == pytest.approx(expected[1:3])
    assert len({zone.colour for zone in marks.zones}) == 4
    assert "zig-zag up to 0.1198 (2/λmax); larger rates diverge" in marks.words
    assert marks_of(curved(6), DARK).zones != marks.zones


@pytest.mark.parametrize(
    "table",
    [
        {"problem": {"function": "rosenbrock"}, "training": {"epochs": 3}},
        {"training": {"batch_size": 2}},
        {"schedule": {"kind": "exponential"}},
        {"changes": [{"step": 3, "optimizer.learning_rate": 0.05}]},
    ],
)
def test_elsewhere_the_ticks_hold_at_the_playhead_and_say_so(table):
    frame = curved(1, **table)
    marks = marks_of(frame, LIGHT)
    assert marks.zones == ()
    greatest = frame.insight(Curvature).report.ends.greatest
    assert marks.ticks == pytest.approx((1 / greatest, 2 / greatest))
    assert marks.words.startswith("Ticks at the playhead: 1/λmax = ")


def test_momentum_has_limits_of_its_own():
    marks = marks_of(curved(1, optimizer={"kind": "momentum", "momentum": 0.9}), LIGHT)
    assert marks.ticks[1] == pytest.approx(3.8 / GREATEST)
    assert "λmax" not in marks.words


def test_where_nothing_is_known_there_is_nothing():
    assert marks_of(curved(1, optimizer={"kind": "adam"}), LIGHT) == NO_MARKS


def test_both_sliders_of_the_window_are_marked(window):
    window.pane.need(Curvature)
    sliders = [
        window.transport.rate.slider,
        window.setup.form.row("optimizer.learning_rate").field.slider,
    ]
    wait_until(lambda: all(slider.marks.zones for slider in sliders))
    for slider in sliders:
        assert "zig-zag up to 0.1198" in slider.toolTip()
        assert "In files: optimizer.learning_rate" in slider.toolTip()
        assert slider.accessibleDescription() == slider.toolTip()
    change(window, problem__kind="function", problem__function="rosenbrock")
    settle(window)
    wait_until(lambda: all("playhead" in slider.marks.words for slider in sliders[:1]))
    assert not sliders[0].marks.zones
    change(window, optimizer__kind="adam")
    wait_until(lambda: sliders[0].marks == NO_MARKS)
    assert "λmax" not in sliders[0].toolTip()
