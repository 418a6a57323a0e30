"""Insights for the window: asked for by what is seen, in moderation while all moves."""

from types import SimpleNamespace

import pytest

from tests.gui.frames import class_run, frame_of
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.predictions import Predictions
from visualizer.gui.stage.insight_source import InsightSource


class Stage:
    """A stage with one plot that needs predictions."""

    def __init__(self) -> None:
        plot = SimpleNamespace(needs=(Predictions,))
        self.view = SimpleNamespace(isVisible=lambda: self.seen, plot=plot)
        self.views = (self.view,)
        self.seen = True
        self.sources: list[InsightSource] = []
        self.refreshed = 0
        self.jobs = Scheduler()

    def add_source(self, source: InsightSource) -> None:
        self.sources.append(source)

    def refresh(self) -> None:
        self.refreshed += 1


@pytest.fixture(scope="module")
def run():
    return class_run("two-moons", 3)


@pytest.fixture
def stage():
    made = Stage()
    InsightSource(made)
    yield made
    made.sources[0].close()


def test_what_is_seen_is_worked_out_and_fills_frames(stage, run):
    (source,) = stage.sources
    frame = frame_of(run, 2, None)
    before = source.key
    source.update(frame, moving=False)
    assert source.insights.wait(10)
    assert source.key != before
    assert source.fill(frame).insight(Predictions).row == 2
    assert source.error == ""


def test_nothing_is_worked_out_for_what_is_hidden(stage, run):
    (source,) = stage.sources
    stage.seen = False
    source.update(frame_of(run, 2, None), moving=False)
    assert not source.insights.busy
    assert source.fill(frame_of(run, 2, None)).insights == ()


def test_a_moving_picture_rests_between_answers(stage, run):
    (source,) = stage.sources
    source.update(frame_of(run, 0, None), moving=False)
    assert source.insights.wait(10)
    source._waiting, source._cost = False, 1000.0  # as if the answer had taken so long
    source.update(frame_of(run, 1, None), moving=True)
    assert source.insights.wait(10)
    assert source.fill(frame_of(run, 1, None)).insight(Predictions).row == 0
    source.update(frame_of(run, 3, None), moving=False)
    assert source.insights.wait(10)
    assert source.fill(frame_of(run, 3, None)).insight(Predictions).row == 3


def test_the_row_that_is_looked_at(stage, run):
    (source,) = stage.sources
    source.set_sample("validation", 7)
    assert stage.refreshed == 1
    assert source.fill(frame_of(run, 0, None)).sample == ("validation", 7)
