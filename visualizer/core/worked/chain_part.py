"""The part "Chain rule": the factors of one derivative, their product, and the deltas of all."""

from __future__ import annotations

from visualizer.core.notation.names import indexed, parameter, slope
from visualizer.core.notation.numbers import bracketed
from visualizer.core.notation.reading import parse
from visualizer.core.notation.substitution import result, substituted
from visualizer.core.notation.tree import Chain, Node, Scripts, Text, flat, row
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model import Model
from visualizer.core.worked.backward import (
    HANDED,
    INPUT,
    LOSS,
    WEIGHT,
    Backward,
    Factor,
    FactorChain,
)
from visualizer.core.worked.forward import Forward, WorkedLayer
from visualizer.core.worked.forward_part import EQUALS, activation_words, layer_words, shown_units
from visualizer.core.worked.sheet import (
    CHAIN,
    DELTAS,
    FactorCard,
    Pen,
    SheetCards,
    SheetLine,
    SheetPart,
    SheetTable,
    words,
)
from visualizer.core.worked.sums import PLUS, TIMES, product, weighted_sum
from visualizer.core.worked.symbols import L, Symbols, tinted

ONE = "1"

MOST_SLOPES = 4
"""Gradients of the weights of a unit that stand in a row."""


def chain_part(
    model: Model, worked: Forward, back: Backward, found: FactorChain, name: str, pen: Pen
) -> SheetPart:
    """One derivative: the fraction, a card for each factor, and the product."""
    cards = tuple(
        _card(model, worked, back, factor, ink, name, pen)
        for ink, factor in enumerate(found.factors)
    )
    fractions = [tinted(card.name, card.ink) for card in cards]
    whole = slope(L, parameter(name))
    numbers = [tinted(bracketed(card.value), card.ink) for card in cards]
    ending: list[Node] = [EQUALS, result(pen(found.product))]
    if found.penalty:
        ending = [PLUS, bracketed(pen(found.penalty)), EQUALS, result(pen(found.gradient))]
    notes = ["Read from the loss back to the parameter: one factor for each step of the path."]
    if any(factor.kind == HANDED for factor in found.factors):
        notes.append(
            "Several ways lead on from this unit: the first factor is the sum over all of them, "
            "made of the deltas of the layer behind."
        )
    if found.penalty:
        notes.append("What is added at the end is the slope of the penalty on large weights.")
    return SheetPart(
        CHAIN,
        "Chain rule",
        (
            SheetLine(row([whole, EQUALS, product(fractions)])),
            SheetCards(cards),
            SheetLine(row([whole, EQUALS, product(numbers), *ending])),
        ),
        tuple(notes),
    )


def _card(
    model: Model,
    worked: Forward,
    back: Backward,
    factor: Factor,
    ink: int,
    name: str,
    pen: Pen,
) -> FactorCard:
    symbols = Symbols.of(worked)
    linear = worked.layers[-1].activation == "linear"
    fraction = slope(symbols.above(factor, linear), symbols.below(factor, name))
    formula, numbers, said = _inside(model, worked, back, factor, pen)
    return FactorCard(fraction, formula, numbers, result(pen(factor.value)), said, ink)


def _inside(
    model: Model, worked: Forward, back: Backward, factor: Factor, pen: Pen
) -> tuple[Node, Node | None, str]:
    """The formula of a factor, the same with numbers, and what it is."""
    symbols, layer = Symbols.of(worked), worked.layers[factor.layer]
    if factor.kind == LOSS:
        return _of_loss(model, worked, factor, symbols, pen)
    if factor.kind == HANDED:
        behind = worked.layers[factor.layer + 1]
        deltas = back.deltas[factor.layer + 1]
        low = Text("k", italic=True)
        formula = Chain(
            (
                Scripts(Text("Σ"), low, None),
                Scripts(Text(f"W{behind.number}", True), Text(f"{factor.unit + 1},k"), None),
                Scripts(Text("δ", True), Text(f"{behind.number},k"), None),
            )
        )
        numbers = weighted_sum(behind.weights[factor.unit].tolist(), deltas.tolist(), None, pen)
        return formula, numbers, "handed back by the next layer"
    if factor.kind == WEIGHT:
        weight = indexed(f"W{layer.number}", factor.source + 1, factor.unit + 1)
        return weight, None, "the weight on the way"
    if factor.kind == INPUT:
        if factor.source < 0:
            return Text(ONE), None, "the bias is added as it is"
        return symbols.entering(factor.layer, factor.source), None, "what the weight multiplies"
    node = parse(ACTIVATIONS[layer.activation].slope_formula)
    values = {"a": float(layer.a[factor.unit]), "z": float(layer.z[factor.unit])}
    filled = substituted(node, values, pen)
    said = f"slope of {activation_words(layer)}"
    placed = symbols.placed(node, factor.layer, factor.unit)
    return placed, filled if filled != node else None, said


