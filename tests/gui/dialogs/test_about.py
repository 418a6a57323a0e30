import tomllib
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from visualizer import __version__
from visualizer.gui.dialogs.about import LIBRARIES, AboutDialog, library_versions, versions

ROOT = Path(__file__).parents[3]


def test_every_dependency_is_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [entry.split(">")[0].split("=")[0] for entry in project["dependencies"]]
    assert names == list(LIBRARIES)


def test_versions_are_known():
    assert all(version != "unknown version" for _, version, _ in library_versions())


def test_it_tells_version_and_licence(qtbot):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert __version__ in dialog.words.text()
    assert "MIT License" in dialog.words.text()
    dialog.copying.click()
    assert QGuiApplication.clipboard().text() == versions() + "\n"
    assert versions().startswith(f"Gradient Descent Visualizer {__version__}\nPython 3.")
