"""What is found out before Qt is loaded."""

import pytest

from visualizer.cli import main, window
from visualizer.cli.window import no_window

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(window.sys, "platform", "linux")
    monkeypatch.setattr(window, "explanation", lambda platform: "")


def test_without_a_display_there_is_no_window():
    assert no_window().startswith("there is no display to open a window on; `visualizer export")


def test_a_display_that_does_not_answer(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":7654")
    assert no_window().startswith("the display :7654 cannot be reached; ")


def test_what_is_missing_for_a_display_is_named(monkeypatch):
    monkeypatch.setattr(window, "_x_server_answers", lambda: True)
    monkeypatch.setattr(window, "platform_files", lambda platform: ["no such library"])
    monkeypatch.setattr(window, "explanation", lambda platform: f"Qt misses lib{platform}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert no_window() == "Qt misses libwayland"
    monkeypatch.setenv("DISPLAY", ":0")
    assert no_window() == "Qt misses libxcb"


def test_other_systems_and_other_platforms_of_qt_have_a_window(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert no_window() == ""
    monkeypatch.delenv("QT_QPA_PLATFORM")
    for system in ("win32", "darwin"):
        monkeypatch.setattr(window.sys, "platform", system)
        assert no_window() == ""


@pytest.mark.parametrize("name", ["nothing.toml", "nothing"])
def test_a_missing_file_opens_no_window(monkeypatch, capsys, name):
    monkeypatch.setattr(window, "no_window", lambda: pytest.fail("too late"))
    assert main([name]) == 1
    assert f"visualizer: {name}: there is no such file" in capsys.readouterr().err


def test_the_window_is_given_the_file(monkeypatch):
    given = []
    monkeypatch.setattr(window, "no_window", lambda: "")
    place = "visualizer.gui.window.application.main"
    monkeypatch.setattr(place, lambda file: given.append(file) or 7)
    assert main([]) == 7
    assert main(["sphere"]) == 7
    assert given == ["", "sphere"]
