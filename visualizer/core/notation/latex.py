r"""Formulas as LaTeX, for the mathematics mode of a document that uses amsmath alone."""

from collections.abc import Mapping
from unicodedata import decomposition, lookup, name, normalize

from visualizer.core.notation.tree import (
    Chain,
    Fraction,
    Gap,
    Group,
    Hole,
    Marked,
    Node,
    Root,
    Scripts,
    Text,
)

SIGNS: Mapping[str, str] = {
    "−": "-", "·": r"\cdot", "←": r"\leftarrow", "→": r"\to", "≤": r"\le", "≥": r"\ge",
    "∞": r"\infty", "∇": r"\nabla", "∂": r"\partial", "⋯": r"\cdots", "…": r"\dots",
    "Σ": r"\sum", "×": r"\times", "≈": r"\approx", "′": "'",
}  # fmt: skip
"""Signs that have a command, or another sign, in LaTeX."""

OPERATORS = frozenset(
    "sin cos tan sinh cosh tanh exp log ln max min arcsin arccos arctan det".split()
)
"""Functions whose words LaTeX knows."""

ACCENTS: Mapping[str, str] = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde"}

_ESCAPES: Mapping[str, str] = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip

_BRACKETS: Mapping[str, str] = {
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "⌊": r"\lfloor", "⌋": r"\rfloor",
}  # fmt: skip


def latex(node: Node) -> str:
    """A formula as LaTeX, without the signs that begin and end mathematics."""
    return _joined(_written(node))


def _written(node: Node) -> list[str]:
    """The pieces of a node, each of which LaTeX can read alone."""
    if isinstance(node, Text):
        return [_text(node)]
    if isinstance(node, Gap):
        return [] if node.width < 1 else [r"\quad"]
    if isinstance(node, Chain):
        return [piece for part in node.parts for piece in _written(part)]
    if isinstance(node, Fraction):
        return [rf"\frac{{{latex(node.above)}}}{{{latex(node.below)}}}"]
    if isinstance(node, Root):
        return [rf"\sqrt{{{latex(node.inner)}}}"]
    if isinstance(node, Group):
        opening, closing = _BRACKETS[node.opening], _BRACKETS[node.closing]
        return [rf"\left{opening}", *_written(node.inner), rf"\right{closing}"]
    if isinstance(node, Scripts):
        return [_scripts(node)]
    if isinstance(node, Marked):
        inner = latex(node.inner)
        close = inner.replace("- ", "-")
        return [rf"\mathbf{{{close}}}"] if node.strong and _is_plain(close) else [inner]
    assert isinstance(node, Hole)
    return [rf"\underline{{\hspace{{{0.6 * node.letters:.1f}em}}}}"]


def _scripts(node: Scripts) -> str:
    base = latex(node.base)
    # Two powers at one letter are an error, and a script of a fraction is not one of its last part.
    if isinstance(node.base, Scripts | Chain | Fraction):
        base = f"{{{base}}}"
    low = "" if node.low is None else f"_{{{latex(node.low)}}}"
    high = "" if node.high is None else f"^{{{latex(node.high)}}}"
    return base + low + high


def _text(node: Text) -> str:
    if node.accent:
        return rf"{ACCENTS.get(node.accent, ACCENTS[chr(0x304)])}{{{_text(Text(node.text))}}}"
    text = node.text
    if text in SIGNS:
        return SIGNS[text]
    if text in OPERATORS:
        return f"\\{text}"
    if text and decomposition(text[0]).startswith("<fraction>"):
        above, _, below = normalize("NFKD", text).partition("\u2044")
        return rf"\tfrac{{{above}}}{{{below}}}"
    if len(text) == 1 and text.isalpha() and not text.isascii():
        return _greek(text)
    if _is_plain(text) and not (len(text) > 1 and text[0].isalpha()):
        return text
    escaped = "".join(_sign_in_words(sign) for sign in text)
    # Several letters are one name, not a product.
    return rf"\mathit{{{escaped}}}" if node.italic else rf"\text{{{escaped}}}"


def _sign_in_words(sign: str) -> str:
    return _ESCAPES.get(sign) or (f"${SIGNS[sign]}$" if sign in SIGNS else sign)


def _is_plain(text: str) -> bool:
    return text.isascii() and all(sign.isalnum() or sign in ".,+-=:><()[]|/!" for sign in text)


def _greek(letter: str) -> str:
    """The command of a Greek letter; others stand as they are."""
    words = name(letter).split()
    if words[:1] != ["GREEK"] or len(words) != 4:
        return letter
    command = words[3].lower().replace("lamda", "lambda")
    if words[1] == "CAPITAL":
        # Those that look like Latin letters have no command.
        same = {"ALPHA": "A", "BETA": "B", "RHO": "P", "TAU": "T"}.get(words[3])
        return same or f"\\{command.capitalize()}"
    return r"\varepsilon" if letter == lookup("GREEK SMALL LETTER EPSILON") else f"\\{command}"


def _joined(pieces: list[str]) -> str:
    """With blanks where a command would swallow the letter behind it, and at relations."""
    return " ".join(piece for piece in pieces if piece)
