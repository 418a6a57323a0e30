"""The broker of insights: only what is wanted, of the right run, and no more often than it may."""

import threading
from dataclasses import dataclass
from typing import ClassVar

import pytest

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.app.derived import Derived
from visualizer.app.jobs.job import SEEN, TRAINING, Job
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.insight import Insight, Motion, Pace
from visualizer.core.analysis.predictions import Predictions
from visualizer.core.analysis.regions import FINE, Regions
from visualizer.core.chunks import look, tell

PATIENCE = 20.0


@dataclass(frozen=True, eq=False)
class Counted(Insight):
    """How often it was worked out about its subject, and for which row."""

    row: int
    times: int

    @classmethod
    def pace(cls, moment):
        return Pace(until=Motion.TRAINING)

    @classmethod
    def applies(cls, moment):
        return moment.row >= 0

    @classmethod
    def stages(cls, moment, former=None):
        yield cls(moment.row, 1 if former is None else former.times + 1)


class Slow(Counted):
    """Rests for long after an answer while all moves."""

    @classmethod
    def pace(cls, moment):
        return Pace(1000.0)


class Endless(Counted):
    """Is worked on until it is cancelled."""

    started: ClassVar[threading.Event] = threading.Event()

    @classmethod
    def stages(cls, moment, former=None):
        yield cls(moment.row, 0)
        tell(0.25)
        cls.started.set()
        while True:
            look()


class Broken(Counted):
    """Cannot be worked out."""

    @classmethod
    def stages(cls, moment, former=None):
        raise ZeroDivisionError
        yield


@pytest.fixture
def jobs():
    made = Scheduler()
    yield made
    made.close()


@pytest.fixture
def derived(jobs):
    made = Derived(jobs)
    yield made
    made.close()


@pytest.fixture(scope="module")
def moment():
    return moment_of(MOONS)


@pytest.fixture
def known(derived):
    """A function that has a kind worked out and gives what there is then."""

    def ask(kind, moment):
        derived.want(kind, moment)
        assert derived.wait(PATIENCE)
        return next((one for one in derived.found(moment) if isinstance(one, kind)), None)

    return ask


def test_no_thread_before_something_is_wanted(derived):
    before = threading.active_count()
    moment = moment_of({"problem": {"kind": "model", "data": "line"}, "training": {"epochs": 1}})
    for kind in (Predictions, Regions):
        derived.want(kind, moment)
    assert threading.active_count() == before
    assert derived.found(moment) == ()
    assert not derived.busy


def test_the_best_answer_of_each_kind_is_found(derived, moment):
    for kind in (Predictions, Regions):
        derived.want(kind, moment)
    assert derived.wait(PATIENCE)
    found = {type(one): one for one in derived.found(moment)}
    assert set(found) == {Predictions, Regions}
    assert found[Regions].probabilities.shape[0] == FINE
    assert found[Predictions].row == moment.row
    assert derived.errors == []


def test_an_equal_wish_is_not_worked_out_again(known, moment):
    first = known(Counted, moment)
    assert known(Counted, moment) is first
    assert known(Counted, moment._replace(row=0)).times == 2


def test_what_was_known_once_is_there_at_once(derived, known, moment):
    first = known(Counted, moment)
    known(Counted, moment._replace(row=0))
    derived.want(Counted, moment)
    # Not even a thread is needed, and no pace heeded.
    assert not derived.busy
    assert derived.found(moment) == (first,)
    moving = moment._replace(row=0, motion=Motion.TRAINING)
    derived.want(Counted, moving)
    assert derived.found(moment)[0].row == 0
    # Of another run it is forgotten.
    known(Counted, moment_of(MOONS))
    assert known(Counted, moment).times == 1


def test_of_another_run_nothing_is_shown_or_taken_over(derived, known, moment):
    known(Counted, moment)
    other = moment_of(MOONS)
    assert derived.found(other) == ()
    assert known(Counted, other).times == 1
    # Neither has the former run an answer now.
    assert derived.found(moment) == ()


