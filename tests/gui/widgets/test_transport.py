import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLayout, QToolTip, QVBoxLayout, QWidget

from visualizer.core.settings import Setting
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.look.theme import apply_theme
from visualizer.gui.widgets.action_table import action_named
from visualizer.gui.widgets.rate_slider import RateZones
from visualizer.gui.widgets.transport import SPEEDS, TransportBar, speed_words

RATE = Setting("learning_rate", float, False, 0.1, "Learning rate", "How far.", above=0.0)
LEFT = Qt.MouseButton.LeftButton
SIGNALS = (
    "play_toggled stepped sought epoch_entered speed_changed loop_toggled follow_toggled "
    "future_toggled from_here_toggled by_epoch_toggled rate_edited rate_settled"
).split()
READ_OUTS = [("loss", "0.6488", ""), ("w", "2.4974", "#0072b2"), ("b", "0.6793", "#c04a00")]


@pytest.fixture(scope="module")
def dressed(qapp):
    """The application in the fonts of the program."""
    font, palette = qapp.font(), qapp.palette()
    apply_theme(qapp, LIGHT)
    yield
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def host(qtbot, dressed):
    """A window around the bar."""
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(8, 0, 8, 0)
    layout.addWidget(TransportBar(LIGHT, RATE))
    host.resize(1400, 100)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return host


@pytest.fixture
def bar(host):
    bar = host.findChild(TransportBar)
    bar.set_run(61)
    bar.set_row(6)
    return bar


@pytest.fixture
def heard(bar):
    said = []
    for name in SIGNALS:
        getattr(bar, name).connect(lambda *values, name=name: said.append((name, *values)))
    return said


def test_setters_tell_nothing(bar, heard):
    bar.set_run(10_000_001, 100)
    bar.set_row(5_000_000)
    bar.set_playing(True)
    bar.set_switches(loop=True, follow=False, hide_future=True, from_here=True)
    bar.set_speed(None)
    bar.set_speed(60)
    bar.set_rate(0.5)
    bar.set_band([(0, 0.5, "#ff0000", "Diverging")])
    bar.set_read_outs(READ_OUTS)
    bar.restyle(DARK)
    assert heard == []
    assert bar.scrubber.value() == 5_000_000
    assert bar.epoch.text() == "50000"
    assert bar.rate.line.text() == "0.5"
    assert bar.button("loop").isChecked()
    assert not bar.button("follow").isChecked()
    assert bar.speed.currentText() == "60 steps/s"


def test_steps_or_epochs_where_an_epoch_has_several(bar, heard):
    bar.set_speed(8)
    button = bar.button("by_epoch")
    assert not button.isVisible()
    assert bar.speed.currentText() == "8 epochs/s"
    bar.set_run(101, 10)
    assert button.isVisible()
    assert button.accessibleName()
    assert button.toolTip().startswith("Move by whole epochs")
    assert bar.speed.currentText() == "8 steps/s"
    button.click()
    assert heard == [("by_epoch_toggled", True)]
    bar.set_switches(loop=False, follow=False, hide_future=False, from_here=False, by_epoch=True)
    assert bar.speed.currentText() == "8 epochs/s"
    bar.set_run(11)
    assert not button.isVisible()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("play", ("play_toggled",)),
        ("step_back", ("stepped", -1)),
        ("step_forward", ("stepped", 1)),
        ("to_start", ("sought", 0)),
        ("to_end", ("sought", 60)),
        ("loop", ("loop_toggled", True)),
        ("follow", ("follow_toggled", False)),
        ("hide_future", ("future_toggled", True)),
    ],
)
def test_buttons(bar, heard, qtbot, name, said):
    qtbot.mouseClick(bar.button(name), LEFT)
    assert heard == [said]
    assert not bar.button(name).hasFocus()


