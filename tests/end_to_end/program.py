"""The real program in its own process, with a window on a virtual screen."""

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.end_to_end.screen import PATIENCE, Screen

TITLE = "Gradient Descent Visualizer"
START = 60.0  # seconds until the window is there: a first start compiles every module


class Program:
    """A started program and its main window.

    It runs in an empty folder with empty settings, so that nothing of this machine or of the
    checkout helps it. Raises AssertionError when no window with the title appears.
    """

    def __init__(self, screen: Screen, command: Sequence[str], title: str = TITLE) -> None:
        self.screen = screen
        self._folder = tempfile.TemporaryDirectory(prefix="program-")
        home = Path(self._folder.name)
        work = home / "work"
        work.mkdir()
        self._errors = (home / "stderr").open("w+")
        places = {
            f"XDG_{name}_HOME": str(home / name.lower())
            for name in ("CONFIG", "DATA", "CACHE", "STATE")
        }
        self._process = subprocess.Popen(
            command,
            env=screen.environment | places | {"HOME": str(home)},
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        try:
            self.window = self._find_window(title)
        except BaseException:
            self.close()
            raise
        screen.xdotool("windowfocus", "--sync", self.window)

    def title(self) -> str:
        """Return the title of the window."""
        return self.screen.xdotool("getwindowname", self.window)

    def size(self) -> tuple[int, int]:
        """Return width and height of the window in pixels."""
        lines = self.screen.xdotool("getwindowgeometry", "--shell", self.window).splitlines()
        values = dict(line.split("=", 1) for line in lines)
        return int(values["WIDTH"]), int(values["HEIGHT"])

    def press(self, *keys: str) -> None:
        """Press keys one after the other, named as X does ("space", "Right", "ctrl+q")."""
        self.screen.xdotool("key", "--clearmodifiers", "--delay", "60", *keys)

    def wait(self) -> int:
        """Return the exit status; AssertionError when the program does not end."""
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError("the program did not end") from None

    def errors(self) -> str:
        """Return all that was written to the standard error so far."""
        self._errors.flush()
        return Path(self._errors.name).read_text(errors="replace")

    def close(self) -> None:
        """End the program, however it is, and remove its folder."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE)
        self._errors.close()
        self._folder.cleanup()

    def _find_window(self, title: str) -> str:
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            found = self.screen.xdotool("search", "--onlyvisible", "--name", title).split()
            if found:
                return found[0]
            if self._process.poll() is not None:
                raise AssertionError(
                    f"the program ended with {self._process.returncode}: {self.errors()}"
                )
            time.sleep(0.1)
        raise AssertionError(f"no window called {title!r} in {START:g} s: {self.errors()}")
