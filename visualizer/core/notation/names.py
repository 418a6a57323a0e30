"""The names of parameters as mathematics writes them."""

from visualizer.core.notation.tree import Chain, Fraction, Node, Scripts, Text

LONGEST = 16
"""Letters of a column's name in a formula."""


def parameter(name: str, at: str = "") -> Node:
    """A parameter of a problem: "W1_2_3" is W1 with the index 2,3, "w(rooms)" stays so.

    `at` is the step, which becomes an index of its own: w with the index 6, W1 with its place
    and [6].
    """
    letter, bracket, column = name.partition("(")
    if bracket:
        short = column if len(column) <= LONGEST else column[: LONGEST - 2] + "…)"
        return _at(Chain((letter_of(letter), Text(f"({short}"))), at)
    letter, _, place = name.partition("_")
    if place:
        return _at(Scripts(letter_of(letter), Text(place.replace("_", ",")), None), at)
    return Scripts(letter_of(letter), Text(at), None) if at else letter_of(letter)


def letter_of(letter: str) -> Node:
    """A letter, with the number of its layer: W1."""
    return Text(letter, italic=True)


def indexed(letter: str, *places: int, accent: str = "") -> Node:
    """A letter with its places: a with the index 1, W1 with 2,3."""
    low = Text(",".join(map(str, places)))
    return Scripts(Text(letter, italic=True, accent=accent), low, None)


def slope(above: Node, below: Node) -> Node:
    """The partial derivative of one part by another."""
    return Fraction(Chain((Text("∂"), above)), Chain((Text("∂"), below)))


def _at(node: Node, at: str) -> Node:
    return Chain((node, Text(f"[{at}]"))) if at else node
