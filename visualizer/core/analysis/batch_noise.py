r"""The noise of a gradient that is measured on a few rows only.

With the slopes g_i of the N rows alone, their mean g and the batch mean g_S over B rows
drawn without replacement, every set of B rows equally likely,

.. math::
    \mathrm E\,|g_S - g|^2 = \frac{\sigma^2}{B} \cdot \frac{N - B}{N - 1}, \quad
    \sigma^2 = \frac 1 N \sum_i |g_i - g|^2

(Cochran, Sampling Techniques, 1977, theorem 2.2, for each coordinate). So the root of it
falls as 1 / sqrt(B) while B is small beside N: four times the work halves the error.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment, Motion, Pace
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.capabilities import Capability
from visualizer.core.chunks import look, pieces
from visualizer.core.descent import Descent
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet
from visualizer.core.recording.records import norms

MOST_BATCHES = 200
"""Gradients that a cloud holds at most."""

CLOUD_BYTES = 32 << 20
FEWEST_BATCHES = 8

SIZES = 14
"""Batch sizes at which the error is measured, about evenly spaced by their logarithm."""

MOST_SAMPLES = 400
FEWEST_SAMPLES = 8
SAMPLE_BYTES = 64 << 20
"""Memory that the samples of one batch size may touch: a fraction of a second."""


@dataclass(frozen=True, eq=False)
class Cloud(Insight):
    """The gradients (n, P) of batches at theta (P,) of row `step`, and that of all rows (P,).

    `own` is the index of the batch that the update from there uses; `size` the rows of a
    batch, 0 where the noise is not that of batches. `batches` is how many the epoch has, of
    which n are here.
    """

    step: int
    theta: FloatArray
    gradients: FloatArray
    whole: FloatArray
    own: int
    size: int
    batches: int

    requires = (Capability.NOISE,)

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        # Not beside training: both would fight for the interpreter.
        return Pace(until=Motion.TRAINING)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return moment.history.steps_per_epoch > 1 or moment.history.layout.noisy

    @classmethod
    def stages(cls, moment: Moment, former: Cloud | None = None) -> Iterator[Cloud]:
        assert moment.descent is not None
        found = gradient_cloud(moment.descent, moment.row, moment.history.theta(moment.row))
        assert found is not None
        yield found


@dataclass(frozen=True, eq=False)
class GradientError(Insight):
    """How far the gradient of a batch is from that of all rows, at row `step`.

    `sizes` (K,) are the rows of a batch, `measured` (K,) the root mean square of the
    distance over `samples` (K,) batches, `spread` is sigma over `rows` rows.
    """

    step: int
    sizes: IntArray
    measured: FloatArray
    samples: IntArray
    spread: float
    rows: int

    requires = (Capability.NOISE,)

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return Pace(until=Motion.PLAYING)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return moment.problem.rows > 1

    @classmethod
    def stages(cls, moment: Moment, former: GradientError | None = None) -> Iterator[GradientError]:
        theta, seed = moment.history.theta(moment.row), moment.experiment.training.seed
        errors = gradient_errors(moment.problem, moment.row, theta, seed)
        # A former curve stays until the new one is complete: it would flicker.
        yield from errors if former is None else deque(errors, maxlen=1)

    def expected(self, sizes: FloatArray) -> FloatArray:
        """The root of the expected square of the distance at batch sizes (...)."""
        return expected_error(self.spread, self.rows, sizes)


def expected_error(spread: float, rows: int, sizes: FloatArray) -> FloatArray:
    """Sigma sqrt((N - B) / (B (N - 1))) for batch sizes B (...); 0 with a single row."""
    sizes = np.asarray(sizes, float)
    if rows == 1:
        return np.zeros_like(sizes)
    # A spread that is not finite gives none where the rest is 0.
    with np.errstate(invalid="ignore"):
        return np.asarray(spread * np.sqrt((rows - sizes) / (sizes * (rows - 1))))


def gradient_cloud(descent: Descent, step: int, theta: FloatArray) -> Cloud | None:
    """The gradients of the batches of an epoch, all at the same theta.

    For a function with gradient noise they are draws of that noise, the first of them the
    one of this step.

    Parameters
    ----------
    descent
        The run's.
    step
        The row at which it is; its epoch says which batches there are.
    theta
        The parameters there, shape (P,).

    Returns
    -------
    Cloud or None
        None when every update uses all rows, without noise.

    Raises
    ------
    Cancelled
        Between two pieces; see `pieces`.
    """
    problem, noise = descent.problem, descent.experiment.training.gradient_noise
    theta = theta.astype(float)
    most = int(np.clip(CLOUD_BYTES // (8 * problem.size), FEWEST_BATCHES, MOST_BATCHES))
    if descent.steps_per_epoch == 1 and not noise:
        return None
    with Quiet():
        _, whole = problem.loss_and_gradient(theta)
        if descent.steps_per_epoch == 1:
            random = np.random.default_rng([descent.experiment.training.seed, step])
            # The same generator as in the step, whose noise is therefore the first of these.
            drawn = whole + random.normal(0, noise, (most, problem.size))
            return Cloud(step, theta, drawn, whole, 0, 0, most)
        epoch, number = divmod(step, descent.steps_per_epoch)
        first = epoch * descent.steps_per_epoch
        chosen = _evenly(descent.steps_per_epoch, most, number)
        # The batches that this epoch really has, in their order.
        batches = [descent.batch(first + int(index)) for index in chosen]
        gradients = _gradients(problem, theta, batches)
    own = int(np.flatnonzero(chosen == number)[0])
    return Cloud(step, theta, gradients, whole, own, len(batches[0]), descent.steps_per_epoch)


def _evenly(count: int, most: int, number: int) -> IntArray:
    """At most about `most` of the indices below `count`, one of them `number`."""
    chosen = np.linspace(0, count - 1, min(count, most)).round().astype(int)
    return np.unique(np.append(chosen, number))


def _gradients(problem: Problem, theta: FloatArray, batches: list[IntArray]) -> FloatArray:
    """Gradients (n, P) on batches of rows, of which the last one may be smaller."""
    found = np.empty((len(batches), problem.size))
    full = [index for index, batch in enumerate(batches) if len(batch) == len(batches[0])]
    # Full batches together; the last one of an epoch may have another length.
    rows = np.stack([batches[index] for index in full])
    for piece in pieces(len(full), _bytes(problem, rows.shape[1])):
        found[full[piece.start] : full[piece.stop - 1] + 1] = _at(problem, theta, rows[piece])
    for index, batch in enumerate(batches):
        if len(batch) != len(batches[0]):
            found[index] = _at(problem, theta, batch[None])[0]
    return found


def _at(problem: Problem, theta: FloatArray, rows: IntArray) -> FloatArray:
    """The gradients (n, P) at one theta (P,) on rows (n, B)."""
    many = np.broadcast_to(theta, (len(rows), len(theta)))
    return problem.loss_and_gradient(many, rows)[1]


def _bytes(problem: Problem, size: int) -> int:
    """About the memory that the gradient of a batch takes."""
    share = problem.point_bytes * size / problem.rows
    return int(share) + 24 * problem.size + 8 * size


def row_spread(problem: Problem, theta: FloatArray) -> float:
    r"""sigma, the root mean square distance of the rows' slopes from their mean, at theta (P,)."""
    _, whole = problem.loss_and_gradient(theta)
    total = 0.0
    for piece in pieces(problem.rows, _bytes(problem, 1)):
        rows = np.arange(piece.start, piece.stop)[:, None]
        distances = norms(_at(problem, theta, rows) - whole)
        total += float(distances @ distances)
    return float(np.sqrt(total / problem.rows))


