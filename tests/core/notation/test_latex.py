"""Formulas as LaTeX: examples, and for every formula that the program has, what must hold."""

import re

import pytest

from tests.core.notation.test_reading import FORMULAS
from visualizer.core.notation.latex import latex
from visualizer.core.notation.names import indexed, parameter, slope
from visualizer.core.notation.numbers import number
from visualizer.core.notation.reading import lines_of, parse
from visualizer.core.notation.tree import Hole, Marked, Text

EXAMPLES = {
    "θ ← θ − η ∇L(θ)": r"\theta \leftarrow \theta - \eta \nabla L \left( \theta \right)",
    "m̂ = m / (1 − β₁ᵗ)": r"\hat{m} = \frac{m}{1 - \beta_{1}^{t}}",
    "∂L/∂ŷ": r"\frac{\partial L}{\partial \hat{y}}",
    "∂L/∂W1_{2,3}": r"\frac{\partial L}{\partial \mathit{W1}_{2,3}}",
    "√v̂ + ε": r"\sqrt{\hat{v}} + \varepsilon",
    "Σ_j exp(z_j)": r"\sum_{j} \exp \left( z_{j} \right)",
    "1 / Σ_j exp(z_j) + 2": r"\frac{1}{\sum_{j} \exp \left( z_{j} \right)} + 2",
    "η_min": r"\eta_{\min}",
    "0.96^(ψ t)": r"0.96^{\psi t}",
    "η₀ γ^⌊t / s⌋": r"\eta_{0} \gamma^{\left\lfloor \frac{t}{s} \right\rfloor}",
    "c α |g|²": r"c \alpha \left| g \right|^{2}",
    "½ · x": r"\tfrac{1}{2} \cdot x",
}


@pytest.mark.parametrize("formula", EXAMPLES)
def test_examples(formula):
    assert latex(parse(formula)) == EXAMPLES[formula]


def test_parameters_derivatives_and_numbers():
    weight = parameter("W1_2_3")
    assert latex(weight) == r"\mathit{W1}_{2,3}"
    assert latex(slope(Text("L", italic=True), weight)) == (
        r"\frac{\partial L}{\partial \mathit{W1}_{2,3}}"
    )
    assert latex(parameter("w", "6")) == "w_{6}"
    assert latex(parameter("w(net_price)")) == r"w \text{(net\_price)}"
    assert latex(indexed("a", 1, accent="\u0302")) == r"\hat{a}_{1}"
    assert latex(number(-1.5e-9)) == r"- 1.5 \cdot 10^{- 9}"
    assert latex(Hole()) == r"\underline{\hspace{3.0em}}"
    assert latex(Marked(Text("2"), 1, strong=True)) == r"\mathbf{2}"
    assert latex(Marked(number(-2.5), strong=True)) == r"\mathbf{-2.5}"


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_is_balanced_and_plain(formula):
    for node in lines_of(formula):
        written = latex(node)
        assert written.isascii(), "a sign without a command"
        depth = 0
        for sign in re.sub(r"\\[{}]", "", written):
            depth += {"{": 1, "}": -1}.get(sign, 0)
            assert depth >= 0
        assert depth == 0
        assert len(re.findall(r"\\left\b", written)) == len(re.findall(r"\\right\b", written))
        assert not re.search(r"\^\{[^{}]*\}\^|_\{[^{}]*\}_", written), "two scripts at one letter"
