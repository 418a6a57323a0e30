"""What gradient descent is: problems, gradients, optimizers, training and histories.

Without Qt, for notebooks and the command line alike::

    from visualizer.core import load_experiment, train

    history = train(load_experiment("line.toml"))
    history.column("loss")
"""

from visualizer.core.errors import Cancelled, InputError
from visualizer.core.experiment import Experiment, load_experiment
from visualizer.core.recording.history import History
from visualizer.core.sweep import train_together
from visualizer.core.training import train

__all__ = [
    "Cancelled",
    "Experiment",
    "History",
    "InputError",
    "load_experiment",
    "train",
    "train_together",
]
