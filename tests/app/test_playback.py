import pytest

from tests.app.sessions import ENDLESS, line, opened, settle, wait_rows
from visualizer.app.intents import (
    ChangeSettings,
    ExtendRun,
    MovePlayhead,
    OpenExperiment,
    PauseTraining,
    SelectRun,
    SetOption,
)
from visualizer.app.playback import SPEEDS, TICK_MILLISECONDS, WHOLE_RUN_SECONDS, Playback

RATE = "optimizer.learning_rate"


class Clock:
    """A clock that the test moves."""

    def __init__(self):
        self.now = 100.0

    def perf_counter(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr("visualizer.app.playback.time", made)
    return made


@pytest.fixture
def playback(session):
    made = Playback(session, session)
    yield made
    made.pause()


@pytest.fixture
def finished(session, playback, qtbot):
    """A playback of the line, trained for 60 epochs."""
    opened(session, line())
    settle(qtbot, session)
    return playback


def tick(playback, clock, seconds):
    """Let time go by in ticks of 20 ms, without waiting for them."""
    playback._timer.setInterval(1_000_000)
    for _ in range(round(seconds / 0.02)):
        if playback.playing:
            clock.now += 0.02
            playback._on_tick()


def test_plays_by_itself_and_stops_at_the_end(finished, session, qtbot):
    finished.set_speed(2000.0)
    toggled = []
    finished.toggled.connect(toggled.append)
    finished.play()
    qtbot.waitUntil(lambda: not finished.playing)
    assert toggled == [True, False]
    assert session.state.row == 60


def test_speed_in_epochs_per_second(finished, session, clock):
    finished.play()
    tick(finished, clock, 2.0)
    assert session.state.playhead == pytest.approx(8, abs=1)
    assert session.state.playhead == int(session.state.playhead)


def test_whole_run_in_ten_seconds(finished, session, clock):
    finished.set_speed(None)
    finished.play()
    tick(finished, clock, WHOLE_RUN_SECONDS / 2)
    assert session.state.playhead == pytest.approx(30, abs=1)
    tick(finished, clock, WHOLE_RUN_SECONDS / 2 + 0.1)
    assert session.state.row == 60
    assert not finished.playing


def test_whole_run_that_diverged_takes_as_long(session, playback, clock, qtbot):
    opened(session, line(100.0, 5000))
    settle(qtbot, session)
    epochs = session.state.run.epochs
    assert 0 < epochs < 500
    playback.set_speed(None)
    playback.play()
    tick(playback, clock, WHOLE_RUN_SECONDS / 2)
    assert session.state.playhead == pytest.approx(epochs / 2, abs=2)


def test_play_at_the_end_begins_again(finished, session, clock):
    finished.seek(60)
    finished.play()
    tick(finished, clock, 0.5)
    assert session.state.playhead == pytest.approx(2, abs=1)


def test_loop_shows_the_last_row_as_long_as_others(finished, session, clock):
    session.apply(SetOption("loop", True))
    finished.seek(58)
    finished.play()
    seen = []
    for _ in range(100):
        tick(finished, clock, 0.02)
        seen.append(session.state.row)
    assert finished.playing
    assert seen.count(60) == pytest.approx(12, abs=2)
    assert seen.count(59) == pytest.approx(12, abs=2)
    after = seen[len(seen) - 1 - seen[::-1].index(60) + 1 :]
    assert after[0] == 0
    assert after == sorted(after)


def test_blocked_window_does_not_jump(finished, session, clock):
    finished.play()
    clock.now += 3600
    tick(finished, clock, 0.02)
    assert session.state.playhead <= 0.3 * 4


def test_pause_keeps_the_place(finished, session, clock):
    finished.play()
    tick(finished, clock, 1.0)
    finished.pause()
    place = session.state.playhead
    finished.toggle()
    assert finished.playing
    tick(finished, clock, 0.02)
    assert session.state.playhead in (place, place + 1)
    finished.toggle()
    assert not finished.playing


def test_waits_for_training(session, playback, clock, qtbot):
    opened(session, line(0.01, ENDLESS))
    wait_rows(qtbot, session, 10)
    session.training.gate.clear()
    qtbot.wait(20)
    playback.set_speed(1e9)
    playback.play()
    tick(playback, clock, 1.0)
    assert playback.playing
    rows = session.state.run.count
    assert session.state.row == rows - 1
    session.training.gate.set()
    wait_rows(qtbot, session, rows + 1000)
    tick(playback, clock, 0.1)
    assert playback.playing
    assert session.state.row > rows - 1
    session.apply(PauseTraining())
    assert session.training.wait_idle(session.state.run.number, 5)
    tick(playback, clock, 0.1)
    assert not playback.playing
    assert session.state.row == session.state.run.count - 1


@pytest.mark.parametrize("steps", [3, 7, 100])
def test_rows_survive_the_way_over_epochs(session, playback, clock, qtbot, steps):
    """A row divided by the steps of an epoch and multiplied again may be a little less."""
    table = {"problem": {"data": "noisy-line"}, "data": {"n": 100}}
    opened(session, line(0.01, 2, **table, training={"batch_size": -(-100 // steps)}))
    settle(qtbot, session)
    playback.set_speed(0.0)
    for row in range(session.state.run.count - 1):
        playback.seek_row(row)
        playback.play()
        tick(playback, clock, 0.02)
        playback.pause()
        assert session.state.row == row


def test_seek_while_playing_goes_on_from_there(finished, session, clock):
    finished.play()
    tick(finished, clock, 0.5)
    finished.seek(40)
    tick(finished, clock, 0.5)
    assert session.state.playhead == pytest.approx(42, abs=1)


def test_playing_goes_on_from_where_others_move_the_playhead(finished, session, clock, qtbot):
    finished.seek(40)
    finished.play()
    tick(finished, clock, 0.1)
    session.apply(OpenExperiment(line(0.05)))
    settle(qtbot, session)
    assert session.state.playhead == 0
    tick(finished, clock, 0.1)
    assert session.state.playhead <= 1
    session.apply(MovePlayhead(30))
    tick(finished, clock, 0.1)
    assert session.state.playhead in (30, 31)


def test_seek_is_brought_inside(finished, session):
    for epoch, row in ((-5, 0), (12, 12), (61, 60), (1e300, 60)):
        finished.seek(epoch)
        assert session.state.row == row
    finished.seek_row(7)
    assert session.state.row == 7
    finished.seek_row(-3)
    assert session.state.row == 0


def test_steps_inside_the_run(finished, session):
    for rows, expected in ((1, 1), (10, 11), (-1, 10), (-99, 0), (50, 50)):
        finished.step(rows)
        assert session.state.row == expected
    # From inside the run it goes to the end, and not beyond.
    finished.step(99)
    assert session.state.row == 60
    assert session.state.run.count == 61


def test_step_pauses(finished):
    finished.play()
    finished.step(1)
    assert not finished.playing


@pytest.mark.parametrize("rows", [1, 10])
def test_step_beyond_the_end_computes_more(finished, session, qtbot, rows):
    finished.seek(60)
    finished.step(rows)
    settle(qtbot, session)
    assert session.state.run.count == 61 + rows
    assert session.state.row == 60 + rows


def test_steps_in_a_hurry_are_all_made(finished, session, qtbot):
    """As auto-repeat does it: the next step is asked for before the last is there."""
    finished.seek(60)
    for _ in range(40):
        finished.step(1)
        qtbot.wait(1)
    settle(qtbot, session)
    assert session.state.row >= 61
    assert session.state.row <= session.state.run.count - 1
    session.undo()
    assert session.state.run.count == 61


@pytest.fixture
def batches(session, playback, qtbot):
    """Five epochs of two steps each."""
    opened(session, line(0.01, 5, training={"batch_size": 2}))
    settle(qtbot, session)
    return playback


@pytest.mark.parametrize(
    ("start", "count", "place"),
    [
        (0.0, 1, 1.0),
        (0.5, 1, 1.0),
        (1.0, 1, 2.0),
        (0.5, 2, 2.0),
        (2.0, -1, 1.0),
        (1.5, -1, 1.0),
        (1.5, -2, 0.0),
        (0.5, -10, 0.0),
        (4.5, 1, 5.0),
    ],
)
def test_by_epoch_the_keys_go_from_boundary_to_boundary(batches, session, start, count, place):
    session.apply(SetOption("by_epoch", True))
    batches.seek(start)
    batches.step(count)
    assert session.state.playhead == place
    assert session.state.run.count == 11


def test_by_step_the_keys_go_from_batch_to_batch(batches, session):
    batches.seek(1.5)
    batches.step(1)
    assert session.state.playhead == 2.0
    batches.step(-3)
    assert session.state.playhead == 0.5


def test_by_epoch_beyond_the_end_a_whole_epoch_is_computed(batches, session, qtbot):
    session.apply(SetOption("by_epoch", True))
    batches.seek(5.0)
    batches.step(1)
    settle(qtbot, session)
    assert session.state.run.count == 13
    assert session.state.playhead == 6.0


@pytest.mark.parametrize(("by_epoch", "place"), [(False, 1.0), (True, 2.0)])
def test_speed_is_in_steps_or_in_epochs(batches, session, clock, by_epoch, place):
    session.apply(SetOption("by_epoch", by_epoch))
    batches.set_speed(10.0)
    batches.play()
    tick(batches, clock, 0.2)
    assert session.state.playhead == place


def test_by_epoch_the_playhead_rests_on_boundaries_and_never_goes_back(batches, session, clock):
    session.apply(SetOption("by_epoch", True))
    batches.seek(1.5)
    batches.set_speed(1.0)
    batches.play()
    seen = []
    for _ in range(20):
        tick(batches, clock, 0.2)
        seen.append(session.state.playhead)
    assert sorted(set(seen)) == [1.5, 2.0, 3.0, 4.0, 5.0]
    assert seen == sorted(seen)


def test_step_beyond_the_end_of_batches_computes_an_epoch(session, playback, qtbot):
    opened(session, line(0.01, 5, training={"batch_size": 2}))
    settle(qtbot, session)
    steps = session.state.run.history.steps_per_epoch
    playback.seek(5)
    playback.step(1)
    settle(qtbot, session)
    assert session.state.row == 5 * steps + 1
    assert session.state.run.count == 6 * steps + 1


def test_step_beyond_the_end_of_a_diverged_run_stays(session, playback, qtbot):
    opened(session, line(100.0, 5000))
    settle(qtbot, session)
    last = session.state.run.count - 1
    playback.seek_row(last)
    playback.step(1)
    assert session.state.row == last
    assert session.state.playhead == session.state.run.epochs
    playback.step(-1)
    assert session.state.row == last - 1


def test_step_at_the_end_of_a_paused_run(session, playback, qtbot):
    opened(session, line(0.01, ENDLESS))
    wait_rows(qtbot, session, 10)
    session.apply(PauseTraining())
    assert session.training.wait_idle(session.state.run.number, 5)
    rows = session.state.run.count
    playback.seek_row(rows - 1)
    playback.step(1)
    settle(qtbot, session)
    assert session.state.run.count == rows + 1
    assert session.state.row == rows
    assert session.state.is_paused


def test_speeds_go_up_and_down(finished, session):
    playback = finished
    playback.set_speed(SPEEDS[0])
    changed: list[float | None] = []
    session.changed.connect(lambda: changed.append(playback.speed))
    for _ in range(10):
        playback.change_speed(1)
    assert changed[: len(SPEEDS) - 1] == list(SPEEDS[1:])
    assert playback.speed == SPEEDS[-1]
    playback.set_speed(None)
    playback.change_speed(1)
    assert playback.speed == SPEEDS[1]


def test_nothing_open_is_nothing_to_play(playback):
    playback.toggle()
    playback.step(1)
    playback.seek(3)
    playback.seek_row(3)
    assert not playback.playing


def test_undo_while_playing(finished, session, clock, qtbot):
    session.apply(ChangeSettings({RATE: 0.05}))
    settle(qtbot, session)
    finished.play()
    tick(finished, clock, 0.5)
    session.undo()
    tick(finished, clock, 0.5)
    assert session.state.playhead == pytest.approx(4, abs=1)


def test_shorter_run_in_front_ends_the_playing(finished, session, clock, qtbot):
    opened(session, line(0.1, 5))
    settle(qtbot, session)
    session.apply(SelectRun(0))
    finished.seek(50)
    finished.play()
    tick(finished, clock, 0.1)
    session.apply(SelectRun(1))
    tick(finished, clock, 0.1)
    assert not finished.playing
    assert session.state.row == 5


def test_ticks_are_as_often_as_frames():
    assert TICK_MILLISECONDS <= 25


def test_undone_extension_leaves_the_playhead_inside(finished, session, qtbot):
    session.apply(ExtendRun(10))
    settle(qtbot, session)
    finished.seek(70)
    session.undo()
    assert session.state.row == 60
    finished.step(-1)
    assert session.state.row == 59
