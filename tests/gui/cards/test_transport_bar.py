"""The transport bar in the window that it belongs to."""

from PySide6.QtTest import QTest

from visualizer.gui.widgets.transport import TransportBar


def test_the_bar_makes_room_for_itself_once(window, monkeypatch):
    """What it shows and hides again in one pass would ask for another, without an end."""
    made = []
    make_room = TransportBar._make_room

    def counted(bar):
        made.append(bar.width())
        if len(made) < 60:
            make_room(bar)

    monkeypatch.setattr(TransportBar, "_make_room", counted)
    gone = set()
    for width in (1400, 1280, 1040, 880):
        made.clear()
        window.resize(width, 700)
        QTest.qWait(20)
        made.clear()
        QTest.qWait(300)
        gone |= window.transport.given_up
        assert len(made) < 4, width
    assert {"words", "numbers", "loss"} <= gone
