"""The bands over the scrubber: one for each run that has room."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.core.settings import Setting
from visualizer.gui.look.look import LIGHT
from visualizer.gui.widgets.band import HEIGHT, THIN, BandRun
from visualizer.gui.widgets.transport import TransportBar

RATE = Setting("learning_rate", float, False, 0.1, "Learning rate", "How far.", above=0.0)
RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
SLOW = BandRun("Slow", 1, ((0.0, 0.5, BLUE, "Crawling"),))
FRONT = BandRun("Front", 2, front=True)
FAST = BandRun("Fast", 3, ((0.0, 1.0, RED, "Diverging"),))


@pytest.fixture
def bar(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    made = TransportBar(LIGHT, RATE)
    layout.addWidget(made)
    host.resize(1000, 160)
    made.set_run(61)
    made.set_band([(0.0, 1.0, GREEN, "Converging")])
    host.show()
    yield made
    host.close()


def colours(band, share):
    """The colours in a column of the picture, from above to below, with how many pixels each."""
    picture, x = band.grab().toImage(), round(band._place(share))
    found = [picture.pixelColor(x, y).name() for y in range(picture.height())]
    return {one: found.count(one) for one in dict.fromkeys(found) if one in (RED, GREEN, BLUE)}


def test_each_run_has_its_band_and_the_scrubber_stands_below_them(bar, qtbot):
    band, low = bar.band, bar.band.height()
    assert colours(band, 0.3) == {GREEN: HEIGHT}
    bar.set_band_runs((SLOW, FRONT, FAST))
    qtbot.waitUntil(lambda: band.height() > 2 * low)
    assert colours(band, 0.3) == {BLUE: THIN, GREEN: HEIGHT, RED: THIN}
    assert colours(band, 0.7) == {GREEN: HEIGHT, RED: THIN}
    middle = [(place + 0.5) * band.height() / 3 for place in range(3)]
    x = band._place(0.7)
    assert [band.text_at(x, y) for y in middle] == ["Slow", "Front: Converging", "Fast: Diverging"]
    # The swatch says whose it is, and is no place of the run.
    assert band.text_at(5, middle[2]) == "Fast"
    sought = []
    bar.sought.connect(sought.append)
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sought == []
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(band.width() - 1, 5))
    assert sought == [60]
    assert "Fast: 0% to 100%: Diverging" in band.accessibleDescription()
    for row in (0, 30, 60):
        x = bar.scrubber.mapFrom(bar, band.mapTo(bar, QPoint(round(band._place(row / 60)), 0))).x()
        assert bar.scrubber.value_at(x) == pytest.approx(row, abs=0.6)


def test_what_is_hidden_is_hidden_of_all_and_one_run_alone_has_the_band_of_before(bar, qtbot):
    band, low = bar.band, bar.band.height()
    bar.set_band_runs((SLOW, FRONT, FAST))
    bar.set_row(12)
    bar.set_switches(loop=False, follow=False, hide_future=True, from_here=False)
    qtbot.waitUntil(lambda: band.height() > 2 * low)
    assert colours(band, 0.1) == {BLUE: THIN, GREEN: HEIGHT, RED: THIN}
    assert colours(band, 0.3) == {}
    bar.set_band_runs((FRONT,))
    qtbot.waitUntil(lambda: band.height() == low)
    assert (band.runs, band.lead) == ((), 0)
    assert colours(band, 0.1) == {GREEN: HEIGHT}
