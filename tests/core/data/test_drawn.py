"""Data sets of drawn points: in experiments, files and models."""

import numpy as np
import pytest

from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.data.drawn import DrawnClasses, DrawnPoints
from visualizer.core.errors import InputError


def test_the_points_stand_in_the_experiment() -> None:
    points = (0.0, 0.5, 0.0, 0.25, -0.5, 1.0, 1.0, 1.0, 1.0)
    table = {"problem": {"data": "drawn-classes"}, "data": {"points": list(points)}}
    experiment = Experiment.from_dict(table)
    assert experiment.data == DrawnClasses(points=points)
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    problem = build(experiment)
    assert problem.class_names == ("A", "B")
    assert problem.inputs.tolist() == [[0, 0.5], [0.25, -0.5], [1, 1]]
    assert problem.training.labels.tolist() == [0, 1, 1]


def test_both_kinds_begin_with_points_that_can_be_learned() -> None:
    classes = train(Experiment.from_dict({"problem": {"data": "drawn-classes"}}))
    assert classes.row(len(classes) - 1).metrics["accuracy"] == 1
    experiment = Experiment.from_dict({"problem": {"data": "drawn-points"}})
    problem = build(experiment)
    assert (problem.input_names, problem.target_names) == (("x",), ("y",))
    np.testing.assert_array_equal(problem.targets[:, 0], DrawnPoints().rows[:, 1])
    assert train(experiment, problem).ending.kind == "finished"


@pytest.mark.parametrize(
    ("data", "points", "words"),
    [
        ("drawn-classes", [0.0, 0.0], "3 for each point"),
        ("drawn-classes", [0.0, 0.0, 1.0], "2 to 2,000"),
        ("drawn-classes", [0, 0, 0, 1, 1, 0], "both are needed"),
        ("drawn-classes", [0, 0, 0, 1, 1, 0.5], "0 .A. and 1 .B."),
        ("drawn-points", [0.0, 0.0, 1.0, 1.5], "from -1 to 1"),
        ("drawn-points", [0.0] * 5000, "2 to 2,000"),
    ],
)
def test_other_points_are_refused_with_a_sentence(data, points, words) -> None:
    table = {"problem": {"data": data}, "data": {"points": points}}
    with pytest.raises(InputError, match=words) as error:
        Experiment.from_dict(table)
    assert error.value.key == "data.points"