def test_the_newest_moment_wins(derived, moment):
    for row in range(len(moment.history)):
        derived.want(Predictions, moment._replace(row=row))
    assert derived.wait(PATIENCE)
    (found,) = derived.found(moment)
    assert found.row == len(moment.history) - 1


def test_from_a_motion_on_it_stays_as_it_is(known, moment):
    known(Counted, moment)
    later = moment._replace(row=0, motion=Motion.TRAINING)
    assert known(Counted, later).row == moment.row
    assert known(Counted, later._replace(motion=Motion.PLAYING)).row == 0


def test_what_moves_rests_between_answers(known, moment):
    known(Slow, moment)
    for motion in (Motion.PLAYING, Motion.TRAINING):
        assert known(Slow, moment._replace(row=0, motion=motion)).row == moment.row
    assert known(Slow, moment._replace(row=0)).row == 0


class Akin(Counted):
    """May be shown for another run for an instant."""

    @classmethod
    def family(cls, moment):
        return type(moment.problem)


def test_what_is_akin_stays_for_an_instant(derived, known, moment, monkeypatch):
    first = known(Akin, moment)
    other, stranger = moment_of(MOONS), moment_of({"problem": {"function": "booth"}})
    assert derived.found(stranger) == ()
    assert derived.found(other) == (first,)
    monkeypatch.setattr("visualizer.app.derived.PATIENCE", 0.0)
    assert derived.found(other) == ()
    monkeypatch.setattr("visualizer.app.derived.PATIENCE", 1000.0)
    # It is no answer to go on from.
    assert known(Akin, other).times == 1


def test_what_is_spare_waits_until_no_run_trains(derived, jobs, moment):
    class Spare(Counted):
        spare = True

    free, begun = threading.Event(), threading.Event()

    def train():
        begun.set()
        free.wait(PATIENCE)

    jobs.submit(Job("training", train, priority=TRAINING))
    assert begun.wait(PATIENCE)
    derived.want(Counted, moment)
    derived.want(Spare, moment)
    assert jobs.wait(PATIENCE, lambda job: job.priority == SEEN)
    assert derived.busy
    assert [type(one) for one in derived.found(moment)] == [Counted]
    free.set()
    assert derived.wait(PATIENCE)
    assert {type(one) for one in derived.found(moment)} == {Counted, Spare}


def test_closing_ends_what_is_under_way(derived, jobs, moment):
    derived.want(Endless, moment)
    assert Endless.started.wait(PATIENCE)
    assert derived.busy
    derived.close()
    assert jobs.wait(PATIENCE)


def test_what_is_stopped_rests_until_it_is_to_go_on(derived, jobs, moment):
    Endless.started.clear()
    derived.want(Endless, moment)
    assert Endless.started.wait(PATIENCE)
    assert derived.progress(Endless) == 0.25
    derived.stop(Endless)
    assert derived.is_stopped(Endless)
    assert jobs.wait(PATIENCE)
    assert derived.progress(Endless) is None
    derived.want(Endless, moment._replace(row=0))
    assert not derived.busy
    # What was found stays.
    assert derived.found(moment)[0].row == moment.row
    derived.resume(Endless)
    derived.want(Endless, moment)
    assert derived.busy
    assert not derived.is_stopped(Endless)


def test_stopping_is_forgotten_when_another_run_is_wanted(derived, known, moment):
    known(Counted, moment)
    derived.stop(Counted)
    assert derived.is_stopped(Counted)
    assert known(Counted, moment_of(MOONS)).times == 1
    assert not derived.is_stopped(Counted)


def test_of_what_nobody_has_wanted_there_is_nothing_to_stop(derived):
    derived.stop(Counted)
    derived.resume(Counted)
    assert not derived.is_stopped(Counted)
    assert derived.progress(Counted) is None


def test_an_error_is_told_and_spoils_nothing_else(derived, known, moment):
    known(Broken, moment)
    assert known(Counted, moment).times == 1
    (error,) = derived.errors
    assert "ZeroDivisionError" in error
