import time
from dataclasses import replace

import numpy as np
import pytest

from tests.app.landscape_maps import Maps
from tests.app.sessions import ENDLESS, function, line, opened, settle, table_of, wait_rows
from visualizer.app import runs
from visualizer.app.intents import (
    ChangeSettings,
    ExtendRun,
    MovePlayhead,
    OpenExperiment,
    OpenRecording,
    SelectRun,
    SetOption,
    ShowRun,
)
from visualizer.app.landscapes import MapWish, settled
from visualizer.app.session import Session
from visualizer.core.analysis.ground import FINEST
from visualizer.core.analysis.plane_kinds import PLANE_KINDS, RUNS
from visualizer.core.recording.codec import recording_from

SECONDS = 10.0
ALONE = [kind for kind in PLANE_KINDS if kind != RUNS]
RATE = "optimizer.learning_rate"
WIDE = ((-10.0, 10.0), (-5.0, 5.0))


@pytest.fixture
def landscapes():
    made = Maps()
    yield made
    made.close()


@pytest.fixture
def shown(session, landscapes, qtbot):
    """A function that has the map of what is in front computed; gives the map."""

    def show(view=MapWish(), moving=False):  # noqa: B008
        landscapes.update(session.state, view, moving)
        assert landscapes.wait(SECONDS)
        assert landscapes.error == ""
        return landscapes.map_of(session.state.run)

    return show


@pytest.fixture
def network(session, qtbot):
    """A run of seven parameters."""
    opened(session, line(0.05, 50, problem={"data": "line", "hidden": [2]}))
    settle(qtbot, session)
    return session


def ranges_of(plane):
    return plane.x_range, plane.y_range


def test_nothing_before_the_first_row(session, landscapes):
    session.training.gate.clear()
    opened(session, line(0.1, ENDLESS))
    if not session.state.run.count:
        landscapes.update(session.state, MapWish(), moving=True)
        assert landscapes.map_of(session.state.run) is None


def test_map_is_exact_and_fine(session, shown, qtbot):
    opened(session, line())
    settle(qtbot, session)
    found = shown()
    problem = session.state.run.problem
    assert found.loss.shape == (FINEST, FINEST)
    for row, column in ((0, 0), (80, 17), (160, 160)):
        theta = np.array([found.x[column], found.y[row]])
        assert found.loss[row, column] == pytest.approx(float(problem.loss(theta)))


def test_coarse_map_comes_first(session, landscapes, qtbot):
    opened(session, function("ackley"))
    settle(qtbot, session)
    sizes = set()
    for number in range(20):
        view = MapWish(ranges=((-4.0 - number, 4.0), (-4.0, 4.0)))
        landscapes.update(session.state, view, moving=False)
        while not landscapes.wait(0.0002):
            if landscapes.map_of(session.state.run) is not None:
                sizes.add(landscapes.map_of(session.state.run).loss.shape)
        sizes.add(landscapes.map_of(session.state.run).loss.shape)
    assert len(sizes) == 2


def test_map_shows_the_trajectory(session, shown, qtbot):
    opened(session, line())
    settle(qtbot, session)
    plane = shown().plane
    path = session.state.run.history.path(0, 1, 0, 60)
    assert plane.holds(path).all()
    assert plane.x_range[0] < 0 < 3 < plane.x_range[1]


def test_shape_of_the_picture_gives_one_scale(session, shown, qtbot):
    opened(session, line())
    settle(qtbot, session)
    plane = shown(MapWish(aspect=0.5)).plane
    width, height = np.ptp(plane.x_range), np.ptp(plane.y_range)
    assert height / width == pytest.approx(0.5)
    assert shown(MapWish(aspect=0.5)).loss.shape == (round(FINEST / 2), FINEST)


def test_map_stays_when_a_setting_of_a_function_changes(session, landscapes, shown, qtbot):
    """A function is made anew with each change, but it is the same problem."""
    opened(session, function())
    settle(qtbot, session)
    before = shown()
    session.apply(ChangeSettings({RATE: 0.0005}))
    assert landscapes.map_of(session.state.run) is before
    settle(qtbot, session)
    assert shown() is not None


def test_map_of_another_problem_is_not_shown(session, landscapes, shown, qtbot):
    opened(session, function(), line())
    settle(qtbot, session)
    assert shown() is not None
    session.apply(SelectRun(0))
    assert landscapes.map_of(session.state.run) is None
    assert shown() is not None


