"""Sentences about words that somebody typed: what was meant."""

from collections.abc import Iterable

SHORTEST_PART = 5
"""Letters of a word that is looked for inside the known ones."""

MOST_MEANT = 3
"""Words that are suggested at once."""


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence on an unknown word: the known ones that may be meant, or nothing.

    They are those that the word is a part of, where there are a few; else the one most like it.
    """
    # Here, as only mistakes need it.
    from difflib import get_close_matches

    names = {name.lower(): name for name in known}
    typed = word[:100].lower()
    found = [name for name in names if len(typed) >= SHORTEST_PART and typed in name]
    if not 0 < len(found) <= MOST_MEANT:
        found = get_close_matches(typed, names, 1, 0.6)
    shown = " or ".join(f'"{names[name]}"' for name in found)
    return f"; did you mean {shown}?" if found else ""


def among(word: str, known: Iterable[str]) -> str:
    """The known word that is meant: the same one, with hyphens for underscores or without."""
    names = list(known)
    if word in names:
        return word
    folded = word.replace("-", "_")
    same = [name for name in names if name.replace("-", "_") == folded]
    return same[0] if len(same) == 1 else word
