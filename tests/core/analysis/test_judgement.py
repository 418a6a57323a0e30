"""Verdicts as views ask for them, and remedies that are tried before they are offered."""

import pytest

from tests.core.analysis.moments import moment_of
from visualizer.core.analysis import judgement
from visualizer.core.analysis.insight import Moment, Motion, finished
from visualizer.core.analysis.judgement import Judgement, Trials, with_remedies
from visualizer.core.analysis.verdict import judge, verdict_band
from visualizer.core.recording.records import Ending


def line(rate: float = 0.125, epochs: int = 60) -> Moment:
    return moment_of({"optimizer": {"learning_rate": rate}, "training": {"epochs": epochs}})


@pytest.fixture(scope="module")
def moment() -> Moment:
    return line()


def offered(moment: Moment, row: int, trials: Trials | None = None) -> list[str]:
    """The labels of what is offered for a row, after all was tried."""
    found = finished(Judgement, moment._replace(row=row))
    asked = moment._replace(row=row, verdict=found.verdict)
    if trials is None:
        trials = finished(Trials, asked)
    return [one.label for one in with_remedies(found, trials, asked).verdict.remedies]


def test_the_row_at_the_playhead_and_the_whole_run(moment: Moment) -> None:
    for row in (0, 20, 60):
        found = finished(Judgement, moment._replace(row=row, last=row, hidden=True))
        assert found.row == row
        assert found.verdict == judge(moment.problem, moment.history, row)
        assert found.band == tuple(verdict_band(moment.problem, moment.history, 60))
        assert found.rows == 61


def test_the_sentence_does_not_wait_for_the_band(moment: Moment) -> None:
    first = finished(Judgement, moment._replace(recorded=40, row=3))
    soon, later = Judgement.stages(moment._replace(row=20), first)
    assert (soon.row, soon.rows, soon.band) == (20, 41, first.band)
    assert (later.rows, len(later.band)) == (61, len(finished(Judgement, moment).band))
    # Of a band that is complete there is nothing new.
    (only,) = Judgement.stages(moment._replace(row=5), later)
    assert (only.row, only.band) == (5, later.band)


def test_while_it_trains_the_band_grows_after_many_rows(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgement, "TRAINING_ROWS", 16)
    growing = moment._replace(motion=Motion.TRAINING, recorded=47, row=47)
    assert Judgement.key(growing) == Judgement.key(growing._replace(recorded=33, row=40))
    found = finished(Judgement, growing)
    assert (found.row, found.rows) == (32, 33)


def test_what_helps_is_offered_and_what_does_not_is_not() -> None:
    assert offered(line(0.1), 8) == ["Scale the inputs"]
    assert "Use rate 0.08" in offered(line(), 20)


def test_nothing_is_offered_before_it_was_tried(moment: Moment) -> None:
    assert offered(moment, 20, Trials({})) == []
    found = finished(Judgement, moment._replace(row=20))
    assert found.verdict.remedies
    assert with_remedies(found, None, moment).verdict.remedies == ()


def test_remedies_are_tried_at_the_end_of_a_run_alone(moment: Moment) -> None:
    assert Trials.is_known(moment)
    for ending in (None, Ending("full", 60, ""), Ending("stopped", 60, "")):
        assert not Trials.is_known(moment._replace(ending=ending))
    longer = line(epochs=80)._replace(history=moment.history)
    assert Trials.subject(longer) != Trials.subject(moment)


def test_a_remedy_is_tried_once(moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = judge(moment.problem, moment.history, 20)
    *_, first = Trials.stages(moment._replace(verdict=verdict))
    assert 0 < len(first.results) <= 3
    monkeypatch.setattr("visualizer.core.analysis.trials.tried", lambda *_: 1 / 0)
    (again,) = Trials.stages(moment._replace(verdict=verdict), first)
    assert again.results == first.results


def test_a_trial_that_takes_too_long_is_given_up(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgement, "MOST_SECONDS", -1.0)
    verdict = judge(moment.problem, moment.history, 20)
    found = finished(Trials, moment._replace(verdict=verdict))
    assert set(found.results.values()) == {float("inf")}
    assert offered(moment, 20, found) == []
    assert not Trials.is_known(moment)
