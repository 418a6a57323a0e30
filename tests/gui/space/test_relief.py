"""What is seen of surfaces that can be worked out by hand."""

import numpy as np
import pytest

from visualizer.gui.space.camera import Camera, Projection, SpaceBox
from visualizer.gui.space.relief import Relief, look_at

BOX = SpaceBox(1.0, 1.0, 0.5)


def relief(heights, side: int = 81) -> Relief:
    """A surface from a function of x and y in -1..1."""
    grid = np.linspace(-1.0, 1.0, side)
    x, y = np.meshgrid(grid, grid)
    return Relief(np.broadcast_to(heights(x, y), x.shape).astype(float), BOX)


def heights_seen(surface: Relief, view: Projection) -> np.ndarray:
    """Heights (rows, columns), NaN where nothing is seen."""
    seen = look_at(surface, view)
    found = np.full(seen.height_in_pixels * seen.width, np.nan)
    found[seen.place] = seen.height
    return found.reshape(seen.height_in_pixels, seen.width)


def test_between_the_points_heights_are_bilinear() -> None:
    surface = Relief(np.array([[0.0, 1.0], [0.5, 0.25]]), BOX)
    x, y = np.array([-1.0, 1.0, -1.0, 1.0, 0.0, 0.0]), np.array([-1.0, -1.0, 1.0, 1.0, 0.0, -1.0])
    # The box is one unit high and its middle is 0: height 0..1 is -0.5..0.5.
    wanted = np.array([0.0, 1.0, 0.5, 0.25, 0.4375, 0.5]) - 0.5
    np.testing.assert_allclose(surface.at(x, y), wanted, atol=1e-6)


def test_from_above_the_picture_is_the_map() -> None:
    surface = relief(lambda x, y: (x + 2 * y + 3) / 6)
    view = Projection(Camera(-90, 90), BOX, 300, 300)
    found = heights_seen(surface, view)
    row, column = np.mgrid[0:300, 0:300] + 0.5
    x, y = (column - 150) / view.scale, (150 - row) / view.scale
    inside = (np.abs(x) < 0.99) & (np.abs(y) < 0.99)
    np.testing.assert_allclose(found[inside], ((x + 2 * y + 3) / 6)[inside], atol=2e-3)
    assert np.isnan(found[(np.abs(x) > 1.01) | (np.abs(y) > 1.01)]).all()


def test_a_flat_surface_is_a_parallelogram() -> None:
    surface = relief(lambda x, y: 0.5)
    view = Projection(Camera(-90, 30), BOX, 300, 300)
    seen = look_at(surface, view)
    # From in front, 30 degrees high: a square of side 2 is 2 wide and 2 sin 30 = 1 high.
    assert len(seen.place) == pytest.approx(2.0 * view.scale * 1.0 * view.scale, rel=0.01)
    assert not seen.below.any()


def test_level_with_the_ground_only_the_profile_is_seen() -> None:
    view = Projection(Camera(-90, 0), BOX, 300, 300)
    step = relief(lambda x, y: np.where(y < 0, 0.25, 0.75))
    # From 0.25 to 0.75 of the height: half of the box is covered, across its width.
    shown = np.isfinite(heights_seen(step, view)).sum()
    assert shown == pytest.approx(0.5 * view.scale * 2.0 * view.scale, rel=0.05)
    assert not np.isfinite(heights_seen(relief(lambda x, y: np.abs(x)), view)).any()  # edge on


def ridge(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A wall along the first axis at y = 0, on flat ground."""
    return np.where(np.abs(y) < 0.1, 1.0, 0.0)


def test_a_wall_hides_what_is_behind_it() -> None:
    """From the front, 45 degrees high, a wall of height 1 hides one unit of ground behind it."""
    surface = relief(ridge, 201)
    camera = Camera(-90, 45)
    y = np.array([-0.9, -0.3, 0.0, 0.3, 0.8, 0.999])
    z = np.where(np.abs(y) < 0.1, 0.5, -0.5) + 0.01
    points = np.column_stack([np.zeros(6), y, z])
    assert surface.hidden(points, camera).tolist() == [False, False, False, True, True, True]
    high = points + np.array([0.0, 0.0, 1.0])
    assert not surface.hidden(high, camera).any()
    # From the other side it is the other way round, and from above nothing is hidden.
    back = [True, True, False, False, False, False]
    assert surface.hidden(points, Camera(90, 45)).tolist() == back
    assert not surface.hidden(points, Camera(-90, 90)).any()


@pytest.mark.parametrize("camera", [Camera(-60, 25), Camera(20, 40), Camera(140, 15)])
def test_the_picture_agrees_with_what_is_hidden(camera: Camera) -> None:
    """A point is seen where the picture shows its own height: two ways of finding out."""
    surface = relief(lambda x, y: 0.5 + 0.5 * np.sin(4 * x) * np.cos(3 * y), 161)
    view = Projection(camera, BOX, 700, 600)
    seen = look_at(surface, view)
    picture = np.full(600 * 700, np.nan)
    picture[seen.place] = np.where(seen.below, np.nan, seen.height)
    places = np.random.default_rng(1).uniform(-0.95, 0.95, (400, 2))
    z = surface.at(places[:, 0], places[:, 1])
    hidden = surface.hidden(np.column_stack([places, z + 0.002]), camera)
    column, row = view.pixels(np.column_stack([places, z])).astype(int).T
    around = [
        np.abs(picture.reshape(600, 700)[row + down, column + across] - (z + 0.5)) < 0.03
        for down in range(-2, 3)
        for across in range(-2, 3)
    ]
    # A point on the rim of a hill may be two pixels away.
    assert np.any(around, axis=0)[~hidden].mean() > 0.99
    # What stands before a hidden point is, now and then, of the same height.
    assert around[12][hidden].mean() < 0.06
    assert 0.2 < hidden.mean() < 0.8


def test_a_bowl_shows_its_underside_in_front() -> None:
    surface = relief(lambda x, y: (x * x + y * y) / 2)
    view = Projection(Camera(-90, 20), BOX, 400, 400)
    seen = look_at(surface, view)
    rows = seen.place // 400
    assert seen.below.any()
    assert not seen.below.all()
    assert rows[seen.below].mean() > rows[~seen.below].mean()  # farther down in the picture


def test_slopes_that_face_the_light_are_brighter() -> None:
    """The light comes from over the left shoulder of the usual camera."""
    camera = Camera()
    from_the_light = np.array([-0.42, 0.52, 0.74]) @ camera.axes
    x, y = from_the_light[:2]
    toward = relief(lambda u, v: 0.5 - 0.3 * (u * x + v * y)).shades
    away = relief(lambda u, v: 0.5 + 0.3 * (u * x + v * y)).shades
    flat = relief(lambda u, v: 0.5).shades
    assert toward.min() > flat.max() > away.max()
    assert toward.std() == pytest.approx(0.0, abs=1e-6)
