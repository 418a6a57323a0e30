"""Formulas of one line of text, read as a book would print them."""

import pytest

from visualizer.core.notation.reading import lines_of, parse
from visualizer.core.notation.tree import (
    Chain,
    Fraction,
    Gap,
    Group,
    Node,
    Root,
    Scripts,
    Text,
    chunks,
    is_update,
)
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.schedules import SCHEDULES

FORMULAS = [kind.formula for table in (OPTIMIZERS, SCHEDULES, FUNCTIONS) for kind in table.values()]


def tex(node: Node) -> str:
    """A tree as TeX writes it, air left out: a second notation to compare with."""
    if isinstance(node, Text):
        hat = {"\u0302": r"\hat", "\u0304": r"\bar"}.get(node.accent, "")
        return f"{hat}{{{node.text}}}" if hat else node.text
    if isinstance(node, Gap):
        return ""
    if isinstance(node, Chain):
        return "".join(map(tex, node.parts))
    if isinstance(node, Fraction):
        return rf"\frac{{{tex(node.above)}}}{{{tex(node.below)}}}"
    if isinstance(node, Root):
        return rf"\sqrt{{{tex(node.inner)}}}"
    if isinstance(node, Group):
        return f"{node.opening}{tex(node.inner)}{node.closing}"
    low = f"_{{{tex(node.low)}}}" if node.low else ""
    high = f"^{{{tex(node.high)}}}" if node.high else ""
    return f"{tex(node.base)}{low}{high}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("θ ← θ − η ∇L(θ)", "θ←θ−η∇L(θ)"),
        ("m̂ = m / (1 − β₁ᵗ)", r"\hat{m}=\frac{m}{1−β_{1}^{t}}"),
        ("θ − η m̂ / (√v̂ + ε)", r"θ−\frac{η\hat{m}}{\sqrt{\hat{v}}+ε}"),
        ("(1 − μₜ) g / (1 − μ₁⋯μₜ₊₁)", r"\frac{(1−μ_{t})g}{1−μ_{1}⋯μ_{t+1}}"),
        ("√((ρₜ − 4) ρ∞ / ((ρ∞ − 4) ρₜ))", r"\sqrt{\frac{(ρ_{t}−4)ρ_{∞}}{(ρ_{∞}−4)ρ_{t}}}"),
        ("E[g²] ← ρ E[g²]", "E[g^{2}]←ρE[g^{2}]"),
        ("p = −(H + δ I)⁻¹ g", "p=−(H+δI)^{−1}g"),
        ("0.96^(ψ t)", "0.96^{ψt}"),
        ("η₀ γ^⌊t / s⌋", r"η_{0}γ^{⌊\frac{t}{s}⌋}"),
        ("η_min + T_cur", "η_{min}+T_{cur}"),
        ("c α |g|²", "cα|g|^{2}"),
        ("max(β₂ u, |g| + ε)", "max(β_{2}u,|g|+ε)"),
        ("2x² - 1.05x⁴ + x⁶/6 + xy", r"2x^{2}−1.05x^{4}+\frac{x^{6}}{6}+xy"),
        ("-((x - 1)²)/1.28", r"−\frac{(x−1)^{2}}{1.28}"),
        ("½ · ω", "½·ω"),
    ],
)
def test_what_a_formula_means(text: str, expected: str) -> None:
    assert tex(parse(text)) == expected


@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_of_a_formula_is_lost(formula: str) -> None:
    """Every letter and digit is found again, in its order."""
    plain = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊ₜᵢ⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵗ", "0123456789+ti0123456789−t")

    def letters(text: str) -> list[str]:
        named = text.replace(r"\frac", "").replace(r"\sqrt", "")
        named = named.replace(r"\hat", "").replace(r"\bar", "")
        return sorted(c for c in named.translate(plain) if c.isalnum())

    assert letters("".join(tex(node) for node in lines_of(formula))) == letters(formula)


def test_letters_are_in_italics_and_words_are_not() -> None:
    row = parse("Δ · grow where g keeps")
    assert isinstance(row, Chain)
    texts = [part for part in row.parts if isinstance(part, Text)]
    assert [(part.text, part.italic) for part in texts] == [
        ("Δ", True), ("·", False), ("grow", False), ("where", False), ("g", True), ("keeps", False),
    ]  # fmt: skip


def test_a_minus_in_front_stands_close_to_its_number() -> None:
    for text in ("−x", "p = −x", "exp(−x)"):
        found: list[Text] = []

        def collect(node: Node, found: list[Text] = found) -> None:
            if isinstance(node, Text) and node.text == "−":
                found.append(node)
            for part in node.parts if isinstance(node, Chain) else ():
                collect(part)
            if isinstance(node, Group):
                collect(node.inner)

        collect(parse(text))
        assert [minus.spaced for minus in found] == [False]
    difference = parse("a − b")
    assert isinstance(difference, Chain)
    assert isinstance(difference.parts[1], Text)
    assert difference.parts[1].spaced


@pytest.mark.parametrize("text", ["(a + b", "a + b)", "[a)", "|a", "√(a"])
def test_brackets_must_match(text: str) -> None:
    with pytest.raises(ValueError, match="brackets do not match"):
        parse(text)


def test_lines_are_broken_before_signs_and_after_words() -> None:
    parts = [tex(chunk) for chunk in chunks(parse("θ ← θ − η m if ρ > 5, else b"))]
    assert parts == ["θ", "←θ", "−ηm", "if", "ρ", ">5,", "else", "b"]


def test_updates_are_told_from_definitions() -> None:
    assert [is_update(line) for line in lines_of("m ← β m,  m̂ = m / 2")] == [True, False]


def test_scripts_of_a_group_stand_at_the_whole_group() -> None:
    power = parse("(x + y)²")
    assert isinstance(power, Scripts)
    assert isinstance(power.base, Group)
