import pytest

from tests.gui.frames import frame_of, function_run, line_run, run_of
from visualizer.gui.panels.equation import equations, name_pieces, plain_text
from visualizer.gui.panels.steps import step_of


def full(run, row, name, index, **changes):
    return plain_text(equations(step_of(frame_of(run, row, None, **changes)), name, index)[0])


def test_the_equation_of_the_line():
    assert full(line_run(), 6, "w", 0) == "w₇ = w₆ − η · ∂L/∂w = 2.497 − 0.1 · (−4.142) = 2.912"


def test_the_future_is_a_question():
    assert full(line_run(), 6, "b", 1, hide_future=True).endswith("= 0.6793 − 0.1 · (−1.154) = ?")


def test_functions():
    run = function_run("sphere", 0.1, 10)
    assert "∂f/∂y" in full(run, 2, "y", 1)


def test_weights_of_networks_have_their_place_as_index():
    run = run_of(
        {
            "problem": {"kind": "model", "data": "line", "hidden": [2]},
            "training": {"epochs": 3},
        }
    )
    assert full(run, 1, "W1_1_2", 1).startswith("W1₁,₂[2] = W1₁,₂[1] − η · ∂L/∂W1₁,₂ = ")


def test_weights_of_columns_have_their_names():
    run = run_of({"problem": {"kind": "model", "data": "two-moons"}, "training": {"epochs": 3}})
    assert full(run, 1, run.problem.names[1], 1).startswith("w(y)[2] = w(y)[1] − η · ∂L/∂w(y) = ")
    assert plain_text(name_pieces("w(median house value)", 6)) == "w(median house v…)[6]"


def test_shorter_forms_say_the_same_result():
    forms = equations(step_of(frame_of(line_run(), 6, None)), "w", 0)
    texts = [plain_text(form) for form in forms]
    assert len(texts[0]) > len(texts[1]) > len(texts[2])
    assert texts[2] == "w₇ = 2.912"
    assert all(text.endswith("= 2.912") for text in texts)


@pytest.mark.parametrize(("name", "text"), [("w", "w"), ("b1_2", "b1₂"), ("W2_10_3", "W2₁₀,₃")])
def test_names(name, text):
    assert plain_text(name_pieces(name)) == text
