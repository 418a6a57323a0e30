"""A plot without a stage: what it keeps is drawn when there is a reason, where it is seen."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget

from tests.gui.frames import run_of
from tests.gui.windows import wait_until
from visualizer.gui.dialogs.still_view import StillView
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.lines import LossPlot


def test_it_is_drawn_when_it_comes_to_the_front_grows_or_is_dressed_anew(qtbot):
    run = run_of({"training": {"epochs": 20}})
    frames = Frame(run, 20, run.count), Frame(run, 5, run.count)
    pages = QStackedWidget()
    views = [StillView(LossPlot(LIGHT), QSize(160, 90)) for _ in range(2)]
    for view in views:
        pages.addWidget(view)
    qtbot.addWidget(pages)
    pages.resize(300, 200)
    for view in views:
        view.keep(frames[0])
        assert view.plot.drawn is None  # nobody sees it yet
    pages.show()
    front, behind = views
    wait_until(lambda: front.plot.drawn is frames[0])
    assert behind.plot.drawn is None
    pages.setCurrentIndex(1)
    wait_until(lambda: behind.plot.drawn is frames[0])
    # What was drawn last is not what was kept: it is drawn anew for each of these.
    for reason in (lambda: pages.resize(400, 260), lambda: behind.restyle(DARK)):
        behind.plot.draw(frames[1])
        reason()
        wait_until(lambda: behind.plot.drawn is frames[0])
    front.keep(frames[1])
    assert front.plot.drawn is frames[0]
    pages.setCurrentIndex(0)
    wait_until(lambda: front.plot.drawn is frames[1])
    for view in views:
        view.plot.close()
        view.close()
