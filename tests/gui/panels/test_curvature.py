"""The panel of the curvature: the right numbers in words that fit."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from tests.gui.curvatures import curved
from visualizer.gui.look.look import LIGHT
from visualizer.gui.panels.curvature import NUMBERS, CurvaturePanel


@pytest.fixture
def panel(qtbot):
    made = CurvaturePanel(LIGHT)
    qtbot.addWidget(made)
    return made


def texts(panel, frame):
    panel.draw(frame)
    return {words: label.text() for words, label in panel.values.items()}


def test_the_line(panel):
    assert texts(panel, curved(60)) == {
        "Greatest λmax": "16.7006",
        "Least λmin": "0.299390",
        # (λ - 2, 5) / |(λ - 2, 5)| for the Hessian [[15, 5], [5, 2]], and at right angles.
        "Steepest along": "w 0.947, b 0.322",
        "Flattest along": "b 0.947, w −0.322",
        "Condition λmax/λmin": "55.7821",
        "Rate × λmax": "1.670, zig-zag",
        "Largest stable rate": "0.119756",
        "Best steady rate": "0.117647",
        "Predicted per step": "× 0.970061",
        "Measured per step": "× 0.970061",
    }
    assert panel.note.text() == "At epoch 60, from all second derivatives; the same everywhere."


def test_a_saddle(panel):
    shown = texts(panel, curved(0, problem={"function": "saddle"}, training={"epochs": 1}))
    assert shown["Least λmin"] == "−2.00000"
    assert shown["Condition λmax/λmin"] == "no bowl: a direction curves down"
    assert shown["Largest stable rate"] == "1.00000"
    assert shown["Predicted per step"] == shown["Best steady rate"] == "–"


def test_a_flat_direction_and_a_rate_that_is_too_large(panel):
    shown = texts(
        panel,
        curved(0, problem={"formula": "(x + y)**2"}, optimizer={"learning_rate": 0.6}),
    )
    assert shown["Condition λmax/λmin"] == "∞: a flat direction"
    assert shown["Rate × λmax"] == "2.400, too large"


def test_other_rules(panel):
    assert texts(panel, curved(0, optimizer={"kind": "adam"}))["Largest stable rate"] == (
        "not known for Adam"
    )
    downwards = curved(0, problem={"formula": "-x**2"})
    assert texts(panel, downwards)["Largest stable rate"] == "none: nothing curves up"


def test_a_network_is_searched(panel):
    frame = curved(2, problem={"data": "noisy-line", "hidden": [8, 8]}, training={"epochs": 2})
    panel.draw(frame)
    assert "products, error below" in panel.note.text()
    assert "elsewhere it differs" in panel.note.text()


def test_what_is_not_finite_is_told(panel):
    frame = curved(0, problem={"formula": "abs(x)**1.5 + 0*y"}, start={"parameters": [0.0, 1.0]})
    shown = texts(panel, frame)
    assert shown["Greatest λmax"] == "–"
    assert panel.note.text() == "At epoch 0 the curvature is not finite."


def test_until_something_is_known_the_former_numbers_stay(panel):
    frame = curved(60)
    assert panel.note.text() == "Computing the curvature…"
    before = texts(panel, frame)
    assert texts(panel, replace(frame, insights=())) == before
    panel.draw(replace(frame, row=70))
    assert panel.note.text() == "Computing the curvature… Shown is that of epoch 60."
    # Numbers of another run never stay.
    other = texts(panel, replace(curved(3, problem={"function": "saddle"}), insights=()))
    assert set(other.values()) == {"–"}
    assert panel.note.text() == "Computing the curvature…"


def test_every_number_is_explained(panel):
    for number in NUMBERS:
        label = panel.values[number.words]
        assert label.toolTip() == number.help
        assert label.accessibleName() == number.words


def test_of_many_parameters_the_largest_parts_of_a_direction_are_written(panel):
    network = {"kind": "model", "data": "line", "hidden": [3]}
    frame = curved(2, problem=network, optimizer={"learning_rate": 0.01})
    text = texts(panel, frame)["Steepest along"]
    assert text.endswith(", …")
    assert text.count(",") == 3
    sizes = [abs(float(part.split()[1].replace("−", "-"))) for part in text.split(",")[:3]]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("width", [180, 240, 300])
def test_names_break_where_they_have_no_room(panel, width):
    panel.resize(width, 400)
    panel.show()
    texts(panel, curved(60))
    for label in panel.findChildren(QLabel):
        words = label.text().split() or [""]
        longest = max(label.fontMetrics().horizontalAdvance(word) for word in words)
        assert label.mapTo(panel, label.rect().topRight()).x() <= width
        if label.text() in panel.values:
            assert longest <= label.width(), label.text()


def test_that_it_is_computing_is_seen_in_a_low_panel(panel):
    panel.resize(300, 90)
    panel.show()
    QApplication.processEvents()
    seen = panel.note.visibleRegion().boundingRect()
    assert panel.note.text() == "Computing the curvature…"
    assert seen.size() == panel.note.size()
    assert panel.values["Greatest λmax"].isVisible()
