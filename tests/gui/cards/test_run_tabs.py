"""The tabs of the open runs in the real window."""

from tests.gui.windows import asks, change, settle


def test_one_run_needs_no_tab(window):
    assert not window.tabs.isVisible()


def test_tabs_choose_and_close_runs(window):
    window.documents.new()
    settle(window)
    change(window, problem__kind="function")
    assert window.tabs.isVisible()
    assert window.tabs.count() == 2
    assert window.tabs.currentIndex() == 1
    window.tabs.setCurrentIndex(0)
    settle(window)
    assert window.session.state.current == 0
    assert window.session.state.experiment.problem.kind == "model"
    assert asks(window, "problem.hidden")
    window.tabs.close_button(0).click()
    settle(window)
    assert len(window.session.state.runs) == 1
    assert window.session.state.experiment.problem.kind == "function"
    assert not window.tabs.isVisible()
    window.session.undo()
    settle(window)
    assert window.tabs.count() == 2
    assert [window.tabs.tabText(k) for k in range(2)] == [
        "The line y = 3x",
        "The line y = 3x (2)",
    ]
