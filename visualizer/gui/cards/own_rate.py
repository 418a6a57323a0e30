"""The chip that offers another rule's own rate: rates mean another thing to each rule."""

from visualizer.app.state import Run
from visualizer.core.changes import RATE
from visualizer.core.optimizers import SGD
from visualizer.core.race.own_rate import OwnRate
from visualizer.gui.cards.verdict_strip import Offer, VerdictStrip
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.pane import Pane

SAME = 0.03
"""The share by which a rate must differ from that of the run to be worth a chip."""


class OwnRateChip:
    """Has the rate looked for once another rule was chosen, and offers it beside the verdict."""

    def __init__(self, pane: Pane, strip: VerdictStrip) -> None:
        self._pane, self._strip = pane, strip
        self._run: Run | None = None
        pane.frame_made.connect(self._on_frame)

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
        if found is not None:
            self._offer(run, found)

    def _offer(self, run: Run, found: OwnRate | None) -> None:
        self._run = run
        self._strip.offer_own(run, None if found is None else _offer_of(run, found))


def _offer_of(run: Run, found: OwnRate) -> Offer | None:
    """The chip: none where no rate helps, or the run has this one."""
    rate = found.rate
    if rate is None or abs(run.rule.learning_rate - rate) <= SAME * rate:
        return None
    return f"{run.rule.label}'s own: {rate:g}", found.sentence(), {RATE: rate}


def _chose_rule(run: Run) -> bool:
    """Whether the run has another rule than it was opened with."""
    if run.experiment is None:
        return False
    before = SGD.kind if run.saved is None else run.saved.optimizer.kind
    return run.experiment.optimizer.kind != before
