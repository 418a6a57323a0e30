"""Points drawn with the pointer in the panel of the fit, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF

from tests.gui.windows import LEFT, change, drag, mouse, settle, wait_until
from visualizer.app.intents import ChangeView
from visualizer.gui.cards.drawing_tools import DrawingTools


@pytest.fixture
def drawn(window):
    change(window, problem__data="drawn-classes", training__epochs=3)
    view = next(one for one in window.pane.views if one.plot.name == "fit")
    window.docks["fit"].raise_()
    wait_until(lambda: view.plot.drawn is not None and view.plot.box.on_brushed is not None)
    return window, view


def rows(window) -> np.ndarray:
    return window.session.state.run.experiment.data.rows


def spot(view, x: float, y: float) -> QPoint:
    """A place of the plot, in pixels of its view."""
    box = view.plot.box
    return view.mapFromScene(box.mapToScene(box.mapFromView(QPointF(x, y))))


def choose(window, tool: str) -> None:
    window.session.apply(ChangeView("fit", {"tool": tool}))
    view = next(one for one in window.pane.views if one.plot.name == "fit")
    wait_until(lambda: view.plot.tool == tool)


def click(window, view, place: QPoint) -> None:
    mouse(window, QEvent.Type.MouseMove, place, view=view)
    mouse(window, QEvent.Type.MouseButtonPress, place, LEFT, LEFT, view=view)
    mouse(window, QEvent.Type.MouseButtonRelease, place, LEFT, view=view)


def test_points_are_drawn_sprayed_moved_and_erased(drawn) -> None:
    window, view = drawn
    (tools,) = window.docks["fit"].findChildren(DrawingTools)
    assert tools.isVisibleTo(window.docks["fit"])
    before = rows(window)
    choose(window, "B")
    click(window, view, spot(view, 0.0, 0.8))
    settle(window)
    after = rows(window)
    assert len(after) == len(before) + 1
    np.testing.assert_allclose(after[-1], (0.0, 0.8, 1.0), atol=0.05)
    # A stroke is one step back, however many points it has drawn.
    choose(window, "spray A")
    drag(window, spot(view, -0.8, -0.8), spot(view, -0.2, -0.8), view=view)
    settle(window)
    assert len(rows(window)) > len(after) + 4
    window.session.undo()
    settle(window)
    assert rows(window).tolist() == after.tolist()
    choose(window, "move")
    drag(window, spot(view, 0.0, 0.8), spot(view, 0.5, 0.9), view=view)
    settle(window)
    np.testing.assert_allclose(rows(window)[-1], (0.5, 0.9, 1.0), atol=0.08)
    choose(window, "erase")
    click(window, view, spot(view, *rows(window)[-1, :2]))
    settle(window)
    assert len(rows(window)) == len(before)
    # Looking only, the picture moves and the points stay.
    choose(window, "look")
    wait_until(lambda: view.plot.box.on_brushed is None)
    change(window, problem__data="two-moons")
    wait_until(lambda: not tools.isVisibleTo(window.docks["fit"]))