def _of_loss(
    model: Model, worked: Forward, factor: Factor, symbols: Symbols, pen: Pen
) -> tuple[Node, Node | None, str]:
    output, target = float(worked.outputs[factor.unit]), float(worked.targets[factor.unit])
    settings = model.settings
    if factor.joint:
        if not settings.loss.endswith("cross_entropy"):
            return parse("∂L/∂z"), None, "slope of the loss through softmax"
        text, said = "ŷ − y", "loss and output together"
    else:
        text, said = LOSSES[settings.loss].slope_formula, "slope of the loss"
    node = parse(text)
    filled = substituted(node, {"ŷ": output, "y": target}, pen)
    node = symbols.placed(node, factor.layer, factor.unit)
    averaged = symbols.outputs > 1 and settings.loss != "categorical_cross_entropy"
    if averaged:
        # The loss of a row is the mean over its outputs.
        share = parse(f"1 / {symbols.outputs}")
        node, filled = (row([share, TIMES, _held(one)]) for one in (node, filled))
    return node, filled, said


def _held(node: Node) -> Node:
    return bracketed(node) if isinstance(node, Chain) else node


def deltas_part(
    model: Model, worked: Forward, back: Backward, found: FactorChain, pen: Pen
) -> SheetPart:
    """The deltas and gradients of all weights, from the last layer to the first."""
    blocks = [
        _deltas_of(model, worked, back, place, found, pen)
        for place in reversed(range(len(worked.layers)))
    ]
    notes = [
        "A delta is the derivative of the loss by the weighted sum z of a unit; times what comes "
        "in, it is the gradient of a weight."
    ]
    if any(len(layer.before) > MOST_SLOPES for layer in worked.layers):
        notes.append(f"Of each unit the gradients of up to {MOST_SLOPES} weights are shown.")
    return SheetPart(DELTAS, "All gradients", tuple(blocks), tuple(notes))


def _deltas_of(
    model: Model, worked: Forward, back: Backward, place: int, found: FactorChain, pen: Pen
) -> SheetTable:
    layer = worked.layers[place]
    here = place == found.layer
    unit = found.unit if here else -1
    shown = shown_units(len(layer.z), unit)
    columns = _columns(len(layer.before), found.source if here else -1)
    headings: list[Node] = [words(""), words("delta as a product"), Text("δ", italic=True)]
    headings += _headings(model, layer, columns)
    return SheetTable(
        tuple(headings),
        tuple(_delta_row(worked, back, place, one, columns, pen) for one in shown),
        tuple(number for number, one in enumerate(shown) if one == unit),
        tuple(range(2, len(headings))),
        layer_words(worked, place) + (", unit j" if len(layer.z) > 1 else ""),
    )


def _headings(model: Model, layer: WorkedLayer, columns: tuple[int, ...]) -> list[Node]:
    """The derivatives by the weights from some inputs, and by the bias; of many units j is any."""
    units = len(layer.z)
    below: list[Node] = []
    if units == 1:
        below = [parameter(model.names[layer.start + source]) for source in columns]
    else:
        weights = Text(f"W{layer.number}", italic=True)
        below = [Scripts(weights, Text(f"{source + 1},j"), None) for source in columns]
    if layer.biases is not None and units == 1:
        below.append(parameter(model.names[layer.start + layer.weights.size]))
    elif layer.biases is not None:
        below.append(Scripts(Text(f"b{layer.number}", italic=True), Text("j"), None))
    return [row([Text("∂"), L, Text("/"), Text("∂"), one]) for one in below]


def _columns(count: int, chosen: int) -> tuple[int, ...]:
    first = tuple(range(min(count, MOST_SLOPES)))
    return first if chosen in first or chosen < 0 else (*first[:-1], chosen)


def _delta_row(
    worked: Forward,
    back: Backward,
    place: int,
    unit: int,
    columns: tuple[int, ...],
    pen: Pen,
) -> tuple[Node, ...]:
    layer, delta = worked.layers[place], float(back.deltas[place][unit])
    if place == len(worked.layers) - 1:
        how = _end_of(worked, back, unit, pen)
    else:
        assert layer.slopes is not None
        ways = worked.layers[place + 1].weights[unit].tolist()
        total = weighted_sum(ways, back.deltas[place + 1].tolist(), None, pen)
        # No group, whose inside could not be broken into lines.
        how = row([pen(float(layer.slopes[unit])), TIMES, Text("("), *flat(total), Text(")")])
    name = Symbols.of(worked).delta(place, unit)
    cells: list[Node] = [name, how, result(pen(delta))]
    cells += [pen(delta * float(layer.before[source])) for source in columns]
    if layer.biases is not None:
        cells.append(pen(delta))
    return tuple(cells)


def _end_of(worked: Forward, back: Backward, unit: int, pen: Pen) -> Node:
    """How the delta of an output comes about."""
    slopes = worked.layers[-1].slopes
    if back.output is None or slopes is None:
        return words("loss and output together")
    return product([pen(float(back.output[unit])), bracketed(pen(float(slopes[unit])))])
