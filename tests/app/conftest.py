"""What the tests of the application layer share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from visualizer.app.session import Session
from visualizer.core.errors import InputError


class Heard:
    """The errors that a session told of."""

    def __init__(self, session: Session) -> None:
        self.errors: list[InputError] = []
        self.crashes: list[str] = []
        session.failed.connect(self.errors.append)
        session.not_opened.connect(self.errors.append)
        session.training.failed.connect(lambda number, details: self.crashes.append(details))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


@pytest.fixture
def heard(session: Session) -> Heard:
    return Heard(session)


@pytest.fixture(scope="session")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CSV file that is too large to be read at once: 5 MB of y = 2x + 1."""
    path = tmp_path_factory.mktemp("data") / "large.csv"
    block = "".join(f"{x / 500},{2 * x / 500 + 1}\n" for x in range(1000))
    path.write_text("x,y\n" + block * 400)
    assert path.stat().st_size > 4_000_000
    return path
