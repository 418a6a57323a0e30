"""What lies under the trajectory: colours, contours with their numbers, the field."""

from typing import Any

from visualizer.app.views import MapView
from visualizer.core.analysis.fields import DownhillField
from visualizer.core.problems.base import Problem
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.contours import ContourLabels
from visualizer.gui.plots.field import FieldArrows
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.heatmap import HeatMap


class MapLayers:
    """The layers of a map over two parameters; `keep` adds items to the view box once."""

    def __init__(self, keep: Any, box: pg.ViewBox, look: Look) -> None:
        self.heat = HeatMap()
        for place, item in enumerate((self.heat.image, self.heat.edges, self.heat.contours)):
            keep(item, place)
        self.field = FieldArrows(keep, box)
        self.labels = ContourLabels(box, look)
        self._seen: tuple[Problem | None, DownhillField | None] = (None, None)

    def restyle(self, look: Look) -> None:
        """Take over colours, widths and fonts."""
        self.heat.restyle(look)
        self.field.restyle(look)
        self.labels.restyle(look)

    def show(self, frame: Frame, view: MapView) -> None:
        """Draw the map of a frame."""
        assert frame.map is not None
        self.heat.show(frame.map, frame.problem.minimum_loss, view)
        self.labels.show_lines(self.heat.lines if view.labels else [])
        self.field.show_field(self._field_of(frame), view.field)

    def _field_of(self, frame: Frame) -> DownhillField | None:
        """The field of the map; of two parameters the last one holds until the next comes."""
        assert frame.map is not None
        problem, field = frame.problem, frame.map.field
        if field is None and problem.size == 2 and problem == self._seen[0]:
            return self._seen[1]
        self._seen = (problem, field)
        return field

    def set_visible(self, visible: bool) -> None:
        """Show or hide all of them."""
        self.heat.set_visible(visible)
        self.labels.setVisible(visible)
        self.field.set_visible(visible)

    def place(self) -> None:
        """Put what has a size in pixels where the view now is."""
        self.labels.place()
        self.field.place()