def test_only_the_latest_is_computed(session, shown, landscapes, qtbot):
    opened(session, function("ackley"))
    settle(qtbot, session)
    for number in range(50):
        view = MapWish(ranges=((-5.0, 5.0 + number), (-5.0, 5.0)))
        landscapes.update(session.state, view, moving=False)
    assert landscapes.wait(SECONDS)
    assert landscapes.map_of(session.state.run).plane.x_range == (-5.0, 54.0)
    assert landscapes.map_of(session.state.run).loss.shape == (FINEST, FINEST)


# The ranges.


def test_ranges_change_only_when_they_no_longer_fit(session, shown, qtbot):
    opened(session, line(0.01))
    settle(qtbot, session)
    first = ranges_of(shown().plane)
    session.apply(ChangeSettings({RATE: 0.012}))
    settle(qtbot, session)
    assert ranges_of(shown().plane) == first
    session.apply(ChangeSettings({"start.parameters": (9.0, 9.0)}))
    settle(qtbot, session)
    far = ranges_of(shown().plane)
    assert far != first
    session.apply(ChangeSettings({"start.parameters": (2.9, 0.1)}))
    settle(qtbot, session)
    near = ranges_of(shown().plane)
    assert np.ptp(near[0]) < 0.5 * np.ptp(far[0])


def test_zoomed_ranges_are_taken_as_they_are(session, shown, qtbot):
    opened(session, line())
    settle(qtbot, session)
    assert ranges_of(shown(MapWish(ranges=WIDE)).plane) == WIDE


@pytest.mark.parametrize(
    "view", [MapWish(axes=(5, 6)), MapWish(ranges=WIDE[:1]), MapWish(axes=(0, 7))]
)
def test_view_of_another_problem_is_as_good_as_none(session, shown, landscapes, qtbot, view):
    opened(session, line())
    settle(qtbot, session)
    usual = ranges_of(shown().plane)
    assert ranges_of(shown(view).plane) == usual
    assert landscapes.axes_of(session.state.run, view) == (0, 1)


def test_diverging_run_stays_readable_until_everything_is_wanted(session, shown, qtbot):
    opened(session, line(0.3, 100))
    settle(qtbot, session)
    assert session.state.run.ending.kind in ("diverged", "finished")
    usual = shown().plane
    everything = shown(MapWish(everything=True)).plane
    assert np.ptp(usual.x_range) < 100
    assert np.ptp(everything.x_range) > 1e6


# The hidden future.


@pytest.mark.parametrize("epoch", [0, 1])
def test_hidden_future_does_not_tell_by_the_range(qtbot, epoch):
    """Two runs that part after the playhead have the same map."""
    planes = []
    # Both start with the same step; one goes on with a rate that takes it far away.
    for later in (0.0001, 0.2):
        session, landscapes = Session(), Maps()
        try:
            table = {"changes": [{"step": 1, RATE: later}]}
            opened(session, line(0.02, 60, **table))
            settle(qtbot, session)
            session.apply(SetOption("hide_future", True))
            session.apply(MovePlayhead(epoch))
            landscapes.update(session.state, MapWish(), moving=False)
            assert landscapes.wait(SECONDS)
            planes.append(landscapes.map_of(session.state.run).plane)
        finally:
            landscapes.close()
            session.close()
    assert planes[0].key == planes[1].key
    assert np.array_equal(planes[0].origin, planes[1].origin)


def test_hidden_future_does_not_tell_by_the_axes(session, landscapes, network, shown, qtbot):
    run = session.state.run
    gradient = np.abs(run.history.row(0).gradient)
    session.apply(SetOption("hide_future", True))
    for epoch in (0, 50):
        session.apply(MovePlayhead(epoch))
        shown()
        axes = landscapes.axes_of(run, MapWish())
        assert set(axes) == set(np.argsort(-gradient, kind="stable")[:2].tolist())


def test_future_that_is_shown_again(session, shown, qtbot):
    opened(session, line(0.12, 60))
    settle(qtbot, session)
    whole = ranges_of(shown().plane)
    session.apply(SetOption("hide_future", True))
    hidden = ranges_of(shown().plane)
    assert hidden != whole
    session.apply(SetOption("hide_future", False))
    assert ranges_of(shown().plane) == whole


