"""Sheets as LaTeX and as text, for the clipboard and for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from visualizer.core.notation.latex import latex
from visualizer.core.notation.plain import plain
from visualizer.core.notation.tree import Node, Text
from visualizer.core.worked.sheet import Block, SheetCards, SheetLine, SheetPart, SheetTable


def part_nodes(part: SheetPart) -> list[Node]:
    """All formulas of a part, in the order in which they are read."""
    return [node for block in part.blocks for node in block_nodes(block)]


def block_nodes(block: Block) -> list[Node]:
    """The formulas of a block."""
    if isinstance(block, SheetLine):
        return [block.node]
    if isinstance(block, SheetTable):
        return [cell for row in block.rows for cell in row]
    return [
        node
        for card in block.cards
        for node in (card.name, card.formula, card.numbers, card.value)
        if node is not None
    ]


def part_text(part: SheetPart) -> str:
    """A part as text: lines, and tables with tabs between their columns."""
    found = [part.title]
    for block in part.blocks:
        if isinstance(block, SheetLine):
            found.append(f"{plain(block.node)}{_behind(block.words)}")
        elif isinstance(block, SheetTable):
            found += [block.title] if block.title else []
            found += ["\t".join(plain(cell).strip() for cell in row)
                      for row in (block.headings, *block.rows)]  # fmt: skip
        else:
            found += [_factor(list(filter(None, parts)), words) for parts, words in _cards(block)]
    return "\n".join([*found, *part.notes])


def _behind(words: str) -> str:
    return f"  ({words})" if words else ""


def _cards(block: SheetCards) -> list[tuple[list[str], str]]:
    return [
        (
            [
                plain(card.name),
                plain(card.formula),
                "" if card.numbers is None else plain(card.numbers),
                plain(card.value),
            ],
            card.words,
        )
        for card in block.cards
    ]


def _factor(parts: list[str], words: str) -> str:
    # A formula that is its own value is said once.
    return f"{' = '.join(dict.fromkeys(parts))}{_behind(words)}"


def part_latex(part: SheetPart) -> str:
    """A part as LaTeX: displayed formulas, and tables as tabular."""
    found = [rf"\paragraph{{{part.title}}}"]
    for block in part.blocks:
        if isinstance(block, SheetLine):
            found.append(rf"\[ {latex(block.node)} \]")
        elif isinstance(block, SheetTable):
            found.append(_tabular(block))
        else:
            lines = [
                " = ".join(
                    dict.fromkeys(
                        latex(node)
                        for node in (card.name, card.formula, card.numbers, card.value)
                        if node is not None
                    )
                )
                for card in block.cards
            ]
            found += [rf"\[ {line} \]" for line in lines]
    return "\n".join(found)


def _tabular(table: SheetTable) -> str:
    columns = "".join("r" if place in table.right else "l" for place in range(len(table.headings)))
    rows = [_cells(table.headings), r"\hline", *(_cells(row) for row in table.rows)]
    return "\n".join([rf"\begin{{tabular}}{{{columns}}}", *rows, r"\end{tabular}"])


def _cells(row: Sequence[Node]) -> str:
    return " & ".join(_cell(node) for node in row) + r" \\"


def _cell(node: Node) -> str:
    written = latex(node)
    # Words stand as words: mathematics would set them as products of letters.
    if isinstance(node, Text) and written.startswith(r"\text{"):
        return written[len(r"\text{") : -1]
    return f"${written}$" if written else ""


def sheet_text(title: str, parts: Sequence[SheetPart]) -> str:
    """A whole sheet as text."""
    return "\n\n".join([title, *(part_text(part) for part in parts if part.blocks or part.notes)])


def sheet_latex(title: str, parts: Sequence[SheetPart]) -> str:
    """A whole sheet as LaTeX, for the body of a document that uses amsmath."""
    head = f"% {title}"
    return "\n\n".join([head, *(part_latex(part) for part in parts if part.blocks)]) + "\n"
