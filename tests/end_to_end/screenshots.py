"""Takes the screenshots of README and of the help pages from the real window.

python -m tests.end_to_end.screenshots
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from visualizer.gui.application import make_application
from visualizer.gui.main_window import MainWindow
from visualizer.storage.lessons import find_lesson

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "help" / "images"
SIZE = (1400, 900)
MOST_MILLISECONDS = 10_000

PICTURES: Mapping[str, Mapping[str, Any]] = {
    "window-light": {"theme": "light", "lesson": "one-weight-line", "epoch": 6},
    "window-dark": {"theme": "dark", "lesson": "rosenbrock", "epoch": 700},
}


def take(app: QApplication, theme: str, lesson: str, epoch: int, path: Path) -> None:
    """Open a lesson in the real window, go to an epoch, wait until all is drawn, and save."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        settings.setValue("window/theme", theme)
        window = MainWindow(app, settings)
        window.resize(*SIZE)
        window.fill()
        window.documents.open_lesson(find_lesson(lesson))
        window.stage.start()
        window.show()
        _wait(lambda: not window.session.training_now and window.stage.frame is not None)
        window.playback.seek(epoch)
        QTest.qWait(300)
        window.landscapes.wait(MOST_MILLISECONDS / 1000)
        window.judging.wait(MOST_MILLISECONDS / 1000)
        QTest.qWait(500)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not window.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        window.close()
        window.deleteLater()
        QTest.qWait(50)


def _wait(ready: Any) -> None:
    for _ in range(MOST_MILLISECONDS // 20):
        if ready():
            return
        QTest.qWait(20)
    raise TimeoutError("the window is not ready")


def main() -> None:
    """Take all pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application(["visualizer"])
    for name, picture in PICTURES.items():
        take(app, path=FOLDER / f"{name}.png", **picture)


if __name__ == "__main__":
    main()
