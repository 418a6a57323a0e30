r"""Formulas as lists of instructions, evaluated with first and second derivatives.

Forward-mode differentiation (Griewank and Walther, Evaluating Derivatives, 2nd ed., 2008,
chapters 3 and 13): each instruction passes its value on with the derivatives by the
variables t_i. For z = f(u) and for z = f(a, b)

.. math::
   z_i = f' u_i, \quad z_{ij} = f'' u_i u_j + f' u_{ij}

   z_i = f_a a_i + f_b b_i, \quad z_{ij} = f_a a_{ij} + f_b b_{ij} + f_{aa} a_i a_j
         + f_{ab} (a_i b_j + a_j b_i) + f_{bb} b_i b_j

A derivative that is 0 everywhere is None and costs nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from visualizer.core.problems.formula_operations import Binary, Number, Part, Unary, Unchosen


class Jet(NamedTuple):
    """A value, its derivatives by each variable, and the second ones by each pair i <= j."""

    value: Number
    first: tuple[Part, ...]
    second: tuple[Part, ...]


class Instruction(NamedTuple):
    """Put the result of an operation on slots into a slot."""

    target: int
    operation: Unary | Binary
    arguments: tuple[int, ...]


class Tape:
    """Instructions in the order of their execution, made by `constant` and `apply`.

    Equal parts of a formula share a slot; parts without variables are worked out at once,
    in float64. The first slots are those of the variables.
    """

    def __init__(self, variables: int) -> None:
        self.variables = variables
        self.slots: list[float | None] = [None] * variables
        self.instructions: list[Instruction] = []
        self._known: dict[object, int] = {}
        self._pairs = [(i, j) for i in range(variables) for j in range(i, variables)]

    def constant(self, value: float) -> int:
        """The slot of a number."""
        # Not by equality: -0.0 is another number than 0.0.
        return self._slot(("constant", float(value).hex()), float(value))

    def apply(self, key: object, operation: Unary | Binary, *arguments: int) -> int:
        """The slot of the result of an operation; equal keys mean equal operations."""
        values = [self.slots[argument] for argument in arguments]
        # NumPy's floats give inf and nan where Python's would raise.
        known = [np.float64(value) for value in values if value is not None]
        if len(known) == len(values):
            with np.errstate(all="ignore"):
                return self.constant(float(operation.value(*known)))
        before = len(self.slots)
        slot = self._slot((key, arguments), None)
        # A new slot: the same operation on the same slots was not there before.
        if slot == before:
            self.instructions.append(Instruction(slot, operation, arguments))
        return slot

    def _slot(self, key: object, value: float | None) -> int:
        if key not in self._known:
            self._known[key] = len(self.slots)
            self.slots.append(value)
        return self._known[key]

    def value(self, places: Sequence[Number], result: int) -> Number:
        """The value of a slot for values of the variables, each (...,)."""
        # A list of one evaluation: threads evaluate the same tape.
        slots: list[Number] = [*places, *self.slots[self.variables :]]
        for target, operation, arguments in self.instructions:
            slots[target] = operation.value(*[slots[argument] for argument in arguments])
        return slots[result]

    def jet(self, places: Sequence[Number], result: int, second: bool) -> Jet:
        """A slot's value and derivatives; those of second order only if asked for."""
        size = self.variables
        none: tuple[Part, ...] = (None,) * size
        bends: tuple[Part, ...] = (None,) * len(self._pairs)
        jets = [Jet(value, none, bends) for value in self.slots]
        for index, place in enumerate(places):
            unit = tuple(1.0 if other == index else None for other in range(size))
            jets[index] = Jet(place, unit, bends)
        for target, operation, arguments in self.instructions:
            if isinstance(operation, Unary):
                jets[target] = self._unary(operation, jets[arguments[0]], second)
            else:
                first, other = (jets[argument] for argument in arguments)
                jets[target] = self._binary(operation, first, other, second)
        return jets[result]

    def _unary(self, operation: Unary, u: Jet, second: bool) -> Jet:
        value = operation.value(u.value)
        if operation.unchosen is not None:
            # Before slopes are multiplied: 0 times an infinite derivative would be nan.
            u = _without(u, operation.unchosen(u.value))
        slope = operation.slope(u.value, value)
        first = tuple(_times(slope, part) for part in u.first)
        if not second:
            return Jet(value, first, u.second)
        bend = operation.bend(u.value, value)
        return Jet(
            value,
            first,
            tuple(
                _plus(_times(bend, _times(u.first[i], u.first[j])), _times(slope, part))
                for (i, j), part in zip(self._pairs, u.second, strict=True)
            ),
        )

    def _binary(self, operation: Binary, a: Jet, b: Jet, second: bool) -> Jet:
        value = operation.value(a.value, b.value)
        if operation.unchosen is not None:
            a, b = map(_without, (a, b), operation.unchosen(a.value, b.value))
        by_a, by_b = operation.slopes(a.value, b.value, value)
        first = tuple(
            _plus(_times(by_a, one), _times(by_b, other))
            for one, other in zip(a.first, b.first, strict=True)
        )
        if not second:
            return Jet(value, first, a.second)
        aa, ab, bb = operation.bends(a.value, b.value, value)
        parts = []
        for place, (i, j) in enumerate(self._pairs):
            part = _plus(_times(by_a, a.second[place]), _times(by_b, b.second[place]))
            part = _plus(part, _times(aa, _times(a.first[i], a.first[j])))
            part = _plus(part, _times(bb, _times(b.first[i], b.first[j])))
            mixed = _plus(_times(a.first[i], b.first[j]), _times(a.first[j], b.first[i]))
            parts.append(_plus(part, _times(ab, mixed)))
        return Jet(value, first, tuple(parts))


def _without(jet: Jet, unchosen: Unchosen) -> Jet:
    """A jet whose derivatives are 0 where they do not matter, also where they are not finite."""
    if unchosen is None:
        return jet
    first, second = (
        tuple(None if part is None else np.where(unchosen, 0.0, part) for part in parts)
        for parts in (jet.first, jet.second)
    )
    return Jet(jet.value, first, second)


def _times(one: Part, other: Part) -> Part:
    if one is None or other is None:
        return None
    if isinstance(one, float) and one == 1:
        return other
    return one * other


def _plus(one: Part, other: Part) -> Part:
    if one is None:
        return other
    return one if other is None else one + other
