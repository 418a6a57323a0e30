"""Sweeps as a whole: pieces, executors, and where gradient descent begins to diverge."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled, InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sweeps import engine
from visualizer.core.sweeps.engine import AtOnce, SweepPiece, checked_pieces, train_sweep
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import SweepPlan, read_plan
from visualizer.core.sweeps.results import CellResult, result_of
from visualizer.core.training import train

RATE = "optimizer.learning_rate"
RULES = "optimizer.kind=sgd,momentum,adam"
MIXED = read_plan(
    noisy(20, training={"epochs": 6, "batch_size": 8}),
    [f"{RATE}=0.01:0.2:3", RULES, "problem.hidden=[],[3]"],
    seeds=2,
)


def swept(
    plan: SweepPlan, executor: Executor | None = None, workers: int = 1
) -> dict[int, CellResult]:
    pieces = checked_pieces(plan, workers=workers)
    return dict(train_sweep(pieces, executor or AtOnce(), workers))


def texts(results: dict[int, CellResult]) -> list[str]:
    return [repr(results[place]) for place in range(len(results))]


def test_every_cell_is_the_run_alone_whoever_trains_it() -> None:
    wanted = [repr(result_of(train(cell.experiment))) for cell in MIXED.cells]
    assert texts(swept(MIXED)) == wanted
    with ThreadPoolExecutor(3) as threads:
        assert texts(swept(MIXED, threads, 3)) == wanted


def test_pieces_are_batches_of_what_differs_in_numbers_alone() -> None:
    pieces = checked_pieces(MIXED)
    places = sorted(place for piece in pieces for place in piece.places)
    assert places == list(range(len(MIXED)))
    # Of a rule, layers and a seed: the three rates.
    assert [len(piece.places) for piece in pieces] == [3] * 12
    # Enough pieces for every worker.
    rates = read_plan(line(), [f"{RATE}=0.01:0.1:64"])
    assert len(checked_pieces(rates)) == 1
    assert len(checked_pieces(rates, workers=4)) == 4


def test_what_is_known_is_not_trained_again() -> None:
    pieces = checked_pieces(MIXED, known={0, 5, 7})
    places = {place for piece in pieces for place in piece.places}
    assert places == set(range(len(MIXED))) - {0, 5, 7}


def test_long_and_large_runs_come_in_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = read_plan(line(), [f"{RATE}=0.01:0.1:40"])
    monkeypatch.setattr(engine, "ROW_BYTES", 16 * 61 * 10)
    assert {len(piece.places) for piece in checked_pieces(plan)} == {10}
    monkeypatch.setattr(engine, "STEP_BYTES", 1)
    assert {len(piece.places) for piece in checked_pieces(plan)} == {1}


def test_runs_with_a_time_limit_are_trained_alone() -> None:
    plan = read_plan(line(training={"stop_seconds": 60.0}), [f"{RATE}=0.01:0.1:4"])
    assert [len(piece.places) for piece in checked_pieces(plan)] == [1] * 4


def test_what_cannot_be_trained_is_refused_before_the_first_step() -> None:
    plan = read_plan(noisy(20), [f"{RATE}=0.1,0.2", "training.batch_size=10,30"])
    with pytest.raises(InputError, match=r"training\.batch_size: 30 .* \(with .*learning_rate 0.1"):
        checked_pieces(plan)


def test_seeds_need_chance() -> None:
    with pytest.raises(InputError, match="2 seeds would give equal runs"):
        checked_pieces(read_plan(line(), [f"{RATE}=0.1,0.2"], seeds=2))
    for values in (
        {"training.batch_size": 2},
        {"training.validation_fraction": 0.25},
        {"start.initializer": "normal"},
        {"problem.hidden": [3]},
        {"problem.layers": "dropout 0.5"},
    ):
        plan = read_plan(noisy(20).with_values(values), [f"{RATE}=0.1,0.2"], seeds=2)
        assert len(checked_pieces(plan)) == 2
    # One setting with chance is enough.
    assert checked_pieces(read_plan(noisy(20), ["training.batch_size=0,2"], seeds=2))


class Recalling(Executor):
    """Begins nothing but the first piece; remembers what was called back."""

    def __init__(self) -> None:
        self.answers: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.answers.append(Future())
        if len(self.answers) == 1:
            self.answers[0].set_result(fn(*args, **kwargs))
        return self.answers[-1]


def pieces_of(rates: int) -> Sequence[SweepPiece]:
    cells = read_plan(line(), [f"{RATE}=0.01:0.1:{rates}"]).cells
    return [SweepPiece((place,), (cell.experiment,)) for place, cell in enumerate(cells)]


def test_few_pieces_are_handed_over_and_those_called_back() -> None:
    executor = Recalling()
    results = train_sweep(pieces_of(50), executor, 3)
    assert next(results)[0] == 0
    assert len(executor.answers) == engine.AHEAD * 3
    with pytest.raises(Cancelled), cancellable(lambda: True):
        next(results)
    assert all(answer.cancelled() for answer in executor.answers[1:])


def test_an_unexpected_error_is_told() -> None:
    class Failing(Recalling):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            answer = super().submit(fn, *args, **kwargs)
            if len(self.answers) == 2:
                answer.set_exception(OSError("gone"))
            return answer

    results = train_sweep(pieces_of(5), Failing(), 1)
    next(results)
    with pytest.raises(OSError, match="gone"):
        next(results)


# The quadratic k/2 (x^2 / k + y^2)... its curvatures are 1 and kappa: see the class of "ravine".
KAPPA = 25.0
RAVINE = Experiment.from_dict(
    {
        "problem": {"function": "ravine", "kappa": KAPPA},
        "start": {"parameters": [1.0, 1.0]},
        "training": {"epochs": 4000},
    }
)

BOUNDARIES = [
    ("sgd", {}, lambda beta: 2.0),
    ("momentum", {"optimizer.momentum": 0.5}, lambda beta: 2 * (1 + beta)),
    ("momentum", {"optimizer.momentum": 0.9}, lambda beta: 2 * (1 + beta)),
    ("nesterov", {"optimizer.momentum": 0.5}, lambda beta: 2 * (1 + beta) / (1 + 2 * beta)),
    ("nesterov", {"optimizer.momentum": 0.9}, lambda beta: 2 * (1 + beta) / (1 + 2 * beta)),
]


@pytest.mark.parametrize(("kind", "options", "form"), BOUNDARIES)
def test_the_boundary_lies_at_the_closed_form(
    kind: str, options: dict[str, float], form: Callable[[float], float]
) -> None:
    """Polyak 1964; the characteristic roots of each rule on a quadratic leave the unit circle."""
    base = RAVINE.with_values({"optimizer.kind": kind, **options})
    curvature = float(np.linalg.eigvalsh(_hessian(base)).max())
    boundary = form(options.get("optimizer.momentum", 0.0)) / curvature
    plan = read_plan(base, [f"{RATE}={0.9 * boundary!r}:{1.1 * boundary!r}:101"])
    failed = SweepOutcome.of(plan, swept(plan)).failed[:, 0]
    rates = np.array(plan.axes[0].values)
    first = int(failed.argmax())
    # One change from converged to diverged, and the closed form within a cell of it.
    assert failed[first:].all()
    assert first > 0
    width = rates[1] - rates[0]
    assert abs((rates[first - 1] + rates[first]) / 2 - boundary) <= width


def _hessian(experiment: Experiment) -> np.ndarray:
    """By central differences of the gradient, which is linear on a quadratic."""
    problem: Any = experiment.problem
    theta, step = np.array([0.3, -0.2]), 0.5
    columns = []
    for axis in np.eye(2):
        high = problem.loss_and_gradient(theta + step * axis)[1]
        low = problem.loss_and_gradient(theta - step * axis)[1]
        columns.append((high - low) / (2 * step))
    return np.array(columns)
