"""What the rows up to a step say about a descent: the numbers that verdicts rest on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from visualizer.core.analysis.curvature import LARGEST_SIZE, Spectrum, hessian
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.base import Problem
from visualizer.core.problems.linear_model import LinearModel
from visualizer.core.problems.model import Model
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Row

# Long enough to tell a trend from scatter, and short enough to speak of now.
WINDOW = 10
"""Epochs that a verdict looks back."""

LARGEST_VECTOR = 10_000
"""Parameters up to which whole vectors are compared; beyond, the recorded scalars speak."""

DEAREST_LOSS = 32 << 20
"""Bytes that one evaluation of the loss may touch."""

# Relative differences: up to which Hessians are the same, how near to the greatest an eigenvalue
# counts as steepest, and as steep.
_SAME_CURVATURE = 1e-4
_STEEPEST = 0.99
_STEEP = 0.1


def length(vector: FloatArray) -> float:
    """The Euclidean length of a vector (n,); inf where its square overflows."""
    # Not by a BLAS product: waking its threads costs more than the sum.
    with np.errstate(over="ignore"):
        return float(np.sqrt(np.square(vector).sum()))


@dataclass(frozen=True, eq=False)
class Evidence:
    """Rows up to `row.step`, and the loss around that point; nothing of later rows.

    Attributes
    ----------
    row, former
        The row judged, and the one before it (None at step 0).
    rate
        The rate of the update that led here.
    losses
        Losses (m + 1,) of all training rows at the last m <= 10 epoch ends and here,
        oldest first.
    problem
        None where it is not known: what only it could tell is then None, too.
    loss, gradient
        The loss and its exact gradient (P,) on all rows at `row`; the last loss known, and
        None, where they cost too much or nobody can tell them.
    gradients
        Recorded gradients (m + 1, P) of these rows; of full batches only.
    largest_norm
        The largest recorded length of a gradient so far.
    highest_loss
        The highest loss before this row.
    second
        The Hessian's eigenvalues and eigenvectors here, where known.
    quadratic
        Whether the Hessian is the same here, at the start and between.
    """

    problem: Problem | None
    history: History
    row: Row
    former: Row | None
    rate: float
    losses: FloatArray
    loss: float
    gradient: FloatArray | None
    gradients: FloatArray | None
    largest_norm: float
    highest_loss: float
    second: Spectrum | None
    quadratic: bool

    @property
    def lowest(self) -> float | None:
        """The lowest loss there is, where the problem knows it."""
        return None if self.problem is None else self.problem.minimum_loss

    @property
    def step(self) -> int:
        return self.row.step

    @cached_property
    def first(self) -> Row:
        """Row 0."""
        return self.history.row(0)

    @cached_property
    def peak(self) -> float:
        """The highest rate of the updates so far; that of this row before the first."""
        highest = self.history.bounds("learning_rate", 0, max(self.step - 1, 0))[1]
        return highest if np.isfinite(highest) else self.rate

    @cached_property
    def floor(self) -> float:
        """The lowest loss where it is known, else 0, or what lies as far below a negative start."""
        first, lowest = float(self.first.loss), self.lowest
        if lowest is None or first <= lowest:
            return min(0.0, first - abs(first))
        return lowest

    @property
    def first_height(self) -> float:
        """The loss of the start above `floor`."""
        return float(self.first.loss) - self.floor

    @cached_property
    def falls(self) -> bool:
        """Whether the losses of the window fall, by more than they scatter around a line."""
        losses = self.losses
        # Means of the two halves: single losses of batches jump about.
        half = len(losses) // 2
        if half < 2:
            return len(losses) > 1 and bool(losses[-1] < losses[0])
        # The line of least squares, by hand: the general fit takes a tenth of a verdict's time.
        places = np.arange(len(losses)) - (len(losses) - 1) / 2
        slope = np.sum(places * losses) / np.sum(places**2)
        off = losses - losses.mean() - slope * places
        scatter = float(np.sqrt(np.sum(off**2) / max(len(losses) - 2, 1)))
        fall = float(losses[:half].mean() - losses[-half:].mean())
        # Two standard errors of the difference of two means.
        return bool(fall > 2 * scatter * np.sqrt(2 / half))

    @property
    def whole(self) -> bool:
        """Whether each update used all rows, and no noise."""
        return self.history.layout.whole

    @property
    def transitions(self) -> int:
        """The number m of epochs that `losses` spans."""
        return len(self.losses) - 1

    @cached_property
    def norm(self) -> float:
        """The length of the exact gradient, or of the recorded one."""
        return self.row.gradient_norm if self.gradient is None else length(self.gradient)

    @cached_property
    def plain(self) -> bool:
        """Whether the last update was theta - eta g, up to float32: then 2 / lambda applies."""
        if any(kind.startswith("state:") for kind in self.history.layout.vectors):
            return False
        if self.former is None:
            return self.row.clip == 1
        expected = self.former.theta - self.former.learning_rate * self.former.gradient
        # float32 rounds by 6e-8 of a number.
        slack = 1e-6 * (np.abs(self.row.theta) + np.abs(self.former.theta))
        return bool(np.all(np.abs(expected - self.row.theta) <= slack + 1e-300))

    @cached_property
    def move(self) -> float:
        """How far the last update went."""
        return length(self.row.theta - self.former.theta) if self.former else np.inf

    @property
    def travelled(self) -> float:
        """The distance from the start."""
        return length(self.row.theta - self.first.theta)

    @property
    def steepness(self) -> float | None:
        """Eta lambda_max: overshoots above 1, grows above 2. None where that means nothing."""
        if self.second is None or not self.plain or not self.whole:
            return None
        return self.rate * self.second.greatest

    @cached_property
    def curvature_noise(self) -> float:
        """Below it, an eigenvalue of the Hessian may be rounding."""
        if self.second is None:
            return 0.0
        relative = 1e-13 if isinstance(self.problem, LinearModel) else 1e-6
        return relative * float(np.abs(self.second.values).max())

    @cached_property
    def excesses(self) -> FloatArray | None:
        """Loss above the bottom of the local bowl by eigenvector, g_i^2 / (2 lambda_i) (P,).

        None where the loss does not curve upwards in every direction.
        """
        if self.second is None or self.gradient is None:
            return None
        if self.second.least <= self.curvature_noise:
            return None
        along = self.second.vectors.T @ self.gradient
        return np.asarray(along**2 / (2 * self.second.values))

    @cached_property
    def bottom(self) -> float | None:
        """The loss at the bottom of the local bowl, as the curvature here tells it."""
        if self.excesses is None or not np.isfinite(self.loss):
            return None
        return float(self.loss - self.excesses.sum())

    def steep_share(self, lowest: float | None) -> float:
        """The share of the excess loss in directions at least a tenth as steep as the steepest.

        `lowest` is the lowest loss known, for places where the bowl around has no bottom.
        """
        second, gradient = self.second, self.gradient
        if second is None or gradient is None or second.greatest <= 0:
            return 1.0
        steep = second.values >= _STEEP * second.greatest
        along = second.vectors[:, steep].T @ gradient
        across = float(np.sum(along**2 / (2 * second.values[steep])))
        if self.excesses is not None:
            whole = float(self.excesses.sum())
        else:
            whole = self.loss - lowest if lowest is not None else np.nan
        return across / whole if whole > 0 else 1.0

    @cached_property
    def across(self) -> FloatArray | None:
        """The recorded gradients along the steepest directions, (m + 1, directions)."""
        if self.second is None or self.gradients is None or self.second.greatest <= 0:
            return None
        steepest = self.second.values >= _STEEPEST * self.second.greatest
        return self.gradients @ self.second.vectors[:, steepest]

    @cached_property
    def alternations(self) -> int:
        """How often in the window the slope turned round: across the valley, where known."""
        slopes = self.gradients if self.across is None else self.across
        if slopes is None:
            return 0
        return int(np.sum(np.vecdot(slopes[1:], slopes[:-1]) < 0))

    @property
    def growth(self) -> float:
        """The factor by which the slope across the valley grew with the last update."""
        if self.across is None or self.transitions < 1:
            return np.nan
        before, now = length(self.across[-2]), length(self.across[-1])
        return now / before if before > 0 else np.nan


def observe(problem: Problem | None, history: History, step: int) -> Evidence:
    """Collect what rows 0..step say; steps of up to 64 parameters take under a millisecond."""
    row = history.row(step)
    former = history.row(step - 1) if step else None
    losses = _losses(history, row)
    loss, gradient = _exact(problem, history, row)
    second, quadratic = _curvature(problem, history, row.theta)
    compared = history.layout.whole and "gradient" in history.layout.vectors
    return Evidence(
        problem=problem,
        history=history,
        row=row,
        former=former,
        rate=(former or row).learning_rate,
        losses=losses,
        loss=float(losses[-1]) if np.isnan(loss) and len(losses) else loss,
        gradient=gradient,
        gradients=_gradients(history, row, former, len(losses) - 1) if compared else None,
        largest_norm=history.bounds("gradient_norm", 0, step)[1],
        highest_loss=history.bounds("loss", 0, step - 1)[1] if step else row.batch_loss,
        second=second,
        quadratic=quadratic,
    )


def _losses(history: History, row: Row) -> FloatArray:
    every = history.steps_per_epoch
    if not history.layout.batches:
        return history.view("loss", row.step - WINDOW, row.step, WINDOW + 1)[1]
    last = row.step // every
    ends = [every * epoch for epoch in range(max(last - WINDOW, 0), last + 1)]
    return np.concatenate([history.view("loss", end, end, 1)[1] for end in ends])


def _exact(problem: Problem | None, history: History, row: Row) -> tuple[float, FloatArray | None]:
    measured = "loss_plus" in history.layout.vectors or not history.layout.whole
    if not measured and "gradient" in history.layout.vectors:
        return row.loss, row.gradient
    if problem is None:
        return row.loss, None
    cost = problem.point_bytes if isinstance(problem, Model) else 0
    if cost > DEAREST_LOSS or problem.size > LARGEST_VECTOR:
        return row.loss, None
    with np.errstate(all="ignore"):
        loss, gradient = problem.loss_and_gradient(row.theta.astype(float))
    return float(loss), gradient if np.isfinite(gradient).all() else None


def _gradients(history: History, row: Row, former: Row | None, count: int) -> FloatArray | None:
    if former is None or row.theta.size > LARGEST_VECTOR:
        return None
    if history.thinning > 1:
        # Recomputing a row takes milliseconds, so two of them have to do.
        return np.stack([former.gradient, row.gradient])
    # The last two rows are at hand already.
    window = history.gradients(row.step - count, row.step - 1)
    return np.concatenate([window, [former.gradient, row.gradient]])


def _curvature(
    problem: Problem | None, history: History, here: FloatArray
) -> tuple[Spectrum | None, bool]:
    """Eigenvalues here, and whether the Hessian is the same at two other places."""
    if problem is None:
        return None, False
    if isinstance(problem, LinearModel):
        second = hessian(problem, here)
        return (Spectrum(*np.linalg.eigh(second)), True) if second is not None else (None, False)
    if problem.size > LARGEST_SIZE:
        return None, False
    start = history.row(0).theta
    # A generic place between, as functions often are the same on both sides of a symmetry.
    points = np.stack([here, start, start + 0.37 * (here - start)]).astype(float)
    seconds = hessian(problem, points)
    if seconds is None:
        alone = hessian(problem, here)
        return (None if alone is None else Spectrum(*np.linalg.eigh(alone))), False
    scale = float(np.abs(seconds[0]).max())
    same = bool(np.abs(seconds - seconds[0]).max() <= _SAME_CURVATURE * scale)
    return Spectrum(*np.linalg.eigh(seconds[0])), same and bool(np.any(here != start))
