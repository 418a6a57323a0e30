"""The order in which parts of a row give way."""

import pytest

from visualizer.gui.widgets.giving_way import BarPart, give_way


@pytest.mark.parametrize(
    ("room", "gone"),
    [(200, ""), (160, ""), (159, "a"), (150, "a"), (149, "ab"), (121, "ab"), (119, "abc")],
)
def test_the_first_ones_give_way_and_no_more_than_are_needed(room, gone):
    shown = {}
    widths = {"a": 10, "b": 30, "c": 20}
    parts = [
        BarPart(name, width, lambda on, name=name: shown.update({name: on}))
        for name, width in widths.items()
    ]
    assert give_way(parts, 100, room) == set(gone)
    assert shown == {name: name not in gone for name in widths}
