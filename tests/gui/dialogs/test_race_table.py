"""The order of arrival as a table: as many columns as there is room for."""

import pytest

from tests.core.experiments import line
from visualizer.core.race.proposals import rules
from visualizer.core.race.race import LOWEST, TARGET, Protocol, Race
from visualizer.core.race.running import run_race
from visualizer.core.race.tables import WORDS, shown_rows
from visualizer.gui.dialogs.race_table import AT_THE_HORIZON, GIVING_WAY, RaceTable
from visualizer.gui.look.look import LIGHT


@pytest.mark.parametrize(("aim", "order"), [(TARGET, GIVING_WAY), (LOWEST, AT_THE_HORIZON)])
def test_columns_give_way_in_their_order_and_are_told_by_the_tooltips(qtbot, aim, order):
    protocol = Protocol(epochs=30, target=0.2, coarse=4, fine=0, aim=aim)
    result = run_race(Race(line(), rules(["sgd", "momentum"]), protocol))
    table = RaceTable(LIGHT)
    qtbot.addWidget(table)
    qtbot.addWidget(table.rest)
    table.resize(1200, 150)
    table.show()
    table.show_result(result)
    names, counts = list(WORDS), set()
    for width in (1200, 700, 500, 420, 300, 1200):
        table.resize(width, 150)
        hidden = [name for name in order if table.isColumnHidden(names.index(name))]
        counts.add(len(hidden))
        assert hidden == list(order[: len(hidden)])
        assert table.header().hiddenSectionCount() == len(hidden)
        # It never scrolls sideways, as long as a column is left that may give way.
        if len(hidden) < len(order):
            assert table.header().length() <= table.viewport().width()
        assert table.rest.isHidden() == (not hidden)
        assert f"{len(hidden)}" in table.rest.text()
        told = table.topLevelItem(0).toolTip(0)
        cells = dict(zip(WORDS, shown_rows(result)[0], strict=True))
        for name in hidden:
            assert f"{WORDS[name]}: {cells[name]}" in told
            assert WORDS[name] in table.rest.toolTip()
    assert len(counts) > 3
    assert not hidden
