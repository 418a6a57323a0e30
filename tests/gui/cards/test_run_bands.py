"""The bands of the runs beside the one in front, in the real window."""

from PySide6.QtCore import Qt

from tests.gui.windows import press, settle, wait_until
from visualizer.app.intents import CompareSettings, SetOption, ShowOnly, ShowRun
from visualizer.gui.window.arrangement import Room
from visualizer.gui.window.main_window import BANDS

RATE = "optimizer.learning_rate"


def names(window):
    return [run.name for run in window.transport.band.runs]


def test_as_many_runs_have_a_band_as_there_is_room_for(window):
    session, band = window.session, window.transport.band
    session.apply(SetOption("hide_future", False))
    assert names(window) == []
    press(window, Qt.Key.Key_C)
    settle(window)
    wait_until(lambda: all(run.stretches for run in band.runs if not run.front))
    assert names(window) == ["rate 0.01", "rate 0.1", "rate 1"]
    assert [run.front for run in band.runs] == [False, True, False]
    slow, _, fast = band.runs
    assert {stretch[3] for stretch in fast.stretches} == {"Diverging"}
    assert slow.stretches[-1][3] == "Crawling"
    assert (slow.stretches[0][0], slow.stretches[-1][1]) == (0.0, 1.0)
    # A run that is hidden has none, nor have others than the one in front when it is alone.
    session.apply(ShowRun(session.state.runs[0].document, False))
    assert names(window) == ["rate 0.1", "rate 1"]
    session.apply(ShowOnly())
    assert names(window) == []
    session.apply(CompareSettings(tuple({RATE: 0.02 + 0.01 * n} for n in range(4))))
    assert len(names(window)) == BANDS[Room.TALL]
    assert any(run.front for run in band.runs)
    # In a low window there is room for fewer, in a small one for the one in front alone.
    for size, most in (((1024, 700), BANDS[Room.LOW]), ((911, 512), 0)):
        window.resize(*size)
        wait_until(lambda most=most: len(names(window)) == most)
