"""The plots of a race: every start is seen, nothing that did not arrive is left out."""

from dataclasses import replace

import numpy as np
import pytest

from tests.core.experiments import line
from tests.gui.frames import on_widget, show
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.race.proposals import rules
from visualizer.core.race.race import Entrant, Protocol, Race
from visualizer.core.race.running import run_race
from visualizer.gui.figures.rates import rates_frame
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.race import RACE_PLOTS, RaceLossPlot, RaceRatesPlot

pytestmark = pytest.mark.usefixtures("qapp")

RAVINE = Experiment.from_dict(
    {"problem": {"function": "ravine"}, "start": {"parameters": [8, 2]}, "training": {"epochs": 90}}
)
MCCORMICK = RAVINE.with_values({"problem.function": "mccormick"})


def frame_with(experiment: Experiment = RAVINE, **protocol: object) -> Frame:
    usual = Protocol(epochs=90, starts=3, choosing=1, coarse=9, fine=2)
    wanted = replace(usual, **protocol)  # type: ignore[arg-type]
    entrants = rules(["sgd", "momentum", "adam"])
    if wanted.rates == "typed":
        entrants = tuple(Entrant(one.name, one.values, 10.0) for one in entrants)
    result = run_race(Race(experiment, entrants, wanted))
    return replace(rates_frame(experiment, build(experiment), None), race=result)


CASES = {
    "usual": lambda: frame_with(),
    "one start": lambda: frame_with(starts=1),
    "nobody arrives": lambda: frame_with(target=1e-30),
    "the lowest wins": lambda: frame_with(aim="lowest"),
    "all diverge": lambda: frame_with(line(), rates="typed"),
    "losses below 0": lambda: frame_with(MCCORMICK, target=-1.9).viewed("race-loss", log=False),
    "nothing run": lambda: rates_frame(line(), build(line()), None),
}


@pytest.mark.parametrize("case", CASES)
def test_every_race_can_be_drawn(case: str) -> None:
    frame = CASES[case]()
    for kind in RACE_PLOTS.values():
        plot = kind(LIGHT)
        with on_widget(plot) as widget:
            show(plot, widget, frame)
            for view in (frame, frame.viewed("race-loss", raw=True)):
                plot.draw(view)
            plot.restyle(DARK)
            assert np.isfinite(plot.box.viewRange()).all()
            assert (
                bool(plot.unavailable(frame)) == (case in ("nothing run",)) or case == "all diverge"
            )


def test_the_band_holds_all_starts_and_the_line_is_their_median() -> None:
    frame = frame_with()
    assert frame.race is not None
    plot = RaceLossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        lines = plot.traces(frame)
        assert [one.words for one in lines] == ["target", "Gradient descent", "Momentum", "Adam"]
        for index, finish in enumerate(frame.race.finishes):
            np.testing.assert_array_equal(lines[1 + index].y, np.median(finish.best, axis=1))
            bounds = plot._bands[index].path().boundingRect()
            assert bounds.bottom() == pytest.approx(np.log10(finish.best.max()))
            assert bounds.top() == pytest.approx(np.log10(finish.best.min()))


def test_every_rate_tried_is_a_point_or_a_cross() -> None:
    frame = frame_with(epochs=200)
    assert frame.race is not None
    plot = RaceRatesPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        tried = [each for one in frame.race.finishes for each in one.choice.tried]  # type: ignore[union-attr]
        missing = [each for each in tried if each.missing]
        assert missing
        assert len(plot.crosses.data) == len(missing)
        # What raced is large, also where it did not arrive.
        lost = [one for one in frame.race.finishes if one.choice.tried[one.choice.place].missing]  # type: ignore[union-attr]
        assert [one.name for one in lost] == ["Gradient descent"]
        assert len(plot.chosen.data) == 2
        assert (plot.crosses.data["size"] > 10).sum() == 1
        assert len(plot.tried.data) == len(tried) - len(missing) - 2
        rates = sorted(10.0 ** plot.crosses.data["x"])
        np.testing.assert_allclose(rates, sorted(each.rate for each in missing))


def test_one_that_explodes_does_not_stretch_the_axis() -> None:
    frame = frame_with(line(), rates="typed", target=0.1).viewed("race-loss", raw=True)
    assert frame.race is not None
    plot = RaceLossPlot(LIGHT)
    with on_widget(plot) as widget:
        show(plot, widget, frame)
        first = max(one.raw[0, 0] for one in frame.race.finishes)
        assert plot.box.viewRange()[1][1] < np.log10(first) + 1
