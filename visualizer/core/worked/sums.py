"""Sums of products, written out as far as they can be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualizer.core.notation.numbers import bracketed
from visualizer.core.notation.tree import Chain, Hole, Node, Text, row
from visualizer.core.worked.sheet import Pen

MOST_TERMS = 6
"""Products of a sum that are written out."""

PLUS, MINUS, TIMES = (Text(sign, spaced=True) for sign in "+−·")


def weighted_sum(
    weights: Sequence[float],
    inputs: Sequence[float],
    bias: float | None,
    pen: Pen,
    given: Pen | None = None,
) -> Node:
    """The terms w · x, and the bias: −0.0053 · 1 + 0.3793 · 1 − 0.014.

    Weights and bias are written by the pen that is `given`, where there is one.
    """
    known = given or pen
    found: list[Node] = []
    pairs = list(zip(weights, inputs, strict=True))
    for weight, value in pairs[:MOST_TERMS]:
        found += _signed(weight, found, known)
        found += [TIMES, bracketed(pen(value))]
    left_out = len(pairs) - MOST_TERMS
    if left_out > 0:
        found += [PLUS, Text("…")]
    if bias is not None:
        found += _signed(bias, found, known)
    return row(found) if found else Text("0")


def _signed(value: float, found: list[Node], pen: Pen) -> list[Node]:
    """A number behind what stands there already: its minus is the sign of a difference."""
    if not found:
        return [pen(value)]
    if pen.blank:
        return [PLUS, Hole()]
    negative = value < 0 or (value == 0 and bool(np.signbit(value)))
    return [MINUS if negative else PLUS, pen(abs(value))]


def product(factors: Sequence[Node]) -> Node:
    """Factors with a sign between them, those that need some in brackets."""
    found: list[Node] = []
    for factor in factors:
        found += [TIMES, factor] if found else [factor]
    return Chain(tuple(found))
