"""Modules that are imported by their names: each name leads to what it promises.

A packager that follows import statements does not find them; it is told of the whole package,
as all of these names are in it.
"""

import re
import sys
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from types import ModuleType

import visualizer
from visualizer.core.data.names import NAMES
from visualizer.gui.plots.registry import PLOTS

HOME = Path(visualizer.__file__).parent
DOCK = re.compile(r"""late\(\s*["']([\w.]+):(\w+)["']""")


def test_every_name_of_a_plot_or_a_source_can_be_imported():
    assert len([PLOTS[name] for name in PLOTS]) > 20
    for entry in NAMES.values():
        assert hasattr(import_module(f"visualizer.core.data.{entry.module}"), entry.options)


def test_every_body_of_a_dock_can_be_imported():
    found = [
        match for path in HOME.rglob("*.py") for match in DOCK.findall(path.read_text("utf-8"))
    ]
    assert len(found) > 5
    for module, name in found:
        assert callable(getattr(import_module(f"visualizer.gui.{module}"), name))


def test_whoever_imports_by_name_stays_within_known_packages():
    """A new place of this kind belongs to the tests above."""
    places = {
        path.relative_to(HOME).as_posix()
        for path in HOME.rglob("*.py")
        if "import_module(" in path.read_text("utf-8")
    }
    assert places == {
        "cli/commands/__init__.py",
        "core/data/sources.py",
        "core/registry.py",
        "gui/window/docks.py",
        "gui/plots/registry.py",
        "gui/look/quick_import.py",
    }
    assert find_spec("pyqtgraph") is not None


def test_a_packager_is_told_of_every_module_and_of_the_resources(monkeypatch):
    """PyInstaller runs the hook that the entry point leads to; here with its helper replaced."""
    project = tomllib.loads((HOME.parent / "pyproject.toml").read_text("utf-8"))
    points = project["project"]["entry-points"]["pyinstaller40"]
    module, _, function = points["hook-dirs"].partition(":")
    (folder,) = getattr(import_module(module), function)()
    asked = []
    helper = ModuleType("PyInstaller.utils.hooks")
    helper.copy_metadata = lambda name, recursive: asked.append((name, recursive)) or ["metadata"]
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, helper.__name__, helper)
    told = run_path(str(Path(folder, "hook-visualizer.py")))
    assert asked == [(project["project"]["name"], True)]
    hidden = told["hiddenimports"]
    assert len(hidden) == len(set(hidden)) > 300
    assert all(find_spec(name) is not None for name in hidden)
    named = {f"visualizer.core.data.{entry.module}" for entry in NAMES.values()}
    named |= {PLOTS[name].__module__ for name in PLOTS}
    named |= {module for module in sys.modules if module.startswith("visualizer.cli.commands.")}
    assert "visualizer.gui.cards.plot_cards" in hidden
    assert named <= set(hidden)
    (source, target), *rest = told["datas"]
    assert rest == ["metadata"]
    assert Path(source, "lessons").is_dir()
    # Where `resource` looks first: beside the modules.
    assert target == "visualizer/resources"
