"""Fixtures for tests of the whole window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.gui.windows import LEFT, close_window, new_window, settle, wait_until
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.theme import apply_theme
from visualizer.gui.window.main_window import MainWindow


@pytest.fixture(scope="session")
def _light_sheet(qapp: QApplication) -> str:
    apply_theme(qapp, LIGHT)
    return qapp.styleSheet()


@pytest.fixture(autouse=True)
def _usual_dress(qapp: QApplication, _light_sheet: str) -> None:
    """The style sheet and the fonts of the program, whatever a test before has left on.

    Sizes of widgets, and pictures that name no font, depend on them.
    """
    if qapp.styleSheet() != _light_sheet:
        apply_theme(qapp, LIGHT)


@pytest.fixture(autouse=True)
def _pointer_away(qapp: QApplication) -> None:
    """The pointer begins where no window is, with no button down.

    A plot that it was left over would be in use; a button that was left down holds it there.
    """
    if QApplication.mouseButtons():
        nobody = QWidget()
        for button in (LEFT, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            QTest.mouseRelease(nobody, button)
        nobody.deleteLater()
    QCursor.setPos(-1000, -1000)
    QApplication.processEvents()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings of the program, in a file of their own."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def make_window(qapp: QApplication, settings: QSettings) -> Iterator[Callable[..., MainWindow]]:
    """Opens windows with the same settings, one after the other; see `new_window`."""
    opened: list[MainWindow] = []

    def make(size: tuple[int, int] = (1400, 900)) -> MainWindow:
        while opened:
            close_window(opened.pop())
        opened.append(new_window(settings, size))
        settle(opened[-1])
        wait_until(lambda: opened[-1].pane.judgement is not None)
        return opened[-1]

    yield make
    while opened:
        close_window(opened.pop())


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    """The window on the line y = 3x, trained, drawn and judged."""
    return make_window()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table as spreadsheets write it: semicolons, decimal commas, latin-1."""
    rows = "".join(f"{x},5;{3 * x + 2},25\r\n" for x in range(1, 21))
    path = tmp_path / "rooms.csv"
    path.write_bytes(f"Größe;Preis\r\n{rows}".encode("latin-1"))
    return path
