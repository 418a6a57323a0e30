import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF

from tests.gui.frames import frame_of, line_run, run_of
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.panels.inspector import Inspector
from visualizer.gui.panels.step_columns import columns_of, places
from visualizer.gui.panels.steps import step_of
from visualizer.gui.panels.verdict import SEVERITIES, severity_colour

LEFT = Qt.MouseButton.LeftButton
RATE = {"optimizer.learning_rate": 0.06}


@pytest.fixture(scope="module")
def line():
    return line_run()


@pytest.fixture
def inspector(qtbot, line):
    inspector = Inspector(LIGHT)
    qtbot.addWidget(inspector)
    inspector.resize(590, 150)
    inspector.draw(frame_of(line, 6, None))
    inspector.show()
    return inspector


def test_it_shows_the_step_at_the_playhead(inspector, line):
    assert inspector.title_row.name.text() == "Step 6 → 7"
    assert inspector.view.equation().endswith("= 2.912")
    inspector.draw(frame_of(line, 7, None))
    assert inspector.title_row.name.text() == "Step 7 → 8"


def test_the_columns_are_those_of_the_sketch(line):
    columns = {
        column.key: column for column in columns_of(step_of(frame_of(line, 6, None)), (0, 1))
    }
    assert columns["value"].texts == ("2.49742", "0.67932")
    assert columns["gradient"].texts == ("−4.14203", "−1.15424")
    assert columns["update"].texts == ("−0.414203", "−0.115424")
    assert columns["following"].texts == ("2.91163", "0.79474")
    assert columns["loss"].texts == ("0.6488 → 0.3390", "")


def test_hidden_columns(line):
    columns = columns_of(step_of(frame_of(line, 6, None, hide_future=True)), (0, 1))
    texts = {column.key: column.texts for column in columns}
    assert texts["following"] == ("?", "?")
    assert texts["loss"] == ("0.6488 → ?", "")


@pytest.mark.parametrize("room", [120, 250, 340, 590, 1200])
def test_no_column_is_cut(line, room, qapp):
    words = figures = QFontMetricsF(LIGHT.mono(13))
    columns = columns_of(step_of(frame_of(line, 6, None)), (0, 1))
    placed = places(columns, 20.0, room, 14.0, words, figures)
    assert placed[0][0].key == "value"
    if room >= 250:
        assert placed[-1][1] <= room
    if room >= 590:
        assert len(placed) == 5


def test_drawing_the_same_frame_again_does_nothing(inspector, line, monkeypatch):
    monkeypatch.setattr("visualizer.gui.panels.inspector.step_of", None)
    inspector.draw(frame_of(line, 6, None))


def test_a_click_and_the_arrow_keys_choose_the_equation(inspector, qtbot):
    view = inspector.view
    with qtbot.waitSignal(view.parameter_chosen) as signal:
        qtbot.mouseClick(view, LEFT, pos=QPoint(40, view._heading + view._line + 4))
    assert signal.args == [1]
    assert view.equation().startswith("b₇")
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.chosen == 0
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.chosen == 0


def test_folded_it_is_one_line(inspector):
    tall = inspector.sizeHint().height()
    inspector.set_folded(True)
    assert inspector.sizeHint().height() < tall - 40
    assert inspector.line.isVisible()
    assert not inspector.view.isVisible()
    assert inspector.line.words() == "w 2.497 → 2.912, b 0.6793 → 0.7947, loss 0.6488 → 0.3390"
    inspector.set_folded(False)
    assert inspector.view.isVisible()


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_the_verdict_and_its_remedy(inspector, qtbot):
    inspector.set_verdict("It overshoots.", "The product is 1.67.", "warning", [("Use 0.06", RATE)])
    verdict = inspector.verdict
    assert verdict.isVisible()
    assert verdict.pill.accessibleName() == "It overshoots."
    with qtbot.waitSignal(inspector.remedy_chosen) as signal:
        qtbot.mouseClick(verdict.first, LEFT)
    assert signal.args == [RATE]
    qtbot.mouseClick(verdict.why, LEFT)
    assert verdict.popup.isVisible()
    assert verdict.popup.reason.text() == "The product is 1.67."
    with qtbot.waitSignal(inspector.remedy_chosen):
        qtbot.mouseClick(verdict.popup.remedies.button(0), LEFT)
    assert not verdict.popup.isVisible()
    inspector.set_verdict("", "", "neutral")
    assert not verdict.isVisible()


