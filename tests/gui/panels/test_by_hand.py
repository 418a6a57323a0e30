"""The panel By hand without a window: what it shows of a step, and how it follows the playhead."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from tests.core.experiments import PUBLISHED, flat
from tests.gui.frames import frame_of, function_run, line_run, recorded_run, rgb, run_of
from tests.gui.windows import wait_until
from visualizer.app.views import BY_HAND
from visualizer.core.notation.numbers import number
from visualizer.core.notation.plain import plain
from visualizer.core.worked.copying import part_nodes
from visualizer.core.worked.sheet import CHAIN, CHECK, DELTAS, FORWARD, PATH, UPDATE
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.panels.by_hand import TWO_COLUMNS, ByHand
from visualizer.gui.panels.by_hand_card import SMALLEST, picture_of
from visualizer.gui.panels.by_hand_picture import ink_colour
from visualizer.gui.panels.by_hand_work import work_of


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    """The published 2-3-1 network on its one row."""
    data = tmp_path_factory.mktemp("row") / "row.csv"
    data.write_text("x1,x2,y\n1,1,0\n")
    return run_of(
        {
            "problem": {"kind": "model", "data": str(data), "hidden": [3]},
            "start": {"parameters": flat(PUBLISHED["network"]["start"])},
            "optimizer": {"kind": "adam", "learning_rate": 0.01},
            "training": {"epochs": 3},
        }
    )


@pytest.fixture
def panel(qtbot):
    panel = ByHand(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(700, 2600)
    panel.show()
    return panel


def frame(run, row=0, **view):
    return frame_of(run, row, None).viewed(BY_HAND, **view)


def texts(panel, name):
    return [plain(node).strip() for node in part_nodes(panel.work.part(name))]


def shown(panel):
    return [name for name, card in panel.cards.items() if not card.isHidden()]


def test_the_step_of_a_network_and_then_the_next(panel, net):
    panel.draw(frame(net))
    assert shown(panel) == [FORWARD, PATH, CHAIN, DELTAS, CHECK, UPDATE]
    assert panel.title.text() == "Step 0 → 1, training row 1"
    assert "−0.042789" in texts(panel, CHAIN)[-1]
    work = panel.work
    panel.draw(frame(net))
    assert panel.work is work, "nothing is worked out twice"
    panel.draw(frame(net, 1))
    assert panel.title.text().startswith("Step 1 → 2")
    assert panel.cards[FORWARD].view.part is panel.work.part(FORWARD)
    assert all(step.complete for step in panel.work.steps), "with the moments of the step before"
    assert texts(panel, UPDATE)[-1] == plain_value(net.history.theta(2)[0])


def plain_value(value):
    return plain(number(float(value)))


def test_what_can_be_worked_out_of_other_runs(panel):
    panel.draw(frame(function_run("rosenbrock", 0.001, 2)))
    assert shown(panel) == [FORWARD, CHAIN, CHECK, UPDATE]
    assert panel.cards[CHAIN].title.text() == "Partial derivatives"
    assert panel.bar.rows.isHidden()
    panel.draw(frame(line_run(epochs=2), all_rows=True))
    assert panel.title.text() == "Step 0 → 1, all 4 rows"
    panel.draw(frame(recorded_run()))
    assert shown(panel) == [FORWARD]
    assert "not known" in panel.work.part(FORWARD).notes[0]


def test_of_which_rows_the_gradient_is(panel):
    panel.draw(frame(line_run(epochs=1)))
    assert panel.work.part(UPDATE).notes[0].startswith("The gradient is the mean of all 4 rows")
    panel.draw(frame(line_run(epochs=1), all_rows=True))
    assert panel.work.part(UPDATE).notes == ()
    panel.draw(frame(line_run(epochs=1, training={"batch_size": 2}), all_rows=True))
    assert "the 2 rows in the batch" in panel.work.part(UPDATE).notes[0]


def test_gradients_by_differences_say_so(panel):
    panel.draw(frame(line_run(epochs=1, training={"gradient": "forward difference"})))
    assert texts(panel, UPDATE)[1] == "g = (L₊ − L)/h"
    assert "with h added to w" in " ".join(panel.work.part(UPDATE).notes)


def test_the_future_is_not_given_away(panel, net):
    panel.draw(replace(frame(net, 1), hide_future=True))
    assert texts(panel, UPDATE)[-1] == "_____"
    assert "=" in texts(panel, UPDATE)[-2]


def test_choices_are_wishes_and_nothing_else(panel, net, qtbot):
    panel.draw(frame(net))
    wanted = []
    panel.view_wanted.connect(wanted.append)
    panel.bar.blanks.click()
    panel.bar.one_by_one.click()
    panel.bar.digits.setValue(7)
    panel.bar.later.click()
    panel.bar.parameter.chosen.emit("W2_1_1")
    panel.bar.rows.click()
    panel.cards[PATH].eye.click()
    assert wanted == [
        {"blanks": True}, {"revealed": 0}, {"digits": 7}, {"sub_step": 1},
        {"parameter": "W2_1_1"}, {"all_rows": True}, {"hidden": [PATH]},
    ]  # fmt: skip


def test_the_view_settings_are_followed(panel, net):
    panel.draw(frame(net, parameter="W2_1_1", digits=8, hidden=(FORWARD,), sub_step=2))
    assert panel.bar.parameter.value() == "W2_1_1"
    assert texts(panel, CHAIN)[0].startswith("∂L/∂W2_{1,1}")
    assert panel.cards[FORWARD].concealed
    assert panel.cards[FORWARD].view.isHidden()
    assert FORWARD not in [part.name for part in panel.parts()]
    assert panel.bar.sub_step.text() == "2 of 6 first moment"
    assert panel.work.part(UPDATE).blocks[0].marked == (1,)
    panel.draw(frame(net, hidden=()))
    assert not panel.cards[FORWARD].view.isHidden()


def test_lines_are_revealed_one_by_one(panel, net):
    panel.draw(frame(net, revealed=0))
    assert sum(part.lines for part in panel.parts()) == 0
    assert panel.bar.told.text().startswith("0 of ")
    wanted = []
    panel.view_wanted.connect(wanted.append)
    panel.bar.on.click()
    panel.draw(frame(net, **wanted[0]))
    assert sum(part.lines for part in panel.parts()) == 1
    assert panel.cards[FORWARD].view.part.lines == 1
    panel.bar.back.click()
    assert wanted[1] == {"revealed": 0}


def test_what_is_copied_is_what_is_seen(panel, net):
    panel.draw(frame(net, hidden=(CHAIN,)))
    copied = []
    panel.copy_wanted.connect(lambda text, words: copied.append(text))
    panel.copy_text()
    panel.copy_latex()
    text, latex = copied
    assert "−0.0053 · 1 + 0.3793 · 1 − 0.014" in text
    assert "Chain rule" not in text
    assert r"\begin{tabular}" in latex
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}")
    assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")
    menu = panel.cards[CHECK].part_menu()
    menu.actions()[0].trigger()
    assert copied[2].startswith(r"\paragraph{Checked by the difference quotient}")
    menu.actions()[1].trigger()
    assert "digits alike" in copied[3]


def test_two_columns_where_there_is_room(panel, net):
    panel.draw(frame(net))
    left = panel.cards[FORWARD]
    assert panel.cards[CHAIN].x() == left.x()
    panel.resize(TWO_COLUMNS + 100, 900)
    wait_until(lambda: panel.cards[CHAIN].x() > left.x() + 300)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_a_factor_has_its_colour_in_every_part(panel, net, look):
    panel.restyle(look)
    panel.draw(frame(net))
    for name in (PATH, CHAIN):
        view = panel.cards[name].view
        wait_until(lambda view=view: view.height() == view.sizeHint().height())
        picture = rgb(
            panel.cards[name].view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        ).reshape(-1, 3)
        seen = set(map(tuple, picture.tolist()))
        for ink in range(4):
            colour = ink_colour(look, ink)
            wanted = tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
            assert wanted in seen, (name, ink)


def test_it_is_told_to_those_who_do_not_see_it(panel, net):
    panel.draw(frame(net))
    panel.describe()
    assert "partial L over partial W1 1 1" in panel.cards[CHAIN].view.accessibleDescription()
    assert "2 inputs" in panel.cards[PATH].view.accessibleDescription()
    assert panel.cards[CHAIN].eye.accessibleName() == "Hide Chain rule"


@pytest.mark.parametrize("width", [270, 420, 680])
def test_nothing_is_wider_than_it_says(net, width):
    """Lines are broken, and tables are as narrow as their numbers let them be."""
    work = work_of(frame(net))
    for name in work.names:
        picture = picture_of(work.part(name), work, LIGHT, width)
        assert picture.width <= max(width, picture.needed) + 1, name


@pytest.mark.parametrize("width", range(300, 700, 25))
def test_no_number_stands_on_another(net, width):
    work = work_of(frame(net))
    for name in work.names:
        picture = picture_of(work.part(name), work, LIGHT, width)
        boxes = [
            QRectF(x, y - box.up, box.width, box.up + box.down).adjusted(1, 2, -1, -2)
            for box, x, y, _ in getattr(picture, "_placed", ())
            if box.width > 2
        ]
        for one, other in combinations(boxes, 2):
            assert not one.intersects(other), (name, one, other)


def test_wide_tables_are_parted_where_there_is_no_room(net):
    """Every number is there at any width, and nothing has to be scrolled to the side."""
    work = work_of(frame(net))
    for name in (FORWARD, DELTAS, UPDATE):
        wide, narrow = (picture_of(work.part(name), work, LIGHT, width) for width in (900, 300))
        assert narrow.height > wide.height
        assert SMALLEST * narrow.needed <= 300, name
