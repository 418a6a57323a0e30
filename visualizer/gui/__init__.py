"""The window, and figures without one."""

from visualizer.gui.quick_import import import_pyqtgraph

import_pyqtgraph()
