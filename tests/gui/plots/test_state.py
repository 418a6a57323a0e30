"""The state of the update rules, drawn: each rule's own quantities under its own letters."""

import numpy as np
import pytest

from tests.gui.frames import frame_of, line_run, on_widget, show
from visualizer.core.notation.letters import letter_text
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.state import ALL, StatePlot, quantities_of

pytestmark = pytest.mark.usefixtures("qapp")


def run_with(kind: str, **options):
    return line_run(0.01, 20, optimizer={"kind": kind, "learning_rate": 0.01, **options})


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_quantity_of_every_rule_is_drawn(kind):
    run = run_with(kind)
    plot = StatePlot(LIGHT)
    frame = frame_of(run, 12, None)
    assert quantities_of(run.history) == run.experiment.optimizer.quantities
    assert StatePlot.suits(run) == bool(run.experiment.optimizer.quantities)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        if not quantities_of(run.history):
            assert plot.unavailable(frame).endswith("keeps nothing from step to step")
        for quantity in quantities_of(run.history):
            plot.choose(quantity=quantity)
            plot.redraw()
            _, y = plot._past[0].data()
            np.testing.assert_array_equal(y, run.history.column(f"state:{quantity}:w")[:13])
            letter = letter_text(quantity)
            single = quantity in run.experiment.optimizer.single
            labels = [letter] if single else [f"{letter} of w", f"{letter} of b"]
            assert [line.label for line in plot.lines(frame)] == labels
            plot.restyle(LIGHT.for_export(1.0))
            assert run.experiment.optimizer.names[quantity] in plot.note.text


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_what_is_said_to_be_one_number_is_one_for_all_parameters(kind):
    history = run_with(kind).history
    for quantity in quantities_of(history):
        one, other = (history.column(f"state:{quantity}:{name}") for name in "wb")
        if quantity in OPTIMIZERS[kind].single:
            np.testing.assert_array_equal(one, other)
        elif one.any() and kind != "rprop":  # whose lengths depend on the signs alone
            assert not np.array_equal(one, other), quantity


def test_all_quantities_of_a_rule_at_once():
    run = run_with("radam")
    plot = StatePlot(LIGHT)
    plot.choose(quantity=ALL)
    frame = frame_of(run, 12, None)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        assert plot.shown(frame) == ALL
        labels = [line.label for line in plot.lines(frame)]
        assert labels == [
            *(f"{letter} of {name}" for letter in ("m", "v", "m\u0302") for name in "wb"),
            "r",
        ]
        dashes = [line.dash for line in plot.lines(frame)]
        assert len(set(dashes)) == 4
    assert plot.shown(frame_of(run_with("momentum"), 5, None)) == "b"


def test_the_momentum_is_the_sum_of_former_slopes():
    run = run_with("momentum", momentum=0.5)
    slopes = run.history.column("gradient:w")
    plot = StatePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run, 20, None))
        _, y = plot._past[0].data()
        weights = 0.5 ** np.arange(20, -1, -1)
        assert y[-1] == pytest.approx(float(weights @ slopes), rel=1e-12)


def test_what_points_somewhere_is_shown_first_and_a_chosen_one_that_is_unknown_is_not():
    plot = StatePlot(LIGHT)
    adam, adagrad = frame_of(run_with("adam"), 5, None), frame_of(run_with("adagrad"), 5, None)
    assert plot.shown(adam) == "m_hat"
    plot.choose(quantity="v_hat")
    assert plot.shown(adam) == "v_hat"
    assert plot.shown(adagrad) == "s"


def test_the_future_is_not_drawn_when_it_is_hidden():
    run = run_with("adam")
    plot = StatePlot(LIGHT)
    with on_widget(plot) as widget:
        before = show(plot, widget, frame_of(run, 6, None, hide_future=True))
        assert len(plot._past[0].data()[0]) == 7
        assert len(plot._future[0].data()[0]) == 0
        show(plot, widget, frame_of(run, 6, None))
        assert len(plot._future[0].data()[0]) == 15
        after = show(plot, widget, frame_of(run, 6, None, hide_future=True))
        np.testing.assert_array_equal(before, after)


def test_nothing_of_a_former_run_stays_where_there_is_nothing_to_draw():
    plot = StatePlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame_of(run_with("adam"), 5, None))
        assert plot.labels.texts()
        assert plot.end.isVisible()
        show(plot, widget, frame_of(run_with("sgd"), 5, None))
        assert plot.labels.texts() == []
        assert not plot.end.isVisible()
        show(plot, widget, frame_of(run_with("adam"), 6, None))
        assert plot.labels.texts()
        assert plot.end.isVisible()
