"""Schedules of the learning rate. A new one is one class in a module of this package."""

from collections.abc import Mapping

from visualizer.core.registry import kinds_in
from visualizer.core.schedules.base import Constant, Schedule
from visualizer.core.schedules.preview import RatePreview, preview

__all__ = ["SCHEDULES", "Constant", "RatePreview", "Schedule", "preview"]

_MENU = (
    "constant", "step", "multistep", "exponential", "inverse_time", "polynomial", "cosine",
    "cosine_restarts", "cyclical", "one_cycle", "plateau",
)  # fmt: skip

SCHEDULES: Mapping[str, type[Schedule]] = kinds_in(__name__, __path__, Schedule, _MENU)
