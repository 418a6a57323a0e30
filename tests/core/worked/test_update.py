"""Updates in sub-steps: for every rule, what its formula comes to is what the rule has done."""

from dataclasses import replace

import numpy as np
import pytest

from tests.core.worked.models import printed_steps
from visualizer.core.notation.evaluation import evaluate
from visualizer.core.notation.plain import plain
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.worked.update import GRADIENT, OPTIONS, UPDATE, Moved, sub_steps

BEYOND_ARITHMETIC = {
    "adadelta": {"E[g²]", "Δ", "E[Δ²]"},
    "nadam": {"μₜ", "m̄"},
    "radam": {"r", "θ"},
    "rprop": {"Δ"},
    "line_search": {"α"},
    "newton": {"p"},
}
"""Lines whose formulas are words, or more than one letter: their numbers are not filled in."""

STEPS = 4


def moved_by(rule, steps=STEPS):
    """The last of some steps of a rule in the ravine of Rosenbrock."""
    problem = FUNCTIONS["rosenbrock"]()
    theta = np.array([-1.2, 1.0])
    state = rule.initial_state(theta)
    before = state
    for step in range(steps):
        loss, gradient = problem.loss_and_gradient(theta)
        update = rule.update(problem, theta, loss, gradient, np.asarray(1e-3), state)
        moved = Moved(step, theta, gradient, 1e-3, update.quantities, before, update.theta)
        theta, state, before = update.theta, update.state, update.quantities
    return moved


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("steps", [1, STEPS])
def test_formulas_with_numbers_come_to_what_was_recorded(kind, decay, steps):
    options = {"weight_decay": decay} if hasattr(OPTIMIZERS[kind], "weight_decay") else {}
    rule = OPTIMIZERS[kind](**options)
    moved = moved_by(rule, steps)
    found = sub_steps(rule, moved, 1)
    assert found[0].words == GRADIENT
    names = {rule.names[name]: name for name in moved.quantities}
    for one in found:
        if one.words in names:
            quantity = np.broadcast_to(moved.quantities[names[one.words]], 2)
            assert one.result == quantity[1]
        if one.complete:
            assert evaluate(one.right, one.values) == pytest.approx(one.result, rel=1e-5)
    ends = [one for one in found if one.words == UPDATE]
    assert [one.result for one in ends] == [moved.following[1]]
    assert ends[0].vector == pytest.approx(moved.following - moved.theta)
    left_out = {plain(one.left).strip() for one in found if not one.complete}
    assert left_out <= BEYOND_ARITHMETIC.get(kind, set()) | ({"b", "s"} if steps == 1 else set())


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_recorded_quantity_has_its_line(kind):
    rule = OPTIMIZERS[kind]()
    words = [one.words for one in sub_steps(rule, moved_by(rule), 0)]
    unseen = set(rule.names.values()) - set(words)
    # The mean of a rule that is not centred, and a part of a step that has no formula.
    assert unseen <= {"mean of slopes", "part of the step along negative curvature"}


def test_weight_decay_is_a_line_of_its_own_or_a_part_of_the_rule():
    moved = moved_by(OPTIMIZERS["sgd"]())
    coupled = sub_steps(OPTIMIZERS["sgd"](weight_decay=0.5), moved, 0)
    assert [one.words for one in coupled] == [GRADIENT, "weight decay", UPDATE]
    assert coupled[1].complete
    assert coupled[1].result == moved.gradient[0] + 0.5 * moved.theta[0]
    apart = sub_steps(OPTIMIZERS["adamw"](), moved_by(OPTIMIZERS["adamw"]()), 0)
    assert apart[1].words == "first moment"


def test_what_clipping_leaves_is_what_the_rule_goes_by():
    moved = moved_by(OPTIMIZERS["sgd"]())
    used = 0.25 * moved.gradient
    clipped = replace(moved, used=used, following=moved.theta - 1e-3 * used)
    found = sub_steps(OPTIMIZERS["sgd"](), clipped, 0)
    assert [one.words for one in found] == [GRADIENT, "clipped gradient", UPDATE]
    assert found[1].result == used[0]
    assert found[2].complete


def test_without_the_bias_correction_there_are_no_hats():
    rule = OPTIMIZERS["adam"](bias_correction=False)
    found = sub_steps(rule, moved_by(rule), 0)
    assert [plain(one.left) for one in found] == ["g", "m", "v", "θ"]
    assert all(one.complete for one in found)


def test_an_update_that_has_not_been_made():
    rule = OPTIMIZERS["adam"]()
    moved = moved_by(rule)
    last = sub_steps(rule, replace(moved, following=None), 0)[-1]
    assert last.vector is None
    assert last.complete, "it can be worked out before it is made"
    assert np.isfinite(last.result)


def test_options_have_different_letters_in_each_rule():
    for rule in OPTIMIZERS.values():
        letters = [OPTIONS[name] for name in OPTIONS if hasattr(rule, name)]
        assert len(letters) == len(set(letters))


@pytest.mark.parametrize("rate", ["0.01", "0.1", "1"])
def test_the_printed_updates_of_the_line(rate):
    for moved, printed in printed_steps(rate):
        gradient, update = sub_steps(OPTIMIZERS["sgd"](), moved, 0)
        assert round(gradient.result, 2) == printed["gradient"]
        assert round(gradient.values["L₊"], 2) == printed["loss_plus"]
        assert round(gradient.values["L"], 2) == printed["loss"]
        assert gradient.complete
        assert round(update.result, 2) == printed["updated"]
        assert update.values["θ"] == pytest.approx(printed["weight"], abs=0.006)
