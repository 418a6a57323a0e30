"""The letters of quantities as the papers write them."""

from collections.abc import Mapping

LETTERS: Mapping[str, str] = {
    "m_hat": "m\u0302",
    "v_hat": "v\u0302",
    "m_bar": "m\u0304",
    "v_max": "v_max",
    "E_g2": "E[g²]",
    "E_delta2": "E[Δ²]",
    "delta": "Δ",
    "alpha": "α",
    "p_negative": "p₋",
}
"""Names that are not letters themselves."""


def letter_text(name: str) -> str:
    """A quantity by its letter: m with a hat for "m_hat", "b" for "b"."""
    return LETTERS.get(name, name)
