import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QTableWidget

from visualizer.gui.look import theme
from visualizer.gui.look.colours import contrast
from visualizer.gui.look.look import DARK, LIGHT


@pytest.fixture
def app(qapp):
    """The application, undressed again afterwards."""
    font, palette = qapp.font(), qapp.palette()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.theme)
def test_the_application_is_dressed(app, look):
    used = theme.apply_theme(app, look)
    assert app.palette().color(QPalette.ColorRole.Window).name() == look.background
    assert app.palette().color(QPalette.ColorRole.Highlight).name() == look.accent
    assert look.accent in app.styleSheet()
    assert used.theme == look.theme
    assert used.family
    assert used.mono_family


def test_the_shipped_fonts_are_used(app):
    used = theme.apply_theme(app, LIGHT)
    assert (used.family, used.mono_family) == (theme.WORDS, theme.FIGURES)
    assert QFontInfo(app.font()).family() == theme.WORDS
    assert set(theme.load_fonts()) >= {theme.WORDS, theme.FIGURES, theme.SIGNS}


def test_without_shipped_fonts_those_of_the_system_are_used(qapp):
    look = theme.with_fonts(LIGHT, ())
    assert look.family
    assert look.mono_family


def test_a_look_that_names_its_fonts_keeps_them(qapp):
    named = theme.with_fonts(LIGHT, ("Inter",))
    assert theme.with_fonts(named, ("Other",)) == named


def test_a_larger_scale_enlarges_the_letters(app, qtbot):
    theme.apply_theme(app, LIGHT)
    label = QLabel("text")
    qtbot.addWidget(label)
    label.ensurePolished()
    normal = label.sizeHint().width()
    theme.apply_theme(app, LIGHT.scaled(2))
    label.ensurePolished()
    assert label.sizeHint().width() > 1.7 * normal


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.theme)
def test_contrast_of_the_palette(qapp, look):
    palette = theme.make_palette(look)
    role = QPalette.ColorRole
    for text, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base),
        (role.PlaceholderText, role.Button),
        (role.Link, role.Base),
    ):
        colours = palette.color(text).name(), palette.color(ground).name()
        assert contrast(*colours) >= 4.5, (text, ground, colours)


@pytest.mark.parametrize(("choice", "look"), [("light", LIGHT), ("dark", DARK)])
def test_a_chosen_theme(qapp, choice, look):
    assert theme.chosen_look(choice) is look


@pytest.mark.parametrize(
    ("scheme", "look"),
    [
        (Qt.ColorScheme.Dark, DARK),
        (Qt.ColorScheme.Light, LIGHT),
        (Qt.ColorScheme.Unknown, LIGHT),
    ],
)
def test_the_theme_of_the_system(qapp, monkeypatch, scheme, look):
    class Hints:
        def colorScheme(self):
            return scheme

    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: Hints())
    assert theme.chosen_look("system") is look


@pytest.mark.skipif(sys.platform != "linux", reason="asks GNOME's settings")
@pytest.mark.parametrize(("answer", "reduced"), [("false", True), ("true", False), ("", False)])
def test_reduced_motion_is_asked_of_the_desktop(monkeypatch, answer, reduced):
    monkeypatch.setattr(theme, "which", lambda program: f"/usr/bin/{program}")
    done = subprocess.CompletedProcess([], 0, stdout=answer + "\n")
    monkeypatch.setattr(theme.subprocess, "run", lambda *args, **kwargs: done)
    assert theme.reduced_motion() is reduced


@pytest.mark.skipif(sys.platform != "linux", reason="asks GNOME's settings")
def test_no_answer_means_motion(monkeypatch):
    def late(*args, **kwargs):
        raise subprocess.TimeoutExpired("gsettings", 1)

    monkeypatch.setattr(theme, "which", lambda program: None)
    assert theme.reduced_motion() is False
    monkeypatch.setattr(theme, "which", lambda program: "gsettings")
    monkeypatch.setattr(theme.subprocess, "run", late)
    assert theme.reduced_motion() is False


@pytest.fixture
def menu(app, qtbot):
    """A menu with an entry that is off between two that are on."""
    menu = QMenu()
    for words, on in (("First", True), ("Second", False), ("Third", True)):
        menu.addAction(words).setEnabled(on)
    qtbot.addWidget(menu)
    return menu


def entry_colours(menu, place):
    """The colours of the letters and of the ground."""
    area = menu.actionGeometry(menu.actions()[place])
    image = menu.grab(area).toImage()
    shades = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    ground = image.pixelColor(image.width() // 2, 4)
    letters = max(shades, key=lambda shade: abs(shade.lightness() - ground.lightness()))
    return letters.name(), ground.name()


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.theme)
def test_menus_show_where_pointer_and_keys_are_and_what_is_off(app, menu, look):
    theme.apply_theme(app, look)
    menu.show()
    plain = entry_colours(menu, 0)
    assert contrast(*entry_colours(menu, 1)) < 0.6 * contrast(*plain)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction().text() == "First"
    assert contrast(entry_colours(menu, 0)[1], plain[1]) > 1.2
    assert contrast(*entry_colours(menu, 0)) > 4.5
    for entry in menu.actions()[1:]:  # a menu waits for a second movement
        QTest.mouseMove(menu, menu.actionGeometry(entry).center())
    assert menu.activeAction().text() == "Third"
    assert entry_colours(menu, 0) == plain
    assert contrast(entry_colours(menu, 2)[1], plain[1]) > 1.2


def test_nothing_is_drawn_where_two_scroll_bars_meet(app, qtbot):
    theme.apply_theme(app, LIGHT)
    table = QTableWidget(30, 30)
    qtbot.addWidget(table)
    table.resize(200, 150)
    table.show()
    bars = table.verticalScrollBar(), table.horizontalScrollBar()
    assert all(bar.isVisible() for bar in bars)
    picture = table.grab().toImage()
    left, top = picture.width() - bars[0].width(), picture.height() - bars[1].height()
    found = {
        picture.pixelColor(x, y).name()
        for x in range(left, picture.width())
        for y in range(top, picture.height())
    }
    assert found == {LIGHT.card}
