"""Trees of formulas: all of their parts are found, and can be replaced."""

from tests.core.notation.test_reading import tex
from visualizer.core.notation.reading import parse
from visualizer.core.notation.tree import Marked, Node, Text, inside, mapped, row, walk


def test_every_part_can_be_replaced():
    node = Marked(parse("m̂ / (√(x + 1) − x²) + |x|_x"))

    def change(part: Node) -> Node | None:
        return Text("7") if isinstance(part, Text) and part.text == "x" else None

    changed = mapped(node, change)
    assert isinstance(changed, Marked)
    assert tex(changed.inner) == r"\frac{\hat{m}}{\sqrt{7+1}−7^{2}}+|7|_{7}"
    letters = [part.text for part in walk(changed) if isinstance(part, Text)]
    assert letters.count("7") == 4
    assert "x" not in letters


def test_one_part_alone_needs_no_row():
    assert row([Text("x")]) == Text("x")
    assert inside(row([Text("x"), Text("y")])) == (Text("x"), Text("y"))
