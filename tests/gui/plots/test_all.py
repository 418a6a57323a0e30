"""Every plot with every kind of run: the table of what must be drawn without complaint."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.gui.frames import (
    class_run,
    frame_of,
    function_run,
    line_run,
    on_widget,
    past,
    recorded_run,
    rgb,
    show,
)
from visualizer.app.state import Run, Zoom
from visualizer.app.views import VIEWS
from visualizer.core.settings import to_dict
from visualizer.gui.figures.figures import informed
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.catalogue import CATALOGUE, PlotEntry
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.registry import PLOTS, Plots

CONVOLUTION = {
    "layers": [
        {"kind": "convolution", "filters": 2, "size": 3},
        {"kind": "pooling"},
        {"kind": "flatten"},
    ],
    "output": "softmax",
}

ZOOM = Zoom(((1.0, 2.0), (0.5, 1.0)))

FEW = {"validation_fraction": 0.9}
"""Rows enough for a picture."""

RUNS: dict[str, Callable[[], Run]] = {
    "without a step": lambda: line_run(0.1, 0),
    "one step": lambda: line_run(0.1, 1),
    "at rest": lambda: line_run(0.1, 20, start={"parameters": [3.0, 0.0]}),
    "diverged": lambda: line_run(40.0, 400),
    "batches": lambda: line_run(0.02, 30, training={"batch_size": 3}),
    "network": lambda: line_run(0.05, 8, problem={"data": "noisy-line", "hidden": [16, 16]}),
    "several inputs": lambda: line_run(0.01, 5, problem={"data": "penguins"}),
    "other rows": lambda: line_run(0.01, 30, training={"batch_size": 3}),
    "two classes": lambda: class_run("two-moons", 3, hidden=[4]),
    "other classes": lambda: class_run("two-moons", 3, hidden=[4], training={"seed": 5}),
    "three classes": lambda: class_run("iris", 2, hidden=[]),
    "images": lambda: class_run("digits", 1, hidden=[20], training=FEW),
    "convolution": lambda: class_run("digits", 1, problem=CONVOLUTION, training=FEW),
    "function": lambda: function_run("rosenbrock", 0.001, 300),
    "negative loss": lambda: function_run("mccormick", 0.05, 60),
    "endless descent": lambda: function_run("saddle", 0.1, 200),
    "recording alone": recorded_run,
    "recording with gradients": lambda: recorded_run(
        gradient=np.ones((40, 2)),
        batch_loss=np.ones(40),
        **{"state:m": np.ones((40, 2)), "metric:accuracy": np.ones(40)},
    ),
    "differences in float32": lambda: line_run(
        1.0, 20, training={"gradient": "forward difference", "precision": "float32"}
    ),
}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("kind", RUNS)
@pytest.mark.parametrize("name", PLOTS)
def test_draws_from_the_first_row_to_the_last(name: str, kind: str) -> None:
    run = _run(kind)
    plot = PLOTS[name](LIGHT)
    last = len(run.history) - 1
    # Their map takes long, and is not what is tested.
    mapped = name in ("landscape", "surface") and kind not in ("images", "convolution")
    with on_widget(plot, (300, 200)) as widget:
        for row, hidden in {(0, False), (last // 2, True), (last, False)}:
            box = {} if mapped else {"box": None}
            frame = frame_of(
                run, row, hide_future=hidden, beside=(past(run, row if hidden else None),), **box
            )
            known = informed(plot, frame)
            if row == 0:
                show(plot, widget, known)  # axes take their room while they are painted
            plot.draw(known)
            widget.grab()
            assert np.isfinite(plot.box.viewRange()).all()
            assert plot.spoken()
        plot.restyle(DARK)


def _variations(frame: Frame, other: Run, name: str) -> Iterator[Frame]:
    """Frames of which each differs in one thing from the first, with all else the same objects."""
    run, last = frame.run, len(frame.run.history) - 1
    yield frame
    yield replace(frame, row=last)
    yield replace(frame, hide_future=True)
    yield replace(frame, count=last // 2 + 2)
    yield replace(frame, lines=(1,))
    yield replace(frame, sample=("training", 1))
    yield replace(frame, beside=(past(_run("one step")),))
    yield replace(frame, zooms=tuple((name, ZOOM) for name in ("landscape", "epochs", "sections")))
    yield replace(frame, run=replace(run, history=other.history))
    faster = {"training.epochs": 99, "training.batch_size": 2, "problem.activation": "relu"}
    yield replace(frame, run=replace(run, experiment=run.experiment.with_values(faster)))
    if name in VIEWS:
        view = VIEWS[name]
        switches = [key for key, value in to_dict(view).items() if isinstance(value, bool)]
        yield frame.viewed(name, **{key: not getattr(view, key) for key in switches})


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize(
    ("kind", "other"), [("batches", "other rows"), ("two classes", "other classes")]
)
def test_a_picture_says_all_that_it_depends_on(name: str, kind: str, other: str) -> None:
    """Drawn again for no reason it is the same: else a plot has left something out."""
    run = _run(kind)
    if not PLOTS[name].suits(run):
        return
    plot = PLOTS[name](LIGHT)
    frame = informed(plot, frame_of(run, 1 + len(run.history) // 2))
    with on_widget(plot, (240, 160)) as widget:
        for varied in _variations(frame, _run(other), plot.view_name):
            # Each from the same picture: what changes together would hide what is left out.
            show(plot, widget, frame)
            picture = show(plot, widget, varied)
            plot.redraw()
            assert np.array_equal(picture, rgb(widget.grab().toImage()))


@cache
def _run(kind: str) -> Run:
    return RUNS[kind]()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", PLOTS)
def test_of_a_recording_alone_it_shows_something_or_says_why_not(name: str) -> None:
    run, plot = _run("recording alone"), PLOTS[name](LIGHT)
    with on_widget(plot):
        why = plot.why_empty(frame_of(run, 5))
    if column := CATALOGUE[name].column:
        assert bool(why) != run.history.layout.holds(column)
        return
    assert why == run.lacks(plot.requires)
    shown = {"landscape", "parameters", "loss", "rate", "activation", "loss-shape"}
    assert bool(why) != (name in shown)


def test_along_one_parameter_a_landscape_needs_losses() -> None:
    assert PLOTS["landscape"].suits(recorded_run(size=2))
    assert not PLOTS["landscape"].suits(recorded_run(size=1))
    assert PLOTS["landscape"].suits(line_run(0.1, 1, problem={"bias": False}))


def test_each_entry_of_the_catalogue_leads_to_its_plot() -> None:
    assert list(PLOTS) == list(CATALOGUE)
    for name, plot in PLOTS.items():
        assert (plot.name, plot.title) == (name, CATALOGUE[name].title)
        assert not CATALOGUE[name].help[0].isupper()


@pytest.mark.usefixtures("qapp")
def test_a_plot_over_a_column_is_one_entry() -> None:
    entry = PlotEntry("evaluations", "Evaluations", "how often", column="evaluations")
    kind = Plots({"evaluations": entry})["evaluations"]
    run = line_run(0.1, 20, training={"gradient": "central difference"})
    with on_widget(plot := kind(LIGHT), (300, 200)) as widget:
        show(plot, widget, frame_of(run, 20, None))
        x, y = plot._past[0].data()
        assert (x[-1], y[-1]) == (20.0, run.history.row(20).evaluations)
        assert "evaluations" in plot.spoken()
    assert kind.suits(run)
    assert not Plots({"x": replace(entry, column="x")})["x"].suits(run)
    assert kind.together
    assert not Plots({"x": replace(entry, group="Optimizer")})["x"].together


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("column", "run", "why"),
    [
        ("gradient_norm", "recording alone", "This run has no gradient norm."),
        ("gradient_norm", "recording with gradients", ""),
        ("validation_loss", "batches", "This run has no validation loss."),
        ("validation_loss", "images", ""),
        ("batch_loss", "one step", ""),
        ("metric:accuracy", "one step", "This run has no accuracy."),
        ("metric:accuracy", "two classes", ""),
    ],
)
def test_where_a_run_lacks_the_column_its_plot_says_so(column: str, run: str, why: str) -> None:
    kind = Plots({"x": PlotEntry("x", "X", "x", column=column)})["x"]
    frame = frame_of(_run(run), 1)
    with on_widget(plot := kind(LIGHT), (300, 200)) as widget:
        show(plot, widget, frame)
        assert plot.why_empty(frame) == why
    assert kind.suits(frame.run) == (not why)
