"""The cross-entropy as a table: from each row's probabilities to the mean."""

from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class CrossEntropyTable:
    r"""The steps from probabilities to the categorical cross-entropy.

    .. math:: L = -\frac1N \sum_i \ln p_{i, t_i}

    with the probability p (N, C) that row i is given for each class, and its true class t.

    Parameters
    ----------
    probabilities
        (N, C), as they are: rows need not add up to 1.
    true
        The number of the true class of each row, (N,).
    """

    probabilities: FloatArray
    true: IntArray

    @property
    def sums(self) -> FloatArray:
        """The sum of each row, (N,): 1 where they are probabilities."""
        return np.asarray(self.probabilities.sum(axis=-1))

    @property
    def given(self) -> FloatArray:
        """The probability of each row's true class, (N,)."""
        return np.asarray(self.probabilities[np.arange(len(self.true)), self.true])

    @property
    def losses(self) -> FloatArray:
        """Minus the logarithm of it, (N,); infinite at 0, NaN below."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(-np.log(self.given)) + 0.0  # no -0

    @property
    def mean(self) -> float:
        """The cross-entropy: the mean over the rows."""
        return float(np.mean(self.losses)) if len(self.true) else float("nan")
