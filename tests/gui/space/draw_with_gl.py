"""Draws a surface with OpenGL and with the painter, and prints how far they are apart.

To be run on a display: python -m tests.gui.space.draw_with_gl
"""

import json
import sys

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from visualizer.gui.space.camera import Camera, Projection, SpaceBox
from visualizer.gui.space.open_gl import open_gl
from visualizer.gui.space.painter import surface_picture
from visualizer.gui.space.relief import Relief

BOX = SpaceBox(1.0, 0.8, 0.6)


def relief(waves: float, side: int = 101) -> Relief:
    """Hills and valleys."""
    x, y = np.meshgrid(np.linspace(-1, 1, side), np.linspace(-1, 1, side))
    return Relief(0.5 + 0.5 * np.sin(waves * x) * np.cos(waves * y), BOX)


def pixels(image: QImage) -> np.ndarray:
    """Red, green, blue, opacity (height, width, 4), 0..1."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4) / 255.0


def main() -> None:
    """Compare the pictures of two surfaces, from several sides, in two sizes."""
    app = QApplication(sys.argv)
    backend = open_gl()
    found = []
    if backend is not None:
        for waves in (2.0, 4.0):
            surface = relief(waves)
            for camera in (Camera(), Camera(100, 15), Camera(-90, 90), Camera(0, 0)):
                for size in ((500, 420), (381, 300)):
                    view = Projection(camera, BOX, *size, margin=20)
                    made = backend(surface, view)
                    assert made is not None
                    gl, painted = pixels(made), pixels(surface_picture(surface, view, 1.0))
                    covered = (painted[..., 3] > 0.5) & (gl[..., 3] > 0.5)
                    found.append(
                        {
                            "cover": float(np.mean((gl[..., 3] > 0.5) != (painted[..., 3] > 0.5))),
                            "covered": float(covered.mean()),
                            "colour": float(np.abs(gl - painted)[covered].mean()),
                        }
                    )
    print(json.dumps({"drawn": backend is not None, "found": found}))
    app.quit()


if __name__ == "__main__":
    main()
