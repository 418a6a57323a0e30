"""View settings as they are read where a plot is drawn."""

from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Shown(Generic[T]):
    """One of a plot's view settings, by its name; only `Plot.choose` changes it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, plot: Any, owner: type) -> T:
        value: T = getattr(plot.view, self._name)
        return value

    def __set__(self, plot: Any, value: T) -> None:
        raise AttributeError(f"{self._name} is a view setting: choose another with choose()")
