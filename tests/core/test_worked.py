"""Sheets of steps worked out by hand: what stands in them, and what they leave out and say so."""

from dataclasses import replace

import numpy as np
import pytest

from tests.core.experiments import PUBLISHED, flat, line, network, sample_model, thetas
from tests.core.worked.models import moved_at, printed_steps
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.notation.evaluation import evaluate
from visualizer.core.notation.latex import latex
from visualizer.core.notation.numbers import number
from visualizer.core.notation.plain import plain
from visualizer.core.notation.reading import parse
from visualizer.core.notation.spoken import spoken
from visualizer.core.notation.tree import Hole, Node, Text, walk
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.optimizers.base import UnknownRule
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.problems.losses import LOSSES
from visualizer.core.worked.chain_part import chain_part
from visualizer.core.worked.check_part import ALIKE, check_part
from visualizer.core.worked.forward_part import MOST_UNITS, shown_units
from visualizer.core.worked.function_part import formula_of
from visualizer.core.worked.quotient import quotients
from visualizer.core.worked.rows_part import MOST_ROWS
from visualizer.core.worked.sheet import (
    CHAIN,
    CHECK,
    DELTAS,
    FORWARD,
    PATH,
    UPDATE,
    Pen,
    SheetCards,
    SheetLine,
    SheetTable,
    WorkSheet,
    revealed,
)
from visualizer.core.worked.sums import MOST_TERMS, weighted_sum
from visualizer.core.worked.update import Moved
from visualizer.core.worked.work import WorkChoice, work_out

ROSENBROCK = {"problem": {"kind": "function", "function": "rosenbrock"}}


def worked_step(experiment, step=0, **choice):
    history = train(experiment)
    rule = experiment.optimizer
    return work_out(build(experiment), rule, moved_at(history, step), WorkChoice(**choice))


def worked_model(model, **choice):
    theta = thetas(model)
    gradient = model.loss_and_gradient(theta)[1]
    moved = Moved(0, theta, gradient, 0.1, {}, {}, theta - 0.1 * gradient)
    return work_out(model, OPTIMIZERS["sgd"](), moved, WorkChoice(**choice))


def nodes(sheet: WorkSheet) -> list[Node]:
    found: list[Node] = []
    for part in sheet.parts:
        for block in part.blocks:
            if isinstance(block, SheetLine):
                found.append(block.node)
            elif isinstance(block, SheetTable):
                found += [*block.headings, *(cell for row in block.rows for cell in row)]
            else:
                for card in block.cards:
                    found += [card.name, card.formula, card.value]
                    found += [card.numbers] if card.numbers is not None else []
    return found


def texts(sheet: WorkSheet, name: str) -> list[str]:
    part = sheet.part(name)
    return [] if part is None else [plain(node) for node in nodes(WorkSheet("", (part,)))]


def test_the_published_network_as_on_the_board(tmp_path):
    sheet = worked_step(network(tmp_path)).sheet
    assert [part.name for part in sheet.parts] == [FORWARD, PATH, CHAIN, DELTAS, CHECK, UPDATE]
    forward = texts(sheet, FORWARD)
    assert "−0.0053 · 1 + 0.3793 · 1 − 0.014" in forward
    assert "L = (ŷ − y)² = (−0.5784 − 0)² = 0.33455" in forward
    loss = PUBLISHED["network"]["after_1_epoch_lr_1"]["loss"]
    assert plain(number(loss, 5)) == "0.33455"
    chain = texts(sheet, CHAIN)
    assert chain[0] == "∂L/∂W1_{1,1} = ∂L/∂ŷ · ∂ŷ/∂a₁ · ∂a₁/∂z₁ · ∂z₁/∂W1_{1,1}"
    assert chain[-1] == "∂L/∂W1_{1,1} = (−1.1568) · 0.1528 · 0.24207 · 1 = −0.042789"
    assert "a₁ (1 − a₁)" in chain
    assert "0.58904 · (1 − 0.58904)" in chain
    check = texts(sheet, CHECK)
    assert "−0.04278830782" in check
    assert "−0.04278860610" in check
    update = texts(sheet, UPDATE)
    assert " = −0.0053 − 0.01 · (−0.042789)" in update
    assert update[-1] == "−0.0048721"


