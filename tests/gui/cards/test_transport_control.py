"""The transport bar of the real window: what it asks for, and what it shows."""

from tests.gui.windows import change, settle, wait_until
from visualizer.app.intents import SetOption

SWITCHES = ("loop", "by_epoch", "follow", "hide_future")


def test_every_switch_is_an_option_of_the_session(window):
    for name in SWITCHES:
        signal = {"hide_future": "future_toggled"}.get(name, f"{name}_toggled")
        before = getattr(window.session.state, name)
        getattr(window.transport, signal).emit(not before)
        assert getattr(window.session.state, name) is not before


def test_the_bar_follows_the_playhead_and_the_length_of_the_run(window):
    window.transport.sought.emit(7)
    settle(window)
    wait_until(lambda: window.transport.scrubber.value() == 7)
    assert window.transport.scrubber.maximum() == 60
    window.transport.epoch_entered.emit(9.0)
    wait_until(lambda: window.transport.scrubber.value() == 9)
    # A run that ends early shortens the time line, but not where that would tell the future.
    change(window, training__stop_loss=1e-1)
    last = window.session.state.run.count - 1
    assert last < 60
    wait_until(lambda: window.transport.scrubber.maximum() == last)
    window.session.apply(SetOption("hide_future", True))
    wait_until(lambda: window.transport.scrubber.maximum() == 60)


def test_the_speed_goes_both_ways(window):
    window.transport.speed_changed.emit(10.0)
    assert window.playback.speed == 10.0
    window.transport.speed_changed.emit(None)
    assert window.playback.speed is None
    window.playback.set_speed(4.0)
    assert window.transport.speed.value() == "4"
