"""The real window as a whole: sizes, themes, closing, names for those who cannot see it."""

import threading
import time

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QWidget

from tests.gui.frames import recorded_run
from tests.gui.windows import change, press, settle, wait_until
from visualizer.app.intents import ChangeSettings, OpenRecording, SelectRun
from visualizer.core.capabilities import Capability
from visualizer.core.errors import InputError
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.widgets.action_table import ACTIONS, tooltip
from visualizer.storage.lessons import find_lesson

SIZES = [(1024, 700), (1400, 900), (1920, 1080)]


def test_closing_while_training_ends_at_once(window):
    window.session.apply(ChangeSettings({"training.epochs": 5_000_000}))
    wait_until(lambda: window.session.training_now and len(window.session.state.run.history) > 500)
    began = time.monotonic()
    window.close_unasked()
    assert time.monotonic() - began < 2.0
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"training", "loading", "landscape", "judging"}


def test_the_closing_window_is_out_of_sight_before_anything_is_waited_for(window, monkeypatch):
    seen = []
    close = window.session.close
    monkeypatch.setattr(window.session, "close", lambda: (seen.append(window.isVisible()), close()))
    window.show()
    window.close()
    assert seen == [False]


def test_the_first_window_fits_on_a_small_screen(window, monkeypatch):
    for screen, first in (
        ((1920, 1080), (1400, 900)),
        ((1400, 900), (1400, 900)),
        ((1366, 728), (1366, 696)),
        ((1280, 800), (1280, 768)),
        ((800, 600), (800, 568)),
        ((700, 400), (800, 480)),
    ):
        monkeypatch.setattr(QScreen, "availableSize", lambda self, screen=screen: QSize(*screen))
        assert window.sizeHint() == QSize(*first)


def test_the_title_names_the_run(window):
    assert window.windowTitle().startswith(window.session.state.run.name)
    assert not window.isWindowModified()
    change(window, optimizer__learning_rate=0.05)
    assert window.isWindowModified()
    window.session.undo()
    assert not window.isWindowModified()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_size_in_every_theme(make_window, settings, theme):
    settings.setValue("window/theme", theme)
    window = make_window(SIZES[0])
    assert window.bench.look.theme == theme
    for size in SIZES:
        window.resize(*size)
        QTest.qWait(50)
        assert (window.width(), window.height()) == size
        for part in (window.landscape_view, window.transport, window.strip, window.docks["setup"]):
            assert part.isVisible()
            area = part.rect().translated(part.mapTo(window, part.rect().topLeft()))
            assert window.rect().contains(area)
        assert window.landscape_view.width() > 0.15 * size[0]
    # The ground of a theme is what is painted, not only what is set.
    ground = window.grab().toImage().pixelColor(2, SIZES[-1][1] // 2).lightness()
    assert (ground > 128) == (theme == "light")


def test_in_a_small_window_the_map_is_the_largest_part(window):
    window.documents.open_lesson(find_lesson("iris"))
    window.resize(911, 512)
    for index in (0, 1):
        window.session.apply(SelectRun(index))
        window.playback.seek(3)
        settle(window)
        wait_until(lambda: window.strip.line.sentence.text() and window.landscape.drawn)
        wait_until(lambda: window.landscape.pixels()[1] >= 150)
        # The axis and its name are inside the view, and chips beside the sentence.
        axis = window.landscape.axis("bottom").sceneBoundingRect()
        assert axis.bottom() <= window.landscape_view.height() + 1
        assert window.strip.chips.button(0).isVisible()
        assert window.strip.height() < 70


def test_after_larger_sizes_the_landscape_has_its_share_again(window):
    share = window.landscape_view.width()
    for size in (*SIZES, SIZES[1]):
        window.resize(*size)
        wait_until(lambda size=size: window.width() == size[0])
        settle(window)
    wait_until(lambda: abs(window.landscape_view.width() - share) <= 2)


def test_an_error_with_a_field_is_beside_it_and_others_are_in_the_status_bar(window):
    window.session.failed.emit(InputError("too many", "training.epochs"))
    assert "Too many" in window.setup.form.row("training.epochs").error
    assert window.statusBar().currentMessage() == ""
    window.session.failed.emit(InputError("the disk is full"))
    assert "the disk is full" in window.statusBar().currentMessage()


def test_all_that_takes_keys_has_a_name_and_a_tooltip(window):
    for part in window.findChildren(QWidget):
        if not part.isVisible() or part.objectName().startswith("qt_"):
            continue
        controls = (QAbstractButton, QLineEdit, QComboBox, QAbstractSlider, PlotView)
        if isinstance(part, controls) and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            words = part.text() if isinstance(part, QAbstractButton) else ""
            assert part.accessibleName() or words, part
            assert part.toolTip() or isinstance(part, PlotView), (part, part.accessibleName())


def test_the_transport_shows_the_run(window):
    change(window, training__epochs=25)
    assert window.transport.scrubber.maximum() == 25
    window.transport.sought.emit(7)
    settle(window)
    assert window.session.state.row == 7
    window.transport.epoch_entered.emit(9.0)
    settle(window)
    assert window.transport.epoch.text() == "9"
    window.transport.speed_changed.emit(None)
    assert window.playback.speed is None


def test_the_band_has_the_length_of_the_run(window):
    change(window, optimizer__learning_rate=5.0, training__epochs=400)
    shown = []
    window.transport.set_band = shown.append
    # It diverged long before epoch 400, where the time line ends too. The first verdicts may be
    # those on the run before.
    wait_until(lambda: shown and shown[-1] and shown[-1][-1][1] == pytest.approx(1.0, abs=0.05))


def test_of_a_recording_all_is_shown_that_is_known_and_the_rest_says_why_not(window):
    recording = recorded_run(size=5).history
    assert window.session.apply(OpenRecording(recording, "By hand"))
    settle(window)
    unknown = window.session.state.run.lacks((Capability.SETTINGS,))
    assert window.windowTitle().startswith("By hand")
    assert window.setup._unknown.text() == unknown
    assert not window.setup.form.isVisible()
    assert not window.footer.train.isEnabled()
    assert window.transport.rate.toolTip() == unknown
    for action in ACTIONS:
        shown = window.actions_by_name[action.name]
        assert window.menus[action.menu].toolTipsVisible()
        if action.requires:
            assert (shown.isEnabled(), shown.toolTip()) == (False, action.requires[0].sentence)
    axis = window.landscape.axis("bottom")
    wait_until(lambda: axis.labelText.startswith("principal direction 1"))
    window.playback.seek(20)
    wait_until(lambda: window.strip.line.pill.text() == "Converging")
    press(window, Qt.Key.Key_End, Qt.Key.Key_Right)
    assert "How to train on is not known" in window.statusBar().currentMessage()
    window.session.apply(SelectRun(0))
    settle(window)
    assert window.setup.form.isVisible()
    assert window.transport.rate.isEnabled()
    for action in ACTIONS:
        if action.requires == (Capability.TRAINING,):
            assert window.actions_by_name[action.name].toolTip() == tooltip(action)
    assert window.actions_by_name["save"].isEnabled()
