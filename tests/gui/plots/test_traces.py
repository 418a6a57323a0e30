"""Several runs in one line plot: what is drawn, named and told of each."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from tests.gui.frames import frame_of, line_run, on_widget, past, pixel_of, recorded_run, show
from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.plots.sharpness import SharpnessPlot

RATES = (0.1, 0.01, 0.05)


@pytest.fixture(scope="module")
def runs() -> dict[float, Run]:
    found = {rate: line_run(rate) for rate in (*RATES, 1.0)}
    return {rate: replace(run, colour=place) for place, (rate, run) in enumerate(found.items())}


def beside_of(run: Run, row: int, label: str, last: int | None = None, **kept) -> ShownRun:
    return ShownRun(run, row, run.count - 1 if last is None else last, label, **kept)


def several(runs: dict[float, Run], row: int = 6, rates=RATES, hidden: bool = False, **changes):
    first, *others = rates
    last = row if hidden else None
    beside = tuple(beside_of(runs[rate], row, f"rate {rate}", last) for rate in others)
    return frame_of(
        runs[first], row, None, beside=beside, label=f"rate {first}", hide_future=hidden, **changes
    )


def drawn(plot: SeriesPlot) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    """What is drawn of each run and column, past and future together."""
    found = {}
    for index, trace in enumerate(plot._traces):
        (x, y), (later, up) = plot._past[index].data(), plot._future[index].data()
        key = trace.shown.label, trace.line.column
        found[key] = np.concatenate([x, later[1:]]), np.concatenate([y, up[1:]])
    return found


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("kind", [ParametersPlot, GradientPlot, LossPlot])
def test_every_run_is_drawn_as_its_history_says(runs, kind, hidden: bool) -> None:
    plot, frame = kind(LIGHT), several(runs, hidden=hidden)
    plot.choose(log=False)
    with on_widget(plot) as widget:
        for look in (LIGHT, DARK):
            plot.restyle(look)
            show(plot, widget, frame)
            found = drawn(plot)
            columns = [line.column for line in plot.lines(frame)]
            assert set(found) == {(f"rate {rate}", one) for rate in RATES for one in columns}
            for (label, column), (x, y) in found.items():
                run = runs[float(label.split()[1])]
                whole = run.history.column(column)[: 7 if hidden else None]
                np.testing.assert_array_equal(x, np.arange(len(whole)))
                np.testing.assert_array_equal(y, whole)
        places = {place for place in plot._places if place is not None}
        assert {epoch for epoch, _ in places} == {6}


@pytest.mark.usefixtures("qapp")
def test_colours_mean_runs_and_of_several_columns_dashes_mean_columns(runs) -> None:
    plot = ParametersPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, several(runs))
        styles = {(one.shown.label, one.line.label): one.line for one in plot._traces}
        for place, rate in enumerate(RATES):
            for index, name in enumerate("wb"):
                line = styles[f"rate {rate}", name]
                assert line.colour == LIGHT.run_colour(place)
                assert line.dash == LIGHT.dash(index)
        assert [entry.words for entry in plot._legend._entries] == ["w", "b"]
        assert [entry.dash for entry in plot._legend._entries] == [LIGHT.dash(0), LIGHT.dash(1)]
        show(plot, widget, several(runs, lines=(0,)))
        assert [one.line.dash for one in plot._traces] == [LIGHT.run_dash(n) for n in range(3)]
        assert plot._legend._entries == ()
        show(plot, widget, frame_of(runs[0.1], 6, None))
        assert [one.line.colour for one in plot._traces] == [LIGHT.line_colour(n) for n in (0, 1)]
        assert plot.labels.texts() == ["w", "b"]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(460, 300), (330, 110)])
def test_each_run_has_its_name_once_and_none_lies_on_another(runs, size) -> None:
    for kind in (ParametersPlot, GradientPlot, LossPlot):
        plot = kind(LIGHT)
        with on_widget(plot, size) as widget:
            show(plot, widget, several(runs, rates=(0.1, 0.01, 0.05, 1.0)))
            assert sorted(plot.labels.texts()) == ["rate 0.01", "rate 0.05", "rate 0.1"]
            # The one that explodes has its name where it leaves.
            said = [one.words for one in plot.exits.exits if one.words]
            assert len(said) == 1
            assert said[0].startswith("rate 1.0: ")
            assert said[0].endswith(" at epoch 60")
            note = plot.note.mapRectToParent(plot.note.boundingRect())
            assert not any(note.intersects(one) for one in plot.exits.rectangles())
            ordered = sorted(plot.labels.rectangles(), key=lambda one: one.top())
            for upper, lower in itertools.pairwise(ordered):
                assert upper.bottom() <= lower.top() + 0.5


@pytest.mark.usefixtures("qapp")
def test_an_exploding_run_leaves_at_the_edge_and_the_whole_is_a_click_away(runs) -> None:
    plot = LossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, several(runs, rates=(0.1, 0.01)))
        calm = plot.box.viewRange()[1]
        # In front as beside it does not count.
        for rates in ((0.1, 0.01, 1.0), (1.0, 0.1, 0.01)):
            show(plot, widget, several(runs, rates=rates))
            assert plot.box.viewRange()[1] == calm
            (arrow,) = plot.exits.exits
            assert arrow.at[1] == calm[1]
            assert arrow.way == (0.0, 1.0)
            assert arrow.colour == LIGHT.run_colour(3)
            assert "2.18·10¹⁴⁵" in arrow.words
            assert plot.note.text == "show full range"
        plot.note.on_clicked()
        show(plot, widget, plot.frame)
        assert plot.box.viewRange()[1][1] > 145
        assert not plot.exits.exits
        assert plot.note.text == "full range: show those that settle"


@pytest.mark.usefixtures("qapp")
def test_the_cursor_and_the_spoken_words_list_all_runs(runs) -> None:
    frame = several(runs, rates=(0.1, 0.01, 1.0))
    plot = LossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        plot.box.on_hovered(QPointF(2.2, 0.0))
        assert plot.read_out.text.split("\n") == [
            "epoch 2  loss",
            "rate 0.1   13.70",
            "rate 0.01  32.57",
            "rate 1.0   4.093·10⁶",
        ]
        assert "rate 0.1: 0.6488; rate 0.01: 7.653; rate 1.0: " in plot.spoken()
        assert "Beyond the axis: rate 1.0: 2.18·10¹⁴⁵ at epoch 60" in plot.spoken()


@pytest.mark.usefixtures("qapp")
def test_a_run_that_ended_before_says_so(runs) -> None:
    short = beside_of(line_run(0.05, 20), 6, "short")
    plot = ParametersPlot(LIGHT)
    frame = frame_of(runs[0.1], 6, None, beside=(short,), label="long", lines=(0,))
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        plot.box.on_hovered(QPointF(40.0, 0.0))
        assert plot.read_out.text.split("\n")[-1] == "short  ends at epoch 20"
        # The axis is that of the longest, also where another one is in front.
        show(plot, widget, replace(frame, run=short.run, count=short.run.count, beside=(
            beside_of(runs[0.1], 6, "long"),)))  # fmt: skip
        assert plot.box.viewRange()[0][1] > 60


@pytest.mark.usefixtures("qapp")
def test_what_runs_were_stays_faint_and_nameless(runs) -> None:
    plot = ParametersPlot(LIGHT)
    frame = several(runs)
    with on_widget(plot) as widget:
        show(plot, widget, replace(frame, beside=(*frame.beside, past(line_run(0.07)))))
        shown = [curve for curve in plot._ghosts if curve.item.isVisible()]
        assert len(shown) == 2
        assert all(curve.item.opts["pen"].color().alphaF() < 0.6 for curve in shown)
        assert len(plot.labels.texts()) == 3


@pytest.mark.usefixtures("qapp")
def test_parameters_of_another_model_are_others(runs) -> None:
    other = beside_of(runs[0.01], 6, "other", same_plane=False)
    frame = replace(several(runs), beside=(other,))
    for kind, expected in ((ParametersPlot, 2), (LossPlot, 2)):
        plot = kind(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            assert len(plot._traces) == expected


@pytest.mark.usefixtures("qapp")
def test_losses_below_0_stand_above_the_lowest_of_all_runs() -> None:
    first, second = (recorded_run(loss=np.linspace(1.0, low, 40)) for low in (-1.0, -5.0))
    frame = frame_of(first, 5, None, beside=(beside_of(second, 5, "two"),), label="one")
    plot = LossPlot(LIGHT)
    plot.choose(log=True)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        heights = drawn(plot)["one", "loss"][1]
        np.testing.assert_allclose(10**heights, np.linspace(1.0, -1.0, 40) + 5.0)
        assert plot.note.text.startswith("loss above the lowest of these runs")


def test_a_plot_of_the_run_in_front_alone_says_so(qapp) -> None:
    from tests.gui.frames import function_run, informed

    run = function_run("rosenbrock", 0.001, 30)
    frame = informed(frame_of(run, 5, None), *SharpnessPlot.insights)
    frame = replace(frame, beside=(beside_of(run, 5, "other"),), label="this one")
    plot = SharpnessPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        assert plot.note.text == "of this one alone"
        assert {one.run for one in plot._traces} == {0}


@pytest.mark.usefixtures("qapp")
def test_moving_the_playhead_reads_nothing_again(runs, monkeypatch) -> None:
    plot, frame = ParametersPlot(LIGHT), several(runs)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        wholes = [plot._whole(frame, trace) for trace in plot._traces]
        moved: Frame = several(runs, 7)
        show(plot, widget, moved)
        assert [plot._whole(moved, trace) for trace in plot._traces] == wholes
        assert pixel_of(plot, 7.0, 0.0).x() == pixel_of(plot, plot.playhead.value(), 0.0).x()
