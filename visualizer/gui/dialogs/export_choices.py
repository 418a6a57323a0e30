"""What the export dialog offers: formats, units, usual sizes."""

from visualizer.core.settings import Setting
from visualizer.gui.dialogs.export_request import BESIDE, DASHBOARD, EACH, PLOT, STRIP

FORMATS = {
    "png": "PNG: a picture of pixels",
    "svg": "SVG: lines, for the web",
    "pdf": "PDF: lines, for print",
}
PIXELS, CENTIMETRES = "pixels", "centimetres"
UNITS = {PIXELS: "pixels × scale", CENTIMETRES: "centimetres at dpi"}
PLAYHEAD, EPOCH = "playhead", "epoch"
THEMES = {"light": "Light", "dark": "Dark"}
RESOLUTION = {PIXELS: "2", CENTIMETRES: "300"}
CENTIMETRE = 96 / 2.54
USUAL = {
    PLOT: (800, 600),
    EACH: (800, 600),
    DASHBOARD: (1200, 800),
    STRIP: (400, 400),
    BESIDE: (1200, 500),
}
"""Pixels at scale 1; of a film strip for each of its panels."""

FORBIDDEN = '/\\:*?"<>|'


def number_setting(label: str, most: float) -> Setting:
    """A number above 0, and not above the most that is allowed."""
    return Setting(label, float, False, 1, label, label, maximum=most, above=0)


EPOCHS = Setting("epochs", int, True, (), "Epochs", "Epochs", minimum=0)
