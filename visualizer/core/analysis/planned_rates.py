"""The learning rates that an experiment will have, before it is run."""

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.experiment import Experiment
from visualizer.core.schedules import RatePreview, preview

MOST_STEPS = 20_000
"""Steps that are computed for a drawing."""


def planned_over_epochs(
    experiment: Experiment, steps_per_epoch: int = 1
) -> tuple[FloatArray, RatePreview]:
    """Epochs (n,) of the planned run, at most `MOST_STEPS`, and the rates there."""
    last = experiment.training.epochs * steps_per_epoch
    count = min(last + 1, MOST_STEPS)
    steps = np.unique(np.linspace(0, last, count).round().astype(int))
    return steps / steps_per_epoch, planned_rates(experiment, steps, steps_per_epoch)


def planned_rates(experiment: Experiment, steps: IntArray, steps_per_epoch: int = 1) -> RatePreview:
    """The rates at `steps` (n,), in rising order, with the changes of the experiment.

    The note says where the run itself decides about them.
    """
    stages = experiment.stages()
    ends = [stage.step for stage in stages[1:]] + [np.inf]
    rates, notes = np.empty(len(steps)), set()
    for (start, current, _), end in zip(stages, ends, strict=True):
        part = (steps >= start) & (steps < end)
        base = current.optimizer.learning_rate
        rates[part], note = preview(current.schedule, base, steps[part], steps_per_epoch)
        notes.add(note)
    last = int(steps[-1]) if len(steps) else 0
    return RatePreview(rates, max(notes) or ends_early(experiment, last, steps_per_epoch))


def ends_early(experiment: Experiment, last_step: int, steps_per_epoch: int = 1) -> str:
    """A sentence where the last schedule is over before the run; else ""."""
    current = experiment.stages()[-1].experiment
    schedule = current.schedule
    last = last_step // schedule.clock(steps_per_epoch)
    if schedule.end is None or schedule.end >= last:
        return ""
    with np.errstate(all="ignore"):
        rate = float(schedule.rate(np.asarray(current.optimizer.learning_rate), last))
    return (
        f"The schedule ends at {schedule.unit} {schedule.end:,} of {last:,}; "
        f"from there the rate stays at {rate:.3g}."
    )
