import pytest

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.opening import Opener, Opening


@pytest.fixture
def told(qapp):
    scheduler = Scheduler()
    opener, heard = Opener(scheduler), []
    opener.opened.connect(lambda opening, found: heard.append((opening.path, found)))
    opener.failed.connect(lambda opening, error: heard.append((opening.path, error)))
    yield opener, heard
    opener.close()
    scheduler.close()


def test_files_are_opened_in_the_order_in_which_they_were_asked_for(told, qtbot, tmp_path):
    opener, heard = told
    names = ["sphere", str(tmp_path / "missing.toml"), "booth"]
    for name in names:
        opener.open(Opening(name))
    qtbot.waitUntil(lambda: len(heard) == 3, timeout=60_000)
    assert [path for path, _ in heard] == names
    assert heard[0][1].experiment.name == "The sphere"
    assert "missing.toml" in str(heard[1][1])


def test_what_is_closed_tells_nothing_more(told, qtbot):
    opener, heard = told
    opener.open(Opening("sphere"))
    opener.close()
    qtbot.wait(50)
    assert heard == []
