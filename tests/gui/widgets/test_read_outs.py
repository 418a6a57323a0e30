import pytest
from PySide6.QtGui import QColor

from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.widgets.read_outs import ReadOuts

ITEMS = [("loss", "0.6488", "")] + [(f"w{k}", f"{k}.1234", "#c04a00") for k in range(40)]


@pytest.fixture
def view(qtbot):
    view = ReadOuts(LIGHT)
    qtbot.addWidget(view)
    view.resize(300, 30)
    view.set_items(ITEMS)
    view.show()
    return view


def test_as_many_as_there_is_room_for(view):
    counts = []
    for width in (10, 100, 200, 400, 800, 5000):
        view.resize(width, 30)
        counts.append(view.shown())
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == len(ITEMS)


def test_colours(view):
    view.set_items(ITEMS[:2])
    image = view.grab().toImage()
    found = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    reds = [QColor(name) for name in found]
    assert any(c.red() > c.blue() + 80 for c in reds)


def test_the_tooltip_has_them_all(view):
    view.enterEvent(None)
    assert "w39 39.1234" in view.toolTip()
    view.describe()
    assert view.accessibleDescription().startswith("loss 0.6488, w0 0.1234")


def test_another_look(view):
    before = view.grab().toImage()
    view.restyle(DARK.scaled(2))
    assert view.grab().toImage() != before
    assert view.sizeHint().height() > 30


def test_without_read_outs(view):
    view.set_items([])
    view.grab()
    assert view.shown() == 0


def test_what_is_never_listed_is_counted(view):
    view.resize(5000, 30)
    view.set_items(ITEMS[:9], further=203_522)
    assert view.words().endswith("w7 7.1234, and 203,522 more")
    drawn = []
    view._put = lambda painter, right, text, colour: drawn.append(text) or right
    view.grab()
    assert drawn[0] == "+ 203,522"
    drawn.clear()
    view.resize(300, 30)
    view.grab()
    assert drawn[0] == f"+ {203_531 - view.shown():,}"
