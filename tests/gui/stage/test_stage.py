"""What the real window draws, and the landscape as a control."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from tests.gui.windows import LEFT, change, drag, mouse, press, settle, spot, wait_until
from visualizer.app.intents import ChangeSettings, OpenExperiment, SelectRun, SetOption
from visualizer.app.state import Zoom
from visualizer.core import Experiment
from visualizer.core.analysis.batch_noise import Cloud
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.start import starting_point
from visualizer.gui.cards.choices import LineChoice
from visualizer.gui.panels.matrices import Matrices
from visualizer.gui.panels.matrix_view import MatrixView
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.stage import stage
from visualizer.storage.lessons import find_lesson


def open_lesson(window, name):
    window.documents.open_lesson(find_lesson(name))
    wait_until(lambda: window.session.state.run.experiment == find_lesson(name).experiment)
    settle(window)


def test_a_start_that_is_dragged_faster_than_a_run_begins(window, monkeypatch):
    monkeypatch.setattr(window.stage, "_show", lambda state, trained: None)
    window.session.training.gate.clear()  # the trainer makes no step
    for x in (1.0, 2.0):
        window.landscape.on_start_moved(x, 0.5)
    assert len(window.session.state.run.history) == 0
    window.session.training.gate.set()
    assert start_of(window) == [2.0, 0.5]


@pytest.fixture
def mapped(window):
    """The window once its map is computed, so that points can be pointed at."""
    wait_until(lambda: window.pane.frame.map is not None)
    seen: list[object] = []

    def at_rest() -> bool:
        # The sentence below the map takes room as it comes, and the ranges fit the shape.
        QTest.qWait(50)
        seen.append((window.landscape.pixels(), window.landscape.box.viewRange()))
        return seen[-4:] == [seen[-1]] * 4

    wait_until(at_rest)
    return window


def start_of(window):
    state = window.session.state
    return list(starting_point(state.experiment.start, state.run.problem))


def test_the_start_can_be_dragged_and_all_of_it_is_one_step_back(mapped):
    before = mapped.session.state.run
    drag(mapped, spot(mapped, 0.0, 0.0), spot(mapped, 1.0, 1.5), steps=6)
    settle(mapped)
    np.testing.assert_allclose(start_of(mapped), [1.0, 1.5], atol=0.05)
    # The ghost is the run before the drag, not one of those on the way.
    assert mapped.session.state.ghosts == (before,)
    mapped.session.undo()
    assert start_of(mapped) == [0.0, 0.0]
    assert not mapped.session.can_undo


def test_a_click_with_shift_on_the_map_sets_the_start(mapped):
    port, place = mapped.landscape_view.viewport(), spot(mapped, 5.0, 2.0)
    QTest.mouseClick(port, LEFT, pos=place)
    QTest.qWait(100)
    assert start_of(mapped) == [0.0, 0.0]
    QTest.mouseClick(port, LEFT, Qt.KeyboardModifier.ShiftModifier, pos=place)
    wait_until(lambda: start_of(mapped) != [0.0, 0.0])
    np.testing.assert_allclose(start_of(mapped), [5.0, 2.0], atol=0.05)
    # As precise as the mouse, and no more: numbers stay readable.
    shown = mapped.session.state.experiment.start.parameters
    assert all(len(f"{value:g}") <= 5 for value in shown)


def test_a_hidden_future_is_in_no_frame_and_no_range(window):
    change(window, optimizer__learning_rate=0.13)
    loss = next(view.plot for view in window.pane.views if view.plot.name == "loss")
    window.playback.seek(2)
    settle(window)
    open_range = loss.box.viewRange()[1]
    window.session.apply(SetOption("hide_future", True))
    settle(window)
    frame = window.pane.frame
    assert frame.hide_future
    assert frame.reveal == 2
    wait_until(lambda: loss.box.viewRange()[1] != open_range)
    parameters = next(view.plot for view in window.pane.views if view.plot.name == "parameters")
    low, high = parameters.box.viewRange()[1]
    shown = [window.session.state.run.history.theta(row) for row in range(3)]
    span = np.max(shown) - np.min(shown)
    assert np.min(shown) - span < low
    assert high < np.max(shown) + span


def test_a_hidden_end_is_not_given_away(window):
    change(window, optimizer__learning_rate=5.0, training__epochs=400)
    assert window.session.state.run.count < 100
    window.playback.seek(3)
    window.session.apply(SetOption("hide_future", True))
    settle(window)
    wait_until(lambda: window.status.words.text() == "The future is hidden")
    assert window.transport.scrubber.maximum() == 400
    window.session.apply(SetOption("hide_future", False))
    settle(window)
    wait_until(lambda: "iverged" in window.status.words.text())
    assert window.transport.scrubber.maximum() == window.session.state.run.count - 1


def test_following_keeps_the_newest_step_in_view(window):
    window.session.apply(SetOption("follow", True))
    change(window, training__epochs=3000)
    wait_until(lambda: window.session.state.row == 3000)
    # Playback and the user are free again once the run is complete.
    window.playback.seek(10)
    QTest.qWait(100)
    assert window.session.state.row == 10


def test_frames_come_while_a_run_trains(window):
    window.session.apply(ChangeSettings({"training.epochs": 1_000_000}))
    counts = set()
    window.pane.frame_made.connect(lambda frame: counts.add(frame.count))
    wait_until(lambda: len(counts) > 3)
    assert window.session.training_now
    assert max(counts) > 61


def test_the_playhead_can_be_dragged_in_a_plot(window):
    loss = next(view.plot for view in window.pane.views if view.plot.name == "loss")
    loss.on_playhead_moved(17.0)
    settle(window)
    assert window.session.state.row == 17
    assert window.transport.scrubber.value() == 17


def test_zooming_one_plot_zooms_all_of_them(window):
    plots = [view.plot for view in window.pane.views if isinstance(view.plot, SeriesPlot)]

    def shown():
        return {plot.zoomed_epochs for plot in plots if plot.frame is window.pane.frame}

    plots[0].look_at(Zoom(((10.0, 20.0),)))
    wait_until(lambda: shown() == {(10.0, 20.0)})
    plots[-1].fit()
    wait_until(lambda: shown() == {None})


def ranges_of(window):
    return [tuple(one) for one in window.landscape.box.viewRange()]


def turn_wheel(window, place, notches):
    port = window.landscape_view.viewport()
    where, there = QPointF(place), QPointF(port.mapToGlobal(place))
    none, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    phase = Qt.ScrollPhase.NoScrollPhase
    for _ in range(abs(notches)):
        turned = QPoint(0, 120 if notches > 0 else -120)
        event = QWheelEvent(where, there, QPoint(), turned, buttons, none, phase, False)
        QApplication.sendEvent(port, event)
        QTest.qWait(30)


def double_click(window, place):
    """All four events, over the star of the minimum."""
    for kind in ("MouseButtonPress", "MouseButtonRelease", "MouseButtonDblClick"):
        mouse(window, QEvent.Type[kind], place, LEFT, LEFT)
    mouse(window, QEvent.Type.MouseButtonRelease, place, LEFT)


WAYS_BACK = {
    "button": lambda window: window.landscape_view.findChild(QToolButton).click(),
    "key": lambda window: press(window, Qt.Key.Key_0),
    "double click": lambda window: double_click(window, spot(window, 3.0, 0.0)),
    "menu": lambda window: window.landscape.menu_entries()[0].chosen(),
    "undo": lambda window: window.session.undo(),
}


def test_a_zoomed_map_is_brought_back(mapped):
    usual = ranges_of(mapped)
    for name, way in WAYS_BACK.items():
        turn_wheel(mapped, spot(mapped, 3.0, 0.0), 4)
        wait_until(lambda: mapped.pane.frame.map.plane.x_range[0] > usual[0][0] + 0.5)
        assert mapped.landscape_view.findChild(QToolButton).isVisible()
        start = start_of(mapped)
        mapped.landscape_view.setFocus()
        way(mapped)
        wait_until(lambda: ranges_of(mapped) == usual, what=f"the way back by {name}")
        wait_until(lambda: not mapped.landscape_view.findChild(QToolButton).isVisible())
        assert start_of(mapped) == start


def test_show_all_shows_the_map_of_all_points(mapped):
    turn_wheel(mapped, spot(mapped, 3.0, 0.0), 4)
    wait_until(lambda: mapped.landscape.zoomed)
    mapped.landscape.on_note_clicked()
    wait_until(lambda: mapped.pane.frame.map.plane.x_range[0] < 0.0)
    wait_until(lambda: ranges_of(mapped)[0] == mapped.pane.frame.map.plane.x_range)


def test_a_zoomed_part_does_not_leak_into_the_next_run(mapped):
    turn_wheel(mapped, spot(mapped, 3.0, 0.0), 4)
    wait_until(lambda: mapped.landscape.zoomed)
    mapped.session.apply(OpenExperiment(find_lesson("own-formula").experiment))
    settle(mapped)
    wait_until(lambda: mapped.landscape.axis("bottom").labelText == "x")
    plane = mapped.pane.frame.map.plane
    assert not mapped.landscape.zoomed
    assert ranges_of(mapped) == [plane.x_range, plane.y_range]


def test_the_map_stands_still_while_the_rate_is_dragged(mapped):
    usual = ranges_of(mapped)
    slider = mapped.transport.rate.slider
    slider.setSliderDown(True)
    for place in (420, 412):
        slider.setSliderPosition(place)
        settle(mapped)
        QTest.qWait(150)
        assert ranges_of(mapped) == usual
    slider.setSliderDown(False)
    wait_until(lambda: ranges_of(mapped) != usual)


def test_with_one_parameter_there_is_a_curve(window):
    change(window, problem__bias=False)
    wait_until(lambda: window.pane.frame.map is not None)
    plane = window.pane.frame.map.plane
    assert plane.dimensions == 1
    assert window.session.state.run.history.parameters == ("w",)


def test_panels_are_drawn_with_the_plots(window):
    window.playback.seek(6)
    settle(window)
    assert window.inspector.isVisible()
    assert "6" in window.inspector.title_row.name.text()


def test_restyling_reaches_all_views(window):
    window.set_theme("dark")
    assert {view.plot.look for view in window.pane.views} == {window.bench.look}
    assert window.bench.look.theme == "dark"


def test_nothing_is_drawn_that_has_not_changed(window):
    window.pane.need(Curvature)
    wait_until(lambda: window.pane.frame.insight(Curvature) is not None)
    frames = []
    window.pane.frame_made.connect(frames.append)

    def is_quiet():
        frames.clear()
        QTest.qWait(200)
        return not frames

    wait_until(is_quiet)


def test_for_a_verdict_nothing_is_drawn_again(window, monkeypatch):
    frames, told = [], []
    window.pane.frame_made.connect(frames.append)
    window.pane.judged.connect(told.append)
    found, derived = window.pane.derived.found, window.pane.derived

    def is_quiet():
        frames.clear()
        QTest.qWait(200)
        return not frames

    wait_until(is_quiet)
    other = replace(window.pane._judged[0], row=3)
    monkeypatch.setattr(derived, "found", lambda moment: _with(other, found(moment)))
    wait_until(lambda: told and told[-1].row == 3)
    assert frames == []


def _with(insight, others):
    return (*(one for one in others if type(one) is not type(insight)), insight)


def test_a_thread_that_fails_is_told_once(window, monkeypatch):
    told = []
    window.stage.failed.connect(told.append)
    monkeypatch.setattr("visualizer.core.analysis.verdict.judge", lambda *_: 1 / 0)
    window.playback.seek(5)
    wait_until(lambda: told)
    window.playback.seek(6)
    QTest.qWait(100)
    assert len(told) == 1
    assert "ZeroDivisionError" in told[0]


def test_views_that_take_long_are_drawn_half_by_half_while_it_plays(window, monkeypatch):
    def visible():
        return [view for view in window.pane.views if view.isVisible()]

    monkeypatch.setattr(stage, "SLOW_SECONDS", 0.0)
    wait_until(lambda: len(visible()) >= 5)
    views, frames = visible(), {}

    def note(view, show):
        def noted(frame):
            frames.setdefault(frame, []).append(view)
            show(frame)

        return noted

    window.playback.seek(0)
    settle(window)
    for view in views:
        monkeypatch.setattr(view, "show_frame", note(view, view.show_frame))
    window.playback.set_speed(60.0)
    window.playback.play()
    wait_until(lambda: not window.playback.playing)
    settle(window)
    wait_until(lambda: all(view.plot.frame.row == 60 for view in views))
    half = (len(views) + 1) // 2
    # Between two steps of the playback there may be time to draw the rest as well.
    halves = [set(drawn[:half]) for frame, drawn in frames.items() if 0 < frame.row < 60]
    assert len(halves) >= 3
    for one, other in pairwise(halves):
        assert len(one) == half
        assert one | other == {*views}


def test_a_click_on_the_picture_of_the_run_before_is_about_that_run(window):
    open_lesson(window, "digits")
    window.docks.open("matrices")
    window.docks.fill("matrices")
    panel = window.docks["matrices"].findChild(Matrices)
    wait_until(lambda: panel._run is window.session.state.run)
    digits = panel._run
    before, index = window.pane.lines_of(digits), digits.problem.size - 1
    window.session.apply(SelectRun(0))
    # The frame of the run that is in front now is still to come.
    window.docks["matrices"].findChild(MatrixView).parameter_chosen.emit(index)
    settle(window)
    line = window.session.state.run
    assert window.pane.frame.run is line
    assert set(window.pane.frame.lines) <= set(range(line.problem.size))
    assert set(window.pane.lines_of(digits)) == {*before, index}


@pytest.mark.parametrize("words", ["Weight only", "b"])
def test_an_entry_of_an_open_menu_is_about_the_run_it_was_opened_for(window, words):
    change(window, problem__data="kinked")
    run, pane = window.session.state.run, window.pane
    assert pane.lines_of(run) == (0, 1)
    menu = window.findChild(LineChoice).entries
    menu.popup(window.mapToGlobal(window.rect().center()))
    change(window, problem__kind="function")
    other = window.session.state.run
    (entry,) = (one for one in menu.actions() if one.text() == words)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())
    assert pane.lines_of(run) == (0,)
    assert pane.lines_of(other) == (0, 1)
    settle(window)
    assert window.pane.frame.lines == (0, 1)


def test_while_a_run_trains_the_views_take_turns(window, monkeypatch):
    def visible():
        return [view for view in window.pane.views if view.isVisible()]

    wait_until(lambda: len(visible()) >= 5)
    views, frames, draw = visible(), [], window.stage._draw

    def begin(fresh, training):
        frames.append((training, []))
        draw(fresh, training)
        frames.append((False, []))  # what is drawn while nothing has changed belongs to no frame

    def note(view, show):
        def noted(frame):
            frames[-1][1].append(view)
            show(frame)

        return noted

    frames.append((False, []))
    monkeypatch.setattr(window.stage, "_draw", begin)
    for view in views:
        monkeypatch.setattr(view, "show_frame", note(view, view.show_frame))
    values = {"training.epochs": 5_000_000, "optimizer.learning_rate": 0.01}
    window.session.apply(ChangeSettings(values))

    def drawn():
        return [one for training, one in frames if training]

    wait_until(lambda: len(drawn()) > len(views))
    # In as many frames as it takes each view has its turn.
    turns = -(-len(views) // stage.VIEWS_AT_ONCE)
    for first in range(len(drawn()) - turns):
        some = drawn()[first : first + turns]
        assert [len(one) for one in some] == [stage.VIEWS_AT_ONCE] * turns
        assert {view for one in some for view in one} == {*views}


def test_a_view_that_comes_back_while_nothing_changes_shows_the_newest_map(window):
    """Hidden when the fine map came, and shown when the stage had come to rest."""
    wait_until(lambda: window.pane.frame.map is not None)
    window.landscape_view.hide()
    change(window, optimizer__learning_rate=0.05)
    wait_until(lambda: window.stage._rest == 0)
    assert window.landscape.drawn.run is not window.session.state.run
    window.landscape_view.show()
    wait_until(lambda: window.landscape.drawn.run is window.session.state.run)


def test_what_is_seen_is_worked_out_and_what_is_hidden_is_not(window):
    change(window, training__batch_size=2)
    window.landscape.choose(cloud=False)
    settle(window)
    assert window.pane.frame.insight(Cloud) is None
    window.docks.open("gradient-cloud")
    window.playback.seek_row(1)
    wait_until(lambda: _step_of_cloud(window) == 1)
    view = window.pane.view_of("gradient-cloud")
    window.docks["gradient-cloud"].close()
    wait_until(lambda: not view.isVisible())
    window.playback.seek_row(0)
    wait_until(lambda: window.pane.frame.row == 0)
    settle(window)
    assert _step_of_cloud(window) == 1


def _step_of_cloud(window):
    found = window.pane.frame.insight(Cloud)
    return None if found is None else found.step


def test_the_row_of_the_data_that_is_looked_at(window):
    window.pane.look_at_sample("validation", 7)
    wait_until(lambda: window.pane.frame.sample == ("validation", 7))


def test_no_view_waits_for_its_turn_with_the_pictures_of_another_run(window, monkeypatch):
    drawn, told = [], []
    window.pane.frame_made.connect(told.append)

    def draw(fresh, training, original=window.stage._draw):
        original(fresh, training)
        frame = window.pane.frame
        views = [view for view in window.pane.views if view.isVisible()]
        drawn.append((frame.run, {view.plot.frame.run.document for view in views}, len(told)))

    monkeypatch.setattr(window.stage, "_draw", draw)
    endless = {"training": {"epochs": 100_000_000}}
    tables = (
        {"problem": {"data": "two-moons", "hidden": [8]}},
        {"problem": {"data": "line"}},
    )
    for table in tables:
        del drawn[:], told[:]
        window.session.apply(OpenExperiment(Experiment.from_dict(table | endless)))
        run = window.session.state.run
        wait_until(lambda run=run: drawn and drawn[-1][0].document == run.document)
        first = next(one for one in drawn if one[0].document == run.document)
        assert first[1] == {run.document}
        assert first[2] > 0


def test_a_picture_that_cannot_be_made_leaves_the_others_theirs(window, monkeypatch):
    settle(window)
    first, *others = window.pane.visible
    assert others
    window.stage.stop()
    monkeypatch.setattr(first.plot, "_draw", lambda frame: 1 / 0)
    window.playback.seek(7)
    with pytest.raises(ZeroDivisionError):
        window.stage.show_now()
    assert {view.plot.drawn.row for view in others} == {7}
