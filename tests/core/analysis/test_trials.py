"""Remedies are offered only after they were tried, and hold what they promise."""

import numpy as np
import pytest

from tests.core.analysis.random_runs import random_experiment
from tests.core.analysis.runs import experiment
from visualizer.core import Experiment, train
from visualizer.core.analysis.trials import (
    Course,
    candidates,
    course_of,
    is_better,
    offered,
    outcome,
    tried,
)
from visualizer.core.analysis.verdict import judge
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled


def tried_remedies(described, rows):
    """The verdicts on some rows of a run with the remedies that are offered there."""
    problem = build(described)
    history = train(described, problem)
    if not len(history):
        return problem, history, []
    results, found = {}, []
    for row in rows:
        verdict = judge(problem, history, min(row, len(history) - 1))
        wanted = candidates(described, verdict)
        for one in wanted:
            if one.key not in results:
                results[one.key] = tried(described, problem, one)
        courses = {one.aim: course_of(history, history.ending, one.aim) for one in wanted}
        found.append(verdict.offering(offered(wanted, courses, results)))
    return problem, history, found


def final(history, aim):
    return course_of(history, history.ending, aim).end


def test_every_offered_remedy_improves_the_run():
    seen = 0
    for seed in range(40):
        random = np.random.default_rng([2, seed])
        described = random_experiment(random)
        rows = [int(random.integers(1, 40)), 1 << 40]
        _, history, verdicts = tried_remedies(described, rows)
        offers = {one.key: one for verdict in verdicts for one in verdict.remedies}
        for one in offers.values():
            cured = train(described.with_values(one.settings))
            assert cured.ending.kind != "diverged", (seed, one)
            assert final(cured, one.aim) < final(history, one.aim), (seed, one)
        seen += len(offers)
    # Else there would be nothing that this has tested.
    assert seen >= 20


def cosine(**schedule):
    return Experiment.from_dict(
        {
            "problem": {"formula": "5*x**2 + 0.05*y**2"},
            "start": {"parameters": [1.0, 1.0]},
            "optimizer": {"learning_rate": 0.1},
            "schedule": schedule,
            "training": {"epochs": 60},
        }
    )


def test_the_end_of_a_schedule_is_no_reason_for_its_last_rate():
    described = cosine(kind="cosine", period=60)
    _, history, (verdict,) = tried_remedies(described, [60])
    assert history.row(60).loss < 0.03
    assert "schedule has lowered the rate" in verdict.text
    for one in verdict.remedies:
        assert final(train(described.with_values(one.settings)), one.aim) < history.row(60).loss


@pytest.mark.parametrize("kind", ["one_cycle", "cyclical"])
def test_a_rate_reaches_the_schedule_that_has_its_own(kind):
    described = cosine(kind=kind, maximum=0.5)
    _, history, verdicts = tried_remedies(described, [20, 60])
    rates = [one for verdict in verdicts for one in verdict.remedies if one.group == "rate"]
    assert rates
    for one in rates:
        assert "optimizer.learning_rate" not in one.settings
        cured = train(described.with_values(one.settings))
        assert cured.column("learning_rate").max() == pytest.approx(
            one.settings["schedule.maximum"]
        )
        assert final(cured, "loss") < final(history, "loss")


def test_a_smaller_rate_that_gets_less_far_is_not_offered():
    described = experiment("line", 0.1, 60)
    verdict = judge(build(described), train(described), 8)
    assert verdict.remedies[0].label == "Use rate 0.08"
    _, _, (shown,) = tried_remedies(described, [8])
    assert [one.label for one in shown.remedies] == ["Scale the inputs"]


def test_the_best_of_several_rates_is_offered_alone():
    described = experiment("matyas", 0.05, 180)
    _, _, (shown,) = tried_remedies(described, [180])
    assert shown.kind == "crawling"
    assert [one.label for one in shown.remedies] == ["Use rate 1.3"]
    assert shown.text.endswith(" Try 1.3.")


@pytest.mark.parametrize(
    ("end", "course", "better"),
    [
        (0.5, Course(2.0, 1.0), True),
        (0.9999, Course(2.0, 1.0), False),
        (1.5, Course(2.0, 1.0), False),
        (np.inf, Course(2.0, np.inf), False),
        (1.0, Course(2.0, np.inf), True),
        (3.0, Course(2.0, 1e73), False),
        (1e-31, Course(2.0, 1e-30), False),
        (-5.0, Course(2.0, -4.0), True),
    ],
)
def test_what_counts_as_better(end, course, better):
    assert is_better(end, course) is better


def test_a_trial_can_be_cancelled():
    described = experiment("line", 0.01, 100_000)
    with cancellable(lambda: True), pytest.raises(Cancelled):
        outcome(described, build(described), "loss")


def test_a_trial_is_the_run_that_the_remedy_makes():
    described = experiment("noisy-line", 0.1, 20, batch_size=10)
    changed = described.with_values({"optimizer.learning_rate": 0.05})
    assert outcome(changed, build(changed), "loss") == train(changed).column("loss")[-1]


def test_a_rate_that_a_warm_up_has_not_come_to_yet_is_no_advice():
    described = Experiment.from_dict(
        {
            "problem": {"formula": "abs(x)+2*abs(y)"},
            "optimizer": {"kind": "qhm", "learning_rate": 0.232},
            "schedule": {"kind": "constant", "warmup": 5},
            "training": {"epochs": 15},
        }
    )
    verdict = judge(build(described), train(described), 1)
    assert {one.label for one in verdict.remedies} == {"Use rate 0.07", "Use rate 0.23"}
    assert candidates(described, verdict) == ()
