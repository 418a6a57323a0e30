"""Small tables as text: CSV, Markdown and LaTeX, from one writer."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from visualizer.storage.files import writing

Line = Sequence[str]

_MARKDOWN = str.maketrans(
    {letter: f"\\{letter}" for letter in "\\|`*_[]<>"} | {"\n": " ", "\r": " "}
)
_LATEX = str.maketrans(
    {letter: f"\\{letter}" for letter in "&%$#_{}"}
    | {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        "\n": " ",
        "\r": " ",
        "−": "$-$",
        "·": r"$\cdot$",
        "×": r"$\times$",
        "∞": r"$\infty$",
    }
)


def as_csv(head: Line, lines: Sequence[Line]) -> str:
    """A table for programs: cells with commas, quotes or line breaks are quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return text.getvalue()


def as_markdown(head: Line, lines: Sequence[Line]) -> str:
    """A table for pages; numbers, which stand in all columns but the first, at the right."""
    rules = ["---", *("---:" for _ in head[1:])]
    written = [[cell.translate(_MARKDOWN) for cell in line] for line in (head, *lines)]
    return "".join(f"| {' | '.join(line)} |\n" for line in (written[0], rules, *written[1:]))


def as_latex(head: Line, lines: Sequence[Line]) -> str:
    """A table for articles, with the rules of the package booktabs."""
    written = [
        " & ".join(cell.translate(_LATEX) for cell in line) + r" \\" for line in (head, *lines)
    ]
    columns = "l" + "r" * (len(head) - 1)
    return "\n".join(
        (
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            written[0],
            r"\midrule",
            *written[1:],
            r"\bottomrule",
            r"\end{tabular}",
            "",
        )
    )


WRITERS: Mapping[str, Callable[[Line, Sequence[Line]], str]] = MappingProxyType(
    {"csv": as_csv, "md": as_markdown, "tex": as_latex}
)
"""How a table is written, by the ending of its file."""


def save_text_table(path: str | Path, head: Line, lines: Sequence[Line]) -> None:
    """Write a table in the way that the ending of its file says, CSV for an unknown one.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    write = WRITERS.get(Path(path).suffix.lower().removeprefix("."), as_csv)
    with writing(path) as file:
        file.write(write(head, lines).encode())
