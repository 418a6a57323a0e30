"""What all plots have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from visualizer.app.state import NO_ZOOM, Zoom
from visualizer.app.views import VIEWS, Views, ViewSettings, changed
from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.capabilities import Capability
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.axes import Axis, PlotBox
from visualizer.gui.plots.callbacks import MenuEntry, nothing
from visualizer.gui.plots.catalogue import CATALOGUE
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points, keep_picture
from visualizer.gui.plots.picture import Picture, reading
from visualizer.gui.plots.ranges import Range, can_be_shown
from visualizer.gui.plots.remarks import Remarks
from visualizer.gui.plots.spoken import place_in_words, ranges_in_words, sentences

if TYPE_CHECKING:
    from visualizer.app.state import Run


class Plot(Remarks):
    """A picture of a `Frame`, on the screen and in exported figures alike.

    `item` goes into a graphics layout. `draw` sets the data of items that exist already
    and returns at once when nothing that it shows has changed. A plot never changes the
    session: it calls the callbacks below, which do nothing until somebody sets them; but
    `on_chosen` and `on_looked`, which then change the plot itself.

    Flags (call `redraw` after a change)
    ------------------------------------
    heights
        The range of the vertical axis; None to choose it from the data. Figures side by
        side share one.

    Callbacks
    ---------
    on_playhead_moved(epoch)
        The user has dragged the playhead, or pressed somewhere on the epoch axis.
    on_chosen(name, values)
        The user wants the plots of a name to show what they show in another way.
    on_looked(name, zoom)
        The user wants the plots of a name to show a part of their axes.
    on_note_clicked()
        The user has clicked the link of the note ("show all", for one).
    on_drawn()
        The picture has changed, by a frame or because there is more room, and is to be painted.

    Attributes
    ----------
    view
        Its view settings, see `visualizer.app.views`.
    frame
        The last frame that it was given.
    drawn
        The frame that the picture shows: what the mouse points at is part of it. None before
        the first, and while there is nothing to draw.
    """

    view_of: ClassVar[str] = ""
    """The plot whose view settings it shares; empty for its own."""

    usual_view: ClassVar[ViewSettings] = ViewSettings()
    """Its view settings, unless `visualizer.app.views` declares others for its name."""

    axes_of: ClassVar[str] = ""
    """The name under which plots are zoomed together; empty for a plot with its own axes."""
    name: ClassVar[str]
    title: ClassVar[str]
    """The words above it; those of the catalogue for a plot that stands there."""

    grid: ClassVar[bool] = True
    main: ClassVar[bool] = False
    """Whether it fills a column of its own beside others in a figure."""
    together: ClassVar[bool] = True
    """Whether it is one of the plots of the dashboard."""
    requires: ClassVar[tuple[Capability, ...]] = ()
    """What must be known of a run; where it is not, the plot says so and asks for nothing."""

    right: ClassVar[float] = 0.0
    """Room at the right, in pixels at scale 1: for half of the last tick's number."""

    depends: ClassVar[tuple[str, ...]] = ()
    """What of a frame it draws, besides its insights: attributes, with dots where they lie deep."""
    moves: ClassVar[tuple[str, ...]] = ()
    """What of a frame it draws that changes while nothing but the playhead moves.

    For that `_move` is enough, which a plot that names something here has to define.
    """
    _read = _read_moving = staticmethod(reading(()))

    def __init_subclass__(cls) -> None:
        cls._read = staticmethod(reading(cls.depends))
        cls._read_moving = staticmethod(reading(cls.moves))
        entry = CATALOGUE.get(vars(cls).get("name", ""))
        if entry is not None:
            cls.title = entry.title

    def __init__(self, look: Look) -> None:
        self.look = look
        self.frame: Frame | None = None
        self.drawn: Frame | None = None
        self.heights: Range | None = None
        self.on_playhead_moved: Callable[[float], None] = nothing
        self.on_looked: Callable[[str, Zoom], None] = self._look_alone
        self.on_chosen: Callable[[str, Mapping[str, Any]], None] = self._choose_alone
        self.view = self._own_view = VIEWS.get(self.view_name, self.usual_view)
        self.zoom = self._alone = NO_ZOOM
        self.on_note_clicked: Callable[[], None] = nothing
        self.on_drawn: Callable[[], None] = nothing
        self.box = PlotBox()
        self._axes = {side: Axis(side, look) for side in ("left", "bottom")}
        self.item = pg.PlotItem(viewBox=self.box, axisItems=self._axes, enableMenu=False)
        # The "A" button of pyqtgraph would switch auto-range on: ranges are ours alone.
        self.item.hideButtons()
        self._settle_axes()
        # Room for the upper half of a tick's number at the very top.
        self.item.setContentsMargins(0, look.size(6.0), look.size(self.right), 0)
        self._make_remarks()
        self._parts: list[pg.GraphicsObject] = []
        self._pictured: Picture | None = None
        self._shown = True
        self._follow_mouse()
        self._restyle_base()

    def _settle_axes(self) -> None:
        for side in ("top", "right"):
            # Never seen: they would follow every change of the ranges.
            self.item.getAxis(side).unlinkFromView()
        for axis in self._axes.values():
            axis.setZValue(self.box.zValue() - 1.0)  # the grid lies below the data

    def _follow_mouse(self) -> None:
        self.box.on_hovered = self._on_hovered
        self.box.on_double_clicked = self.fit
        # Not `sigRangeChanged`, which also comes from every range that we set.
        self.box.sigRangeChangedManually.connect(self._on_moved_by_hand)
        self.box.sigResized.connect(self._on_resized)

    @classmethod
    def suits(cls, run: Run) -> bool:
        """Whether it has something to show for a run: others are made only when asked for."""
        return not run.lacks(cls.requires) and cls.applies(run)

    @property
    def insights(self) -> tuple[type[Insight], ...]:
        """What has to be worked out for it, where it applies; may depend on its flags."""
        return ()

    def asks(self, moment: Moment) -> Moment:
        """The moment for which it asks for them: with the shape of its picture, if that counts."""
        return moment

    @property
    def aspect(self) -> float:
        """Height of the drawing area divided by its width."""
        width, height = self.pixels()
        return height / width

    # What a plot defines ---------------------------------------------------------------

    @classmethod
    def applies(cls, run: Run) -> bool:
        """Whether it has something to show for a run of which all is known that it requires."""
        return True

    def unavailable(self, frame: Frame) -> str:
        """Why there is nothing to draw, as a sentence; empty when there is."""
        return ""

    def _draw(self, frame: Frame) -> None:
        """Set the data of all items."""
        raise NotImplementedError

    def _move(self, frame: Frame) -> None:
        """Set what changes where nothing but the playhead has moved, see `moves`."""
        raise NotImplementedError

    def _restyle(self) -> None:
        """Take pens, brushes and fonts of the plot's own items from `self.look`."""

    def _place(self) -> None:
        """Put the items that are placed in pixels where the view box now is."""

    def menu_entries(self) -> Sequence[MenuEntry]:
        """What the context menu offers for this plot alone."""
        return ()

    # What a plot offers ----------------------------------------------------------------

    def draw(self, frame: Frame) -> bool:
        """Show a frame; false, and cheap, when nothing visible has changed."""
        self.frame = frame
        self.follow(frame.views)
        reason = self.why_empty(frame)
        # Also when the picture is the same: the plot may have been hidden.
        self._show(not reason)
        shown = frame.zoom_of(self.axes_of or self.name)
        # Where nobody keeps zooms, as in a figure or a dialog, the plot keeps its own.
        self.zoom = self._alone if shown == NO_ZOOM else shown
        picture = self._picture_of(frame, reason)
        if picture == self._pictured:
            # What is clicked belongs to the run of this frame, though the picture is the same.
            self.drawn = None if reason else frame
            return False
        moved = picture.moved_from(self._pictured)
        self._pictured = picture
        try:
            if moved:
                self._move_picture(frame)
            else:
                self._make_picture(frame, reason)
        except Exception:
            self._pictured = None  # it is not there: the next frame tries again
            raise
        self.on_drawn()
        return True

    def _make_picture(self, frame: Frame, reason: str) -> None:
        if reason:
            self.drawn = None
            self._message.write([(reason, self.look.muted)])
            self._place_base()
        else:
            self._before_change()
            self._draw(frame)
            self.drawn = frame
            self._after_change()

    def _move_picture(self, frame: Frame) -> None:
        words = self._wordings
        self._move(frame)
        self.drawn = frame
        if self._wordings is not words:
            self._after_change()
        else:
            # All that is placed in pixels stands where it stood.
            self._write_read_out()
            self._place_read_out()

    def _picture_of(self, frame: Frame, reason: str) -> Picture:
        """What the picture of a frame depends on; only the reason where there is none."""
        if reason:
            return Picture((), (), reason)
        found = tuple(frame.insight(kind) for kind in self.insights)
        own = self.view, self.zoom, self.look, self.pixels(), self.heights
        return Picture(self._read(frame), found, "", self._read_moving(frame), *own)

    def follow(self, views: Views) -> None:
        """Take over its view settings; its own where they are the usual ones."""
        self.view = dict(views).get(self.view_name, self._own_view)

    @property
    def view_name(self) -> str:
        """The name of its view settings."""
        return self.view_of or self.name

    def choose(self, **values: Any) -> None:
        """Have it show what it shows in another way: here, and where it is shown else."""
        self.on_chosen(self.view_name, values)

    def _choose_alone(self, name: str, values: Mapping[str, Any]) -> None:
        self.view = self._own_view = changed(name, self._own_view, values)
        self.redraw()

    def why_empty(self, frame: Frame) -> str:
        """Why a frame leaves nothing to draw, as a sentence; empty when it does not."""
        return frame.run.lacks(self.requires) or self.unavailable(frame)

    def redraw(self) -> None:
        """Draw the last frame again, whatever has changed."""
        self._pictured = None
        if self.frame is not None:
            self.draw(self.frame)

    def forget_pointer(self) -> None:
        """The pointer has left: nothing is read out any more."""
        self._on_hovered(None)

    def look_at(self, zoom: Zoom) -> None:
        """Have a part of the axes shown: here, and where they are shared."""
        self.on_looked(self.axes_of or self.name, zoom)

    def fit(self) -> None:
        """Have the usual part of the axes shown."""
        self.look_at(NO_ZOOM)

    @property
    def zoomed(self) -> bool:
        """Whether it shows another part of its axes than the usual one."""
        return self.zoom != NO_ZOOM

    def spoken(self) -> str:
        """What it shows, in words: for those who cannot see it. Empty before the first frame."""
        frame = self.frame
        if frame is None:
            return ""
        parts = [self.why_empty(frame)]
        if not parts[0]:
            parts = [*self._spoken_ranges(), self._spoken_here(frame)]
            parts += [self._spoken_picture(frame), self._remark]
        return sentences(parts)

    def _spoken_ranges(self) -> Sequence[str]:
        """The ranges of the axes, each a sentence."""
        return ranges_in_words((self.axis("bottom"), self.axis("left")), self.box.viewRange())

    def _spoken_here(self, frame: Frame) -> str:
        """The values at the playhead."""
        return place_in_words(frame)

    def _spoken_picture(self, frame: Frame) -> str:
        """What else the picture shows at the playhead, for plots without lines."""
        return ""

    def restyle(self, look: Look) -> None:
        """Change theme or scale."""
        self.look = look
        self._restyle_base()
        self._restyle()
        self.redraw()

    def close(self) -> None:
        """Give up what pyqtgraph keeps for a plot; the plot is of no use afterwards."""
        # Left to the collector, scenes and their items are destroyed in any order, which crashes.
        self.item.close()

    # Shared machinery ------------------------------------------------------------------

    def see(self, across: Range, upward: Range) -> None:
        """Show these ranges, unless the user has zoomed to others."""
        if len(self.zoom.ranges) == 2:
            across, upward = self.zoom.ranges
        # Without pyqtgraph's padding, which would make zoomed ranges grow with every frame.
        self.box.setXRange(*across, padding=0)
        self.box.setYRange(*upward, padding=0)

    def _look_alone(self, name: str, zoom: Zoom) -> None:
        self._alone = zoom
        self.redraw()

    def _on_moved_by_hand(self, *_: object) -> None:
        """The user has dragged the picture, or turned the wheel over it."""
        ranges = tuple((float(low), float(high)) for low, high in self.box.viewRange())
        if all(can_be_shown(*one) for one in ranges):
            # The box is there already; drawing the former frame again would bring it back.
            self.look_at(Zoom(ranges))
        else:
            self.redraw()

    def axis(self, side: str) -> Axis:
        """The axis at "left" or "bottom"."""
        return self._axes[side]

    def keep(self, item: Any, z: float) -> Any:
        """Add an item to the view box, once and for all."""
        item.setZValue(z)
        if isinstance(item, Points):
            item.setEnabled(False)  # points would keep a click from the picture behind them
        self.box.addItem(item, ignoreBounds=True)
        self._parts.append(item)
        return item

    def _show(self, shown: bool) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        self._message.setVisible(not shown)
        self.box.setVisible(shown)
        for axis in self._axes.values():
            axis.setVisible(shown)
        if not shown:
            self._write_note("")
            self.read_out.write([])

    def _restyle_base(self) -> None:
        for axis in self._axes.values():
            axis.restyle(self.look, self.grid)
            keep_picture(axis, self.look)
        for tag in (self.read_out, self.note, self._message):
            tag.restyle(self.look)

    def _on_resized(self) -> None:
        self.redraw()
        if self.drawn is None:  # else that has been part of it
            self._after_change()

    def _before_change(self) -> None:
        """What was drawn is about to be replaced."""

    def _after_change(self) -> None:
        """Items in pixels follow the view box; the read-out follows the numbers."""
        self._choose_corner()
        self._place()
        self._write_read_out()
        self._place_base()