@pytest.mark.parametrize("rate", ["0.01", "0.1", "1"])
def test_the_printed_table_of_the_line_in_the_sheet(rate):
    """Weight, gradient and new weight of each line, to the digits that are printed."""
    for moved, printed in printed_steps(rate):
        work = work_out(build(line()), OPTIMIZERS["sgd"](), moved, WorkChoice(pen=Pen(12)))
        table = work.sheet.part(UPDATE).blocks[0]
        gradient, updated = (plain(row[-1]).replace("−", "-") for row in table.rows)
        assert round(float(gradient), 2) == printed["gradient"]
        assert round(float(updated), 2) == printed["updated"]


def test_all_rows_and_their_mean():
    sheet = worked_step(line(), all_rows=True).sheet
    first = PUBLISHED["line"]["printed_rows"]["0.1"][0]
    assert f"L = {first['loss']}" in texts(sheet, FORWARD)
    assert texts(sheet, CHAIN)[-1] == "∂L/∂w = −45"
    products = sheet.part(CHAIN).blocks[0].rows
    assert [plain(row[-1]) for row in products] == ["−6", "−24", "−54", "−96"]
    long = worked_model(sample_model((2,), rows=30), all_rows=True)
    assert len(long.sheet.part(FORWARD).blocks[0].rows) == MOST_ROWS
    assert any(f"{MOST_ROWS} of 30 rows" in note for note in long.sheet.part(FORWARD).notes)


def test_gradients_have_the_names_of_their_parameters():
    table = worked_step(line()).sheet.part(DELTAS).blocks[0]
    assert [plain(node) for node in table.headings[2:]] == ["δ", "∂L/∂w", "∂L/∂b"]
    assert table.title == "Output"
    tables = worked_model(sample_model((2,))).sheet.part(DELTAS).blocks
    assert plain(tables[0].headings[3]) == "∂L/∂W2_{1,1}"
    assert plain(tables[1].headings[3]) == "∂L/∂W1_{1,j}"


def test_of_several_outputs_each_has_its_index():
    settings = {"output": "softmax", "loss": "categorical_cross_entropy", "classes": 3}
    model = sample_model((2,), **settings)
    work = worked_model(model, parameter=model.names.index("W2_1_3"))
    assert "ŷ₃ − y₃" in texts(work.sheet, CHAIN)
    assert texts(work.sheet, CHAIN)[0] == "∂L/∂W2_{1,3} = ∂L/∂z_{out,3} · ∂z_{out,3}/∂W2_{1,3}"


def test_functions_have_partial_derivatives():
    experiment = Experiment.from_dict({**ROSENBROCK, "optimizer": {"kind": "adam"}})
    work = worked_step(experiment, 1, parameter=1, sub_step=2)
    assert texts(work.sheet, FORWARD)[1] == "f = (1 − (−1.199))² + 100 · (1.001 − (−1.199)²)²"
    assert "∂f/∂y = −87.32" in texts(work.sheet, CHAIN)
    assert work.sheet.part(UPDATE).blocks[0].marked == (1,)
    assert work.worked is None


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_written_with_its_numbers(name):
    problem = FUNCTIONS[name]()
    theta = np.array(problem.usual_start)
    value, gradient = problem.loss_and_gradient(theta)
    moved = Moved(0, theta, gradient, 0.1, {}, {}, None)
    work = work_out(problem, OPTIMIZERS["sgd"](), moved, WorkChoice())
    assert formula_of(problem)
    letters = {part.text for part in walk(work.sheet.part(FORWARD).blocks[1].node)
               if isinstance(part, Text) and part.italic}  # fmt: skip
    assert letters.isdisjoint({"x", "y"})
    assert texts(work.sheet, FORWARD)[-1] == f"f = {plain(number(float(value)))}"


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("settings", [
    {"output": "softmax", "loss": "categorical_cross_entropy", "classes": 3},
    {"output": "sigmoid", "loss": "binary_cross_entropy", "classes": 2},
    {"output": "softmax", "loss": "mse", "classes": 3},
    {"loss": "huber", "targets": 2, "l2": 0.1},
    {"loss": "mae", "activation": "gelu"},
])  # fmt: skip
def test_everything_can_be_written_typed_and_said(settings, blank):
    for hidden in ((), (3,), (20, 2)):
        work = worked_model(sample_model(hidden, inputs=8, **settings), pen=Pen(5, blank))
        for node in nodes(work.sheet):
            written, said = latex(node), spoken(node)
            assert written.count("{") == written.count("}")
            assert not any(sign in said for sign in "{}^_\\=·")
            plain(node)


