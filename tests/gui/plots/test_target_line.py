"""The target in the plot of the loss: when runs arrive, in words, and how it is dragged."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.frames import frame_of, line_run, on_widget, pixel_of, show
from visualizer.app.panes import ShownRun
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.lines import LossPlot
from visualizer.gui.plots.target_line import TargetArrival, sentence_of

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def frame() -> Frame:
    """The line y = 3x at 0.1, 0.05 and 0.2, which diverges."""
    front = frame_of(line_run(0.1, 60), 30, None, label="rate 0.1")
    others = [(line_run(0.05, 60), "rate 0.05"), (line_run(0.2, 60), "rate 0.2")]
    beside = tuple(ShownRun(run, 30, run.count - 1, label) for run, label in others)
    return replace(front, beside=beside)


def first_below(frame: Frame, target: float) -> list[int | None]:
    found = []
    for one in frame.shown:
        there = np.flatnonzero(one.run.history.column("loss") <= target)
        found.append(int(there[0]) if len(there) else None)
    return found


def test_each_run_is_told_at_the_line_in_its_colour(frame: Frame) -> None:
    plot = LossPlot(LIGHT)
    with on_widget(plot, (700, 320)) as widget:
        show(plot, widget, frame)
        assert not plot.target.line.isVisible()
        show(plot, widget, frame.viewed("runs", target=0.05))
        first, second, third = first_below(frame, 0.05)
        assert third is None
        assert plot.target.tag.text == (
            f"target: {first} epochs at rate 0.1, {second} at 0.05, never at 0.2"
        )
        colours = [one.colour for one in plot.target.arrivals]
        assert colours == [trace.line.colour for trace in plot._traces]
        x, y = plot.target.rings.getData()
        assert x.tolist() == [first, second]
        assert y == pytest.approx(np.log10([0.05, 0.05]))
        assert "To the loss 0.05" in plot.spoken()
        area = plot.box.geometry()
        taken = plot.target.tag.mapRectToParent(plot.target.tag.boundingRect())
        assert area.contains(taken)


def test_the_future_is_not_told_of(frame: Frame) -> None:
    plot = LossPlot(DARK)
    with on_widget(plot, (700, 320)) as widget:
        hidden = frame.viewed("runs", target=0.05).moved(3, hide_future=True)
        show(plot, widget, hidden)
        assert "target below: not yet at rate 0.1" in plot.target.tag.text
        assert "never" not in plot.target.tag.text


def test_words_that_have_no_room_are_short(frame: Frame) -> None:
    plot = LossPlot(LIGHT)
    first, second, _ = first_below(frame, 0.05)
    brief = f"target: 2 of 3 arrive, first at epoch {first}"
    short = [
        f"target: {first}, {second}, never",
        brief,
        brief.removeprefix("target: "),
        "2 of 3 arrive",
    ]
    with on_widget(plot, (700, 320)) as widget:
        for width in (330, 260, 220):
            widget.resize(width, 200)
            show(plot, widget, frame.viewed("runs", target=0.05))
            assert plot.target.tag.text in short
            area = plot.box.geometry()
            assert area.contains(plot.target.tag.mapRectToParent(plot.target.tag.boundingRect()))


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
def test_it_is_dragged_with_the_mouse(frame: Frame) -> None:
    plot = LossPlot(LIGHT)
    chosen = []
    plot.on_chosen = lambda name, values: chosen.append((name, values["target"]))
    with on_widget(plot, (700, 320)) as widget:
        show(plot, widget, frame.viewed("runs", target=0.05))
        low, high = (pixel_of(plot, 45.0, np.log10(loss)).toPoint() for loss in (0.05, 0.5))
        view = widget.viewport()
        QTest.mouseMove(view, low)
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=low)
        for share in (0.3, 0.6, 1.0):
            QTest.mouseMove(view, low + (high - low) * share)
            widget.grab()
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=high)
    assert chosen
    name, target = chosen[-1]
    assert name == "runs"
    assert target == pytest.approx(0.5, rel=0.1)
    assert target == float(f"{target:.3g}")


def test_the_menu_sets_it_and_takes_it_away(frame: Frame) -> None:
    plot = LossPlot(LIGHT)
    chosen = []
    plot.on_chosen = lambda name, values: chosen.append(values["target"])
    with on_widget(plot) as widget:
        show(plot, widget, frame.viewed("runs", target=0.05))
        entries = {entry.words: entry.chosen for entry in plot.menu_entries()}
        here = float(f"{frame.run.history.row(30).loss:.3g}")
        entries[f"Target: {here:g}, the loss here"]()
        entries["No target"]()
    assert chosen == [here, 0.0]


def test_the_unit_is_said_once() -> None:
    runs = [
        TargetArrival("a", "", None, True),
        TargetArrival("b", "", 1.0, True),
        TargetArrival("c", "", 70.0, True),
    ]
    assert "".join(text for text, _ in sentence_of(runs)) == "never at a, 1 epoch at b, 70 at c"
    assert sentence_of([TargetArrival("", "x", 1234.0, True)]) == [("1,234 epochs", "x")]


def test_only_a_target_that_there_is_can_be_taken_away(frame: Frame) -> None:
    for target, offered in ((0.05, True), (0.0, False)):
        plot = LossPlot(LIGHT)
        with on_widget(plot, (700, 320)) as widget:
            show(plot, widget, frame.viewed("runs", target=target))
            words = [entry.words for entry in plot.menu_entries()]
            assert ("No target" in words) == offered
