"""The surface drawn by the graphics card, where that is possible.

It makes the same picture of the surface as the painter, and takes its place when
`open_gl()` finds a context; PyOpenGL is an optional package. Walls, ways, marks and words
are painted in either case.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext

if TYPE_CHECKING:
    from visualizer.gui.space.painter import Backend

WITHOUT = ("offscreen", "minimal", "vnc", "linuxfb")
"""Platforms that have no OpenGL, and are not even to be asked."""
_LEAST = (2, 1)


@cache
def open_gl() -> Backend | None:
    """Draws surfaces with OpenGL; None where there is no context, or no PyOpenGL.

    Never raises: whatever is missing, there is the painter. There is one for the program:
    pyqtgraph's shaders belong to the context that was the first.
    """
    if QGuiApplication.platformName() in WITHOUT or not has_context():
        return None
    try:
        from visualizer.gui.space.gl_backend import GlBackend

        backend = GlBackend()
    except Exception:  # of a driver or of PyOpenGL: nothing that a user could mend
        return None
    return backend if backend.works() else None


def has_context() -> bool:
    """Whether a context can be made and used, tried where nothing is shown."""
    context, surface = QOpenGLContext(), QOffscreenSurface()
    surface.create()
    if not (context.create() and surface.isValid() and context.makeCurrent(surface)):
        return False
    version = context.format().version()
    context.doneCurrent()
    return tuple(version) >= _LEAST
