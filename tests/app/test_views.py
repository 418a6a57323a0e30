import pytest

from tests.app.sessions import line, opened
from visualizer.app.intent_tables import from_table, to_table
from visualizer.app.intents import ChangeSettings, ChangeView
from visualizer.app.views import VIEWS, ViewSettings, changed
from visualizer.core.errors import InputError
from visualizer.core.settings import declarations, from_dict, to_dict


def test_all_that_is_declared_can_be_written_and_read():
    for name, usual in VIEWS.items():
        assert from_dict(type(usual), to_dict(usual)) == usual
        for declared in declarations(type(usual)):
            assert declared.help.endswith("."), name


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("sky", {}, '"sky" has no view settings; allowed are '),
        ("loss", {"colour": "red"}, "unknown key; allowed here are log, full_range"),
        ("loss", {"log": 1}, "1 is not allowed; allowed is true or false"),
        ("landscape", {"contours": -1}, "allowed is a whole number of at least 0"),
        ("landscape", {"field": "wind"}, "allowed are"),
        ("surface", {"elevation": 91}, "at most 90"),
    ],
)
def test_what_is_not_allowed_is_refused(session, heard, name, values, words):
    with pytest.raises(InputError) as caught:
        changed(name, VIEWS.get(name, ViewSettings()), values)
    assert words in str(caught.value)
    assert not session.apply(ChangeView(name, values))
    assert words in str(heard.errors[-1])
    assert session.state.views == ()


def test_values_are_part_of_the_state_of_the_session(session):
    assert session.apply(ChangeView("landscape", {"contours": 30}))  # before anything is open
    opened(session, line())
    assert session.apply(ChangeView("loss", {"log": False}))
    assert session.state.view_of("loss").log is False
    assert session.state.view_of("landscape").contours == 30
    assert session.state.view_of("gradient") is VIEWS["gradient"]
    # The usual ones stand nowhere.
    assert session.apply(ChangeView("loss", {"log": True}))
    assert dict(session.state.views).keys() == {"landscape"}


def test_undo_leaves_them_as_they_are(session):
    opened(session, line())
    session.apply(ChangeSettings({"optimizer.learning_rate": 0.2}))
    session.apply(ChangeView("loss", {"log": False}))
    assert session.can_undo
    session.undo()
    assert session.state.run.experiment.optimizer.learning_rate != 0.2
    assert session.state.view_of("loss").log is False


def test_an_intent_is_a_table():
    intent = ChangeView("landscape", {"dimensions": "3-D", "contours": 6})
    table = to_table(intent)
    assert table == {
        "do": "change view",
        "name": "landscape",
        "values": {"dimensions": "3-D", "contours": 6},
    }
    assert from_table(table) == intent