# One parameter, and many.


@pytest.fixture
def single(session, tmp_path, qtbot):
    """A run of one parameter."""
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,3\n2,6\n")
    opened(session, table_of(path, problem={"data": str(path), "bias": False}))
    settle(qtbot, session)
    assert session.state.run.problem.size == 1
    return session


def test_one_parameter_is_a_curve(single, shown, landscapes):
    found = shown()
    assert landscapes.axes_of(single.state.run, MapWish()) == (0,)
    assert found.plane.dimensions == 1
    assert found.loss.shape == found.x.shape
    assert len(found.x) > 200
    assert found.x[0] < 0 < 3 < found.x[-1]
    problem = single.state.run.problem
    assert found.loss[10] == pytest.approx(float(problem.loss(found.x[10:11])))


def test_one_parameter_zoomed_and_hidden(single, shown):
    assert shown(MapWish(ranges=WIDE[:1])).plane.x_range == WIDE[0]
    single.apply(SetOption("hide_future", True))
    assert shown().plane.dimensions == 1


def test_by_default_those_that_moved_most(network, landscapes, shown):
    history = network.state.run.history
    moved = np.abs(history.theta(50) - history.theta(0))
    shown()
    axes = landscapes.axes_of(network.state.run, MapWish())
    assert set(axes) == set(np.argsort(-moved)[:2].tolist())
    assert axes == tuple(sorted(axes))


def test_others_are_held_at_the_playhead(network, shown):
    view = MapWish(axes=(0, 2))
    seen = []
    for epoch in (0, 20):
        network.apply(MovePlayhead(epoch))
        plane = shown(view).plane
        np.testing.assert_array_equal(plane.origin, network.state.run.history.theta(epoch))
        seen.append(plane.key)
    assert seen[0] != seen[1]


def test_at_rest_the_map_is_that_of_the_playhead_though_its_row_was_thinned(
    session, shown, qtbot, monkeypatch
):
    monkeypatch.setattr(runs, "budget_beside", lambda others, budget: 200_000)
    network = line(0.05, 3000, problem={"data": "line", "hidden": [2]})
    opened(session, network)
    settle(qtbot, session)
    history = session.state.run.history
    assert history.thinning > 1
    session.apply(MovePlayhead(101))
    row = 101 - 101 % history.thinning
    view = MapWish(axes=(0, 2))
    np.testing.assert_array_equal(shown(view, moving=True).plane.origin, history.theta(row))
    np.testing.assert_array_equal(shown(view).plane.origin, history.theta(101))
    assert row != 101


def test_map_of_two_parameters_does_not_depend_on_the_playhead(session, shown, qtbot):
    opened(session, line())
    settle(qtbot, session)
    first = shown()
    session.apply(MovePlayhead(20))
    assert shown() is first


def test_moving_maps_stay_coarse(network, shown):
    moving = shown(moving=True)
    still = shown()
    assert moving.loss.size < still.loss.size


def test_axes_do_not_change_while_a_run_is_trained_again(network, landscapes, shown, qtbot):
    """Dragging the rate must not make the map jump from one pair to another."""
    shown()
    before = landscapes.axes_of(network.state.run, MapWish())
    network.training.gate.clear()
    network.apply(ChangeSettings({RATE: 0.01, "training.epochs": ENDLESS}))
    network.training.gate.set()
    for rows in (1, 2, 3, 500):
        wait_rows(qtbot, network, rows)
        landscapes.update(network.state, MapWish(), moving=True)
        assert landscapes.axes_of(network.state.run, MapWish()) == before


def test_views_that_keep_changing_are_seen(network, landscapes, qtbot):
    """Also when each map is superseded before it is done."""
    wide = replace(MapWish(), axes=(0, 1))
    seen = set()
    for epoch in range(50):
        network.apply(MovePlayhead(epoch))
        landscapes.update(network.state, wide, moving=True)
        qtbot.wait(1)
        if (found := landscapes.map_of(network.state.run)) is not None:
            seen.add(found.plane.key)
    assert len(seen) > 3


