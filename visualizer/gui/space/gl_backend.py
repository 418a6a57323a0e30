"""Pictures of a surface from the graphics card, through pyqtgraph.opengl.

Importing this needs PyOpenGL, using it a context: ask `open_gl` for it.
"""

from typing import Any

import numpy as np
import pyqtgraph.opengl as gl
from contourpy import contour_generator
from OpenGL import GL
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QMatrix4x4, QResizeEvent, QSurfaceFormat

from visualizer.core.arrays import FloatArray
from visualizer.gui.look.look import colour_table
from visualizer.gui.plots.heatmap import CONTOURS
from visualizer.gui.space.camera import Projection
from visualizer.gui.space.painter import BELOW, CONTOUR
from visualizer.gui.space.relief import Relief

_LOOKED_AT = 32
"""Points in each direction that tell whether there is a picture."""


class Viewport(gl.GLViewWidget):
    """A widget that is never shown. Edges are smooth because a view at rest has more pixels.

    One with OpenGL inside a window would make Qt build the whole window anew.
    """

    def __init__(self) -> None:
        super().__init__()
        surface_format = QSurfaceFormat()
        surface_format.setAlphaBufferSize(8)
        surface_format.setDepthBufferSize(24)
        self.setFormat(surface_format)
        self.setBackgroundColor((0, 0, 0, 0))
        self.seen: Projection | None = None
        self.failed = False

    def drawItemTree(self, item: Any = None, useItemNames: bool = False) -> None:
        # pyqtgraph prints what goes wrong and goes on, with half a picture.
        try:
            GL.glEnable(GL.GL_POLYGON_OFFSET_FILL)
            GL.glPolygonOffset(1.0, 1.0)  # the lines on the surface stay in front of it
            for each in self.items:
                if self.default_vao.isCreated():
                    self.default_vao.bind()
                each.paint()
        except Exception:
            self.failed = True

    def fit(self, width: int, height: int) -> None:
        """Have a picture of so many pixels of the screen's ratio."""
        old, new = self.size(), QSize(width, height)
        if old != new:
            self.resize(new)
            # Qt keeps the event back from what is not shown, and with it the pixels.
            self.resizeEvent(QResizeEvent(new, old))

    def projectionMatrix(self, region: Any, viewport: Any) -> QMatrix4x4:
        made = QMatrix4x4()
        if self.seen is not None:
            right = self.seen.width / 2.0 / self.seen.scale
            up = self.seen.height / 2.0 / self.seen.scale
            depth = 2.0 * float(np.hypot(np.hypot(*self.seen.box[:2]), self.seen.box[2]))
            made.ortho(-right, right, -up, up, -depth, depth)
        return made

    def viewMatrix(self) -> QMatrix4x4:
        turned = np.eye(4)
        if self.seen is not None:
            turned[:3, :3] = self.seen.camera.axes
        return QMatrix4x4(*turned.ravel().tolist())


def is_clear(picture: QImage) -> bool:
    """Whether nothing at all has been drawn: there are drivers that give such a first picture."""
    few = picture.scaled(_LOOKED_AT, _LOOKED_AT).convertToFormat(QImage.Format.Format_Alpha8)
    return not any(bytes(few.constBits()))


def _one_side(side: Any) -> dict[Any, Any]:
    """Options with which only one side of a mesh is drawn."""
    return {
        GL.GL_DEPTH_TEST: True,
        GL.GL_BLEND: False,
        GL.GL_CULL_FACE: True,
        "glCullFace": (side,),
    }


class GlBackend:
    """Keeps the meshes of one relief on the graphics card, and makes pictures of it.

    The upper side and the underside, which is darker, are a mesh each.
    """

    def __init__(self) -> None:
        self._viewport = Viewport()
        self._relief: Relief | None = None

    def works(self) -> bool:
        """Whether a picture comes out."""
        self._viewport.fit(16, 16)
        return bool(not self._viewport.grabFramebuffer().isNull() and self._viewport.isValid())

    def __call__(self, relief: Relief, view: Projection) -> QImage | None:
        """The surface alone, as `surface_picture` makes it."""
        viewport = self._viewport
        if relief is not self._relief:
            self._fill(relief)
        viewport.seen = view
        ratio = viewport.devicePixelRatioF()
        viewport.fit(round(view.width / ratio), round(view.height / ratio))
        picture = viewport.grabFramebuffer()
        picture.setDevicePixelRatio(1.0)
        wanted = QSize(round(view.width), round(view.height))
        if picture.isNull() or not viewport.isValid() or viewport.failed or is_clear(picture):
            return None
        return picture if picture.size() == wanted else picture.scaled(wanted)

    def _fill(self, relief: Relief) -> None:
        """Bring another surface onto the graphics card."""
        self._relief = relief
        self._viewport.clear()
        ny, nx = relief.heights.shape
        x = np.linspace(-relief.box.x, relief.box.x, nx)
        y = np.linspace(-relief.box.y, relief.box.y, ny)
        z = (2.0 * relief.heights.T - 1.0) * relief.box.z
        meshes = [
            gl.GLSurfacePlotItem(
                x=x, y=y, z=z, colors=_lit(relief, brightness), computeNormals=False, smooth=True,
                glOptions=_one_side(hidden),
            )
            for brightness, hidden in ((1.0, GL.GL_FRONT), (BELOW, GL.GL_BACK))
        ]  # fmt: skip
        lines = gl.GLLinePlotItem(
            pos=_contour_lines(x, y, relief), mode="lines", antialias=True, width=1.0,
            color=(1.0, 1.0, 1.0, CONTOUR), glOptions="translucent",
        )  # fmt: skip
        for item in (*meshes, lines):
            self._viewport.addItem(item)


def _lit(relief: Relief, brightness: float) -> FloatArray:
    """The colours of the points (nx * ny, 4), in the order of the mesh."""
    table = colour_table()[:, :3].astype(float) / 255.0
    colours = np.ones((*relief.heights.T.shape, 4), dtype=np.float32)
    colours[..., :3] = table[(relief.heights.T * 255.0).astype(np.uint8)]
    colours[..., :3] *= brightness * relief.shades.T[..., None]
    return np.minimum(colours, 1.0).reshape(-1, 4)


def _contour_lines(x: FloatArray, y: FloatArray, relief: Relief) -> FloatArray:
    """Lines of equal height as pairs of points (2 N, 3)."""
    lines = contour_generator(x=x, y=y, z=relief.heights, name="serial")
    pairs = []
    for level in np.linspace(0.0, 1.0, CONTOURS + 2)[1:-1]:
        for line in lines.lines(float(level)):
            height = np.full(len(line), (2.0 * level - 1.0) * relief.box.z)
            points = np.column_stack([np.asarray(line, dtype=float), height])
            pairs.append(np.repeat(points, 2, axis=0)[1:-1])
    return np.concatenate(pairs) if pairs else np.empty((0, 3))
