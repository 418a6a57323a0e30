"""All rows of the data: what each of them adds to the loss and to one gradient."""

from __future__ import annotations

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.notation.names import parameter, slope
from visualizer.core.notation.substitution import result
from visualizer.core.notation.tree import Node, Text, row
from visualizer.core.problems.model import Model
from visualizer.core.worked.backward import FactorChain, backward, chain
from visualizer.core.worked.forward import Forward, forward, prepared_row
from visualizer.core.worked.forward_part import EQUALS
from visualizer.core.worked.sheet import (
    CHAIN,
    FORWARD,
    Pen,
    SheetLine,
    SheetPart,
    SheetTable,
    words,
)
from visualizer.core.worked.sums import MOST_TERMS
from visualizer.core.worked.symbols import L, Symbols, tinted

MOST_ROWS = 12
"""Rows of the data that are written out."""


def rows_loss_part(model: Model, theta: FloatArray, index: int, pen: Pen) -> SheetPart:
    """The loss of each row, and their mean."""
    ways = _ways(model, theta, index)
    notes = []
    if len(ways) < model.rows:
        notes.append(f"{len(ways)} of {model.rows:,} rows are shown; the mean is that of all.")
    if model.network.penalty(theta):
        notes.append("The mean includes the penalties on large weights.")
    mean = SheetLine(row([L, EQUALS, result(pen(float(model.loss(theta))))]), _mean(model))
    table = _losses([worked for worked, _ in ways], pen)
    return SheetPart(FORWARD, "Forward", (table, mean), tuple(notes))


def rows_chain_part(model: Model, theta: FloatArray, index: int, pen: Pen) -> SheetPart:
    """The product of factors of each row, and their mean."""
    table = _products(model, _ways(model, theta, index), index, pen)
    gradient = float(model.loss_and_gradient(theta)[1][index])
    whole = slope(L, parameter(model.names[index]))
    mean = SheetLine(row([whole, EQUALS, result(pen(gradient))]), _mean(model))
    note = "The gradient of the whole is the mean of the products of the rows."
    return SheetPart(CHAIN, "Chain rule", (table, mean), (note,))


def _mean(model: Model) -> str:
    return f"mean of {model.rows:,} rows"


def _ways(model: Model, theta: FloatArray, index: int) -> list[tuple[Forward, FactorChain]]:
    """The first rows, each worked out."""
    found = []
    for number in range(min(model.rows, MOST_ROWS)):
        x, y = prepared_row(model, model.training, number)
        worked = forward(model, theta, x, y)
        found.append((worked, chain(model, worked, backward(model, worked), index)))
    return found


def _losses(rows: list[Forward], pen: Pen) -> SheetTable:
    symbols = Symbols.of(rows[0])
    inputs, outputs = (min(count, MOST_TERMS) for count in (symbols.inputs, symbols.outputs))
    last = len(rows[0].layers) - 1
    headings: list[Node] = [words("row")]
    headings += [symbols.entering(0, place) for place in range(inputs)]
    headings += [symbols.target(place) for place in range(outputs)]
    headings += [symbols.leaving(last, place) for place in range(outputs)]
    headings.append(L)
    cells = []
    for number, worked in enumerate(rows):
        values = np.concatenate(
            [worked.inputs[:inputs], worked.targets[:outputs], worked.outputs[:outputs]]
        )
        known = inputs + outputs
        numbers = [
            (pen.given if column < known else pen)(float(value))
            for column, value in enumerate(values)
        ]
        cells.append((words(str(number + 1)), *numbers, result(pen(worked.loss))))
    return SheetTable(tuple(headings), tuple(cells), right=tuple(range(1, len(headings))))


def _products(
    model: Model, ways: list[tuple[Forward, FactorChain]], index: int, pen: Pen
) -> SheetTable:
    symbols = Symbols.of(ways[0][0])
    linear = ways[0][0].layers[-1].activation == "linear"
    factors = [found.factors for _, found in ways]
    name = model.names[index]
    headings: list[Node] = [words("row")]
    for ink, one in enumerate(factors[0]):
        fraction = slope(symbols.above(one, linear), symbols.below(one, name))
        headings.append(tinted(fraction, ink))
    headings.append(Text("product"))
    cells = []
    for number, some in enumerate(factors):
        numbers = [tinted(pen(one.value), ink) for ink, one in enumerate(some)]
        total = float(np.prod([one.value for one in some]))
        cells.append((words(str(number + 1)), *numbers, result(pen(total))))
    return SheetTable(tuple(headings), tuple(cells), right=tuple(range(1, len(headings))))
