"""Makes the small pictures of the gallery of lessons: the landscape with the way of each run.

python -m tests.end_to_end.lesson_pictures [NAME ...]
"""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QRectF, QSettings, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from visualizer.gui.window.application import make_application
from visualizer.gui.window.main_window import MainWindow
from visualizer.storage.lessons import find_lesson, lesson_names

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "lessons" / "pictures"
WIDTH, HEIGHT = 320, 200


def take(app: QApplication, name: str) -> None:
    """Train a lesson, wait for its map, and save the middle of it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        settings.setValue("window/theme", "light")
        window = MainWindow(app, settings)
        window.resize(1100, 900)
        window.fill()
        window.documents.open_lesson(find_lesson(name))
        window.landscape.choose(arrows=False, cloud=False)
        window.stage.start()
        window.show()
        QTest.qWait(200)
        while window.session.training_now or window.pane.frame is None:
            QTest.qWait(50)
        window.playback.seek(window.session.state.run.epochs)
        QTest.qWait(500)
        window.pane.derived.wait(60)
        QTest.qWait(1500)
        _save(window, FOLDER / f"{name}.png")
        window.close_unasked()
        window.deleteLater()


def _save(window: MainWindow, path: Path) -> None:
    for item in (window.landscape.read_out, window.landscape.note, window.landscape.start.label):
        item.setVisible(False)
    area = window.landscape.box.sceneBoundingRect()
    # The middle, as wide as it is high times the shape of the picture.
    width = min(area.width(), area.height() * WIDTH / HEIGHT)
    height = width * HEIGHT / WIDTH
    part = QRectF(0, 0, width, height)
    part.moveCenter(area.center())
    image = QImage(WIDTH * 2, HEIGHT * 2, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    window.landscape_view.scene().render(painter, QRectF(image.rect()), part)
    painter.end()
    small = image.scaled(WIDTH, HEIGHT, mode=Qt.TransformationMode.SmoothTransformation)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not small.convertToFormat(QImage.Format.Format_Indexed8).save(str(path)):
        raise OSError(f"{path} cannot be written")


def main(names: list[str]) -> None:
    """Make the pictures of these lessons, or of all."""
    app = make_application(["lesson pictures"])
    for name in names or lesson_names():
        take(app, name)
        print(name, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(sys.argv[1:])
    os._exit(0)
