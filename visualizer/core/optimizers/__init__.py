"""Update rules as pure steps. A new one is one class in a module of this package."""

from collections.abc import Mapping

from visualizer.core.optimizers.base import Optimizer, Update
from visualizer.core.optimizers.momentum import SGD
from visualizer.core.registry import kinds_in

_MENU = (
    "sgd", "momentum", "adam", "nesterov", "adagrad", "rmsprop", "adadelta", "amsgrad", "adamw",
    "nadam", "radam", "adamax", "rprop", "lion", "qhm", "qhadam", "line_search", "newton",
)  # fmt: skip
"""Those for beginners first."""

OPTIMIZERS: Mapping[str, type[Optimizer]] = kinds_in(__name__, __path__, Optimizer, _MENU)
"""Every rule by its key, in the order of the menu."""

__all__ = ["OPTIMIZERS", "SGD", "Optimizer", "Update"]
