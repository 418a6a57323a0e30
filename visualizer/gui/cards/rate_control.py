"""The learning rate at the transport: that of the whole run, or from the playhead on."""

import itertools

from visualizer.app.intents import ChangeFromHere, SetOption
from visualizer.app.session import Session
from visualizer.core.capabilities import Capability, asked
from visualizer.core.experiment import Experiment, Phase
from visualizer.core.rates import leading_rate, rate_key
from visualizer.gui.cards.setup_panel import SetupPanel
from visualizer.gui.widgets.transport import TransportBar


class RateControl:
    """Connects the rate at the transport with the session.

    While a run trains, "from here on" is from the next row to be recorded; all that one
    drag does is one change, at the step at which the drag began. Where the schedule has its
    own rates, the rate is the highest of those.
    """

    def __init__(self, session: Session, transport: TransportBar, setup: SetupPanel) -> None:
        self._session = session
        self._transport = transport
        self._setup = setup
        # A number for each drag: equal gestures are one step of undo.
        self._gestures = itertools.count()
        self._gesture = ""
        self._step = 0
        self._stages: tuple[Experiment | None, list[Phase]] = (None, [])
        transport.rate_edited.connect(self._on_edited)
        transport.rate_settled.connect(self._on_settled)
        transport.from_here_toggled.connect(self.set_from_here)

    def show(self) -> None:
        """Show the rate that an edit would replace, or the one that was recorded."""
        state = self._session.state
        unknown = state.run.lacks((Capability.SETTINGS,))
        if not unknown:
            self._transport.set_rate(leading_rate(self._in_force))
        else:
            self._transport.set_rate(state.run.history.row(state.row).learning_rate, unknown)

    def set_from_here(self, on: bool) -> None:
        """Have the rate change from the playhead on, or from the start."""
        self._session.apply(SetOption("from_here", on))

    def ask(self) -> None:
        """Have the user type the rate that is to hold from the playhead on."""
        self.set_from_here(True)
        line = self._transport.rate.line
        line.setFocus()
        line.selectAll()

    @property
    def _in_force(self) -> Experiment:
        """The settings that hold where an edit would begin, without changes."""
        state = self._session.state
        if self._stages[0] is not state.experiment:
            # Not at every frame: each change costs reading an experiment.
            self._stages = (state.experiment, asked(state.experiment).stages())
        step = self._here if state.from_here else 0
        return [one for one in self._stages[1] if one.step <= step][-1].experiment

    @property
    def _here(self) -> int:
        """The first row that a change from here on is about."""
        state = self._session.state
        return state.run.count if self._session.training_now else state.row

    def _on_edited(self, rate: float) -> None:
        key = rate_key(self._in_force)
        if not self._session.state.from_here:
            self._setup.edit(key, rate)
            return
        # A new gesture where the slider was not down, as with a key or a typed number.
        if not (self._gesture and self._transport.rate.slider.isSliderDown()):
            self._gesture = f"from here {next(self._gestures)}"
            # Kept for the whole drag, during which the playhead may move on.
            self._step = self._here
        self._session.apply(ChangeFromHere(self._step, {key: rate}, self._gesture))

    def _on_settled(self) -> None:
        self._gesture = ""
        self._setup.settle()
