"""Kinds of things that are found where they are declared: a new one is a class in a module."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TypeVar

K = TypeVar("K")


def kinds_in(
    package: str, path: Iterable[str], base: type[K], menu: Sequence[str], key: str = "kind"
) -> Mapping[str, type[K]]:
    """Every class below `base` in the modules of a package that has a key of its own.

    Parameters
    ----------
    package, path
        The name of the package, and where its modules are (its `__path__`).
    base
        What the classes derive from.
    menu
        Keys in the order in which they are offered; those that are not named follow by name.
    key
        The attribute that holds the key.

    Raises
    ------
    ValueError
        When two classes have the same key.
    """
    found: dict[str, type[K]] = {}
    for one in iter_modules(path):
        module = import_module(f"{package}.{one.name}")
        for kind in vars(module).values():
            if not isinstance(kind, type) or not issubclass(kind, base):
                continue
            name = vars(kind).get(key)
            # A class that was imported from elsewhere is counted there.
            if name is None or kind.__module__ != module.__name__:
                continue
            if name in found:
                raise ValueError(f'two kinds are called "{name}"')
            found[name] = kind
    places = {name: place for place, name in enumerate(menu)}
    ordered = sorted(found, key=lambda name: (places.get(name, len(places)), name))
    return MappingProxyType({name: found[name] for name in ordered})
