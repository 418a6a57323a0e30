"""What all update rules share: their interface, their settings, and a few helpers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray, NamedArrays
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting


class Update(NamedTuple):
    """What an update gives: theta (..., P), the next state, and quantities by name.

    `quantities` holds what the paper names (momentum, second moment, ...), each of shape
    (..., P), for plots and read-outs. `evaluations` (...) counts the losses that the rule
    itself has evaluated since the start of the run.
    """

    theta: FloatArray
    state: NamedArrays
    quantities: Mapping[str, FloatArray]
    evaluations: IntArray | int = 0


# Shared by all steps of rules that keep nothing: never written to.
NO_QUANTITIES: Mapping[str, FloatArray] = {}


def rate_setting(default: float) -> Any:
    """Declare the learning rate with the default of a rule."""
    return setting(
        default,
        label="Learning rate",
        help="The length of a step for a slope of one; with 0 nothing moves.",
        minimum=0,
        maximum=1e6,
        logarithmic=True,
    )


def decay_setting(default: float = 0.0, how: str = "added to the slope") -> Any:
    """Declare the weight decay of a rule."""
    return setting(
        default,
        label="Weight decay",
        help=f"Pulls every parameter towards 0: this many times the parameter is {how}.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )


def memory_setting(default: float, label: str, what: str, folded: bool = False) -> Any:
    """Declare a factor in [0, 1) by which a running quantity is kept at each step."""
    return setting(
        default,
        label=label,
        help=f"The part of {what} that is kept at each step.",
        minimum=0,
        below=1,
        folded=folded,
    )


def epsilon_setting(default: float = 1e-8) -> Any:
    """Declare the small number that keeps a denominator above 0."""
    return setting(
        default,
        label="Epsilon",
        help="Added to the denominator, so that it is never 0.",
        above=0,
        maximum=1e6,
        folded=True,
        logarithmic=True,
    )


@dataclass(frozen=True)
class Optimizer:
    """The `[optimizer]` section, and the update rule that it describes.

    An update is pure: the old state comes in, the new state goes out. Every numeric
    option may be an array over runs (R,); a run gets the same bits in a batch as alone.
    For that, powers such as beta^t are products carried in the state: a product is
    rounded alike everywhere, a power is not.

    Attributes
    ----------
    kind, label
        The key in `OPTIMIZERS` and in files, and the words shown for it.
    formula
        The update as plain text, two blanks between equations; g is the slope, η the rate.
    source
        Where the rule was published.
    names
        What the rule keeps or computes at a step, by the paper's letters: the words for
        each. They are the columns `state:<letter>:<parameter>` of histories.
    single
        Those of `names` that are one number for all parameters.
    arrows
        Those of `names` that point somewhere in the space of the parameters.
    ahead
        Whether they point where the step leads; else the step goes against them, as it
        does against the slope.
    folded
        Whether beginners find it under "More".
    rate_means
        "slope": a factor of the slope; "length": about how far each parameter moves;
        "factor": a share of a step whose length the rule finds by itself.
    evaluates
        Whether updates evaluate the problem themselves, and so count evaluations.
    most_parameters
        The largest problem that the rule can be used on; None is any.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    source: ClassVar[str]
    names: ClassVar[Mapping[str, str]] = {}
    single: ClassVar[tuple[str, ...]] = ()
    arrows: ClassVar[tuple[str, ...]] = ()
    ahead: ClassVar[bool] = False
    folded: ClassVar[bool] = True
    rate_means: ClassVar[str] = "length"
    evaluates: ClassVar[bool] = False
    most_parameters: ClassVar[int | None] = None

    learning_rate: float = rate_setting(0.1)

    @property
    def quantities(self) -> tuple[str, ...]:
        """The letters of `names` that updates give with these options."""
        return tuple(self.names)

    @property
    def pointers(self) -> tuple[str, ...]:
        """Those of `arrows` that there are with these options, or what stands for them."""
        return self.arrows

    @property
    def equations(self) -> str:
        """The `formula`, as it is with these options."""
        return self.formula

    @property
    def plain(self) -> bool:
        """Whether an update is theta - eta g and nothing else."""
        return False

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        """The state before the first update from theta (..., P).

        Later states may have more names: some quantities begin with the first step.
        """
        return {}

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        """One update from theta (..., P) with loss (...), gradient (..., P), rate (...).

        `problem` is that of the batch of this step.
        """
        raise NotImplementedError

    def remark(self, quantities: Mapping[str, FloatArray]) -> str:
        """A sentence on what is special about a step with these quantities, or ""."""
        return ""


@dataclass(frozen=True)
class UnknownRule(Optimizer):
    """The rule of a recording that does not tell it: nothing is known of its quantities."""

    label: ClassVar[str] = "The update rule"
    source: ClassVar[str] = ""


def column(rate: FloatArray) -> FloatArray:
    """Rates (...), so that they multiply vectors (..., P)."""
    # One number needs no axis, and the axis would cost as much as the multiplication.
    return rate[..., None] if rate.ndim else rate


def per_run(option: Any) -> Any:
    """An option, so that it multiplies vectors (..., P): arrays over runs become columns."""
    # A plain number takes NumPy's cheapest way, and rounds as a column of equal numbers does.
    return option if isinstance(option, float) else np.asarray(option)[..., None]


def coupled(gradient: FloatArray, theta: FloatArray, decay: Any) -> FloatArray:
    """The gradient of the loss plus decay |theta|^2 / 2: weight decay as a part of the slope."""
    # Without decay the gradient is passed on as it is: the recorded one is never changed.
    if isinstance(decay, float) and decay == 0:
        return gradient
    return np.asarray(gradient + per_run(decay) * theta)


def repeated(value: Any, gradient: FloatArray) -> FloatArray:
    """A number of each run, (...) or a column (..., 1), for every parameter (..., P)."""
    return np.broadcast_to(np.asarray(value, float), gradient.shape)
