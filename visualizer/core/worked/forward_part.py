"""The part "Forward" of a sheet: each layer as a table, then the loss."""

from __future__ import annotations

import numpy as np

from visualizer.core.notation.names import indexed
from visualizer.core.notation.plain import plain
from visualizer.core.notation.reading import parse
from visualizer.core.notation.substitution import result, substituted
from visualizer.core.notation.tree import Chain, Node, Text, row
from visualizer.core.problems.activations import ACTIVATIONS, SOFTMAX, SOFTMAX_FORMULA
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model import Model
from visualizer.core.worked.forward import Forward, WorkedLayer
from visualizer.core.worked.sheet import (
    FORWARD,
    Block,
    Pen,
    SheetLine,
    SheetPart,
    SheetTable,
    words,
)
from visualizer.core.worked.sums import MOST_TERMS, PLUS, weighted_sum
from visualizer.core.worked.symbols import L, Symbols

MOST_UNITS = 16
"""Units of a layer that are written out; the chosen one is always among them."""

EQUALS = Text("=", spaced=True)


def shown_units(count: int, chosen: int) -> tuple[int, ...]:
    """Which units of a layer are written out: the first ones, and the chosen one."""
    first = tuple(range(min(count, MOST_UNITS)))
    return first if chosen in first or not 0 <= chosen < count else (*first[:-1], chosen)


def forward_part(
    model: Model, worked: Forward, whole: float, chosen: tuple[int, int], pen: Pen
) -> SheetPart:
    """Each layer with its numbers; `whole` is the loss of all rows, `chosen` a layer and unit."""
    blocks: list[Block] = []
    symbols = Symbols.of(worked)
    for place, layer in enumerate(worked.layers):
        unit = chosen[1] if place == chosen[0] else -1
        blocks.append(_table(layer, place, worked, unit, pen))
    blocks += _losses(model, worked, whole, symbols, pen)
    return SheetPart(FORWARD, "Forward", tuple(blocks), tuple(_notes(model, worked)))


def activation_words(layer: WorkedLayer) -> str:
    """The activation of a layer in words, within a sentence."""
    label = "softmax" if layer.activation == SOFTMAX else ACTIVATIONS[layer.activation].label
    # Names of several capitals, as ReLU, stay as they are.
    return label if label[1:] != label[1:].lower() else label[0].lower() + label[1:]


def layer_words(worked: Forward, place: int) -> str:
    """A layer by its place."""
    last = place == len(worked.layers) - 1
    return "Output" if last else f"Layer {worked.layers[place].number}"


def _table(layer: WorkedLayer, place: int, worked: Forward, unit: int, pen: Pen) -> SheetTable:
    shown = shown_units(len(layer.z), unit)
    headings: list[Node] = [words(""), words("weighted sum"), Text("z", True)]
    linear = layer.activation == "linear"
    if not linear:
        headings.append(row([Text("a", True), EQUALS, Text("f", True), parse("(z)")]))
    if layer.slopes is not None and not linear:
        headings.append(parse("f′(z)"))
    rows = [_row(layer, one, place, worked, pen) for one in shown]
    return SheetTable(
        tuple(headings),
        tuple(rows),
        tuple(number for number, one in enumerate(shown) if one == unit),
        tuple(range(2, len(headings))),
        f"{layer_words(worked, place)}, {activation_words(layer)}",
    )


def _row(layer: WorkedLayer, unit: int, place: int, worked: Forward, pen: Pen) -> tuple[Node, ...]:
    last, linear = place == len(worked.layers) - 1, layer.activation == "linear"
    name = "output" if last else "unit"
    label = f"{name} {unit + 1}" if len(layer.z) > 1 or not last else name
    bias = None if layer.biases is None else float(layer.biases[unit])
    # Inputs and weights are given, what comes from a layer before is not.
    entering = pen.given if place == 0 else pen
    total = weighted_sum(
        layer.weights[:, unit].tolist(), layer.before.tolist(), bias, entering, pen.given
    )
    z, a = pen(float(layer.z[unit])), pen(float(layer.a[unit]))
    if linear:
        return words(label), total, result(z)
    cells = [words(label), total, z, result(a)]
    if layer.slopes is not None:
        cells.append(pen(float(layer.slopes[unit])))
    return tuple(cells)


