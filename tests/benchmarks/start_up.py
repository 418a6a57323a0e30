"""From the start of the process to the first picture, against a bare pyqtgraph window.

Both are watched from outside, in the frame buffer of a virtual screen: nothing is changed
in either program.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.measure import Result
from tests.end_to_end.screen import Screen

BARE = """
import pyqtgraph as pg
app = pg.mkQApp()
window = pg.PlotWidget()
window.plot([0.0, 1.0, 4.0, 9.0])
window.resize(1400, 900)
window.show()
app.exec()
"""
PATIENCE = 30.0
QUIET = 0.4


class FrameBuffer:
    """What a virtual screen shows, looked at every other line."""

    def __init__(self, screen: Screen) -> None:
        file = Path(screen._folder.name) / "Xvfb_screen0"
        header = np.fromfile(file, ">u4", 25)
        width, height = screen.size
        start = int(header[0] + 12 * header[19])
        self._pixels = np.memmap(file, np.uint32, "r", start, (height, width))[::2]
        self._empty = self._pixels.copy()

    def is_empty(self) -> bool:
        return bool(np.array_equal(self._pixels, self._empty))

    def wait(self, empty: bool) -> None:
        """Wait until the screen is empty, or no longer; TimeoutError when it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while self.is_empty() != empty:
            if time.monotonic() > deadline:
                raise TimeoutError("the screen does not change")
            time.sleep(0.001)

    def wait_until_empty(self) -> None:
        """Wait until nothing is shown, and nothing more comes: a server clears up in steps."""
        since = time.monotonic()
        while time.monotonic() - since < QUIET:
            if not self.is_empty():
                self.wait(empty=True)
                since = time.monotonic()
            time.sleep(0.01)


UNUSUAL = ("QT_QPA_PLATFORM", "PYTHONDONTWRITEBYTECODE")
"""Variables that users have not set: what is installed was compiled before it is started."""


def seconds_to_paint(screen: Screen, pixels: FrameBuffer, command: list[str], cache: str) -> float:
    """Start a program, wait until it has painted something, end it.

    `cache` is the folder of its compiled modules: it fills it when it is first started.
    """
    environment = {key: value for key, value in screen.environment.items() if key not in UNUSUAL}
    environment["PYTHONPYCACHEPREFIX"] = cache
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=environment | {"HOME": home, "XDG_CONFIG_HOME": home},
            stderr=subprocess.DEVNULL,
        )
        try:
            pixels.wait(empty=False)
            return time.perf_counter() - start
        finally:
            process.kill()
            process.wait()
            pixels.wait_until_empty()


def start_up(rounds: int = 9, before: int = 1) -> list[Result]:
    """The shortest times of several starts in turns.

    One of each `before` does not count: it compiles the modules, and fills the caches.
    """
    programs = [[sys.executable, "-c", BARE], [sys.executable, "-m", "visualizer"]]
    best = [float("inf"), float("inf")]
    with Screen() as screen, tempfile.TemporaryDirectory() as cache:
        pixels = FrameBuffer(screen)
        for number in range(before + rounds):
            for place, command in enumerate(programs):
                seconds = seconds_to_paint(screen, pixels, command, cache)
                if number >= before:
                    best[place] = min(best[place], seconds)
    bare, ours = best
    return [
        Result(
            "Start to the first painted window, against a bare pyqtgraph window",
            ours / bare, 1.5, " times as long", False,
            f"{1000 * ours:.0f} ms, the bare window {1000 * bare:.0f} ms",
        )
    ]  # fmt: skip
