"""pyqtgraph is whole, though most of it was not imported at the start."""

import subprocess
import sys

import pyqtgraph as pg
from PySide6 import QtCore, QtWidgets

from visualizer.gui.look.quick_import import COPIED, UNUSED, import_pyqtgraph

CHECK = """
import sys
from visualizer.gui.look.quick_import import UNUSED, pg
unused = [name for name in UNUSED if f"pyqtgraph.{name}" in sys.modules]
assert not unused, unused
from pyqtgraph.widgets.TableWidget import TableWidget
from PySide6 import QtGui
assert pg.Qt.QtGui.QPainter is QtGui.QPainter
assert "QPainter" in dir(pg.Qt.QtGui) and "QPainter" in dir(QtGui)
"""


def test_its_modules_have_the_names_of_qt() -> None:
    assert pg.Qt.QtCore.QTimer is QtCore.QTimer
    assert pg.Qt.QtWidgets.QWidget is QtWidgets.QWidget
    assert {"QTimer", "QObject"} <= set(dir(QtCore))


def test_what_is_left_out_can_still_be_had() -> None:
    subprocess.run([sys.executable, "-c", CHECK], check=True)


def test_every_name_that_is_left_out_exists() -> None:
    code = "; ".join(f"import pyqtgraph.{name}" for name in UNUSED)
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_second_time_does_nothing() -> None:
    before = {name: sys.modules[f"pyqtgraph.Qt.{name}"] for name in COPIED}
    import_pyqtgraph()
    assert before == {name: sys.modules[f"pyqtgraph.Qt.{name}"] for name in COPIED}
