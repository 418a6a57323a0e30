import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.frames import frame_of, function_run, line_run, run_of
from visualizer.gui.look.colours import contrast
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.panels.matrices import Matrices
from visualizer.gui.panels.matrix_blocks import blocks_of, coefficients_text, cost_text
from visualizer.gui.panels.matrix_view import WIDEST, _grounds, cell_text


def network(hidden=(3,), **training):
    return run_of(
        {
            "problem": {"kind": "model", "data": "line", "hidden": list(hidden)},
            "training": {"epochs": 3} | training,
        }
    )


@pytest.fixture(scope="module")
def net():
    return network()


def test_the_blocks_of_a_network(net):
    blocks = blocks_of(frame_of(net, 0, None))
    assert [(block.name, block.shape) for block in blocks] == [
        ("W1", "1 × 3"),
        ("b1", "1 × 3"),
        ("W2", "3 × 1"),
        ("b2", "1 × 1"),
    ]
    names = net.history.parameters
    assert [names[block.place(0, 0)] for block in blocks] == ["W1_1_1", "b1_1", "W2_1_1", "b2_1"]
    assert names[blocks[2].place(2, 0)] == "W2_3_1"
    assert blocks[-1].last == len(names)


def test_the_blocks_of_lines_and_functions():
    line = blocks_of(frame_of(line_run(epochs=1), 0, None))
    assert [block.name for block in line] == ["w", "b"]
    function = blocks_of(frame_of(function_run("sphere", 0.1, 1), 0, None))
    assert [block.name for block in function] == ["x", "y"]


def test_rows_have_the_names_of_inputs_and_columns_those_of_classes(qtbot):
    iris = run_of({"problem": {"kind": "model", "data": "iris", "output": "softmax"}})
    names = ("sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm")
    kinds = ("setosa", "versicolor", "virginica")
    weights, biases = blocks_of(frame_of(iris, 0, None))
    assert (weights.name, biases.name) == ("w", "b")
    assert (weights.row_names, weights.column_names) == (names, kinds)
    assert (biases.row_names, biases.column_names) == ((), kinds)
    deep = run_of({"problem": {"kind": "model", "data": "iris", "hidden": [5]}})
    first, _, last, _ = blocks_of(frame_of(deep, 0, None))
    assert (first.row_names, first.column_names) == (names, ())
    assert last.row_names == ()


def test_names_take_room_and_a_click_beside_them_finds_its_cell(qtbot):
    iris = run_of({"problem": {"kind": "model", "data": "iris", "output": "softmax"}})
    panel = Matrices(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.draw(frame_of(iris, 0, None))
    view = panel.view
    for index in range(15):
        assert view.cell_at(view.cell_rect(index).center()) == index
    first = view.cell_rect(0)
    assert view.cell_at(QPoint(4, first.center().y())) == -1
    bare = view.grab().toImage()
    ground = bare.pixelColor(bare.width() - 2, bare.height() - 2)
    beside = [(x, y) for x in range(2, first.left()) for y in range(first.top(), first.bottom())]
    assert sum(bare.pixelColor(x, y) != ground for x, y in beside) > 50


def test_coefficients_in_the_units_of_the_data():
    scaled = line_run(0.1, 5, data={"scaling": "standardise"})
    text = coefficients_text(frame_of(scaled, 3, None))
    w, b = scaled.history.theta(3)
    # x = 1, 2, 3, 4 has the mean 2.5 and the deviation sqrt(1.25).
    slope = w / 1.25**0.5
    assert text.startswith("in the units of the data: y = ")
    bias, weight = text.split("= ")[1].removesuffix(" · x").split(" + ")
    assert float(weight) == pytest.approx(slope, rel=1e-3)
    assert float(bias.replace("−", "-")) == pytest.approx(b - 2.5 * slope, rel=1e-3)
    assert coefficients_text(frame_of(line_run(epochs=1), 0, None)) == ""
    assert coefficients_text(frame_of(function_run("sphere", 0.1, 1), 0, None)) == ""


def test_what_an_epoch_costs():
    def words(run):
        return cost_text(frame_of(run, 2, None))

    assert words(network(gradient="forward difference")) == (
        "10 parameters; an epoch costs 11 forward passes (forward difference)"
    )
    assert words(network(gradient="central difference", batch_size=2)) == (
        "10 parameters; an epoch costs 42 forward passes (central difference)"
    )
    assert words(network()) == (
        "10 parameters; an epoch costs 1 forward pass and 1 backward pass (chain rule)"
    )
    assert words(function_run("sphere", 0.1, 3)) == (
        "2 parameters; a step costs 1 evaluation and 1 gradient (exact)"
    )


@pytest.fixture
def panel(qtbot, net):
    panel = Matrices(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(460, 320)
    panel.draw(frame_of(net, 0, None))
    panel.show()
    return panel


def test_a_formula_of_many_inputs_is_whole_and_leaves_room(panel):
    run = run_of(
        {
            "problem": {"kind": "model", "data": "breast-cancer"},
            "training": {"epochs": 1},
        }
    )
    panel.resize(400, 300)
    panel.draw(frame_of(run, 1, None))
    names = run.problem.input_names
    assert len(names) > 8
    assert all(f"· {name}" in panel.words.text() for name in names)
    assert "log-odds of" in panel.words.text()
    assert panel.view.height() > 150


def test_a_click_chooses_a_parameter(panel, net, qtbot):
    view = panel.view
    for index in (0, 4, len(net.history.parameters) - 1):
        with qtbot.waitSignal(panel.parameter_chosen) as signal:
            qtbot.mouseClick(
                view.viewport(), Qt.MouseButton.LeftButton, pos=view.cell_rect(index).center()
            )
        assert signal.args == [panel._run, index]
        assert panel._run is net
    assert view.cell_at(QPoint(400, 4)) == -1


def test_tooltips_name_the_parameter(panel, net):
    assert panel.view.tip(7) == f"W2_2_1 = {float(net.history.theta(0)[7])!r}"


def test_values_follow_the_playhead(panel, net):
    panel.draw(frame_of(net, 2, None))
    assert panel.view.tip(0) == f"W1_1_1 = {float(net.history.theta(2)[0])!r}"


def test_only_what_is_in_sight_is_drawn(qtbot, monkeypatch):
    run = network((200, 200), epochs=1)
    panel = Matrices(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(460, 320)
    panel.show()
    panel.draw(frame_of(run, 0, None))
    drawn = []
    original = panel.view._draw_cell
    monkeypatch.setattr(panel.view, "_draw_cell", lambda *a: drawn.append(a) or original(*a))
    panel.view.verticalScrollBar().setValue(2000)
    panel.view.horizontalScrollBar().setValue(3000)
    panel.grab()
    assert 20 < len(drawn) < 1000


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_numbers_are_readable_on_every_ground(look):
    assert all(contrast(look.text, ground.name()) >= 4.5 for ground in _grounds(look))


@pytest.mark.parametrize("value", [0.0, -1.23456, 123456.0, -9.9e-27, -1e-123, 0.00012345])
def test_numbers_fit_their_cells(value):
    assert len(cell_text(value)) <= WIDEST


def test_it_takes_other_looks(panel):
    panel.restyle(DARK.scaled(1.5))
    panel.grab()
