"""What the tried rates come to, drawn: true places, one axis with the test, failures apart."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from tests.gui.frames import Calls, on_widget, show
from visualizer.core.analysis.rate_finder import Finder, find_rates
from visualizer.core.analysis.rate_proof import Proving, prove_rates
from visualizer.core.building import build
from visualizer.gui.figures.rates import ALL, OF_PROOF, plots_of, rates_frame
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.finder import FinderCurvePlot
from visualizer.gui.plots.finder_proof import FinderProofPlot, FinderRunsPlot
from visualizer.gui.plots.frame import Frame

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def frame() -> Frame:
    experiment = line()
    problem = build(experiment)
    curve = find_rates(experiment, problem, Finder())
    proof = prove_rates(experiment, problem, curve)
    return rates_frame(experiment, problem, curve, proof)


def test_the_runs_stand_below_the_test_on_one_axis_of_rates(frame):
    plots = FinderCurvePlot(LIGHT), FinderProofPlot(LIGHT)
    ranges = []
    for plot in plots:
        with on_widget(plot, (700, 300)) as widget:
            show(plot, widget, frame)
            ranges.append(plot.box.viewRange()[0])
    assert ranges[0] == ranges[1]
    low, high = ranges[0]
    proof = frame.proof
    assert low < np.log10(proof.rates[0])
    assert np.log10(proof.rates[-1]) < high
    # A suggestion has one colour in both.
    tested, tried = (plot.marks.shown for plot in plots)
    for one in tested:
        assert any(
            other.number == one.number and abs(other.place - one.place) < 1e-3 for other in tried
        )


def test_each_rate_stands_at_its_loss_and_those_that_fail_are_crosses(frame):
    plot, proof = FinderProofPlot(LIGHT), frame.proof
    with on_widget(plot, (700, 400)) as widget:
        show(plot, widget, frame)
        x, y = plot.points.getData()
        good = ~proof.failed
        np.testing.assert_allclose(x, np.log10(proof.rates[good]))
        np.testing.assert_allclose(y, np.log10(proof.means[good]))
        x, y = plot.failures.getData()
        np.testing.assert_allclose(x, np.log10(proof.rates[proof.failed]))
        # Above where all begin, within the picture: 1e149 would be nowhere.
        assert (y > np.log10(proof.first_loss)).all()
        assert (y < plot.box.viewRange()[1][1]).all()
        words = plot.marks.words()
        assert "best 0.113" in words
        assert "largest stable fails" in words
        assert "diverges, or ends no lower than before" in plot.legend.words()


def test_a_press_chooses_the_nearest_run(frame):
    plot, calls = FinderProofPlot(LIGHT), Calls()
    plot.on_rate_chosen = calls
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        plot.box.on_pressed(plot.box.mapToView(plot.box.boundingRect().center()))
        assert calls.made[0][0] in frame.proof.rates


def test_the_runs_are_drawn_over_their_epochs(frame):
    plot, proof = FinderRunsPlot(LIGHT), frame.proof
    with on_widget(plot, (500, 300)) as widget:
        show(plot, widget, frame)
        x, y = plot._curve(5).data()
        np.testing.assert_array_equal(x, np.arange(61))
        np.testing.assert_allclose(y, np.log10(proof.curves[:, proof.best]))
        assert plot.legend.words()[-1] == "best 0.113"
        # The run that explodes does not stretch the axis.
        assert plot.box.viewRange()[1][1] < 3.0


def test_chance_and_validation_have_lines_of_their_own():
    experiment = noisy(40, training={"batch_size": 4, "validation_fraction": 0.3, "epochs": 3})
    problem = build(experiment)
    curve = find_rates(experiment, problem, Finder())
    proof = prove_rates(experiment, problem, curve, Proving(rates=6, seeds=2))
    plot = FinderProofPlot(LIGHT)
    with on_widget(plot, (700, 400)) as widget:
        show(plot, widget, rates_frame(experiment, problem, curve, proof))
        assert plot.legend.words()[:4] == [
            *("of each seed", "before", "validation", "loss after 3 epochs, mean of 2 seeds")
        ]


def test_what_was_not_tried_is_said_and_left_out_of_the_picture_of_all(frame):
    bare = rates_frame(line(), build(line()), frame.rates)
    assert not {*OF_PROOF} & {*plots_of(ALL, bare)}
    assert {*OF_PROOF} <= {*plots_of(ALL, frame)}
    assert FinderProofPlot(LIGHT).why_empty(bare) == "The suggestions have not been tried out yet"
