"""Sentences about words that somebody typed: what was meant."""

from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence on an unknown word: the known one that is most like it, or nothing."""
    # Here, as only mistakes need it.
    from difflib import get_close_matches

    names = {name.lower(): name for name in known}
    found = get_close_matches(word[:100].lower(), names, 1, 0.6)
    return f'; did you mean "{names[found[0]]}"?' if found else ""


def among(word: str, known: Iterable[str]) -> str:
    """The known word that is meant: the same one, with hyphens for underscores or without."""
    names = list(known)
    if word in names:
        return word
    folded = word.replace("-", "_")
    same = [name for name in names if name.replace("-", "_") == folded]
    return same[0] if len(same) == 1 else word
