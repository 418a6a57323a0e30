"""Insights into the run in front, worked out in the background for the views that show them."""

from collections.abc import Callable, Collection
from functools import partial

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.problems.base import Problem

_Worker = Latest[Moment, Insight]


class Insights:
    """Keeps what the visible views need up to date.

    Of each kind the latest wish matters.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._workers: dict[type[Insight], _Worker] = {}

    def want(self, kinds: Collection[type[Insight]], moment: Moment) -> None:
        """Have these kinds worked out for a moment, where they apply."""
        for kind in kinds:
            if kind.applies(moment.problem):
                self._worker(kind).submit(kind.key(moment), moment)

    def found(self, problem: Problem) -> tuple[Insight, ...]:
        """The latest insights into a problem: of the wanted moment, or of one just before."""
        results = [worker.result for worker in self._workers.values()]
        return tuple(
            result[1] for result in results if result is not None and result[1].problem is problem
        )

    @property
    def busy(self) -> bool:
        """Whether something is being worked out."""
        return any(worker.busy for worker in self._workers.values())

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return next((worker.error for worker in self._workers.values() if worker.error), "")

    def wait(self, timeout: float) -> bool:
        """Wait until all that is wanted is as fine as it gets."""
        return all(worker.wait(timeout) for worker in self._workers.values())

    def close(self) -> None:
        """Cancel what is under way."""
        for worker in self._workers.values():
            worker.close()

    def _worker(self, kind: type[Insight]) -> _Worker:
        if kind not in self._workers:
            self._workers[kind] = Latest(self._scheduler, partial(_work, kind))
        return self._workers[kind]


def _work(
    kind: type[Insight],
    moment: Moment,
    publish: Callable[[Insight], None],
) -> None:
    for insight in kind.stages(moment):
        publish(insight)
