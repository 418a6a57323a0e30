"""Models on given rows, and the steps of printed tables."""

from collections.abc import Iterator
from typing import Any

from tests.core.experiments import FINITE_DIFFERENCES, PUBLISHED, line
from visualizer.core import train
from visualizer.core.arrays import FloatArray
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.problems.linear_model import make_model
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples
from visualizer.core.recording.history import History
from visualizer.core.worked.update import Measured, Moved


def model_of(hidden: tuple[int, ...], x: FloatArray, y: FloatArray, **settings: Any) -> Model:
    """A model on rows x (N, D) with targets y (N, T)."""
    names = (tuple(f"x{i}" for i in range(x.shape[1])), tuple(f"y{i}" for i in range(y.shape[1])))
    samples = Samples(x, y, *names)
    return make_model(ModelSettings(hidden=hidden, **settings), samples, fit_scaling("none", x))


def moved_at(history: History, step: int) -> Moved:
    """The step from a row of a history to the next."""
    row = history.row(step)
    before = history.row(step - 1).quantities if step else {}
    following = history.theta(step + 1) if step + 1 < len(history) else None
    measured = None
    if row.loss_plus is not None:
        measured = Measured(row.batch_loss, row.loss_plus, 1e-4)
    return Moved(
        step,
        row.theta,
        row.gradient,
        row.learning_rate,
        row.quantities,
        before,
        following,
        measured=measured,
    )


def printed_steps(rate: str) -> Iterator[tuple[Moved, dict[str, float]]]:
    """The steps of the one-weight line as the published program makes them, and what it prints."""
    experiment = line(optimizer={"learning_rate": float(rate)}, training={"epochs": 10})
    history = train(experiment.with_values(FINITE_DIFFERENCES))
    for step, printed in enumerate(PUBLISHED["line"]["printed_rows"][rate]):
        yield moved_at(history, step), printed
