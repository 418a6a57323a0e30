"""Stored settings are input: whatever is in the file, the window opens and is usable."""

import random

import pytest
from PySide6.QtCore import QByteArray, QDate, QPoint, QRect, QSettings

from tests.gui.windows import settle
from visualizer.gui.look.preferences import (
    FOLDER,
    GEOMETRY,
    PREFERENCES,
    RECENT,
    STATE,
    THEME,
    Preferences,
)

RANDOM_VALUES = 10_000
LETTERS = "abc/ .,;\\\"'@()[]=%\0\n\tß€\U0001f600"


def random_value(chance: random.Random, depth: int = 0) -> object:
    """A value that a settings file could hold."""
    makers = [
        lambda: "".join(chance.choices(LETTERS, k=chance.randrange(12))),
        lambda: "x" * chance.choice((0, 4096, 4097, 100_000)),
        lambda: chance.choice((True, False)),
        lambda: chance.randrange(-(2**31), 2**31),
        lambda: chance.choice((float("nan"), float("inf"), -1.5, 1e308)),
        lambda: QByteArray(chance.randbytes(chance.randrange(40))),
        lambda: QByteArray(b"\x01\xd9\xd0\xcb" + chance.randbytes(60)),
        lambda: QByteArray(b"\x00\x00\x00\xff\x00\x00\x00\x01" + chance.randbytes(60)),
        lambda: QPoint(chance.randrange(9), 3),
        lambda: QRect(0, 0, chance.randrange(9), 3),
        lambda: QDate(2000, 1, 1),
        lambda: None,
        lambda: chance.choice(("system", "light", "dark", "purple", "Dark", "@Invalid()")),
    ]
    if depth < 2:
        makers += [
            lambda: [random_value(chance, depth + 1) for _ in range(chance.randrange(4))],
            lambda: {"key": random_value(chance, depth + 1)},
        ]
    return chance.choice(makers)()


@pytest.mark.parametrize("number", range(len(PREFERENCES)))
def test_every_key_takes_any_value(settings, tmp_path, number):
    preference = PREFERENCES[number]
    chance = random.Random(number)
    refused = 0
    for place in range(-(-RANDOM_VALUES // len(PREFERENCES))):
        settings.setValue(preference.key, random_value(chance))
        store = settings
        if place % 50 == 0:
            # As another process finds it: from the file.
            settings.sync()
            store = QSettings(settings.fileName(), QSettings.Format.IniFormat)
        preferences = Preferences(store)
        value = preferences.get(preference)
        assert type(value) is type(preference.default)
        # What is given back passes the check itself.
        assert value == preference.default or preference.check(value) == value
        refused += bool(preferences.notes())
    assert 0 < refused < RANDOM_VALUES


@pytest.mark.parametrize("preference", PREFERENCES, ids=lambda one: one.key)
def test_nothing_stored_is_the_default_without_a_note(settings, preference):
    preferences = Preferences(settings)
    assert preferences.get(preference) == preference.default
    assert preferences.notes() == ""


def test_one_note_names_what_fell_back(settings):
    settings.setValue("window/theme", "purple")
    settings.setValue("files/recent", 17)
    preferences = Preferences(settings)
    for _ in range(2):
        assert preferences.get(THEME) == "system"
        assert preferences.get(RECENT) == ()
    assert preferences.notes() == (
        "Some settings could not be read, the usual ones hold (theme, recent files)"
    )


def test_a_list_of_one_and_names_with_commas(settings):
    for paths in (("/a/b.toml",), ("/a,b/c.toml", "/d"), ()):
        Preferences(settings).set(RECENT, paths)
        settings.sync()
        again = Preferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))
        assert again.get(RECENT) == paths
        assert again.notes() == ""


BINARY = random.Random(3).randbytes(5000)
CUT_OFF = b"[window]\ntheme=purple\n[files\nfolder"


@pytest.mark.parametrize("content", [b"", BINARY, CUT_OFF, b"\xff" * 99])
def test_any_file_is_read_and_settings_are_kept_afterwards(tmp_path, settings, content):
    with open(settings.fileName(), "wb") as file:
        file.write(content)
    settings.sync()
    preferences = Preferences(settings)
    for one in PREFERENCES:
        preferences.get(one)
    assert preferences.get(THEME) == "system"
    preferences.set(THEME, "dark")
    preferences.sync()
    again = Preferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert again.get(THEME) == "dark"


def test_a_window_opens_on_any_file_and_settings_are_kept_afterwards(make_window, settings):
    with open(settings.fileName(), "wb") as file:
        file.write(BINARY)
    settings.sync()
    window = make_window()
    assert window.theme == "system"
    window.actions_by_name["theme_dark"].trigger()
    window.preferences.sync()
    again = Preferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert again.get(THEME) == "dark"


def test_a_window_opens_whatever_the_keys_hold(make_window, settings):
    window = make_window()
    window.docks.open("rate")
    state, geometry = window.saveState(1), window.saveGeometry()
    chance = random.Random(8)
    for number in range(4):
        for preference in PREFERENCES:
            settings.setValue(preference.key, random_value(chance))
        if number % 2:
            settings.setValue(STATE.key, _bent(state, chance))
            settings.setValue(GEOMETRY.key, _bent(geometry, chance))
        window = make_window()
        settle(window)
        assert window.isVisible()
        assert window.width() >= window.minimumWidth()


def _bent(written: QByteArray, chance: random.Random) -> QByteArray:
    """What Qt has written, with some bytes changed or its end cut off."""
    content = bytearray(written.data())
    for _ in range(chance.randrange(1, 4)):
        content[chance.randrange(8, len(content))] = chance.randrange(256)
    return QByteArray(bytes(content[: chance.choice((len(content), 40))]))


def test_settings_that_cannot_be_written_are_said(tmp_path):
    (tmp_path / "file").write_text("")
    store = QSettings(str(tmp_path / "file" / "settings.ini"), QSettings.Format.IniFormat)
    sentence = Preferences(store).notes()
    assert sentence.startswith("Settings will not be kept")
    assert "settings.ini" in sentence


def test_the_note_is_shown_and_stays_when_a_run_comes(make_window, settings):
    window = make_window()
    window.status.remind("Some settings could not be read")
    window.actions_by_name["new"].trigger()
    settle(window)
    window.status.update()
    assert window.statusBar().currentMessage() == "Some settings could not be read"


def test_two_windows_share_their_recent_files(make_window, settings, tmp_path):
    paths = [tmp_path / f"{name}.toml" for name in ("one", "two", "three")]
    for path in paths:
        path.write_text("format = 1\n")
    other = Preferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    window = make_window()
    window.documents.remember(str(paths[0]))
    # Another process has its own store of the same file.
    other.sync()
    other.set(RECENT, (str(paths[1]), *other.get(RECENT)))
    other.sync()
    window.documents.remember(str(paths[2]))
    assert window.documents.recent() == [str(paths[2]), str(paths[1]), str(paths[0])]
    other.sync()
    assert other.get(RECENT) == (str(paths[2]), str(paths[1]), str(paths[0]))


def test_recent_files_whose_names_no_file_can_have(make_window, settings, tmp_path):
    (tmp_path / "there.toml").write_text("format = 1\n")
    long = "/" + "x" * 300
    settings.setValue(RECENT.key, [long, str(tmp_path / "there.toml"), "/missing"])
    settings.setValue(FOLDER.key, long)
    assert make_window().documents.recent() == [str(tmp_path / "there.toml")]
