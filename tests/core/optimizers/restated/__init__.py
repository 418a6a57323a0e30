"""The published rules once more, for one number at a time, in plain Python.

Each is a coroutine for one parameter: it yields the parameter and is sent its slope. They
are written from the papers (and, where these differ, from PyTorch's documentation), not
from the program, and know nothing of arrays. The flags give what a reader might have
taken the rule for.

A module here restates the rules of the module of the same name in the program: the
coroutine of each, and its entry in `PUBLISHED`. It is found here.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from tests.core.optimizers.restated.base import Published, walk

_MODULES = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]

PUBLISHED: Mapping[str, Published] = {
    kind: published
    for module in _MODULES
    for kind, published in getattr(module, "PUBLISHED", {}).items()
}

__all__ = ["PUBLISHED", "Published", "walk"]
