import json

import pytest

from visualizer.gui.dialogs.export_request import DASHBOARD, EACH, PLOT, STRIP, ExportRequest
from visualizer.gui.dialogs.last_export import recalled, remembered
from visualizer.gui.figures.figures import FigureOptions


@pytest.mark.parametrize("what", [PLOT, EACH, DASHBOARD, STRIP])
@pytest.mark.parametrize(
    "options",
    [
        FigureOptions(size=(500.0, 300.0), scale=1.0, theme="dark", future=False),
        FigureOptions().in_centimetres(12.0, 8.0, 150.0),
    ],
)
def test_settings_come_back(what, options):
    request = ExportRequest(what=what, ending="svg", options=options)
    assert recalled(remembered(request)) == request
    assert recalled(remembered(request), PLOT).what == PLOT


def test_another_picture_has_its_usual_size_unless_one_was_chosen():
    usual = ExportRequest(what=DASHBOARD, options=FigureOptions(size=(1200.0, 800.0)))
    assert recalled(remembered(usual), PLOT).options.size == (800.0, 600.0)
    chosen = ExportRequest(what=DASHBOARD, options=FigureOptions(size=(500.0, 500.0)))
    assert recalled(remembered(chosen), PLOT).options.size == (500.0, 500.0)


GOOD = json.loads(remembered(ExportRequest()))


@pytest.mark.parametrize(
    "text",
    [
        "purple",
        "[]",
        "3",
        "{}",
        *(
            json.dumps(GOOD | change)
            for change in (
                {"what": "all"},
                {"what": ["plot"]},
                {"ending": "gif"},
                {"theme": None},
                {"scale": 0},
                {"scale": "2"},
                {"scale": float("nan")},
                {"scale": 10**400},
                {"size": [1, 2, 3]},
                {"size": [800, 1e9]},
                {"size": [10**400, 600]},
                {"size": "ab"},
            )
        ),
    ],
)
def test_what_was_not_stored_by_the_program_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 -- the words reach nobody
        recalled(text)
