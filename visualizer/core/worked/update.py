"""The update of one parameter in sub-steps: symbols, numbers, and what they come to.

The formulas are those of the update rules. What they come to is what the step has recorded, where
it has: see `Optimizer.names`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.notation.evaluation import evaluate
from visualizer.core.notation.letters import letter_text
from visualizer.core.notation.names import slope
from visualizer.core.notation.plain import plain
from visualizer.core.notation.reading import lines_of, parse
from visualizer.core.notation.tree import Chain, Node, Scripts, Text, flat, row, walk
from visualizer.core.optimizers.base import Optimizer

OPTIONS: Mapping[str, str] = {
    "momentum": "μ", "dampening": "τ", "weight_decay": "λ", "beta1": "β₁", "beta2": "β₂",
    "epsilon": "ε", "damping": "δ", "alpha": "α", "beta": "β", "rho": "ρ", "nu": "ν",
    "nu1": "ν₁", "nu2": "ν₂", "momentum_decay": "ψ",
}  # fmt: skip
"""The letters of the options in the formulas of the rules."""

SLOPE = slope(Text("L", italic=True), Text("θ", italic=True))
"""The derivative of the loss, before anything is added to it."""

_G = Text("g", italic=True)

CLOSE = 1e-5
"""How far, relatively, what the numbers come to may be from what was recorded: float32 rounds."""

GRADIENT, UPDATE = "gradient", "update"


@dataclass(frozen=True, eq=False)
class SubStep:
    """One line of the update of one parameter.

    Attributes
    ----------
    words
        What it works out: "gradient", "first moment", "update".
    left, right
        Both sides of the equation in symbols.
    relation
        "←" where something gets a new value, "=" where it is defined.
    values
        The numbers of the letters at the right, keyed as `plain` writes them.
    result
        What it comes to; nan where it is not known.
    vector
        The quantity in all parameters (P,), to be drawn as an arrow; None where there is none.
    complete
        Whether all letters at the right have numbers.
    """

    words: str
    left: Node
    relation: str
    right: Node
    values: Mapping[str, float]
    result: float
    vector: FloatArray | None
    complete: bool


class Measured(NamedTuple):
    """A gradient by forward differences: the loss, those at theta + h e_i (P,), and h."""

    loss: float
    plus: FloatArray
    step: float


@dataclass(frozen=True, eq=False)
class Moved:
    """What an update needs: the row before it, the recorded quantities, and theta after it.

    `before` are the quantities of the step before, at the first one those that the rule begins
    with. `following` (P,) is None where the update has not been made. `used` (P,) is what clipping
    has left of the gradient, None where there is none. `measured` tells of forward differences.
    `batch` is the number of rows that the gradient is of, 0 for all. `loss` is that of all rows,
    nan where it is not recorded.
    """

    step: int
    theta: FloatArray
    gradient: FloatArray
    rate: float
    quantities: Mapping[str, FloatArray]
    before: Mapping[str, FloatArray]
    following: FloatArray | None
    used: FloatArray | None = None
    measured: Measured | None = None
    batch: int = 0
    loss: float = math.nan


def sub_steps(rule: Optimizer, moved: Moved, index: int) -> tuple[SubStep, ...]:
    """The update of the parameter `index` by a rule, line by line."""
    # The formula of gradient descent names the gradient in full.
    formula = rule.equations.replace("∇L(θ)", "g")
    sides = [parts for node in lines_of(formula) if (parts := _sides(node)) is not None]
    # The first equation of each letter: remarks on how it begins come behind.
    equations = {plain(parts[0]).strip(): parts for parts in reversed(sides)}
    letters = [plain(left).strip() for left, _, _ in sides]
    values = _known(rule, moved, index, letters)
    found = _gradient(rule, moved, index, formula)
    values["g"] = found[-1].result
    for letter in dict.fromkeys(letters):
        if len(flat(equations[letter][0])) == 1 or letter in map(letter_text, rule.names):
            found.append(_line(rule, moved, index, values, equations[letter]))
            values[letter] = found[-1].result
    return tuple(found)


def _sides(node: Node) -> tuple[Node, str, Node] | None:
    parts = flat(node)
    for place, part in enumerate(parts):
        if isinstance(part, Text) and part.text in "←=":
            return row(parts[:place]), part.text, row(parts[place + 1 :])
    return None


def _known(rule: Optimizer, moved: Moved, index: int, letters: Sequence[str]) -> dict[str, float]:
    """The numbers of letters before the step, and of those that no equation works out."""
    values = {"θ": float(moved.theta[index]), "η": moved.rate, "t": float(moved.step + 1)}
    for one in fields(rule):
        value = getattr(rule, one.name)
        if one.name in OPTIONS and isinstance(value, int | float):
            values[OPTIONS[one.name]] = float(value)
    for name in rule.names:
        letter = letter_text(name)
        known = (moved.before if letter in letters else moved.quantities).get(name)
        values[letter] = 0.0 if known is None else float(_whole(known, moved)[index])
    return values


def _whole(quantity: FloatArray, moved: Moved) -> FloatArray:
    """A quantity for every parameter (P,), also where it is one number for all."""
    return np.broadcast_to(quantity, moved.theta.shape)


def _gradient(rule: Optimizer, moved: Moved, index: int, formula: str) -> list[SubStep]:
    """The slope that the rule goes by: what clipping leaves, and with the decay that is added."""

    def line(words: str, relation: str, text: str, vector: FloatArray, **known: float) -> SubStep:
        right = parse(text)
        values = {**known, "g": float(found[-1].result)} if found else known
        result = float(vector[index])
        complete = math.isclose(_worked_out(right, values), result, rel_tol=CLOSE)
        return SubStep(words, _G, relation, right, values, result, vector, complete)

    slope = float(moved.gradient[index])
    values = {plain(SLOPE): slope}
    found: list[SubStep] = []
    if moved.measured is None:
        found.append(SubStep(GRADIENT, _G, "=", SLOPE, values, slope, moved.gradient, True))
    else:
        loss, plus, h = moved.measured
        sides = {"L₊": float(plus[index]), "L": loss, "h": h}
        found.append(line(GRADIENT, "=", "(L₊ − L) / h", moved.gradient, **sides))
    used = moved.gradient
    if moved.used is not None and not np.array_equal(moved.used, used, equal_nan=True):
        used = moved.used
        found.append(line("clipped gradient", "←", "clip(g)", used))
    decay = float(getattr(rule, "weight_decay", 0.0))
    # Rules whose formula names the decay do not add it to the slope.
    if decay != 0 and "λ" not in formula:
        theta = moved.theta.astype(float)
        found.append(
            line("weight decay", "←", "g + λ θ", used + decay * theta,
                 λ=decay, θ=float(theta[index]))
        )  # fmt: skip
    return found


def _line(
    rule: Optimizer,
    moved: Moved,
    index: int,
    values: Mapping[str, float],
    equation: tuple[Node, str, Node],
) -> SubStep:
    left, relation, right = equation
    letter = plain(left).strip()
    name = next((name for name in rule.names if letter_text(name) == letter), "")
    worked, words = _worked_out(right, values), ""
    vector: FloatArray | None = None
    result = worked
    if letter == "θ":
        words = UPDATE
        if moved.following is not None:
            vector = moved.following - moved.theta
            result = float(moved.following[index])
    elif name in moved.quantities:
        words, whole = rule.names[name], _whole(moved.quantities[name], moved)
        result = float(whole[index])
        # Of a mean that is corrected later on, the direction is that of the corrected one.
        vector = whole if {name, f"{name}_hat"} & {*rule.arrows} else None
    # At a first step, or with options of its own, a rule may do something else than its formula.
    complete = math.isclose(worked, result, rel_tol=CLOSE, abs_tol=1e-12)
    return SubStep(words, left, relation, right, values_in(right, values), result, vector, complete)


def _worked_out(right: Node, values: Mapping[str, float]) -> float:
    """What a right side comes to; nan where it is more than arithmetic."""
    try:
        return evaluate(right, values)
    except ValueError:
        return float("nan")


def values_in(right: Node, values: Mapping[str, float]) -> Mapping[str, float]:
    """The numbers of the letters that stand there."""
    used = {plain(part).strip() for part in walk(right)}
    bases = {
        plain(part._replace(high=None)).strip() for part in walk(right) if isinstance(part, Scripts)
    }
    return {key: value for key, value in values.items() if key in used | bases}


def equation_of(one: SubStep, right: Node) -> Node:
    """An equation with its left side, and another right one."""
    return Chain((one.left, Text(one.relation, spaced=True), right))
