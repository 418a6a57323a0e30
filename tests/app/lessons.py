"""A lesson in a file, and sessions that attend one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from visualizer.app.attendance import Attendance
from visualizer.app.intents import OpenExperiment, OpenLesson
from visualizer.app.session import Session
from visualizer.app.teaching import Teaching
from visualizer.core.experiment import Experiment

TEXT = """
title = "A line"

[experiment]
[experiment.problem]
data = "line"
[experiment.training]
epochs = 12

[runs]
slow = { "optimizer.learning_rate" = 0.01 }

[[steps]]
text = "The slope is {gradient of w at start}."
do = [{ do = "show panels", names = ["loss"] }]
then = [{ do = "move playhead", epoch = 1 }]
[steps.question]
kind = "number"
text = "Where is w?"
answer = "w at epoch 1"

[[steps]]
text = "Nothing is asked."
epoch = 3

[[steps]]
text = "Slowly."
run = "slow"
shown = [""]
epoch = 2
[steps.question]
kind = "epoch"
text = "When?"
answer = "epochs to loss 10"
"""


def lesson_file(folder: Path) -> str:
    path = folder / "line.toml"
    path.write_text(TEXT)
    return str(path)


@contextmanager
def attending(name: str, step: int = 0) -> Iterator[Session]:
    """A session with an experiment of its own, and a lesson."""
    session = Session()
    teaching = Teaching(session)
    try:
        assert session.apply(OpenExperiment(Experiment()))
        assert session.apply(OpenLesson(name, step))
        yield session
    finally:
        teaching.close()
        session.close()


def attended(session: Session) -> Attendance:
    found = session.state.lesson
    assert found is not None
    return found


def is_ready(session: Session) -> bool:
    """Whether the step is arranged and the numbers are known."""
    found = session.state.lesson
    return found is not None and found.arranged and found.numbers is not None
