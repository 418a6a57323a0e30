"""Update rules as pure steps. A new one is one class and one entry in `OPTIMIZERS`."""

from collections.abc import Mapping
from types import MappingProxyType

from visualizer.core.optimizers.adam import Adam, AdamW, AMSGrad
from visualizer.core.optimizers.adam_kin import Adamax, NAdam, RAdam
from visualizer.core.optimizers.adaptive import Adadelta, Adagrad, RMSprop
from visualizer.core.optimizers.base import Optimizer, Update
from visualizer.core.optimizers.line_search import LineSearch
from visualizer.core.optimizers.momentum import SGD, Momentum, Nesterov
from visualizer.core.optimizers.newton import Newton
from visualizer.core.optimizers.quasi_hyperbolic import QHM, QHAdam
from visualizer.core.optimizers.signs import Lion, Rprop

_ORDER: tuple[type[Optimizer], ...] = (
    SGD,
    Momentum,
    Adam,
    Nesterov,
    Adagrad,
    RMSprop,
    Adadelta,
    AMSGrad,
    AdamW,
    NAdam,
    RAdam,
    Adamax,
    Rprop,
    Lion,
    QHM,
    QHAdam,
    LineSearch,
    Newton,
)

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType({rule.kind: rule for rule in _ORDER})
"""Every rule by its key, in the order of the menu: those for beginners first."""

__all__ = ["OPTIMIZERS", "SGD", "Optimizer", "Update"]
