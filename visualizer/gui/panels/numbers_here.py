"""The numbers at the playhead, in a line."""

import numpy as np

from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.read_outs import ReadOut


def numbers_here(frame: Frame | None, look: Look) -> list[ReadOut]:
    """The numbers at the playhead: loss, then the parameters in their colours.

    With batches the loss of all rows is known at the ends of epochs only.
    """
    if frame is None:
        return []
    row = frame.run.history.row(frame.row)
    items = [("loss", number_text(row.loss), "")] if np.isfinite(row.loss) else []
    if frame.run.history.layout.batches:
        items.append(("batch loss", number_text(row.batch_loss), ""))
    for index in frame.lines:
        name = frame.run.history.parameters[index]
        items.append((name, number_text(float(row.theta[index])), look.line_colour(index)))
    return items
