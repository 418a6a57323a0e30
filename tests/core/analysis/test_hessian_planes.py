"""Planes along eigenvectors of the Hessian, against matrices that are known."""

import numpy as np
import pytest

from tests.core.analysis.test_plane_kinds import trained
from visualizer.core import Experiment, train
from visualizer.core.analysis import curvature, hessian_planes
from visualizer.core.analysis.hessian_planes import eigenvectors, extreme_plane, leading_plane
from visualizer.core.analysis.landscape import evaluate_plane
from visualizer.core.analysis.plane_kinds import plane_of
from visualizer.core.analysis.plane_parts import Known, NoPlane
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.hessians import hessian_at


def run_of(problem: dict, start: tuple[float, ...], epochs: int = 3) -> Known:
    table = {
        "problem": problem,
        "start": {"parameters": start},
        "optimizer": {"learning_rate": 0.01},
        "training": {"epochs": epochs},
    }
    experiment = Experiment.from_dict(table)
    made = build(experiment)
    history = train(experiment, made)
    return Known(made, history, len(history) - 1)


class Quadratic:
    """L = d^T A d / 2 around a centre: what `eigenvectors` asks of a problem, and no more."""

    direction_bytes = 1 << 40

    def __init__(self, matrix: np.ndarray) -> None:
        self.matrix, self.size = matrix, len(matrix)

    def hessian_product(self, theta: np.ndarray):
        return lambda v: v @ self.matrix


@pytest.mark.parametrize(
    ("values", "leading", "extreme"),
    [
        ([9.0, 4.0, 1.0, 0.5, 0.1], (0, 1), (0, 4)),
        ([3.0, -7.0, 1.0, 2.0, -0.5], (1, 0), (0, 1)),  # a saddle: the larger in size falls
        ([5.0, 5.0, 1.0, 0.0, -0.2], (0, 1), (0, 4)),  # one that comes twice
    ],
)
def test_a_quadratic_has_its_own_eigenvectors(values, leading, extreme) -> None:
    axes, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(5, 5)))
    problem = Quadratic(axes @ np.diag(values) @ axes.T)
    for both, wanted in ((False, leading), (True, extreme)):
        found = hessian_planes._by_products(problem, np.zeros(5), (0,), both)
        if len(set(values)) == 5:
            assert np.abs(found @ axes[:, list(wanted)]) == pytest.approx(np.eye(2), abs=1e-5)
        # Whichever are taken of a space of equal ones: both lie in it, at right angles.
        assert np.vecdot(found @ problem.matrix, found) == pytest.approx(
            [values[place] for place in wanted]
        )
        assert found @ found.T == pytest.approx(np.eye(2), abs=1e-6)
        assert (found[[0, 1], np.abs(found).argmax(axis=1)] > 0).all()


def test_at_a_saddle_one_direction_rises_and_one_falls() -> None:
    """f = x^2 - 3 y^2 turned by 30 degrees: both signs, named on the axes and seen on the map."""
    c, s = np.cos(np.pi / 6), 0.5
    formula = f"({c}*x+{s}*y)^2 - 3*({c}*y-{s}*x)^2"
    known = run_of({"kind": "formula", "formula": formula}, (0.1, 0.2))
    for make, order in ((leading_plane, (1, 0)), (extreme_plane, (0, 1))):
        plane = make(known)
        names = [("eigenvector of λ = 2"), ("eigenvector of λ = -6")]
        assert list(plane.words) == [names[place] for place in order]
        exact = np.array([[c, s], [-s, c]])[list(order)]
        assert np.abs(np.vecdot(plane.directions, exact)) == pytest.approx(np.ones(2))
    # Along x it rises, along y it falls, as the second differences of the map say.
    plane = extreme_plane(known).within((-1.0, 1.0), (-1.0, 1.0))
    loss = evaluate_plane(known.problem, plane, 3).loss
    assert np.diff(loss[1], 2) == pytest.approx([2.0])
    assert np.diff(loss[:, 1], 2) == pytest.approx([-6.0])


@pytest.mark.parametrize("dense", [True, False])
def test_of_a_network_they_are_those_of_the_whole_matrix(dense, monkeypatch) -> None:
    problem, history = trained(30)
    known = Known(problem, history, len(history) - 1, row=12)
    theta = history.theta(12)
    values, vectors = np.linalg.eigh(hessian_at(problem, theta))
    if not dense:
        monkeypatch.setattr(curvature, "LARGEST_SIZE", 0)
    first, second = np.argsort(-np.abs(values))[:2]
    plane = leading_plane(known)
    np.testing.assert_array_equal(plane.origin, theta)
    exact = vectors[:, [first, second]].T
    assert np.abs(np.vecdot(plane.directions, exact)) == pytest.approx(np.ones(2), abs=1e-5)
    assert plane.words == tuple(f"eigenvector of λ = {values[i]:.4g}" for i in (first, second))
    exact = vectors[:, [-1, 0]].T
    found = extreme_plane(known)
    assert np.abs(np.vecdot(found.directions, exact)) == pytest.approx(np.ones(2), abs=1e-5)
    gradient = history.row(12).gradient
    share = 100 * np.linalg.norm(plane.directions @ gradient) / np.linalg.norm(gradient)
    assert plane.remark == (
        f"eigenvectors of the Hessian at epoch 12; {share:.3g} % of the gradient's length lies in "
        "this plane"
    )
    again = leading_plane(known)
    np.testing.assert_array_equal(again.directions, plane.directions)


def test_the_point_lies_on_it_and_the_way_may_not() -> None:
    problem, history = trained(60)
    plane = plane_of("hessian", Known(problem, history, len(history) - 1, row=20))
    assert plane.distance(history.theta(20)) == pytest.approx(0, abs=1e-12)
    path = np.array([history.theta(row) for row in range(len(history))])
    assert plane.remark.endswith(
        f"; the trajectory lies up to {plane.distance(path).max():.3g} away from it"
    )
    assert plane.recipe.row == 20
    assert plane.holds(plane.project(path[20]))


def test_a_curvature_that_is_not_finite_spans_nothing(monkeypatch) -> None:
    known = run_of({"kind": "formula", "formula": "x^2 + y^2"}, (1.0, 1.0), epochs=1)

    class Broken(Quadratic):
        def hessian_product(self, theta: np.ndarray):
            return lambda v: v * np.nan

    with pytest.raises(NoPlane, match="The curvature at this point is not finite"):
        hessian_planes._by_products(Broken(np.eye(3)), np.zeros(3), (0,), False)
    with pytest.raises(NoPlane, match="The curvature is not known for this run"):
        leading_plane(known._replace(problem=None))


def test_it_can_be_cancelled_between_two_products(monkeypatch) -> None:
    monkeypatch.setattr(curvature, "LARGEST_SIZE", 0)
    problem, history = trained(3)
    with cancellable(lambda: True), pytest.raises(Cancelled):
        eigenvectors(problem, history.theta(2), (0,), False)
