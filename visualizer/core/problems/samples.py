"""Rows of data as a model takes them."""

from dataclasses import dataclass, replace

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.data.classes import whole_labels
from visualizer.core.errors import InputError
from visualizer.core.problems.activations import SOFTMAX
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model_settings import ModelSettings

MOST_TARGETS = 10_000_000
"""Numbers that the targets of all rows may take once each class has a column."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Rows of data: inputs (N, D) and targets (N, T), unscaled.

    Where the target is a class, it is one column of labels 0..C-1, and `class_names` are
    the C classes. `image` is the shape of a row of inputs that are pixels, else ().
    """

    inputs: FloatArray
    targets: FloatArray
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    image: tuple[int, ...] = ()

    def take(self, rows: IntArray) -> "Samples":
        return replace(self, inputs=self.inputs[rows], targets=self.targets[rows])

    @property
    def labels(self) -> IntArray:
        """The class (N,) of each row; only where there are classes."""
        return self.targets[:, 0].astype(np.intp)


def fitted_targets(samples: Samples, output: str) -> tuple[FloatArray, tuple[str, ...]]:
    """What the outputs of a model are compared with: (N, T), and T names.

    A number stays as it is. Classes get a column each, 1 in that of the row's class and 0
    in the others; of two classes the second alone has one, unless the output is softmax.
    """
    names = samples.class_names
    if not names:
        return samples.targets, samples.target_names
    if len(names) == 2 and output != SOFTMAX:
        return samples.targets, names[1:]
    return (samples.labels[:, None] == np.arange(len(names))).astype(float), names


def outputs_of(samples: Samples, output: str) -> int:
    """How many outputs a model of these rows has: the columns of `fitted_targets`."""
    classes = len(samples.class_names)
    if not classes:
        return len(samples.target_names)
    return 1 if classes == 2 and output != SOFTMAX else classes


def with_classes(samples: Samples, output: str) -> Samples:
    """`samples`, whose single target of whole numbers softmax takes for classes.

    Raises
    ------
    InputError
        When softmax would stand over one column of other numbers, or over too many classes.
    """
    if output == SOFTMAX and not samples.class_names and samples.targets.shape[1] == 1:
        name = samples.target_names[0]
        found = whole_labels(samples.targets[:, 0])
        if found is None:
            raise InputError(
                f'softmax needs classes, and "{name}" holds other numbers; '
                "allowed are whole numbers, several targets, or another output",
                "problem.output",
            )
        labels, names = found
        samples = replace(samples, targets=labels[:, None], class_names=names)
    if len(samples.class_names) * len(samples.targets) > MOST_TARGETS:
        raise InputError(
            f"{len(samples.class_names):,} classes in {len(samples.targets):,} rows are too "
            f"many; at most {MOST_TARGETS:,} for their product are allowed",
            "problem.targets",
        )
    return samples


def check_targets(samples: Samples, settings: ModelSettings) -> None:
    """Refuse targets that a cross-entropy cannot take for probabilities.

    Raises
    ------
    InputError
        When one is below 0 or above 1, or those of a row do not add up to 1 for softmax.
    """
    if samples.class_names or not LOSSES[settings.loss].outputs:
        return
    targets, label = samples.targets, LOSSES[settings.loss].label.lower()
    low, high = float(targets.min()), float(targets.max())
    if low < 0 or high > 1:
        raise InputError(
            f"{label} needs targets from 0 to 1, and these go from {low:g} to {high:g}; "
            "allowed are such targets, classes, or another loss",
            "problem.loss",
        )
    sums = targets.sum(axis=1)
    if settings.output == SOFTMAX and not np.allclose(sums, 1, rtol=0, atol=1e-6):
        raise InputError(
            f"{label} needs targets that add up to 1 in each row, and in one row they add up "
            f"to {float(sums[np.argmax(np.abs(sums - 1))]):g}; allowed are such targets, "
            "classes, or another loss",
            "problem.loss",
        )
