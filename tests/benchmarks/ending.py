"""How soon training stops, and the program ends, with a network whose steps take seconds.

`python -m tests.benchmarks.ending FILE SECONDS` opens FILE in the real window, stops the
training after so many seconds, goes on with it, closes the window and prints JSON; use
`measured` to have that done on a virtual screen.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE, Popen

import numpy as np
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from tests.benchmarks.measure import Result
from tests.end_to_end.screen import Screen
from visualizer.app.intents import OpenExperiment, StopTraining, Train
from visualizer.core.experiment import Experiment
from visualizer.core.quiet import ONE_BLAS_THREAD
from visualizer.gui.window.application import make_application
from visualizer.gui.window.main_window import MainWindow

ROWS, PIXELS, UNITS, CLASSES = 60_000, 784, 256, 10
LOADED = 60.0
"""Seconds until the data must have been read."""

DELAYS = (2.0, 3.7, 6.1)
"""Seconds of training after which it is stopped: what is under way then is another thing."""


def images(folder: Path, rows: int) -> Path:
    """A file of so many rows, as large as the best known set of digits."""
    random = np.random.default_rng(0)
    path = folder / "images.npz"
    np.savez(
        path,
        inputs=random.integers(0, 256, (rows, PIXELS), np.uint8),
        targets=random.integers(0, CLASSES, (rows, 1), np.uint8),
    )
    return path


def experiment(path: Path) -> Experiment:
    """The network on all rows at once: a step takes seconds."""
    problem = {
        "data": str(path),
        "hidden": [UNITS],
        "activation": "relu",
        "output": "softmax",
        "loss": "categorical_cross_entropy",
    }
    return Experiment.from_dict(
        {"problem": problem, "data": {"scaling": "min-max"}, "training": {"epochs": 1000}}
    )


class _Trial:
    """Trains for a while, stops, goes on for a while, closes; notes when."""

    def __init__(self, app: QApplication, path: Path, seconds: float) -> None:
        settings = QSettings(str(path.with_suffix(".ini")), QSettings.Format.IniFormat)
        self.window = MainWindow(app, settings)
        self.window.resize(1400, 900)
        self.window.fill()
        self.window.stage.start()
        self.window.show()
        self._seconds = seconds
        self._longest = self._last = 0.0
        self._pulse = QTimer()
        self._pulse.setInterval(5)
        self._pulse.timeout.connect(self._on_pulse)
        self.found: dict[str, float] = {}
        session = self.window.session
        session.apply(OpenExperiment(experiment(path)))
        self._deadline = time.monotonic() + LOADED
        QTimer.singleShot(100, self._wait_for_data)

    def _on_pulse(self) -> None:
        """Note how long the window could not answer at most."""
        now = time.perf_counter()
        if self._last:
            self._longest = max(self._longest, now - self._last)
        self._last = now

    def _wait_for_data(self) -> None:
        if not self.window.session.state.runs:
            assert time.monotonic() < self._deadline, "the data were not read"
            QTimer.singleShot(100, self._wait_for_data)
            return
        QTimer.singleShot(round(1000 * self._seconds), self._stop)

    def _stop(self) -> None:
        session = self.window.session
        history = session.state.run.history
        start = time.perf_counter()
        session.apply(StopTraining())
        answered = time.perf_counter() - start
        # Until the step that was under way is given up: then anything else can be done.
        while history.ending is None and time.perf_counter() - start < 30:
            time.sleep(0.001)
        self.found = {"answered": answered, "stopped": time.perf_counter() - start}
        session.apply(Train())
        self._pulse.start()
        QTimer.singleShot(round(1000 * self._seconds), self._close)

    def _close(self) -> None:
        self._pulse.stop()
        self.found["stalled"] = self._longest
        self.found["closing"] = time.time()
        self.window.close()
        self.found["hidden"] = time.time()
        QApplication.quit()


def main(path: Path, seconds: float) -> None:
    """Print what was measured and end the process as the program does."""
    from visualizer.gui.window.application import _leave

    app = make_application(["benchmark"])
    trial = _Trial(app, path, seconds)
    with ONE_BLAS_THREAD:
        app.exec()
    print(json.dumps(trial.found), flush=True)
    _leave(0)


def measured(rows: int = ROWS, delays: Sequence[float] = DELAYS) -> list[Result]:
    """Measure in processes of their own, on a virtual screen."""
    stops, ends, stalls = [], [], []
    with Screen() as screen, tempfile.TemporaryDirectory() as home:
        path = images(Path(home), rows)
        for seconds in delays:
            command = [sys.executable, "-m", "tests.benchmarks.ending", str(path), str(seconds)]
            environment = screen.environment | {"HOME": home, "XDG_CONFIG_HOME": home}
            with Popen(command, env=environment, stdout=PIPE, text=True) as process:
                text, _ = process.communicate(timeout=200)
                ended = time.time()
            found = json.loads(text)
            stops.append(found["stopped"])
            ends.append(ended - found["closing"])
            stalls.append(found["stalled"])
    what = f"network {PIXELS}-{UNITS}-{CLASSES} on {rows:,} rows"
    each = f"after {', '.join(f'{delay:g}' for delay in delays)} s of training"
    return [
        Result(
            f"Stop, {what}: until the step under way is given up",
            1000 * max(stops), 200, " ms", False,
            f"the longest of {len(stops)}, {each}",
        ),
        Result(
            f"Closing the window, {what}: until the process has ended",
            1000 * max(ends), 1000, " ms", False,
            f"the longest of {len(ends)}, {each}; "
            f"the window stood still for {1000 * max(stalls):.0f} ms at most before",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
