"""Any text there is, for tests that are given random values."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_CHARACTERS = st.characters(exclude_categories=["Cs"])
"""What UTF-8 can write, told by category: to find it out by its name takes four seconds."""


def texts(least: int = 0) -> SearchStrategy[str]:
    """Texts of at least so many characters."""
    return st.text(_CHARACTERS, min_size=least)
