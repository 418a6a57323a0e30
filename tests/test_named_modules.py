"""Modules that are imported by their names: each name leads to what it promises.

A packager that follows import statements does not find them; it is told of the whole package,
as all of these names are in it.
"""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

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
