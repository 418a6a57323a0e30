"""What the rates of a learning-rate finder come to: losses at the end, and on the way."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.core.analysis.rate_proof import RateProof, tried
from visualizer.core.analysis.rate_proof_words import came_to
from visualizer.core.analysis.rate_suggestions import suggestions
from visualizer.gui.look.look import DASHES, Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.chart import Chart, ChartLine
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.marks import LegendEntry
from visualizer.gui.plots.ranges import Array, Range, padded
from visualizer.gui.plots.rate_marks import LABEL_HEIGHT, RateMark, RateMarks

BEST = "best"
DOTTED = (1.0, 2.5)


class ProofPlot(Chart):
    """A plot of a `RateProof`."""

    depends = ("rates", "proof")

    def unavailable(self, frame: Frame) -> str:
        if frame.proof is None:
            return "The suggestions have not been tried out yet"
        return "" if len(frame.proof.rates) else "There was no rate to be tried"

    def _proof_of(self, frame: Frame) -> RateProof:
        assert frame.proof is not None
        return frame.proof


class FinderProofPlot(ProofPlot):
    """The loss that each rate has reached, on the same axis of rates as the test.

    Callbacks
    ---------
    on_rate_chosen(rate)
        The user has clicked a run, or dragged over them.
    """

    name = "finder-proof"
    title = "Loss that short runs reach"
    main = True
    log_across = True
    across, upward = "learning rate", "loss"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_rate_chosen: Callable[[float], None] = nothing
        self.marks = RateMarks(self.item, self.box, look)
        self.points = self.keep(Points(symbol="o"), 15.0)
        self.failures = self.keep(Points(symbol="x"), 15.0)
        self.box.drag_presses = True
        self.box.on_pressed = self._on_pressed
        self._restyle()

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        proof, look = self._proof_of(frame), self.look
        several = len(proof.seeds) > 1
        found = []
        for number, losses in enumerate(proof.losses if several else ()):
            words = "" if number else "of each seed"
            found.append(_line(proof, losses, look.loss, words, width=1.0, opacity=0.4))
        first = np.full(len(proof.rates), proof.first_loss)
        found.append(ChartLine(proof.rates, first, look.muted, "before", DOTTED, 1.2))
        if proof.validated:
            mean = proof.validation_losses.mean(axis=0)
            found.append(_line(proof, mean, look.validation, "validation", dash=(6.0, 3.0)))
        words = f"loss after {proof.epochs:,} epoch{'s' * (proof.epochs != 1)}"
        words += f", mean of {len(proof.seeds)} seeds" * several
        found.append(_line(proof, proof.means, look.loss, words))
        return found

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """The rates of the test; up to where the runs began, with room for the names."""
        proof = self._proof_of(frame)
        _, (low, high) = super().ranges(frame, traces)
        first = float(self.to_upward(np.array([proof.first_loss]))[0])
        # Losses that grew may be beyond all bounds: they are crosses at the top.
        high = min(high, first) if np.isfinite(first) else high
        low, high = padded(min(low, high), high)
        share = self.look.size(LABEL_HEIGHT) * (self.marks.rows + 1) / self.pixels()[1]
        share = min(share, 0.5)
        return rate_range(frame), (low, high + (high - low) * share / (1.0 - share))

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        proof = self._proof_of(frame)
        if not proof.failed.any():
            return ()
        return [LegendEntry("cross", self.look.warning, "diverges, or ends no lower than before")]

    def _draw(self, frame: Frame) -> None:
        proof = self._proof_of(frame)
        self.marks.show(self._marks(frame))
        super()._draw(frame)
        x, y = np.log10(proof.rates), self.to_upward(proof.means)
        good = ~proof.failed & np.isfinite(y)
        self.points.setData(x=x[good], y=y[good])
        low, high = self.box.viewRange()[1]
        # Between the names at the top and the height at which all runs begin.
        first = float(self.to_upward(np.array([proof.first_loss]))[0])
        top = first if np.isfinite(first) else high
        place = min(top + 0.05 * (high - low), high)
        self.failures.setData(x=x[proof.failed], y=np.full(int(proof.failed.sum()), place))

    def _marks(self, frame: Frame) -> list[RateMark]:
        """The suggestions, each with the colour that it has in the test, and the best rate."""
        proof = self._proof_of(frame)
        heights = self.to_upward(np.where(proof.failed, np.nan, proof.means))
        return [
            RateMark(
                float(np.log10(proof.rates[place])),
                float(heights[place]),
                f"{name} {_result(proof, place)}",
                number,
            )
            for number, name, place in named(frame)
        ]

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        proof = frame.proof
        if proof is None or not len(proof.rates):
            return ()
        place = self._nearest(proof, point)
        rate = float(proof.rates[place])
        return [
            (f"rate {number_text(rate)}  ", self.look.text),
            (came_to(proof, rate), self.look.warning if proof.failed[place] else self.look.loss),
        ]

    def _nearest(self, proof: RateProof, point: QPointF) -> int:
        return int(np.abs(np.log10(proof.rates) - point.x()).argmin())

    def _on_pressed(self, point: QPointF) -> None:
        proof = None if self.frame is None else self.frame.proof
        if proof is not None and len(proof.rates):
            self.on_rate_chosen(float(proof.rates[self._nearest(proof, point)]))

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        if not shown:
            self.marks.show(())

    def _restyle(self) -> None:
        super()._restyle()
        look = self.look
        self.marks.restyle(look)
        for points, colour in ((self.points, look.loss), (self.failures, look.warning)):
            points.setSize(look.size(6.0))
            points.setBrush(look.brush(colour))
            points.setPen(look.pen(colour, 1.0))

    def _place(self) -> None:
        self.marks.place()


class FinderRunsPlot(ProofPlot):
    """The loss of the suggested rates and of the best one over the epochs."""

    name = "finder-runs"
    title = "Loss of these runs"
    across, upward = "epoch", "loss"

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        proof, look = self._proof_of(frame), self.look
        return [
            ChartLine(
                proof.curve_epochs,
                proof.curves[:, place],
                look.line_colour(number),
                f"{name} {number_text(float(proof.rates[place]), 3)}",
                () if name == BEST else DASHES[1 + number % 5],
            )
            for number, name, place in named(frame)
        ]

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """Up to somewhat above where all begin: runs that explode leave the picture."""
        across, (low, high) = super().ranges(frame, traces)
        first = float(self.to_upward(np.array([self._proof_of(frame).first_loss]))[0])
        if np.isfinite(first):
            high = min(high, first + 0.15 * max(first - low, 1e-9))
        return across, (min(low, high - 1e-9), high)


def named(frame: Frame) -> list[tuple[int, str, int]]:
    """The suggestions that were tried, each with its number, its name and its run.

    The best rate comes last.
    """
    proof, curve = frame.proof, frame.rates
    if proof is None or curve is None:
        return []
    places = {float(rate): place for place, rate in enumerate(proof.rates)}
    made = suggestions(curve)
    # Where other points of the test are looked at now, some of them have not been tried.
    found = [
        (number, one.name, places[tried(one.rate)])
        for number, one in enumerate(made)
        if tried(one.rate) in places
    ]
    return found if proof.best is None else [*found, (len(made), BEST, proof.best)]


def rate_range(frame: Frame) -> Range:
    """The logarithms of the rates that the plots show which stand one above the other."""
    curve, proof = frame.rates, frame.proof
    rates = [] if curve is None else [*curve.rates, *(one.rate for one in suggestions(curve))]
    tried_out = [] if proof is None else [*proof.rates]
    low, high = np.log10([min(rates + tried_out, default=1.0), max(rates + tried_out, default=1.0)])
    if tried_out:
        # The rates far below all suggestions, at which nothing happens, would take half of it.
        low = max(low, float(np.log10(min(tried_out))) - 1.0)
    air = 0.02 * (high - low) or 0.5
    return float(low - air), float(high + air)


def _result(proof: RateProof, place: int) -> str:
    rate = number_text(float(proof.rates[place]), 3)
    if place == proof.best:
        return rate
    if proof.failed[place]:
        return "fails"
    return number_text(float(proof.measured[:, place].mean()), 3)


def _line(
    proof: RateProof,
    losses: Array,
    colour: str,
    words: str,
    dash: tuple[float, ...] = (),
    width: float = 2.0,
    opacity: float = 1.0,
) -> ChartLine:
    """Losses (R,) over the rates, up to those that failed."""
    shown = np.where(proof.failed, np.nan, losses)
    return ChartLine(proof.rates, shown, colour, words, dash, width, opacity)
