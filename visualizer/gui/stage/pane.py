"""A pane: makes frames of the runs that it shows, and knows the views that draw them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from visualizer.app.derived import Derived
from visualizer.app.intents import ChangeView, LookAt, LookAtSample, ShowLines
from visualizer.app.landscapes import Landscapes, view_of
from visualizer.app.panes import beside, in_front, labels
from visualizer.app.playback import Playback
from visualizer.app.session import Session
from visualizer.app.state import Run, State, Zoom
from visualizer.app.views import Views
from visualizer.core.analysis.insight import Insight, Moment, Motion
from visualizer.core.analysis.judgement import Judgement, Trials, with_remedies
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.problems.base import Problem
from visualizer.gui.look.look import Look
from visualizer.gui.plots.frame import Frame, usual_lines
from visualizer.gui.stage.covers import Covers

if TYPE_CHECKING:
    from visualizer.gui.stage.plot_view import PlotView


class Panel(Protocol):
    """A view that is no plot."""

    def draw(self, frame: Frame) -> None: ...

    def isVisible(self) -> bool: ...

    def restyle(self, look: Look) -> None: ...


class Pane(QObject):
    """Shows a run, with those beside it, in views of its own.

    A `Stage` has it look at the state of the session, and its views draw what it made of it,
    when it is their turn. The zoom and the view settings of a plot are the same in all panes.

    Parameters
    ----------
    session, playback
        Whose runs are shown, and what the views ask for.
    document
        Of the run that is shown; None for the one in front, whichever that is.
    apart
        Whether the run stands side by side with others, each in a pane of its own.

    Signals
    -------
    frame_made(frame)
        A new frame is shown: for what is no plot and changes with every frame.
    emptied(words)
        There is nothing to be shown of the run; why.
    judged(judgement)
        A new judgement on the run, or None.
    failed(details)
        An unexpected error of a thread that works for the views: its traceback.
    view_added(view)
        A plot that is drawn with every frame from now on.

    Callbacks
    ---------
    before_frame()
        What the views are about to show can still be settled, such as the shape of the map.
    """

    frame_made = Signal(object)
    emptied = Signal(str)
    judged = Signal(object)
    failed = Signal(str)
    view_added = Signal(object)
    _followed: Views = ()

    def __init__(
        self,
        session: Session,
        playback: Playback,
        parent: QObject | None = None,
        document: int | None = None,
        apart: bool = False,
    ) -> None:
        super().__init__(parent)
        self._apart = apart
        self.landscapes = Landscapes()
        self.derived = Derived(session.jobs)
        self.aspect = 1.0
        self.frame: Frame | None = None
        self.judgement: Judgement | None = None
        self.before_frame: Callable[[], None] = _nothing
        self._session, self._playback = session, playback
        self._document = document
        self._views: list[PlotView] = []
        self._panels: list[Panel] = []
        # A pane beside others has the map only where it shows one.
        self._needed: list[type[Insight]] = [Judgement, *([] if apart else [LandscapeMap])]
        self._judged: tuple[Judgement | None, Trials | None] = (None, None)
        self._key: object = None
        # By identity of the session's state: making one anew would be a change in every frame.
        self._seen_state: tuple[State, State] | None = None
        self._usual: tuple[object, tuple[int, ...]] = (None, ())
        # An error comes back with every frame until something else is wanted.
        self._told: set[str] = set()
        self._holds: list[Callable[[], bool]] = []
        self._covers = Covers()
        self._drawn: tuple[int, Problem | None] | None = None

    # Its views.

    def add_view(self, view: PlotView) -> None:
        """Have a plot drawn with every frame while it is visible."""
        self._views.append(view)
        view.plot.on_playhead_moved = self._playback.seek
        view.plot.on_looked = self.look_at
        view.plot.on_chosen = self.choose
        view.plot.follow(self._session.state.views)
        self._covers.show_over(view)
        self.view_added.emit(view)
        self.refresh()

    def add_panel(self, panel: Panel) -> None:
        """Have a panel drawn with every frame while it is visible."""
        self._panels.append(panel)
        if isinstance(panel, QWidget):
            self._covers.show_over(panel)
        self.refresh()

    @property
    def views(self) -> tuple[PlotView, ...]:
        """Its plots."""
        return tuple(self._views)

    @property
    def visible(self) -> list[PlotView]:
        """Those of its plots that can be seen."""
        return [view for view in self._views if view.isVisible()]

    def view_of(self, name: str) -> PlotView:
        """The plot with a name; of several, the first that was added."""
        return next(view for view in self._views if view.plot.name == name)

    def need(self, kind: type[Insight]) -> None:
        """Have an insight worked out from now on, whatever is visible."""
        if kind not in self._needed:
            self._needed.append(kind)

    def hold_while(self, dragged: Callable[[], bool]) -> None:
        """Keep the ranges of the landscape while `dragged` gives true."""
        self._holds.append(dragged)

    def refresh(self) -> None:
        """Draw everything again with the next frame."""
        self._key = None

    def restyle(self, look: Look) -> None:
        """Dress all views in a look."""
        for view in self._views:
            view.restyle(look)
        for panel in self._panels:
            panel.restyle(look)
        self.refresh()

    def close(self) -> None:
        """Work nothing out any more."""
        self.derived.close()

    # What its views ask for. What is clicked belongs to the run whose picture it was: another
    # one may have come to the front since.

    def look_at(self, name: str, zoom: Zoom) -> None:
        """Show a part of the axes of the plots of a name."""
        self._session.apply(LookAt(name, zoom))

    def choose(self, name: str, values: Mapping[str, Any]) -> None:
        """Have the plots of a name show what they show in another way."""
        self._session.apply(ChangeView(name, values))

    def look_at_sample(self, part: str, number: int) -> None:
        """Look at a row of the data."""
        self._session.apply(LookAtSample(part, number))

    def lines_of(self, run: Run) -> tuple[int, ...]:
        """The parameters that the line plots show of a run, by their indices."""
        return self._session.state.lines_of(run) or self._default_lines(run)

    def show_lines(self, run: Run, lines: Sequence[int]) -> None:
        """Choose the parameters that the line plots show of a run; none for the usual ones."""
        names = run.history.parameters
        if lines or names == self._session.state.run.history.parameters:
            self._session.apply(ShowLines(tuple(names[index] for index in lines)))

    def toggle_line(self, run: Run, index: int) -> None:
        """Show a parameter of a run in the line plots, or no longer; one always stays."""
        before = self.lines_of(run)
        self.show_lines(run, sorted(set(before) ^ {index}) or before)

    def _default_lines(self, run: Run) -> tuple[int, ...]:
        axes = self.landscapes.axes_of(run, view_of(self._session.state))
        known = (run.history, axes)
        if self._usual[0] != known:
            self._usual = (known, usual_lines(run, axes))
        return self._usual[1]

    # Frames.

    def training(self, state: State) -> bool:
        """Whether the run that it shows is being trained."""
        seen = self._seen(state)
        return seen is not None and self._session.training.is_training(seen.run.number)

    def follow(self, views: Views) -> None:
        """Hand view settings to the plots: also to those that nobody sees, which are asked."""
        if views != self._followed:
            self._followed = views
            for view in self._views:
                view.plot.follow(views)

    def look(self, state: State, motion: Motion) -> bool:
        """Make a frame of the state; whether there is anything new in it to be drawn."""
        seen = self._seen(state)
        if seen is None or not len(seen.run.history):
            self._show_nothing(None if seen is None else seen.run)
            return False
        # Rows have come: what covered the views is in the way.
        self._covers.take_away()
        # Before the frame is made, as it may change the shape of the map that the frame asks for.
        self.before_frame()
        frame = self._make_frame(seen)
        moment = self._moment(seen, frame, motion)
        self._work_out(moment)
        # After `_work_out`: what is kept from before is there at once.
        frame = replace(frame, insights=self.derived.found(moment))
        self._take_judgement(frame, moment)
        # A verdict is told by a signal of its own: for that nothing is drawn again.
        drawn = [one for one in frame.insights if not isinstance(one, Judgement | Trials)]
        self._tell_errors()
        key = (
            seen, frame.count, frame.run.history.ending, self.aspect,
            motion is Motion.TRAINING, drawn,
        )  # fmt: skip
        if key == self._key:
            return False
        self._key = key
        self.frame = frame
        return True

    def takes_another(self) -> bool:
        """Whether its frame is of another problem than the one drawn before: all are drawn.

        Else what waits for its turn would show another run's pictures under these settings.
        """
        if self.frame is None:
            return False
        # The document tells runs apart, the problem a run whose data or model was changed.
        before, self._drawn = self._drawn, (self.frame.run.document, self.frame.run.problem)
        return before != self._drawn

    def draw_panels(self) -> None:
        """Draw what is no plot, as far as it is visible."""
        for panel in self._panels:
            if self.frame is not None and panel.isVisible():
                panel.draw(self.frame)

    def tell_frame(self) -> None:
        """Tell of the frame that is shown."""
        self.frame_made.emit(self.frame)

    def _seen(self, state: State) -> State | None:
        """The state as its run is in front; None when that is open no longer."""
        if self._document is None:
            return state
        if self._seen_state is not None and self._seen_state[0] is state:
            return self._seen_state[1]
        index = next(
            (place for place, run in enumerate(state.runs) if run.document == self._document), None
        )
        if index is None:
            return None
        seen = in_front(state, index)
        self._seen_state = state, seen
        return seen

    def _make_frame(self, state: State) -> Frame:
        run = state.run
        return Frame(
            run=run,
            row=state.row,
            count=run.count,
            beside=() if self._apart and state.own_axes else beside(state),
            hide_future=state.hide_future,
            lines=self.lines_of(run),
            sample=state.sample,
            zooms=state.zooms,
            views=state.views,
            label=labels(state)[run.number],
            apart=self._apart,
            place=state.shown.index(run),
            guess=None if state.lesson is None else state.lesson.guessed,
        )

    def _moment(self, state: State, frame: Frame, motion: Motion) -> Moment:
        """That of a frame, with the part of the landscape that is to be seen."""
        # It stays still while a value is dragged.
        held = any(dragged() for dragged in self._holds)
        view, moving = view_of(state, self.aspect, held), motion >= Motion.PLAYING
        ground = self.landscapes.ground(state, view, moving)
        moment = frame.moment._replace(motion=motion, ground=ground)
        seen = self.derived.answer(LandscapeMap, moment)
        # A plane that nothing spans has no sections or basins either.
        return moment if seen is None or seen.reason else moment._replace(plane=seen.plane)

    def _work_out(self, moment: Moment) -> None:
        """Have worked out what the visible views need."""
        for kind in self._needed:
            self.derived.want(kind, moment)
        # Views that nobody sees ask for nothing: their insights would cost the processor for
        # nothing.
        for view in self.visible:
            for kind in view.plot.insights:
                self.derived.want(kind, view.plot.asks(moment))

    def _take_judgement(self, frame: Frame, moment: Moment) -> None:
        """Have the remedies of a verdict tried, and tell of it with those that help."""
        found, trials = judged = frame.insight(Judgement), frame.insight(Trials)
        # Remedies are tried for the row that is looked at: a verdict on a former one may be
        # another. Side by side there is no room to offer them.
        asked_for = found is not None and found.row == frame.row and not self._apart
        if found is not None and asked_for and found.verdict.remedies:
            self.derived.want(Trials, moment._replace(verdict=found.verdict))
        if judged == self._judged:
            return
        before, self._judged, shown = self._judged[0], judged, self.judgement
        told = None if found is None else with_remedies(found, trials, moment)
        if told and shown and found is before and told.verdict == shown.verdict:
            return  # more was tried, and nothing else is offered
        self.judgement = told
        self.judged.emit(told)

    def _show_nothing(self, run: Run | None) -> None:
        """Cover the pictures of a former run: they must not stand under this one's settings."""
        words = self._covers.wanted(run)
        if not words:
            return
        # As if nothing had ever been drawn: the next frame draws everything.
        self.frame = self.judgement = self._key = self._drawn = None
        self._judged = (None, None)
        views: Iterable[object] = (*self._views, *self._panels)
        self._covers.show([view for view in views if isinstance(view, QWidget)], words)
        self.judged.emit(None)
        self.emptied.emit(words)

    def _tell_errors(self) -> None:
        for error in self.derived.errors:
            if error and error not in self._told:
                self._told.add(error)
                self.failed.emit(error)


def _nothing() -> None:
    """What is settled before a frame where nobody has anything to settle."""
