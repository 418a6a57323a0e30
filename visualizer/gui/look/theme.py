"""Light and dark: one look becomes fonts, palette and style sheet of the application."""

import subprocess
import sys
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from shutil import which

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from visualizer.core.resources import resource
from visualizer.gui.look.look import DARK, LIGHT, SIGNS, Look
from visualizer.gui.look.stylesheet import BASE_SIZE, SMALLEST_SIZE, shades, style_sheet

THEMES = ("system", "light", "dark")

# Families of the shipped fonts.
WORDS = "Inter"
FIGURES = "JetBrains Mono"


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the shipped fonts with Qt, once, and return the names of their families."""
    try:
        folder = resource("fonts")
    except FileNotFoundError:
        return ()
    families: dict[str, None] = {}
    for path in sorted(folder.glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families.update(dict.fromkeys(QFontDatabase.applicationFontFamilies(number)))
    return tuple(families)


def with_fonts(look: Look, families: Collection[str]) -> Look:
    """The look with the shipped fonts where it names none itself; the system's if missing."""
    words, fixed = look.family, look.mono_family
    if not words:
        words = WORDS if WORDS in families else QGuiApplication.font().family()
    if not fixed:
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed = FIGURES if FIGURES in families else QFontInfo(system).family()
    return replace(look, family=words, mono_family=fixed)


def chosen_look(theme: str) -> Look:
    """The look of a choice: "light", "dark", or "system" for what the desktop uses."""
    if theme == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        theme = "dark" if scheme == Qt.ColorScheme.Dark else "light"
    return DARK if theme == "dark" else LIGHT


def apply_theme(app: QApplication, look: Look) -> Look:
    """Dress the application; returns the look with the names of the fonts in use.

    Palette and style sheet are our own: Qt's colour scheme does nothing on some
    platforms. Plots are not reached by this, they have their own `restyle`.
    """
    if not (look.family and look.mono_family):
        look = with_fonts(look, load_fonts())
    if not app.styleSheet():  # not yet dressed
        app.setStyle(QStyleFactory.create("Fusion"))
    font = QFont([look.family, SIGNS])
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setPixelSize(max(SMALLEST_SIZE, round(BASE_SIZE * look.scale)))
    app.setFont(font)
    app.setPalette(make_palette(look))
    sheet = style_sheet(look, look.mono_family)
    # Setting a style sheet lays out every widget anew, even an equal one.
    if sheet != app.styleSheet():
        app.setStyleSheet(sheet)
    return look


def make_palette(look: Look) -> QPalette:
    """The colours of everything that the style sheet leaves to Fusion."""
    shade = shades(look)
    role = QPalette.ColorRole
    colours = {
        role.Window: look.background,
        role.WindowText: look.text,
        role.Base: look.field,
        role.AlternateBase: shade["stripe"],
        role.Text: look.text,
        role.Button: look.card,
        role.ButtonText: look.text,
        role.BrightText: look.danger,
        role.Highlight: look.accent,
        role.HighlightedText: look.accent_text,
        role.Accent: look.accent,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.PlaceholderText: look.muted,
        role.ToolTipBase: shade["tip"],
        role.ToolTipText: shade["tip_text"],
        role.Light: shade["hover"],
        role.Midlight: look.border,
        role.Mid: shade["outline"],
        role.Dark: shade["outline"],
        role.Shadow: look.border,
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(shade["disabled"]))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(shade["outline"]))
    return palette


def reduced_motion() -> bool:
    """Whether the desktop asks for less motion; false where it does not tell.

    May start a small program: call it after the window is shown.
    """
    if sys.platform == "win32":
        return _windows_reduces_motion()
    if sys.platform == "darwin":
        return _answer("defaults", "read", "com.apple.universalaccess", "reduceMotion") == "1"
    answer = _answer("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")
    return answer == "false"


def _answer(program: str, *arguments: str) -> str:
    path = which(program)
    if path is None:
        return ""
    try:
        done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=1)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _windows_reduces_motion() -> bool:
    import ctypes

    animated = ctypes.c_int(1)
    get_client_area_animation = 0x1042
    user32 = getattr(ctypes, "windll").user32  # noqa: B009 - absent on other systems
    user32.SystemParametersInfoW(get_client_area_animation, 0, ctypes.byref(animated), 0)
    return not animated.value
