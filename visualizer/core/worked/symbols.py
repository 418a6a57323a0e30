"""The letters of a model's quantities: which index they need depends on its layers."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.core.notation.names import indexed, parameter
from visualizer.core.notation.tree import Marked, Node, Scripts, Text, mapped
from visualizer.core.worked.backward import HANDED, INPUT, LOSS, WEIGHT, Factor
from visualizer.core.worked.forward import Forward

HAT = "\u0302"
L = Text("L", italic=True)


@dataclass(frozen=True)
class Symbols:
    """How the quantities of a model are written: a and z, without the layer where one is hidden."""

    hidden: int
    inputs: int
    outputs: int

    @classmethod
    def of(cls, worked: Forward) -> Symbols:
        return cls(len(worked.layers) - 1, len(worked.inputs), len(worked.outputs))

    def entering(self, layer: int, source: int) -> Node:
        """What comes into a layer (counted from 0) from a unit before it, or an input."""
        if layer == 0:
            return Text("x", True) if self.inputs == 1 else indexed("x", source + 1)
        return self.leaving(layer - 1, source)

    def leaving(self, layer: int, unit: int) -> Node:
        """The a of a unit; of the last layer the prediction."""
        if layer == self.hidden:
            if self.outputs == 1:
                return Text("y", True, accent=HAT)
            return indexed("y", unit + 1, accent=HAT)
        return indexed("a", unit + 1) if self.hidden == 1 else indexed("a", layer + 1, unit + 1)

    def sum(self, layer: int, unit: int) -> Node:
        """The z of a unit."""
        if layer == self.hidden:
            low = "out" if self.outputs == 1 else f"out,{unit + 1}"
            return Scripts(Text("z", True), Text(low), None)
        return indexed("z", unit + 1) if self.hidden == 1 else indexed("z", layer + 1, unit + 1)

    def delta(self, layer: int, unit: int) -> Node:
        """The delta of a unit: the derivative of the loss by its z."""
        return indexed("δ", layer + 1, unit + 1)

    def target(self, unit: int) -> Node:
        """What an output is compared with."""
        return Text("y", True) if self.outputs == 1 else indexed("y", unit + 1)

    def placed(self, formula: Node, layer: int, unit: int) -> Node:
        """A formula of a, z, ŷ and y for one unit of a layer, whose letters have its index."""
        letters = {
            Text("a", True): self.leaving(layer, unit),
            Text("z", True): self.sum(layer, unit),
            Text("y", True, accent=HAT): self.leaving(self.hidden, unit),
            Text("y", True): self.target(unit),
        }

        def change(part: Node) -> Node | None:
            return letters.get(part) if isinstance(part, Text) else None

        return mapped(formula, change)

    def above(self, factor: Factor, linear: bool) -> Node:
        """What a factor differentiates; `linear` outputs are their own z."""
        if factor.kind in (LOSS, HANDED):
            return L
        if factor.kind in (WEIGHT, INPUT):
            if linear and factor.layer == self.hidden:
                return self.leaving(factor.layer, factor.unit)
            return self.sum(factor.layer, factor.unit)
        return self.leaving(factor.layer, factor.unit)

    def below(self, factor: Factor, name: str) -> Node:
        """By what it does; `name` is that of the parameter."""
        if factor.kind == INPUT:
            return parameter(name)
        if factor.kind == WEIGHT:
            return self.entering(factor.layer, factor.source)
        if factor.kind in (LOSS, HANDED) and not factor.joint:
            return self.leaving(factor.layer, factor.unit)
        return self.sum(factor.layer, factor.unit)


def tinted(node: Node, ink: int) -> Node:
    """A part in the colour of its factor."""
    return Marked(node, ink)
