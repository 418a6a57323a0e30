"""The letters of quantities as the papers write them."""

from collections.abc import Mapping
from unicodedata import lookup, normalize

LETTERS: Mapping[str, str] = {"delta": "Δ", "p_negative": "p₋"}
"""Names that do not say how they are written."""

_MARKS: Mapping[str, str] = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
"""What stands above a letter, by the end of the name."""


def letter_text(name: str) -> str:
    """A quantity by its letter: "m_hat" is m with a hat, "alpha" α, "E_g2" E[g²], "b" b."""
    letter, _, rest = name.partition("_")
    if rest in _MARKS:
        # Composed where there is such a letter: ŝ is one sign, m with a hat is two.
        return normalize("NFC", letter_text(letter) + _MARKS[rest])
    if letter == "E" and rest:
        mean = rest.removesuffix("2")
        return f"E[{letter_text(mean)}{'²' if mean != rest else ''}]"
    return LETTERS.get(name) or _greek(name)


def _greek(name: str) -> str:
    """A Greek letter by its English name; any other name as it is."""
    try:
        return lookup(f"GREEK SMALL LETTER {name}")
    except KeyError:
        return name