def test_buttons_beside_a_long_verdict_keep_their_words(inspector):
    inspector.set_verdict("It overshoots. " * 20, "Why.", "danger", [("Use rate 0.06", RATE)])
    inspector.layout().activate()
    inspector.grab()
    for chip in (inspector.verdict.why, inspector.verdict.first):
        assert chip.width() >= chip.sizeHint().width()
    assert inspector.width() == 590


@pytest.mark.parametrize("severity", SEVERITIES)
def test_severities(severity):
    assert severity_colour(severity, DARK).startswith("#")


def test_an_unknown_severity():
    with pytest.raises(ValueError, match="terrible"):
        severity_colour("terrible", LIGHT)


def test_many_parameters_and_other_looks(qtbot):
    run = run_of(
        {
            "problem": {"kind": "model", "data": "line", "hidden": [3]},
            "training": {"epochs": 5},
        }
    )
    inspector = Inspector(LIGHT)
    qtbot.addWidget(inspector)
    inspector.draw(frame_of(run, 2, None, lines=tuple(range(8))))
    inspector.resize(590, 320)
    inspector.show()
    assert inspector.view.shown_rows() == 6
    inspector.resize(590, 120)
    assert inspector.view.shown_rows() >= 1
    inspector.view.choose(7)
    inspector.restyle(DARK.scaled(1.5))
    inspector.grab()


def test_the_state_of_the_rule_stands_beside_the_gradient(qapp):
    run = line_run(0.1, 10, optimizer={"kind": "adam", "learning_rate": 0.1})
    step = step_of(frame_of(run, 3, None))
    columns = {column.key: column for column in columns_of(step, (0, 1))}
    assert [*columns][:6] == ["value", "gradient", "m", "v", "m_hat", "v_hat"]
    assert columns["m_hat"].heading == "m\u0302"
    row = run.history.row(3)
    shown = [float(text.replace("−", "-")) for text in columns["m_hat"].texts]
    np.testing.assert_allclose(shown, row.quantities["m_hat"], rtol=1e-4)
    words = figures = QFontMetricsF(LIGHT.mono(13))
    keys = [
        [column.key for column, _ in places([*columns.values()], 20.0, room, 14.0, words, figures)]
        for room in (1400, 700, 300)
    ]
    assert keys[0] == [*columns]
    assert "m_hat" in keys[1]
    assert "v_hat" not in keys[1]
    assert {"gradient", "following", "loss", "update"} <= set(keys[1])
    assert not {"m", "v", "m_hat", "v_hat"} & set(keys[2])


def test_the_tooltip_explains_the_letters(qtbot):
    inspector = Inspector(LIGHT)
    qtbot.addWidget(inspector)
    run = line_run(0.1, 10, optimizer={"kind": "momentum", "learning_rate": 0.01})
    inspector.draw(frame_of(run, 3, None))
    assert inspector.view.explanation().endswith("b: momentum")


def test_what_is_special_about_a_step_is_said(inspector):
    table = {
        "problem": {"function": "bounded-saddle"},
        "optimizer": {"kind": "newton"},
        "training": {"epochs": 9},
    }
    run = run_of(table)
    inspector.draw(frame_of(run, 0, None))
    assert "direction of negative curvature" in inspector.verdict.pill.toolTip()
    assert inspector.verdict.isVisibleTo(inspector)
    inspector.draw(frame_of(run_of(table | {"optimizer": {"kind": "sgd"}}), 0, None))
    assert not inspector.verdict.isVisibleTo(inspector)