def test_a_click_on_the_scrubber_jumps(bar, heard, qtbot):
    middle = QPoint(bar.scrubber.width() // 2, bar.scrubber.height() // 2)
    qtbot.mouseClick(bar.scrubber, LEFT, pos=middle)
    assert heard == [("sought", 30)]


def test_dragging_the_scrubber(bar, heard, qtbot):
    y = bar.scrubber.height() // 2
    qtbot.mousePress(bar.scrubber, LEFT, pos=QPoint(100, y))
    for x in range(200, 1200, 100):
        qtbot.mouseMove(bar.scrubber, QPoint(x, y))
        bar.set_row(heard[-1][1])
    qtbot.mouseRelease(bar.scrubber, LEFT, pos=QPoint(1100, y))
    rows = [row for name, row in heard if name == "sought"]
    assert len(rows) >= 10
    assert rows == sorted(rows)


def test_a_click_on_the_band_jumps(bar, heard, qtbot):
    qtbot.mouseClick(bar.band, LEFT, pos=QPoint(bar.band.width() - 1, 3))
    assert heard == [("sought", 60)]


def test_the_handle_stands_below_its_stretch(bar):
    for row in (0, 15, 30, 45, 60):
        x = bar.band._place(row / 60)
        assert bar.scrubber.value_at(x) == pytest.approx(row, abs=0.6)


def test_an_epoch_is_typed(bar, heard, qtbot):
    bar.epoch.setFocus()
    bar.epoch.selectAll()
    qtbot.keyClicks(bar.epoch, "42")
    qtbot.keyClick(bar.epoch, Qt.Key.Key_Return)
    assert heard == [("epoch_entered", 42.0)]
    assert not bar.epoch.hasFocus()


@pytest.mark.qt_log_ignore("does not support raise")
def test_an_epoch_beyond_the_run_is_refused(bar, heard, qtbot):
    bar.epoch.setFocus()
    bar.epoch.selectAll()
    qtbot.keyClicks(bar.epoch, "99")
    qtbot.keyClick(bar.epoch, Qt.Key.Key_Return)
    assert heard == []
    assert bar.epoch.wrong
    assert QToolTip.text() == "99 is not allowed; allowed is a number of at least 0 and at most 60."
    QToolTip.hideText()
    qtbot.keyClick(bar.epoch, Qt.Key.Key_Escape)
    assert bar.epoch.text() == "6"


def test_rows_within_an_epoch(bar):
    bar.set_run(401, 4)
    bar.set_row(6)
    assert bar.epoch.text() == "1.5"
    assert bar._total.text() == "of 100"


def test_a_shorter_run_takes_the_playhead_along(bar):
    bar.set_row(60)
    bar.set_run(11)
    assert bar.scrubber.value() == 10
    assert bar.epoch.text() == "10"


def test_a_run_of_one_row(bar, heard, qtbot):
    bar.set_run(1)
    bar.set_row(0)
    assert bar._total.text() == "of 0"
    qtbot.mouseClick(bar.button("to_end"), LEFT)
    assert heard == [("sought", 0)]


def test_speeds(bar, heard, qtbot):
    assert list(speed_words()) == [*(f"{speed:g}" for speed in SPEEDS), "whole"]
    bar.speed.setFocus()
    for _ in range(6):
        qtbot.keyClick(bar.speed, Qt.Key.Key_Down)
    assert heard == [("speed_changed", speed) for speed in (8.0, 16.0, 30.0, 60.0, None)]


def test_the_learning_rate(bar, heard, qtbot):
    bar.set_rate(0.1)
    bar.rate.line.setFocus()
    qtbot.keyClick(bar.rate.line, Qt.Key.Key_Up)
    assert heard == [("rate_edited", 0.11)]
    heard.clear()
    qtbot.mouseClick(bar.rate.slider, LEFT, pos=QPoint(10, 10))
    assert [name for name, *_ in heard] == ["rate_edited", "rate_settled"]


def test_the_play_button_shows_what_a_click_does(bar):
    picture = bar.button("play").icon().pixmap(20, 20).toImage()
    bar.set_playing(True)
    assert bar.button("play").icon().pixmap(20, 20).toImage() != picture
    assert bar.button("play").accessibleName() == "Pause"
    bar.set_playing(False)
    assert bar.button("play").icon().pixmap(20, 20).toImage() == picture


def test_hiding_the_future_hides_its_verdicts(bar):
    bar.set_band([(0, 0.5, "#ff0000", "Zig-zag"), (0.5, 1, "#00ff00", "Converging")])
    assert bar.band.text_at(bar.band.width() - 2) == "Converging"
    bar.set_switches(loop=False, follow=True, hide_future=True, from_here=False)
    assert bar.band.text_at(bar.band.width() - 2) == ""
    assert bar.band.text_at(20) == "Zig-zag"
    colour = bar.grab().toImage().pixelColor(bar.band.geometry().right() - 20, 14)
    assert colour.name() == LIGHT.border


@pytest.mark.parametrize("steps", [1, 20])
@pytest.mark.parametrize("width", [911, 1024, 1100, 1400, 2500])
def test_nothing_is_cut(host, bar, qtbot, width, steps):
    bar.set_run(60 * steps + 1, steps)
    bar.set_read_outs(READ_OUTS)
    host.resize(2000, 100)
    QCoreApplication.processEvents()
    host.resize(width, 100)
    fitting = (3 if width >= 1400 else 1) if steps == 1 else 1
    qtbot.waitUntil(lambda: bar.read_outs.shown() >= fitting, timeout=2000)
    assert host.width() == width
    room = bar.rect()
    for child in bar.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isHidden():
            continue
        assert room.contains(child.geometry()), child
        assert child.width() >= child.minimumSizeHint().width(), child


@pytest.mark.parametrize("width", [1024, 1280, 1400, 1920])
def test_nothing_is_cut_in_the_large_letters_of_a_presentation(host, bar, qtbot, width):
    # As in the window, which may become narrower than its parts would like.
    host.layout().setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    host.setMinimumWidth(0)
    bar.restyle(LIGHT.scaled(1.5))
    bar.set_run(61, 1)
    host.resize(2000, 140)
    QCoreApplication.processEvents()
    host.resize(width, 140)
    QCoreApplication.processEvents()
    shown = [
        child
        for child in bar.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if not child.isHidden()
    ]
    for child in shown:
        assert bar.rect().contains(child.geometry()), child
    assert host.width() == width
    parts = bar.rate.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    slider, field = bar.rate.slider, bar.rate.focus_target()
    assert {slider, field} <= set(parts)
    assert not slider.isVisible() or slider.geometry().right() < field.geometry().left()
    assert bar.rate.rect().contains(field.geometry())


@pytest.mark.parametrize("steps", [1, 20])
def test_lesser_controls_give_way_to_the_slider_of_the_rate(host, bar, qtbot, steps):
    bar.set_run(60 * steps + 1, steps)
    bar.set_read_outs(READ_OUTS)
    before = frozenset()
    for width, least in ((1920, 330), (1400, 190), (1024, 160), (911, 160), (800, 160)):
        host.resize(width, 100)
        qtbot.waitUntil(lambda least=least: bar.rate.slider.width() >= least)
        assert bar.width() == width - 16
        assert bar.rate.slider.isVisible()
        assert bar.rate.line.isVisible()
        assert len(bar.rate.slider.numbers()) >= 4
        assert before <= bar.given_up
        before = bar.given_up
    # What is not there is in the menus, and what is used all the time is there.
    assert all(action_named(name).menu for name in before & set(bar._buttons))
    for name in ("play", "step_back", "step_forward"):
        assert bar.button(name).isVisible()
    host.resize(1920, 100)
    qtbot.waitUntil(lambda: not bar.given_up)


def test_a_slip_of_15_pixels_is_no_leap(host, bar, heard, qtbot):
    host.resize(800, 100)
    qtbot.waitUntil(lambda: bar.rate.slider.width() >= 160)
    slider = bar.rate.slider
    bar.set_rate(0.1)
    place = QPoint(round(slider.place_of(0.1)), 12)
    qtbot.mousePress(slider, LEFT, pos=place)
    qtbot.mouseRelease(slider, LEFT, pos=place)
    qtbot.mouseClick(slider, LEFT, pos=place + QPoint(15, 0))
    rates = [values[0] for name, *values in heard if name == "rate_edited"]
    assert 1 < rates[-1] / 0.1 < 5


def test_numbers_below_the_slider_name_the_limits_and_never_overlap(bar):
    slider = bar.rate.slider
    slider.resize(240, slider.height())
    slider.set_marks(RateZones((), (0.06, 0.12)))
    texts = [text for _, text, _ in slider.numbers()]
    assert texts[0] == "0.12"
    assert "0.06" not in texts  # too near
    assert "1e-5" in texts
    slider.set_marks(RateZones((), (0.002, 0.12)))
    assert [text for _, text, tick in slider.numbers() if tick] == ["0.12", "0.002"]


def test_no_limit_stands_below_the_handle_as_if_it_were_the_rate(bar):
    slider = bar.rate.slider
    slider.resize(480, slider.height())
    slider.set_marks(RateZones((), (0.002, 0.12)))
    for rate, left in ((0.1, ["0.002"]), (0.0021, ["0.12"]), (1.0, ["0.12", "0.002"])):
        slider.set_rate(rate)
        assert [text for _, text, tick in slider.numbers() if tick] == left


def test_everything_has_a_name_and_a_tooltip(bar):
    for child in bar.findChildren(QWidget):
        if child.isVisible() and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert child.accessibleName(), child
            assert child.toolTip(), child
    for button in bar.findChildren(QAbstractButton):
        assert button.accessibleName().isascii()
    assert bar.button("play").toolTip().endswith("(Space, K)")


def test_everything_is_reached_by_tab(bar, qtbot):
    bar.scrubber.setFocus()
    seen = []
    for _ in range(30):
        focused = bar.focusWidget()
        if focused in seen:
            break
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert {bar.button("play"), bar.epoch, bar.speed, bar.rate.line, bar.rate.slider} <= set(seen)


class Layouts(QWidget):
    """Counts how often the bar is laid out anew."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_moving_the_playhead_lays_nothing_out(bar, qtbot):
    counter = Layouts()
    qtbot.addWidget(counter)
    bar.set_read_outs(READ_OUTS)
    QCoreApplication.processEvents()
    bar.installEventFilter(counter)
    for row in range(7, 60):
        bar.set_row(row)
        bar.set_read_outs([("loss", f"{row / 7:.4f}", ""), *READ_OUTS[1:]])
        bar.set_run(61)
        bar.set_rate(0.1)
        QCoreApplication.processEvents()
    assert counter.count == 0
    bar.removeEventFilter(counter)
