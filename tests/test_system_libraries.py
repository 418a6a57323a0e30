import sys

import pytest

from visualizer import system_libraries
from visualizer.system_libraries import (
    PACKAGES,
    PLATFORMS,
    explanation,
    main,
    missing_libraries,
    packages_for,
    window_platform,
)

REPORT = """\
/qt/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f01)
/qt/QtGui.abi3.so:
\tlibEGL.so.1 => not found
\tlibodd.so.7 => not found
"""


@pytest.fixture
def bare_machine(monkeypatch):
    def libraries(platform):
        return system_libraries._not_found(REPORT)

    monkeypatch.setattr(system_libraries, "missing_libraries", libraries)


def test_report_of_ldd_is_read():
    assert system_libraries._not_found(REPORT) == (
        "libEGL.so.1",
        "libodd.so.7",
        "libxcb-cursor.so.0",
    )
    assert system_libraries._not_found("") == ()


def test_packages_of_libraries():
    assert packages_for(["libgthread-2.0.so.0", "libglib-2.0.so.0", "libodd.so.7"]) == (
        "libglib2.0-0",
    )
    assert packages_for([]) == ()


def test_explanation_names_libraries_and_the_command(bare_machine):
    sentence = explanation("xcb")
    assert "libodd.so.7" in sentence
    assert "apt-get install libegl1 libxcb-cursor0)" in sentence
    assert "\n" not in sentence


def test_program_prints_packages(bare_machine, capsys):
    assert main(["xcb"]) == 0
    output = capsys.readouterr()
    assert output.out == "libegl1\nlibxcb-cursor0\n"
    assert "libodd.so.7" in output.err


def test_program_refuses_unknown_platforms(capsys):
    assert main(["beos"]) == 1
    assert "beos" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only asked on Linux")
def test_nothing_is_missing_where_the_tests_run():
    assert missing_libraries("offscreen") == ()
    assert explanation("offscreen") == ""


def test_every_qt_file_is_there():
    files = [file for platform in PLATFORMS for file in system_libraries.platform_files(platform)]
    if sys.platform == "linux":
        assert all(file.is_file() for file in files)


def test_other_systems_miss_nothing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing_libraries("xcb") == ()


def test_no_ldd_means_no_answer(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert missing_libraries("xcb") == ()


@pytest.mark.parametrize(
    ("display", "wayland", "platform"),
    [("", "", "offscreen"), (":0", "", "xcb"), ("", "wayland-0", "wayland"), (":0", "w", "xcb")],
)
def test_window_platform(monkeypatch, display, wayland, platform):
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland)
    assert window_platform() == platform


def test_names_of_packages_look_like_debian():
    assert all(
        package == package.lower() and package.startswith("lib") for package in PACKAGES.values()
    )