def test_blanks_hide_every_computed_number(tmp_path):
    shown = worked_step(network(tmp_path)).sheet
    blank = worked_step(network(tmp_path), pen=Pen(5, blank=True)).sheet
    computed = {"0.58904", "0.36779", "0.33455", "0.24207", "1.1568", "0.042789", "0.0048721"}
    seen = {part.text for node in nodes(shown) for part in walk(node) if isinstance(part, Text)}
    hidden = {part.text for node in nodes(blank) for part in walk(node) if isinstance(part, Text)}
    assert computed <= seen
    assert computed.isdisjoint(hidden)
    # Inputs, weights and the steps of the difference quotient are given: without them nobody
    # could work anything out.
    given = {plain(number(abs(value))) for value in flat(PUBLISHED["network"]["start"])}
    given |= {"0.01", "0.001", "0.0001"}
    assert {text for text in hidden if text.replace(".", "").isdigit() and "." in text} <= given
    assert any(isinstance(part, Hole) for node in nodes(blank) for part in walk(node))


def test_lines_are_revealed_one_by_one(tmp_path):
    parts = worked_step(network(tmp_path)).sheet.parts
    total = sum(part.lines for part in parts)
    assert revealed(parts, -1) == parts
    assert revealed(parts, total) == parts
    for count in range(total + 1):
        assert sum(part.lines for part in revealed(parts, count)) == count
    cards = next(block for block in parts[2].blocks if isinstance(block, SheetCards))
    assert len(cards.cards) == 4


def test_a_run_that_grows_without_bounds_is_still_written_down():
    experiment = line(optimizer={"learning_rate": 1e6}, training={"epochs": 200})
    history = train(experiment)
    last = len(history) - 1
    assert abs(history.theta(last)).max() > 1e100
    for all_rows in (False, True):
        choice = WorkChoice(all_rows=all_rows)
        work = work_out(build(experiment), experiment.optimizer, moved_at(history, last), choice)
        for node in nodes(work.sheet):
            assert latex(node).count("{") == latex(node).count("}")


def test_what_the_inputs_are_stands_there():
    notes = worked_model(sample_model((2,), inputs=9)).sheet.part(FORWARD).notes
    assert notes[0].startswith("The inputs: x₁ = x0, x₂ = x1, ")
    assert notes[0].endswith(", ….")


def test_inputs_that_are_called_so_are_not_told(tmp_path):
    notes = worked_step(network(tmp_path)).sheet.part(FORWARD).notes
    assert not any("inputs" in note for note in notes)


def test_large_layers_say_what_is_shown():
    model = sample_model((40, 3), inputs=9)
    index = model.names.index("W1_9_38")
    work = worked_model(model, parameter=index)
    tables = work.sheet.part(FORWARD).blocks
    assert len(tables[0].rows) == MOST_UNITS
    assert plain(tables[0].rows[tables[0].marked[0]][0]) == "unit 38"
    assert any(f"{MOST_UNITS} of 40 units" in note for note in work.sheet.part(FORWARD).notes)
    assert shown_units(5, 2) == (0, 1, 2, 3, 4)
    total = plain(weighted_sum(range(9), range(9), -1.0, Pen()))
    assert total.count("·") == MOST_TERMS
    assert total.endswith("+ … − 1")