def test_extension_and_undo(session, shown, qtbot):
    opened(session, line())
    settle(qtbot, session)
    before = ranges_of(shown().plane)
    session.apply(ExtendRun(20))
    settle(qtbot, session)
    assert ranges_of(shown().plane) == before
    session.undo()
    assert ranges_of(shown().plane) == before


def test_closing_does_not_wait_for_a_slow_map(session, large_file, qtbot):
    """The whole coarse map would take ten seconds and more, one point of it a tenth."""
    table = table_of(large_file, problem={"data": str(large_file), "hidden": [24]})
    session.apply(OpenExperiment(table))
    qtbot.waitUntil(lambda: bool(session.state.runs), timeout=20_000)
    wait_rows(qtbot, session, 1)
    session.training.drop(session.state.run.number)
    landscapes = Maps()
    landscapes.update(session.state, MapWish(), moving=True)
    begun = time.perf_counter()
    assert not landscapes.wait(0.3)
    landscapes.close()
    assert time.perf_counter() - begun < 3
    assert landscapes.map_of(session.state.run) is None


# Planes that are not over two parameters.


@pytest.mark.parametrize("kind", ALONE)
def test_planes_of_the_trajectory_hold_it(network, shown, kind):
    found = shown(MapWish(kind=kind))
    history = network.state.run.history
    path = np.array([history.theta(row) for row in range(51)])
    assert found.plane.axes == ()
    assert found.plane.holds(found.plane.project(path)).all()
    theta = found.plane.at(np.array([found.x[3], found.y[5]]))
    assert found.loss[5, 3] == pytest.approx(float(network.state.run.problem.loss(theta)), rel=1e-5)
    network.apply(MovePlayhead(20))
    again = shown(MapWish(kind=kind), moving=True)
    if PLANE_KINDS[kind].here:
        # It goes through the point at the playhead, in steps while that moves.
        assert again.coarse
        exact = shown(MapWish(kind=kind)).plane
        assert again.plane.recipe.row == settled(20)
        np.testing.assert_array_equal(exact.origin, history.theta(20))
    else:
        # The playhead does not move it, and it is fine also while a run is played.
        assert again is found


@pytest.mark.parametrize("kind", ALONE)
def test_hidden_future_does_not_tell_by_the_plane(qtbot, kind):
    """Two runs that part after the playhead have the same plane."""
    planes = []
    for later in (0.0001, 0.5):
        session, landscapes = Session(), Maps()
        try:
            table = {"changes": [{"step": 20, RATE: later}]}
            opened(session, line(0.05, 60, problem={"data": "line", "hidden": [2]}, **table))
            settle(qtbot, session)
            session.apply(SetOption("hide_future", True))
            session.apply(MovePlayhead(20))
            landscapes.update(session.state, MapWish(kind=kind), moving=False)
            assert landscapes.wait(SECONDS)
            planes.append(landscapes.map_of(session.state.run).plane)
        finally:
            landscapes.close()
            session.close()
    assert planes[0].key == planes[1].key


@pytest.mark.parametrize("kind", ALONE)
def test_a_run_beside_it_is_inside_while_it_is_shown(network, shown, qtbot, kind):
    far = [9.0, -6.0, 7.5, 3.0, -9.0, 6.0, 12.0]
    start = {"parameters": far[: len(network.state.run.history.parameters)]}
    opened(network, line(1e-5, 50, problem={"data": "line", "hidden": [2]}, start=start))
    settle(qtbot, network)
    other = network.state.run
    network.apply(SelectRun(0))
    path = np.array([other.history.theta(row) for row in range(51)])

    def holds() -> bool:
        plane = shown(MapWish(kind=kind)).plane
        return plane.holds(plane.project(path)).all()

    assert holds()
    network.apply(ShowRun(other.document, False))
    assert not holds()


def test_other_random_directions_and_zoom(network, shown):
    first, other = (shown(MapWish(kind="random", draw=draw)).plane for draw in (0, 1))
    assert first.key != other.key
    zoomed = shown(MapWish(kind="random", draw=1, ranges=WIDE)).plane
    assert ranges_of(zoomed) == WIDE
    np.testing.assert_array_equal(zoomed.directions, other.directions)


def test_two_parameters_have_one_plane(session, shown, qtbot):
    opened(session, line())
    settle(qtbot, session)
    assert shown(MapWish(kind="principal")).plane.axes == (0, 1)