def gradient_errors(
    problem: Problem, step: int, theta: FloatArray, seed: int
) -> Iterator[GradientError]:
    """The error of the gradient at theta (P,) for batch sizes 1 ... N, one size more each time.

    Each size is measured on batches drawn from `default_rng([seed, step, size])`, as many
    as the work allows.

    Raises
    ------
    Cancelled
        Between two pieces; see `pieces`.
    """
    theta = theta.astype(float)
    count = problem.rows
    with Quiet():
        _, whole = problem.loss_and_gradient(theta)
        spread = row_spread(problem, theta)
    # Small numbers of rows give the same size more than once.
    sizes = np.unique(np.geomspace(1, count, SIZES).round().astype(int))
    measured, samples = np.empty(len(sizes)), np.empty(len(sizes), int)
    for index, size in enumerate(sizes.tolist()):
        fitting = SAMPLE_BYTES // _bytes(problem, size)
        samples[index] = int(np.clip(fitting, FEWEST_SAMPLES, MOST_SAMPLES))
        random = np.random.default_rng([seed, step, size])
        with Quiet():
            measured[index] = _distance(problem, theta, whole, size, samples[index], random)
        known = slice(0, index + 1)
        yield GradientError(step, sizes[known], measured[known], samples[known], spread, count)


def _distance(
    problem: Problem,
    theta: FloatArray,
    whole: FloatArray,
    size: int,
    samples: int,
    random: np.random.Generator,
) -> float:
    """The root mean square distance of the gradients of so many random batches."""
    # Of all rows there is one batch only: the gradient itself.
    if size == problem.rows:
        return 0.0
    total = 0.0
    for piece in pieces(samples, _bytes(problem, size)):
        number = piece.stop - piece.start
        rows = np.stack([random.choice(problem.rows, size, replace=False) for _ in range(number)])
        distances = norms(_at(problem, theta, rows) - whole)
        total += float(distances @ distances)
    look()
    return float(np.sqrt(total / samples))