def test_long_tables_are_not_gone_through_with_each_frame(monkeypatch):
    model = sample_model((20,), rows=30)
    monkeypatch.setattr("visualizer.core.worked.work.MOST_PRODUCTS", 100)
    monkeypatch.setattr(type(model), "loss", None)
    work = worked_model_without_loss(model)
    assert not any("rows" in block.words for block in work.part(FORWARD).blocks
                   if isinstance(block, SheetLine) and block.words != "of this row")  # fmt: skip
    told = worked_model_without_loss(model, all_rows=True)
    assert "choose one row" in told.part(FORWARD).notes[0]
    assert told.names == (FORWARD, UPDATE)


def worked_model_without_loss(model, **choice):
    theta = thetas(model)
    moved = Moved(0, theta, np.zeros_like(theta), 0.1, {}, {}, theta)
    return work_out(model, OPTIMIZERS["sgd"](), moved, WorkChoice(**choice))


def test_what_is_not_worked_out_says_so():
    large = worked_model(sample_model((500,)))
    assert [part.name for part in large.sheet.parts] == [FORWARD, UPDATE]
    assert "501 units" in large.sheet.part(FORWARD).notes[0]
    theta = np.zeros(1)
    unknown = Moved(3, theta, theta, 0.1, {}, {}, None)
    work = work_out(None, UnknownRule(), unknown, WorkChoice())
    assert work.sheet.title == "Step 3 → 4"
    assert not work.steps


def test_the_digits_that_agree_are_marked():
    def square(theta):
        return theta[..., 0] ** 2 + theta[..., 0] ** 3

    found = quotients(square, np.array([1.0]), 0, 5.0)
    table = check_part(found, 5.0, Text("f"), "x", Pen()).blocks[-1]
    marks = [[part.inner.text for part in walk(row[1]) if getattr(part, "ink", -1) == ALIKE]
             for row in table.rows]  # fmt: skip
    assert marks[0] == ["5.000"]
    assert marks[-1] == ["5.000000000"]

    # With blanks the steps are given; what they come to, and how far it agrees, is to be found.
    rows = check_part(found, 5.0, Text("f"), "x", Pen(blank=True)).blocks[-1].rows
    assert [plain(row[0]) for row in rows] == [plain(row[0]) for row in table.rows]
    assert all(isinstance(cell, Hole) for row in rows[:-1] for cell in row[1:])


def test_every_slope_formula_comes_to_the_slope():
    """That stands beside the number in the sheet; formulas with cases have none."""
    z = np.array([-0.7, 0.4])
    checked = []
    for name, entry in ACTIVATIONS.items():
        a = entry.value(z)
        for index, slope in enumerate(entry.derivative(z, a)):
            try:
                value = evaluate(parse(entry.slope_formula), {"z": z[index], "a": a[index]})
            except ValueError:
                continue
            assert value == pytest.approx(slope, rel=1e-12)
            checked.append(name)
    assert {"sigmoid", "tanh", "softplus", "linear"} <= set(checked)
    for name in ("mse", "mae", "binary_cross_entropy"):
        loss = LOSSES[name]
        y, target = np.array([[0.3]]), np.array([[1.0]])
        values = {"ŷ": 0.3, "y": 1.0}
        assert evaluate(parse(loss.slope_formula), values) == pytest.approx(
            loss.slope(y, target).item()
        )
        assert evaluate(parse(loss.row_formula), values) == pytest.approx(
            loss.value(y, target).item()
        )


def test_penalties_are_added_to_the_product():
    model = sample_model((2,), l2=0.5)
    work = worked_model(model)
    assert work.chain.penalty == pytest.approx(thetas(model)[0])
    part = chain_part(model, work.worked, work.back, work.chain, model.names[0], Pen())
    assert any("penalty" in note for note in part.notes)
    without = replace(work.chain, penalty=0.0)
    assert not any(
        "penalty" in note
        for note in chain_part(model, work.worked, work.back, without, "w", Pen()).notes
    )
