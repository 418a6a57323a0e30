"""The chip that offers another rule's own rate: rates mean another thing to each rule."""

from visualizer.app.state import Run
from visualizer.core.changes import RATE
from visualizer.core.optimizers import SGD
from visualizer.core.race.own_rate import OwnRate
from visualizer.gui.cards.setup_panel import SetupPanel
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.pane import Pane

SAME = 0.03
"""The share by which a rate must differ from that of the run to be worth a chip."""


class OwnRateChip:
    """Has the rate looked for once another rule was chosen, and offers it in the set-up."""

    def __init__(self, pane: Pane, setup: SetupPanel) -> None:
        self._pane, self._setup = pane, setup
        self._run: Run | None = None
        self._rate: float | None = None
        pane.frame_made.connect(self._on_frame)
        setup.offer_taken.connect(self._on_taken)

    def _on_frame(self, frame: Frame) -> None:
        run = frame.run
        if run is self._run:
            return
        if not _chose_rule(run):
            self._offer(run, None)
            return
        # Until there is an answer it is wanted with every frame: it waits while a run trains.
        moment = frame.moment
        self._pane.derived.want(OwnRate, moment)
        found = self._pane.derived.answer(OwnRate, moment)
        if found is None:
            self._setup.offer("", "")
        else:
            self._offer(run, found)

    def _offer(self, run: Run, found: OwnRate | None) -> None:
        self._run, self._rate = run, None
        if found is not None and found.rate is not None and run.experiment is not None:
            now = run.experiment.optimizer.learning_rate
            self._rate = found.rate if abs(now - found.rate) > SAME * found.rate else None
        if self._rate is None or found is None:
            self._setup.offer("", "")
            return
        words = f"{run.rule.label}'s own: {self._rate:g}"
        self._setup.offer(words, f"{found.sentence()} Click to use it.")

    def _on_taken(self) -> None:
        if self._rate is not None:
            self._setup.edit(RATE, self._rate)
            self._setup.settle()


def _chose_rule(run: Run) -> bool:
    """Whether the run has another rule than it was opened with."""
    if run.experiment is None:
        return False
    before = SGD.kind if run.saved is None else run.saved.optimizer.kind
    return run.experiment.optimizer.kind != before
