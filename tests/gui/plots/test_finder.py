"""The plots of the learning-rate finder: true places, names that can be read, what is hidden."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.core.experiments import line, noisy
from tests.gui.frames import Calls, near, on_widget, show
from visualizer.core.analysis.rate_finder import Finder, RateCurve, find_rates
from visualizer.core.analysis.rate_proof import Proving, prove_rates
from visualizer.core.analysis.rate_suggestions import bounds, suggestions
from visualizer.core.building import build
from visualizer.gui.figures.rates import rates_frame
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.finder import FINDER_PLOTS, FinderCurvePlot, FinderLossPlot
from visualizer.gui.plots.frame import Frame

pytestmark = pytest.mark.usefixtures("qapp")


def frame_with(finder: Finder | None = None, experiment=None) -> Frame:
    experiment = experiment or line()
    problem = build(experiment)
    curve = find_rates(experiment, problem, finder or Finder())
    proof = prove_rates(experiment, problem, curve, Proving(rates=8, epochs=9))
    return rates_frame(experiment, problem, curve, proof)


CASES = {
    "usual": lambda: frame_with(),
    "batches": lambda: frame_with(experiment=noisy(training={"batch_size": 2})),
    "does not fall": lambda: frame_with(experiment=line(start={"parameters": [3.0, 0.0]})),
    "all left out": lambda: frame_with(Finder(skip_first=1000)),
    "two steps": lambda: frame_with(Finder(steps=2, skip_first=0)),
    "not finite": lambda: frame_with(experiment=line(start={"parameters": [1e200, 0.0]})),
    "nothing tried": lambda: rates_frame(line(), build(line()), None),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", FINDER_PLOTS)
def test_draws_every_curve(name, case):
    plot = FINDER_PLOTS[name](LIGHT)
    with on_widget(plot, (300, 200)) as widget:
        for log in (False, True):
            plot.choose(log=log)
            show(plot, widget, CASES[case]())
            assert np.isfinite(plot.box.viewRange()).all()
        plot.restyle(DARK)


def test_the_rate_axis_is_truly_logarithmic():
    frame = frame_with()
    plot = FinderCurvePlot(LIGHT)
    with on_widget(plot, (700, 400)) as widget:
        show(plot, widget, frame)
        places = [plot.box.mapFromView(QPointF(np.log10(rate), 0.0)).x() for rate in (1e-4, 1e-3)]
        x, y = plot._curve(2).data()
        # Equal factors are equal lengths: the points of a geometric series are evenly spaced.
        inside = frame.rates.rates[10:]
        np.testing.assert_allclose(x, np.log10(inside))
        np.testing.assert_allclose(np.diff(x), np.log10(inside[1] / inside[0]))
        np.testing.assert_array_equal(y, frame.rates.smoothed[10:])
        assert plot.axis("bottom").tickStrings([-4.0, -3.0], 1.0, 1.0) == ["10⁻⁴", "0.001"]
        assert places[1] > places[0]


def test_every_suggestion_is_marked_with_its_name_and_none_covers_another():
    frame = frame_with()
    plot = FinderCurvePlot(LIGHT)
    with on_widget(plot, (560, 320)) as widget:
        show(plot, widget, frame)
        words = plot.marks.words()
        assert [one.rsplit(" ", 1)[0] for one in words] == [
            one.name for one in suggestions(frame.rates)
        ]
        assert words[-1] == "largest stable 0.120"
        tags = [tag for tag in plot.marks._tags if tag.isVisible()]
        areas = [tag.mapRectToScene(tag.boundingRect()) for tag in tags]
        for index, area in enumerate(areas):
            assert not any(area.intersects(other) for other in areas[:index])
            assert plot.box.sceneBoundingRect().adjusted(-1, -1, 1, 1).contains(area)


def test_a_mark_stands_on_the_curve():
    frame = frame_with()
    plot = FinderCurvePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        for mark, one in zip(plot.marks.shown, suggestions(frame.rates), strict=True):
            place = int(np.abs(frame.rates.rates - one.rate).argmin())
            assert mark.place == pytest.approx(np.log10(one.rate))
            assert mark.height == pytest.approx(frame.rates.smoothed[place], rel=0.05)


def test_the_band_is_where_the_loss_falls():
    frame = frame_with()
    plot = FinderCurvePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        between = bounds(frame.rates)
        assert plot.band.getRegion() == pytest.approx(np.log10([between.low, between.high]))
        assert any(between.help in words for words in plot.legend.words())


def test_single_losses_lie_faint_behind_the_smoothed():
    frame = frame_with(experiment=noisy(training={"batch_size": 2}))
    plot = FinderLossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        _, single, smoothed = (plot._curve(index).item for index in range(3))
        assert single.zValue() < smoothed.zValue()
        assert single.opts["pen"].color().alphaF() < 0.5 < smoothed.opts["pen"].color().alphaF()
        assert plot.legend.words() == ["left out", "loss", "smoothed"]
        assert len(single.getData()[0]) == len(frame.rates.rates) - 10


def test_leaving_points_out_makes_the_fall_fill_the_picture():
    frame = frame_with()
    plot = FinderLossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        top = plot.box.viewRange()[1][1]
        assert top < 2.0 * frame.rates.losses[0]  # the explosion at the end does not count
        assert top < 0.1 * frame.rates.losses[-1]
        fewer = replace(frame.rates, finder=replace(frame.rates.finder, skip_last=20))
        show(plot, widget, replace(frame, rates=fewer))
        assert len(plot._curve(2).data()[0]) == len(frame.rates.rates) - 30


def test_a_press_chooses_a_rate_within_the_curve():
    frame = frame_with()
    plot = FinderCurvePlot(LIGHT)
    calls = Calls()
    plot.on_rate_chosen = calls
    with on_widget(plot) as widget:
        plot.box.on_pressed(QPointF(0.0, 0.0))
        assert calls.made == []
        show(plot, widget, frame)
        for place in (-2.0, 99.0):
            plot.box.on_pressed(QPointF(place, 0.0))
        assert calls.made[0] == (0.01,)
        assert calls.made[1][0] == pytest.approx(frame.rates.rates[-1], rel=0.01)
        before = show(plot, widget, frame)
        plot.choose(chosen=1e-3)
        plot.redraw()
        after = show(plot, widget, frame)
        assert near(after, LIGHT.accent).sum() > near(before, LIGHT.accent).sum() + 100
        assert "chosen 0.00100" in plot.legend.words()


def test_the_read_out_tells_the_nearest_point():
    frame = frame_with()
    plot = FinderCurvePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        plot.box.on_hovered(QPointF(float(np.log10(frame.rates.rates[40])), 0.0))
        assert "rate 0.0001707" in plot.read_out.text
        assert "smoothed" in plot.read_out.text


def test_a_curve_without_a_known_limit_has_no_such_mark():
    curve = RateCurve(
        np.geomspace(1e-3, 1, 20), np.linspace(2, 1, 20), np.linspace(2, 1, 20), Finder(), "end"
    )
    plot = FinderCurvePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, rates_frame(line(), build(line()), curve))
        assert not any("stable" in one for one in plot.marks.words())
