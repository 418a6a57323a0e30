import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.frames import frame_of, function_run, line_run, run_of
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.panels.prediction import Prediction

CLASSES = {"output": "softmax", "loss": "categorical_cross_entropy"}


@pytest.fixture(scope="module")
def line():
    return line_run()


@pytest.fixture
def box(qtbot, line):
    box = Prediction(LIGHT)
    qtbot.addWidget(box)
    box.resize(400, 200)
    box.draw(frame_of(line, 60, None))
    box.show()
    return box


def test_it_begins_with_the_first_row_of_the_data(box, line):
    w, b = line.history.theta(60)
    assert [field.text() for field in box.fields] == ["1"]
    assert box.result.text() == f"y = {w + b:.5f}"
    assert box.fields[0].accessibleName() == "Input x"


def test_it_predicts_what_is_typed_at_the_playhead(box, line):
    box.fields[0].setText("2.5")
    w, b = line.history.theta(60)
    assert box.result.text() == f"y = {2.5 * w + b:.5f}"
    box.draw(frame_of(line, 0, None))
    assert box.result.text() == "y = 0"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("1,5", "x: 1,5 has a comma; write 1.5"), ("", "x: nothing is given; allowed is a number")],
)
def test_errors_stand_beneath(box, text, sentence):
    box.fields[0].setText(text)
    assert box.error.text() == sentence
    assert box.error.isVisible()
    assert not box.result.isVisible()
    assert box.fields[0].property("wrong")
    box.fields[0].setText("3")
    assert not box.error.isVisible()
    assert not box.fields[0].property("wrong")


def test_inputs_beyond_the_data_are_told(box):
    box.fields[0].setText("7")
    assert box.note.text() == "Outside of the training data: x (1 to 4)"
    box.fields[0].setText("4")
    assert not box.note.isVisible()


def test_what_was_typed_stays_when_the_run_changes(box):
    box.fields[0].setText("2")
    box.draw(frame_of(line_run(0.01), 60, None))
    assert box.fields[0].text() == "2"


def test_functions_have_no_inputs(box, qtbot):
    with qtbot.waitSignal(box.available) as signal:
        box.draw(frame_of(function_run("sphere", 0.1, 3), 1, None))
    assert signal.args == [False]
    assert box.fields == ()
    assert box.note.text() == "Functions have no inputs: there is nothing to predict."


def wide_file(folder, columns, rows=4):
    path = folder / "wide.csv"
    names = [f"c{number}" for number in range(columns)] + ["t"]
    lines = [",".join(names)]
    values = np.random.default_rng(1).uniform(-1, 1, (rows, columns + 1))
    lines += [",".join(f"{value:.3f}" for value in row) for row in values]
    path.write_text("\n".join(lines))
    return str(path)


def test_very_many_inputs_have_one_field(box, tmp_path):
    run = run_of(
        {
            "problem": {"kind": "model", "data": wide_file(tmp_path, 40)},
            "training": {"epochs": 2},
        }
    )
    box.draw(frame_of(run, 1, None))
    assert len(box.fields) == 1
    assert box.result.text().startswith("t = ")
    box.fields[0].setText("1, 2, 3")
    assert box.error.text() == "3 numbers are given; 40 are needed"


def test_several_inputs(box):
    run = run_of({"problem": {"kind": "model", "data": "penguins"}, "training": {"epochs": 1}})
    box.draw(frame_of(run, 0, None))
    assert len(box.fields) == len(run.problem.input_names)
    box.fields[-1].setText("x")
    assert box.error.text().startswith(f"{run.problem.input_names[-1]}: ")


def test_it_takes_other_looks(box):
    box.restyle(DARK.scaled(1.5))
    box.grab()


def test_of_classes_the_chosen_one_and_the_probabilities(box):
    run = run_of(
        {"problem": {"kind": "model", "data": "iris"} | CLASSES, "training": {"epochs": 9}}
    )
    box.draw(frame_of(run, 9, None))
    names = run.problem.class_names
    inputs = run.problem.inputs[:1]
    theta = run.history.theta(9)
    shares = run.problem.predict(theta, inputs)[0]  # softmax gives probabilities
    first, *lines = box.result.text().splitlines()
    assert first == f"Class {names[shares.argmax()]}"
    assert [line.split() for line in lines] == [
        [name, f"{100 * share:.1f}", "%"] for name, share in zip(names, shares, strict=True)
    ]
    # All are written in one width, so that the numbers stand below one another.
    assert len({len(line) for line in lines}) == 1


def test_one_output_for_two_classes(box):
    run = run_of(
        {
            "problem": {
                "kind": "model",
                "data": "two-moons",
                "output": "sigmoid",
                "loss": "binary_cross_entropy",
            },
            "training": {"epochs": 5},
        }
    )
    box.draw(frame_of(run, 5, None))
    second = float(run.problem.predict(run.history.theta(5), run.problem.inputs[:1])[0, 0])
    first, *lines = box.result.text().splitlines()
    assert first == f"Class {run.problem.class_names[int(second > 0.5)]}"
    assert [float(line.split()[-2]) for line in lines] == [
        pytest.approx(100 * (1 - second), abs=0.051),
        pytest.approx(100 * second, abs=0.051),
    ]


def test_many_classes_do_not_make_the_panel_high(box):
    run = run_of(
        {"problem": {"kind": "model", "data": "digits"} | CLASSES, "training": {"epochs": 1}}
    )
    before = box.minimumSizeHint().height()
    box.draw(frame_of(run, 1, None))
    line = box.result.fontMetrics().height()
    assert box.minimumSizeHint().height() < before + 3 * line
    # Where there is room, nothing scrolls.
    box.resize(400, 600)
    QApplication.processEvents()
    answer = box.result.parentWidget().parentWidget()
    assert answer.verticalScrollBar().maximum() == 0
    assert box.result.height() >= 11 * line
    box.resize(400, 140)
    QApplication.processEvents()
    assert answer.verticalScrollBar().maximum() > 0
