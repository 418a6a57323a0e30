"""The projection against projections made by hand."""

import numpy as np
import pytest

from visualizer.gui.space.camera import FARTHEST, NEAREST, PRESETS, Camera, Projection, SpaceBox

ROOT2, ROOT3 = np.sqrt(2.0), np.sqrt(3.0)
AZIMUTHS, ELEVATIONS = (-170, -60, 0, 33, 90), (0, 25, 90)
CAMERAS = [Camera(azimuth, elevation) for azimuth in AZIMUTHS for elevation in ELEVATIONS]
CUBE = SpaceBox(1.0, 1.0, 1.0)
ISOMETRIC = Camera(45, np.degrees(np.arcsin(1 / ROOT3)))


@pytest.mark.parametrize("camera", CAMERAS)
def test_axes_are_orthonormal_and_right_handed(camera: Camera) -> None:
    np.testing.assert_allclose(camera.axes @ camera.axes.T, np.eye(3), atol=1e-15)
    assert np.linalg.det(camera.axes) == pytest.approx(1.0)
    assert camera.axes[0, 2] == 0.0  # the horizon is level
    assert camera.axes[1, 2] >= 0.0  # up is up


@pytest.mark.parametrize(
    ("camera", "point", "seen"),
    [
        # From the end of the first axis, level: the second runs to the right.
        (Camera(0, 0), (0, 1, 0), (1, 0, 0)),
        (Camera(0, 0), (1, 0, 0), (0, 0, 1)),
        (Camera(0, 0), (0, 0, 1), (0, 1, 0)),
        # From the negative end of the second: the first runs to the right.
        (Camera(-90, 0), (1, 0, 0), (1, 0, 0)),
        (Camera(-90, 0), (0, 1, 0), (0, 0, -1)),
        # From above: as on a map.
        (Camera(-90, 90), (1, 0, 0), (1, 0, 0)),
        (Camera(-90, 90), (0, 1, 0), (0, 1, 0)),
        (Camera(-90, 90), (0, 0, 1), (0, 0, 1)),
        # Isometric: the corner (1, 1, 1) of a cube is nearest, in the middle.
        (ISOMETRIC, (1, 1, 1), (0, 0, ROOT3)),
        (ISOMETRIC, (0, 0, 1), (0, ROOT2 / ROOT3, 1 / ROOT3)),
        # Level, from the diagonal.
        (Camera(45, 0), (1, 0, 0), (-1 / ROOT2, 0, 1 / ROOT2)),
    ],
)
def test_points_projected_by_hand(camera: Camera, point, seen) -> None:
    np.testing.assert_allclose(camera.project(np.array(point, float)), seen, atol=1e-12)


def test_presets_show_what_they_say() -> None:
    x, y, z = np.eye(3)
    for name, axis in (("along x", x), ("along y", y), ("from above", z)):
        assert np.hypot(*PRESETS[name].project(axis)[:2]) == pytest.approx(0.0, abs=1e-12)
    assert PRESETS["oblique"] == Camera()


def test_turning_stays_above_the_floor_and_comes_round() -> None:
    camera = Camera(170, 80)
    assert camera.turned(20, 0).azimuth == pytest.approx(-170)
    assert camera.turned(0, 20).elevation == 90
    assert camera.turned(0, -100).elevation == 0
    np.testing.assert_allclose(camera.turned(360).axes, camera.axes, atol=1e-12)


def test_zoom_has_limits() -> None:
    assert Camera().zoomed(1e9).zoom == NEAREST
    assert Camera().zoomed(1e-9).zoom == FARTHEST


class TestView:
    def test_from_above_pixels_are_those_of_a_map(self) -> None:
        # The diagonal of the square, 2 sqrt 2, has room in 400 pixels.
        view = Projection(Camera(-90, 90), CUBE, 400, 400)
        points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 1]], float)
        side = 200 / ROOT2
        wanted = [[200, 200], [200 + side, 200], [200, 200 - side], [200 + side, 200 - side]]
        np.testing.assert_allclose(view.pixels(points), wanted, atol=1e-9)

    @pytest.mark.parametrize("camera", CAMERAS)
    @pytest.mark.parametrize("size", [(400, 300), (300, 700)])
    def test_the_whole_box_has_room(self, camera: Camera, size: tuple[int, int]) -> None:
        view = Projection(camera, SpaceBox(1.0, 0.6, 0.5), *size, margin=30)
        corners = np.array([[x, y, z] for x in (-1, 1) for y in (-0.6, 0.6) for z in (-0.5, 0.5)])
        pixels = view.pixels(corners)
        assert (pixels >= 30 - 1e-9).all()
        assert (pixels <= np.array(size) - 30 + 1e-9).all()

    def test_it_keeps_its_size_while_it_turns(self) -> None:
        scales = {Projection(Camera(a, 30), CUBE, 400, 300).scale for a in range(-180, 180, 15)}
        assert len(scales) == 1
        assert Projection(Camera(0, 30, 2.0), CUBE, 400, 300).scale == pytest.approx(
            2 * scales.pop()
        )
