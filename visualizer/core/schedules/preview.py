"""The rates of a schedule before there is a run, to be drawn."""

from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.schedules.base import Schedule

DEPENDS = "The rate falls when the run stops improving: how often, only the run can tell."


class RatePreview(NamedTuple):
    """Rates of steps, and a sentence where the run will decide about them, else ""."""

    rates: FloatArray
    note: str = ""


def preview(
    schedule: Schedule, base: float, steps: IntArray, steps_per_epoch: int = 1
) -> RatePreview:
    """The rates at `steps`, any shape, for the base rate `base`.

    Those of a schedule that watches the run are what it has when it never acts. The last
    bits may differ from those of the run, as NumPy computes arrays in another way.
    """
    with np.errstate(all="ignore"):
        rates = schedule.rate(
            np.asarray(base), np.asarray(steps) // schedule.clock(steps_per_epoch)
        )
    return RatePreview(rates, DEPENDS if schedule.watched else "")
