"""The program as a process: signals close it as a user does, and it needs no terminal."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")

READY = "print('ready', flush=True)"
STARTING = (
    "import sys\n"
    "from PySide6.QtCore import QTimer\n"
    "from visualizer.gui.window import application\n"
    "first = application.show_first\n"
    "def show(window, *others):\n"
    "    first(window, *others)\n"
    "    {script}\n"
    f"    QTimer.singleShot(300, window, lambda: {READY})\n"
    "application.show_first = show\n"
    "from visualizer.cli import main\n"
    "sys.argv[1:] = []\n"
    "sys.exit(main())\n"
)


def environment(folder: Path) -> dict[str, str]:
    places = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "CACHE")}
    return {**os.environ, **places, "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"}


def hear_signals() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def started(folder: Path, script: str = "pass") -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", STARTING.format(script=script)],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background has these two ignored, for children too.
        preexec_fn=hear_signals,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def said(errors: str) -> str:
    """The standard error without what the offscreen platform says whenever a window is shown."""
    lines = errors.splitlines(keepends=True)
    return "".join(line for line in lines if "propagateSizeHints" not in line)


def settings_of(folder: Path) -> str:
    return "".join(path.read_text() for path in (folder / "CONFIG").rglob("*.conf"))


CHANGE = (
    "from visualizer.app.intents import ChangeSettings; "
    "window.session.apply(ChangeSettings({'optimizer.learning_rate': 0.05}))"
)
DIALOG = (
    "from PySide6.QtWidgets import QMessageBox; "
    "QTimer.singleShot(0, window, lambda: QMessageBox.question(window, 'a', 'b'))"
)


@pytest.mark.parametrize(
    ("name", "script"),
    [("SIGINT", "pass"), ("SIGINT", CHANGE), ("SIGTERM", CHANGE), ("SIGHUP", DIALOG)],
    ids=["ctrl+c", "ctrl+c, unsaved", "ended, unsaved", "terminal closed, asking"],
)
def test_a_signal_closes_the_window_and_settings_are_saved(tmp_path, name, script):
    process = started(tmp_path, script)
    number = getattr(signal, name)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, said(errors)) == (128 + number, "")
    assert "geometry" in settings_of(tmp_path)


def test_two_signals_end_a_program_that_hangs(tmp_path):
    process = started(tmp_path, "import time; QTimer.singleShot(350, lambda: time.sleep(600))")
    time.sleep(0.5)
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGINT


@pytest.mark.parametrize("closed", ["<&- >&- 2>&-", ">&-", "2>&-", ">&- 2>&-"])
def test_a_window_without_standard_streams(tmp_path, closed):
    """Their numbers must not be given to the connection to the display, or to a file."""
    close = "QTimer.singleShot(400, window, window.close)"
    code = STARTING.format(script=close)
    process = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, code],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (process.returncode, said(process.stderr)) == (0, "")
    assert "geometry" in settings_of(tmp_path)


def test_an_exception_while_the_window_is_made_ends_the_process(tmp_path):
    code = (
        "import sys\n"
        "from visualizer.gui.window import main_window\n"
        "def fail(*_): raise KeyError('purple')\n"
        "main_window.Arrangement.restore = fail\n"
        "from visualizer.cli import main\n"
        "sys.argv[1:] = []\n"
        "sys.exit(main())\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert process.returncode == 1
    (line,) = said(process.stderr).splitlines()
    assert line.startswith("visualizer: the window cannot be opened (KeyError: 'purple')")
    (log,) = (tmp_path / "DATA").rglob("errors.log")
    assert "Traceback" in log.read_text()
