"""What all insights share: keys that tell moments apart, and the best result at once."""

from importlib import import_module

import pytest

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.core.analysis.ground import Ground
from visualizer.core.analysis.insight import Insight, Moment, Motion, finished
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.analysis.predictions import Predictions
from visualizer.core.analysis.regions import FINE, Regions
from visualizer.core.analysis.verdict import judge
from visualizer.core.analysis.weight_spread import WeightSpread


@pytest.mark.parametrize("kind", [Predictions, Regions])
def test_the_row_makes_the_key(kind):
    moment = moment_of(MOONS)
    assert kind.key(moment) == kind.key(moment._replace(last=0))
    assert kind.key(moment) != kind.key(moment._replace(row=0))


def test_histograms_do_not_depend_on_the_row():
    moment = moment_of(MOONS)
    assert WeightSpread.key(moment) == WeightSpread.key(moment._replace(row=0))


def test_finished_is_the_finest():
    moment = moment_of(MOONS)
    best = finished(Regions, moment)
    assert isinstance(best, Regions)
    assert best.probabilities.shape[0] == FINE


MODULES = (
    "basins batch_noise cross_sections judgement landscape local_curvature predictions regions "
    "sharpness weight_spread wrong_maps"
).split()
KINDS = [
    kind
    for name in MODULES
    for kind in vars(import_module(f"visualizer.core.analysis.{name}")).values()
    if isinstance(kind, type) and issubclass(kind, Insight) and kind is not Insight
]


@pytest.fixture(scope="module")
def everything() -> Moment:
    """A moment with all that a kind may ask for."""
    moment = moment_of({"problem": {"function": "booth"}, "training": {"epochs": 3}})
    plane = AxisPlane.over((0, 1), moment.history.theta(0), (-1.0, 1.0), (0.0, 1.0))
    verdict = judge(moment.problem, moment.history, 2)
    return moment._replace(plane=plane, ground=Ground(plane), verdict=verdict)


def test_all_kinds_are_tested_here() -> None:
    found = {kind.__module__ for kind in KINDS}
    assert found == {f"visualizer.core.analysis.{name}" for name in MODULES}


@pytest.mark.parametrize("kind", dict.fromkeys(KINDS), ids=lambda kind: kind.__name__)
def test_each_kind_can_be_told_apart_and_kept(kind: type[Insight], everything: Moment) -> None:
    same = everything._replace()
    for part in (kind.subject, kind.key, kind.family):
        assert hash(part(everything)) == hash(part(same))
        assert part(everything) == part(same)
    # What moves faster is not worked out more often.
    paces = [kind.pace(everything._replace(motion=motion)) for motion in Motion]
    assert all(pace.until > Motion.CHANGING for pace in paces)
    if not kind.is_known(everything):
        return
    first = finished(kind, everything)
    assert isinstance(first, kind)
    # A former answer about the same is of use, and spoils nothing.
    assert isinstance(finished(kind, everything, first), kind)
