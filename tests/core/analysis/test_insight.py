"""What all insights share: keys that tell moments apart, and the best result at once."""

import pytest

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.predictions import Predictions
from visualizer.core.analysis.regions import FINE, Regions
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
