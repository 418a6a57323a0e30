"""The box: its walls stand behind, its words beside."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from visualizer.gui.look.look import LIGHT
from visualizer.gui.space.camera import Camera, Projection, SpaceBox
from visualizer.gui.space.frame_box import box_lines, nice_ticks
from visualizer.gui.space.painter import words_placed

BOX = SpaceBox(1.0, 0.7, 0.6)
TICKS = (nice_ticks((-1.0, 1.0), 4), nice_ticks((0.0, 5.0), 5), nice_ticks((0.0, 100.0), 4))
NAMES = ("w", "b", "loss")
SIGNS = (-1.0, 1.0)


@pytest.mark.parametrize(
    ("limits", "most", "texts"),
    [
        ((0.0, 10.0), 5, ["0", "2", "4", "6", "8", "10"]),
        ((-1.0, 1.0), 4, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
        ((0.13, 0.29), 4, ["0.15", "0.20", "0.25"]),
        ((-2.6e6, 1e6), 3, ["−2·10⁶", "0"]),
    ],
)
def test_ticks_are_round(limits, most, texts) -> None:
    ticks = nice_ticks(limits, most)
    assert [text for _, text in ticks] == texts
    places = np.array([place for place, _ in ticks])
    assert (np.abs(places) <= 1 + 1e-9).all()


@pytest.mark.parametrize("azimuth", range(-170, 180, 35))
@pytest.mark.parametrize("elevation", [5, 30, 70])
def test_words_stand_outside_of_the_box(azimuth: int, elevation: int) -> None:
    view = Projection(Camera(azimuth, elevation), BOX, 500, 460, margin=52)
    lines = box_lines(view, TICKS, NAMES, 1.0)
    hull = hull_of(view.pixels(corners()))
    assert {"w", "b", "loss"} <= {label.text for label in lines.labels}
    for label in lines.labels:
        assert not inside(hull, np.array([label.x, label.y])), label
        assert 0 <= label.x <= 500
        assert 0 <= label.y <= 460


@pytest.mark.parametrize("azimuth", range(-170, 180, 20))
def test_no_wall_stands_in_front(azimuth: int) -> None:
    view = Projection(Camera(azimuth, 30), BOX, 500, 460)
    lines = box_lines(view, TICKS, NAMES, 1.0)
    foot = np.array([[x, y, 0.0] for x in SIGNS for y in SIGNS]) * np.array(BOX)
    nearest = foot[np.argmax(view.camera.project(foot)[:, 2])]
    foremost = view.pixels(nearest + np.array([[0, 0, -0.6], [0, 0, 0.6]]))
    for edge in lines.edges:
        assert not np.allclose(edge, foremost)


def test_an_axis_that_points_at_the_eye_has_no_ticks() -> None:
    def names(camera: Camera) -> set[str]:
        lines = box_lines(Projection(camera, BOX, 500, 460), TICKS, NAMES, 1.0)
        return {label.text for label in lines.labels if label.name}

    assert names(Camera(0, 0)) == {"b", "loss"}
    assert names(Camera(-90, 0)) == {"w", "loss"}
    assert names(Camera(-90, 90)) == {"w", "b"}


def corners() -> np.ndarray:
    return np.array([[x, y, z] for x in SIGNS for y in SIGNS for z in SIGNS]) * np.array(BOX)


def hull_of(points: np.ndarray) -> np.ndarray:
    """The corners of the convex hull, in order."""
    points = points[np.lexsort((points[:, 1], points[:, 0]))]

    def half(ordered: np.ndarray) -> list[np.ndarray]:
        kept: list[np.ndarray] = []
        for point in ordered:
            while len(kept) > 1 and cross(kept[-1] - kept[-2], point - kept[-1]) <= 1e-9:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return np.array(half(points) + half(points[::-1]))


def cross(a: np.ndarray, b: np.ndarray) -> float:
    return float(a[0] * b[1] - a[1] * b[0])


def inside(hull: np.ndarray, point: np.ndarray) -> bool:
    ahead = np.roll(hull, -1, axis=0)
    return all(cross(b - a, point - a) > 0 for a, b in zip(hull, ahead, strict=True))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(300, 90), (500, 165), (300, 300), (900, 500)])
def test_no_word_is_cut_or_over_another(size: tuple[int, int]) -> None:
    heights = tuple((share, f"10^{share:.1f}") for share in (-0.4, -0.2, 0.0, 0.2, 0.4))
    ticks = (nice_ticks((-2.0, 2.0), 5), nice_ticks((-1.0, 3.0), 5), heights)
    for azimuth in range(-180, 180, 40):
        view = Projection(Camera(azimuth, 30.0), BOX, *size, margin=0.15 * size[1])
        lines = box_lines(view, ticks, ("w(petal_width_cm)", "b", "loss"), 1.0)
        placed = words_placed(lines, view, LIGHT)
        names = {label.text for label in lines.labels if label.name}
        assert {label.text for label, _ in placed if label.name} == names
        numbers = [area for label, area in placed if not label.name]
        assert all(QRectF(0, 0, *size).contains(area) for _, area in placed)
        assert not any(
            number.intersects(other)
            for number in numbers
            for _, other in placed
            if other is not number
        )
        assert numbers
        if min(size) >= 300:
            assert len(placed) >= 12
