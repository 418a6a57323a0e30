"""Schedules of the learning rate: a new one is one class and one entry in `SCHEDULES`."""

from collections.abc import Mapping

from visualizer.core.schedules.base import Constant, Schedule
from visualizer.core.schedules.cycles import Cosine, CosineRestarts, Cyclical
from visualizer.core.schedules.decays import (
    Exponential,
    InverseTime,
    MultiStep,
    Polynomial,
    Step,
)
from visualizer.core.schedules.one_cycle import OneCycle
from visualizer.core.schedules.plateau import Plateau
from visualizer.core.schedules.preview import Preview, preview

__all__ = ["SCHEDULES", "Constant", "Preview", "Schedule", "preview"]

_KINDS: tuple[type[Schedule], ...] = (
    Constant,
    Step,
    MultiStep,
    Exponential,
    InverseTime,
    Polynomial,
    Cosine,
    CosineRestarts,
    Cyclical,
    OneCycle,
    Plateau,
)
SCHEDULES: Mapping[str, type[Schedule]] = {schedule.kind: schedule for schedule in _KINDS}