@pytest.mark.parametrize("row", [0, 1, 15, 16, 17, 31, 1000, 10**6 + 1])
def test_settled_rows_are_near_and_change_seldom(row):
    assert row - row / 8 <= settled(row) <= row
    assert settled(settled(row)) == settled(row)
    assert len({settled(number) for number in range(1000)}) < 70


def _spiral(size):
    angles = np.linspace(0, 6, 80)
    flat = np.stack([np.cos(angles), 0.5 * np.sin(angles)], axis=1) / (1 + angles[:, None])
    # Turned into the space of the parameters: its plane is what is to be found again.
    basis = np.linalg.qr(np.random.default_rng(4).normal(size=(size, 2)))[0]
    return flat, flat @ basis.T


def test_a_recording_is_shown_on_its_principal_plane_without_losses(session, shown):
    flat, theta = _spiral(6)
    assert session.apply(OpenRecording(recording_from({"theta": theta})))
    surface = shown()
    assert not surface.known
    centred = flat - flat.mean(axis=0)
    shares = 100 * np.linalg.svd(centred, compute_uv=False) ** 2 / (centred**2).sum()
    names = [f"principal direction {n} ({share:.3g} %)" for n, share in enumerate(shares, start=1)]
    assert list(surface.plane.labels(())) == names
    points = surface.plane.project(theta)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), np.linalg.norm(centred, axis=1))
    assert surface.plane.holds(points).all()


def test_another_recording_has_a_plane_of_its_own(session, shown):
    for size in (6, 2):
        assert session.apply(OpenRecording(recording_from({"theta": _spiral(size)[1]})))
        assert shown().plane.origin.shape == (size,)
    assert shown().plane.axes == (0, 1)
    session.apply(SelectRun(0))
    assert shown().plane.axes == ()


@pytest.mark.parametrize("kind", ALONE)
def test_every_plane_is_to_be_had_of_a_recording(session, shown, kind):
    assert session.apply(OpenRecording(recording_from({"theta": _spiral(6)[1]})))
    surface = shown(MapWish(kind=kind))
    # Without a problem there is no curvature: the way is seen on its own plane.
    assert surface.plane.recipe.kind == ("principal" if PLANE_KINDS[kind].requires else kind)
    assert np.isfinite(surface.plane.directions).all()


def three_runs(session, qtbot):
    """Three runs of one network, from other starts, all shown."""
    for seed in (0, 1, 2):
        problem = {"data": "line", "hidden": [2]}
        opened(session, line(0.05, 20, problem=problem, start={"seed": seed}))
        settle(qtbot, session)
    session.apply(SelectRun(0))
    assert len(session.state.shown) == 3
    return session.state.runs


def test_the_plane_through_three_runs_follows_which_are_shown(session, shown, qtbot):
    runs = three_runs(session, qtbot)
    wish = MapWish(kind=RUNS)
    found = shown(wish)
    points = np.array([run.history.theta(20) for run in runs])
    assert found.reason == ""
    np.testing.assert_allclose(found.plane.distance(points), 0.0, atol=1e-12)
    assert found.plane.holds(found.plane.project(points)).all()
    session.apply(ShowRun(runs[2].document, False))
    found = shown(wish)
    assert "A plane through three runs needs two more that are shown" in found.reason
    assert not found.known
    # What the trajectory is seen on meanwhile.
    assert found.plane.recipe.kind == "principal"
    session.apply(ShowRun(runs[2].document, True))
    found = shown(wish)
    assert found.reason == ""
    # A zoom needs no other plane, and keeps what is said of it.
    assert ranges_of(shown(MapWish(kind=RUNS, ranges=WIDE)).plane) == WIDE


# Several runs.


def test_the_map_shows_the_runs_that_settle_and_is_not_made_small_by_one_that_goes_away(
    session, shown, qtbot
):
    opened(session, line(0.01, 60))
    settle(qtbot, session)
    crawling = ranges_of(shown().plane)
    opened(session, line(0.01, 60, start={"parameters": [9.0, 3.0]}))
    settle(qtbot, session)
    both = ranges_of(shown().plane)
    assert both[0][1] > 9.0 > crawling[0][1]
    opened(session, line(1.0, 60))
    settle(qtbot, session)
    for index in (0, 1, 2):
        session.apply(SelectRun(index))
        assert ranges_of(shown().plane) == both
