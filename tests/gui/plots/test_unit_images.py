"""The small maps in the units of the network diagram."""

import numpy as np
import pytest

from tests.gui.frames import class_run, frame_of, informed, on_widget, show
from visualizer.core.analysis.unit_maps import UnitMaps
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.network import NetworkPlot

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_units_hold_their_maps_where_they_are_wanted(look) -> None:
    frame = informed(frame_of(class_run("two-moons", 3, (4,)), 2, None), UnitMaps)
    plot = NetworkPlot(look)
    with on_widget(plot, (700, 420)) as widget:
        picture = show(plot, widget, frame)
        assert plot.insights == (UnitMaps,)
        # The first input is blue at the left and orange at the right of its map.
        column = plot._columns[0]
        centre, radius = column.centres[0], column.radius
        origin = plot.item.mapToScene(plot._canvas.pos())
        x, y = centre.x() + origin.x(), centre.y() + origin.y()
        left = picture[int(y - 2) : int(y + 2), int(x - 0.9 * radius) : int(x - 0.6 * radius)]
        right = picture[int(y - 2) : int(y + 2), int(x + 0.6 * radius) : int(x + 0.9 * radius)]
        red, blue = 0, 2
        assert left[..., blue].mean() > left[..., red].mean() + 20
        assert right[..., red].mean() > right[..., blue].mean() + 20
        plain = show(plot, widget, frame.viewed("network", maps=False))
        assert np.abs(plain.astype(int) - picture).sum() > 1000
        assert plot.insights == ()
        # The gradient has no maps.
        show(plot, widget, frame.viewed("network", backward=True))
        assert plot.insights == ()
