"""Schedules of the learning rate: a new one is one class and one entry in `SCHEDULES`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from visualizer.core.arrays import FloatArray


@dataclass(frozen=True)
class Schedule:
    """The `[schedule]` section; `rate` turns the base rate into that of one step."""

    kind: ClassVar[str]
    label: ClassVar[str]

    def rate(self, base: FloatArray, step: int) -> FloatArray:
        """The learning rate (...) of `step`, counted from 0, for base rates (...)."""
        raise NotImplementedError


@dataclass(frozen=True)
class Constant(Schedule):
    """The base rate at every step."""

    kind: ClassVar[str] = "constant"
    label: ClassVar[str] = "Constant"

    def rate(self, base: FloatArray, step: int) -> FloatArray:
        return base


SCHEDULES: Mapping[str, type[Schedule]] = {Constant.kind: Constant}