def _losses(model: Model, worked: Forward, whole: float, symbols: Symbols, pen: Pen) -> list[Block]:
    of_row = SheetLine(_row_loss(model, worked, symbols, pen), "of this row")
    of_all = SheetLine(row([L, EQUALS, result(pen(whole))]), f"of all {model.rows:,} rows")
    # Within an epoch the loss of all rows is not recorded, and of a long table not worked out.
    told = model.rows > 1 and not np.isnan(whole)
    found: list[Block] = [of_row, of_all] if told else [of_row]
    if model.settings.output == SOFTMAX:
        formula = parse(SOFTMAX_FORMULA.partition(",")[0])
        found.insert(0, SheetLine(formula, "softmax, over all outputs"))
    return found


def _row_loss(model: Model, worked: Forward, symbols: Symbols, pen: Pen) -> Node:
    """L = formula = formula with numbers = value, for one output; for several the mean."""
    formula = LOSSES[model.settings.loss].row_formula
    parts: list[Node] = [L, EQUALS]
    if symbols.outputs == 1 and formula:
        node = parse(formula)
        values = {"ŷ": float(worked.outputs[0]), "y": float(worked.targets[0])}
        parts += [node, EQUALS, substituted(node, values, pen), EQUALS]
    elif model.settings.loss == "mse":
        terms: list[Node] = []
        for output, target in list(zip(worked.outputs, worked.targets, strict=True))[:MOST_TERMS]:
            values = {"ŷ": float(output), "y": float(target)}
            terms += [PLUS] if terms else []
            terms.append(substituted(parse("(ŷ − y)²"), values, pen))
        terms += [PLUS, Text("…")] if symbols.outputs > MOST_TERMS else []
        parts += [parse(f"1 / {symbols.outputs}"), Text("·", spaced=True)]
        parts += [Text("("), Chain(tuple(terms)), Text(")"), EQUALS]
    elif model.settings.loss == "categorical_cross_entropy":
        right = int(np.argmax(worked.targets))
        node = parse("−log(ŷ)")
        values = {"ŷ": float(worked.outputs[right])}
        parts += [node, EQUALS, substituted(node, values, pen), EQUALS]
    return row([*parts, result(pen(worked.loss))])


def _notes(model: Model, worked: Forward) -> list[str]:
    names = model.feature_names
    found = []
    if len(names) > 1 and names != tuple(f"x{place + 1}" for place in range(len(names))):
        # With small figures: letters with plain ones may look like a product.
        told = ", ".join(
            f"{plain(indexed('x', place))} = {name}"
            for place, name in enumerate(names[:MOST_TERMS], 1)
        )
        found.append(f"The inputs: {told}{', …' if len(names) > MOST_TERMS else ''}.")
    found += [
        f"{layer_words(worked, place)}: {MOST_UNITS} of {len(layer.z):,} units are shown."
        for place, layer in enumerate(worked.layers)
        if len(layer.z) > MOST_UNITS
    ]
    if any(len(layer.before) > MOST_TERMS for layer in worked.layers):
        found.append(f"Of long sums the first {MOST_TERMS} products are shown.")
    if model.settings.output == SOFTMAX and model.settings.loss == "categorical_cross_entropy":
        found.append("ŷ in the loss is the share of the right class.")
    if worked.penalty:
        found.append("The loss of all rows includes the penalties on large weights.")
    if not np.array_equal(model.scaling.factor, np.ones_like(model.scaling.factor)):
        found.append("The inputs are scaled, as the model takes them.")
    return found
