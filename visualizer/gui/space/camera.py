"""From where the landscape is seen, and how its points come onto the picture.

The projection is orthographic: parallel lines stay parallel and equal lengths equal, so
that heights can be compared wherever they stand.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray

# Nearer, the points of the map could be counted; farther, there is nothing to see.
NEAREST, FARTHEST = 8.0, 0.4
_NOT_UP = 89.999


@dataclass(frozen=True)
class Camera:
    """An eye that looks at the middle of the box, the vertical axis upright in the picture.

    Parameters
    ----------
    azimuth
        Where the eye stands, in degrees from the first axis towards the second.
    elevation
        How high it stands, in degrees above the floor, 0 to 90.
    zoom
        1 shows the whole box.
    """

    azimuth: float = -60.0
    elevation: float = 30.0
    zoom: float = 1.0

    @property
    def axes(self) -> FloatArray:
        """Rows: the unit vectors to the right, upwards and towards the eye, (3, 3).

        With azimuth a and elevation e::

            right  = (-sin a,         cos a,        0)
            up     = (-sin e cos a,  -sin e sin a,  cos e)
            toward = ( cos e cos a,   cos e sin a,  sin e)
        """
        a, e = np.radians([self.azimuth, self.elevation])
        sin_a, cos_a, sin_e, cos_e = np.sin(a), np.cos(a), np.sin(e), np.cos(e)
        return np.array(
            [
                [-sin_a, cos_a, 0.0],
                [-sin_e * cos_a, -sin_e * sin_a, cos_e],
                [cos_e * cos_a, cos_e * sin_a, sin_e],
            ]
        )

    def project(self, points: FloatArray) -> FloatArray:
        """Points (..., 3) of the box as right, up and nearness (..., 3), in the same units."""
        return np.asarray(points @ self.axes.T)

    def turned(self, azimuth: float = 0.0, elevation: float = 0.0) -> "Camera":
        """The camera moved around the box by so many degrees, never below the floor."""
        # Within half a turn, so that equal views are equal cameras after a whole one.
        turned = (self.azimuth + azimuth + 180.0) % 360.0 - 180.0
        raised = min(max(self.elevation + elevation, 0.0), 90.0)
        return replace(self, azimuth=turned, elevation=raised)

    def zoomed(self, factor: float) -> "Camera":
        """The camera nearer (a factor above 1) or farther, within limits."""
        return replace(self, zoom=min(max(self.zoom * factor, FARTHEST), NEAREST))

    @property
    def from_above(self) -> bool:
        """Whether heights cannot be seen."""
        return self.elevation > _NOT_UP


PRESETS = {
    "oblique": Camera(),
    "along x": Camera(0.0, 0.0, 1.25),
    "along y": Camera(-90.0, 0.0, 1.25),
    "from above": Camera(-90.0, 90.0, 1.25),
}
"""Where one may look from at once. Along an axis the other one runs to the right; from above
the picture is that of the map. Nothing is turned there, so there is room for a larger box."""


FIRST = tuple(
    Camera(azimuth, elevation)
    for elevation in (30.0, 45.0, 60.0)
    for azimuth in (-60.0, -120.0, 60.0, 120.0)
)
"""Where a surface may be looked at from at first: the first that hides little is taken."""


class SpaceBox(NamedTuple):
    """Half of the sides of the box around the surface; its middle is the origin."""

    x: float
    y: float
    z: float


@dataclass(frozen=True)
class Projection:
    """A camera and the picture that it fills: pixels count from the top left corner."""

    camera: Camera
    box: SpaceBox
    width: float
    height: float
    margin: float = 0.0
    """Pixels kept free at each side, for labels."""

    @property
    def scale(self) -> float:
        """Pixels for a unit of length.

        The box has room however it is turned, so that it keeps its size while it turns.
        """
        e = np.radians(self.camera.elevation)
        # Half of the floor's diagonal: the widest that it gets while it turns.
        across = float(np.hypot(self.box.x, self.box.y))
        up = float(across * np.sin(e) + self.box.z * np.cos(e))
        width = max(self.width - 2.0 * self.margin, 20.0) / 2.0
        height = max(self.height - 2.0 * self.margin, 20.0) / 2.0
        return self.camera.zoom * min(width / across, height / up)

    def pixels(self, points: FloatArray) -> FloatArray:
        """Where points (..., 3) of the box are in the picture, (..., 2)."""
        seen = self.camera.project(points)
        x = self.width / 2.0 + seen[..., 0] * self.scale
        y = self.height / 2.0 - seen[..., 1] * self.scale
        return np.stack([x, y], axis=-1)
