"""Histograms of weights over the epochs."""

import numpy as np

from tests.core.analysis.moments import MOONS, moment_of
from tests.core.experiments import sample_model
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.weight_spread import (
    BINS,
    COARSE,
    FINE,
    WeightSpread,
    weight_blocks,
)
from visualizer.core.problems.layers.tables import (
    BatchNormalisationTable,
    ConvolutionTable,
    DropoutTable,
    FlattenTable,
)


def test_every_weight_is_counted_in_every_epoch():
    moment = moment_of(MOONS | {"training": {"epochs": 100}})
    coarse, fine = WeightSpread.stages(moment)
    assert (len(coarse.rows), len(fine.rows)) == (COARSE, FINE)
    assert (fine.rows[0], fine.rows[-1]) == (0, moment.last)
    shapes = {spread.name: spread.shape for spread in fine.matrices}
    assert shapes == {"W1": (2, 4), "W2": (4, 1)}
    for spread in fine.matrices:
        assert spread.counts.shape == (FINE, BINS)
        assert (spread.counts.sum(axis=1) == np.prod(spread.shape)).all()


def test_it_is_the_spread_of_the_weights_of_each_row():
    moment = moment_of(MOONS)
    found = finished(WeightSpread, moment)
    for place, row in enumerate(found.rows.tolist()):
        first = moment.history.theta(row)[:8]
        spread = found.matrices[0]
        assert spread.deviations[place] == np.sqrt(np.mean((first - first.mean()) ** 2))
        inside = (first >= spread.edges[20]) & (first < spread.edges[21])
        assert spread.counts[place, 20] == inside.sum()


def test_nothing_after_the_last_row_is_told():
    moment = moment_of(MOONS)
    known = moment._replace(last=1)
    assert WeightSpread.key(known) != WeightSpread.key(moment)
    assert finished(WeightSpread, known).rows.max() == 1


def test_only_layers_with_weights_have_blocks() -> None:
    tables = (ConvolutionTable(2), BatchNormalisationTable(), FlattenTable(), DropoutTable())
    model = sample_model(layers=tables, inputs=16, classes=3, output="softmax")
    found = [(block.name, block.shape) for block in weight_blocks(model)]
    assert found == [("W1", (9, 2)), ("g2", (1, 2)), ("W5", (32, 3))]


def test_the_last_row_is_told_of_histories_that_keep_every_few() -> None:
    digits = {
        "problem": MOONS["problem"] | {"data": "digits", "hidden": [64], "output": "softmax"},
        "training": {"epochs": 3, "batch_size": 32},
    }
    digits["problem"]["loss"] = "categorical_cross_entropy"
    moment = moment_of(digits)
    assert moment.last % moment.history.thinning != 0
    found = finished(WeightSpread, moment)
    assert found.rows[-1] == moment.last
    kept = found.rows[:-1]
    assert (kept % moment.history.thinning == 0).all()
    weights = moment.history.theta(moment.last)[: 64 * 64]
    assert found.matrices[0].deviations[-1] == np.sqrt(np.mean((weights - weights.mean()) ** 2))
