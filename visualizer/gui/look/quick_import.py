"""Imports pyqtgraph in a fraction of its time, which is most of the time of our start.

pyqtgraph copies every name of PySide6's modules into modules of its own, and PySide6 makes
a class when its name is first asked for: a thousand classes, of which few are ever used.
Here its modules ask PySide6 for a name only when they need it, and widgets that are not
ours are not imported at all. Everything else takes `pg` from here.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

COPIED = ("QtCore", "QtGui", "QtWidgets")
UNUSED = {
    "imageview": (),
    "widgets.CheckTable": (),
    "widgets.ColorMapWidget": (),
    "widgets.DataFilterWidget": (),
    "widgets.DataTreeWidget": (),
    "widgets.DiffTreeWidget": (),
    "widgets.JoystickButton": (),
    "widgets.ProgressDialog": (),
    "widgets.RawImageWidget": (),
    "widgets.RemoteGraphicsView": ("RemoteGraphicsView",),
    "widgets.ScatterPlotWidget": (),
    "widgets.TableWidget": (),
}
"""Modules that pyqtgraph imports only to offer them, with the names it imports from them."""


def import_pyqtgraph() -> ModuleType:
    """Import pyqtgraph, unless that was done already, and return it."""
    if "pyqtgraph" in sys.modules:
        return sys.modules["pyqtgraph"]
    for name, exported in UNUSED.items():
        empty = ModuleType(f"pyqtgraph.{name}")
        vars(empty).update(dict.fromkeys(exported))
        sys.modules[empty.__name__] = empty
    for name in COPIED:
        module = _Following(f"pyqtgraph.Qt.{name}", importlib.import_module(f"PySide6.{name}"))
        sys.modules[module.__name__] = module
    with _nothing_listed([importlib.import_module(f"PySide6.{name}") for name in COPIED]):
        importlib.import_module("pyqtgraph")
    for name in UNUSED:
        # Whoever wants one after all gets the real one.
        del sys.modules[f"pyqtgraph.{name}"]
    return sys.modules["pyqtgraph"]


class _Following(ModuleType):
    """A module that has the names of another one."""

    def __init__(self, name: str, followed: ModuleType) -> None:
        super().__init__(name)
        self._followed = followed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._followed, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._followed)})


@contextmanager
def _nothing_listed(modules: list[ModuleType]) -> Iterator[None]:
    """Have `dir` of modules say nothing for a while."""
    kept = [vars(module).get("__dir__") for module in modules]
    for module in modules:
        vars(module)["__dir__"] = list
    try:
        yield
    finally:
        for module, listing in zip(modules, kept, strict=True):
            if listing is None:
                del vars(module)["__dir__"]
            else:
                vars(module)["__dir__"] = listing


if TYPE_CHECKING:
    import pyqtgraph as pg
else:
    pg = import_pyqtgraph()
