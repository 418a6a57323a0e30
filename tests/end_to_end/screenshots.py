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
from PySide6.QtWidgets import QApplication, QPushButton

from visualizer.gui.window.application import make_application
from visualizer.gui.window.main_window import MainWindow
from visualizer.storage.lessons import find_lesson

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "help" / "images"
SIZE = (1400, 900)
MOST_MILLISECONDS = 60_000

PICTURES: Mapping[str, Mapping[str, Any]] = {
    "window-light": {"theme": "light", "lesson": "one-weight-line", "epoch": 6},
    "classes": {"theme": "light", "lesson": "digits", "epoch": 20},
    "surface": {"theme": "dark", "lesson": "himmelblau", "epoch": 20, "pressed": "3-D"},
}


def take(
    app: QApplication, theme: str, lesson: str, epoch: int, path: Path, pressed: str = ""
) -> None:
    """Open a lesson in the real window, go to an epoch, wait until all is drawn, and save.

    `pressed` names a button of the landscape that is pressed before.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        settings.setValue("window/theme", theme)
        window = MainWindow(app, settings)
        window.resize(*SIZE)
        window.fill()
        window.documents.open_lesson(find_lesson(lesson))
        window.stage.start()
        window.show()
        QTest.qWait(100)
        _wait(lambda: not window.session.training_now and window.pane.frame is not None)
        if pressed:
            buttons = window.landscape_card.findChildren(QPushButton)
            next(one for one in buttons if one.text() == pressed).click()
        window.playback.seek(epoch)
        QTest.qWait(300)
        window.pane.derived.wait(MOST_MILLISECONDS / 1000)
        QTest.qWait(1500)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not window.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        window.close_unasked()
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
