"""Names beside points of a map: each whole, within the map, and off the others."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from tests.gui.frames import on_widget
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.lines import LossPlot
from visualizer.gui.plots.name_tags import NamedPoint, NameTags


@pytest.mark.parametrize("seed", range(8))
def test_no_name_is_cut_at_an_edge(qapp, seed):
    """In a map hardly wider than the names; where they have no room beside their points, too."""
    with on_widget(plot := LossPlot(LIGHT)):
        tags = NameTags(plot.box, LIGHT)
        area = QRectF(0.0, 0.0, 250.0, 190.0)
        random = np.random.default_rng(seed)
        spots = random.uniform([1.0, 1.0], [249.0, 189.0], (3, 2))
        names = "Adam, rate 1.389", "Momentum, rate 0.01389", "Gradient descent, rate 0.009718"
        points = [
            NamedPoint(QPointF(*spot), name, LIGHT.text)
            for spot, name in zip(spots, names, strict=True)
        ]
        tags.place(points, area, [], [])
        found = tags.rectangles()
        assert sorted(tags.texts()) == sorted(names)
        assert all(area.adjusted(-1, -1, 1, 1).contains(one) for one in found)
        assert not any(one.intersects(other) for one, other in combinations(found, 2))
