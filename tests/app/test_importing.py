import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from visualizer.app.importing import Answer, Importer
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.building import ProblemCache
from visualizer.core.errors import InputError
from visualizer.core.importing import Import, first_guess


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n" + "".join(f"{k},{k * k},{2 * k}\n" for k in range(30)))
    return path


@pytest.fixture
def importer() -> Iterator[Importer]:
    importer = Importer(ProblemCache(), Scheduler())
    yield importer
    importer.close()


def answered(importer: Importer) -> Answer:
    deadline = time.monotonic() + 10
    while not importer.answer().checked:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    return importer.answer()


def test_a_file_is_guessed_and_checked(importer: Importer, path: Path) -> None:
    assert importer.answer().found is None
    importer.ask(lambda _: first_guess(path))
    answer = answered(importer)
    assert answer.error is None
    assert answer.model is not None
    assert answer.model.rows == 30
    assert answer.found == first_guess(path)


def test_every_correction_counts_however_fast_they_come(importer: Importer, path: Path) -> None:
    importer.ask(lambda _: first_guess(path))
    held = threading.Event()

    def slowly(found: Import | None) -> Import:
        assert found is not None
        held.wait(10)
        return found.with_options(scaling="none")

    importer.ask(slowly)
    importer.ask(lambda found: found.with_role(["a"], "target"))  # type: ignore[union-attr]
    importer.answer()
    importer.ask(lambda found: found.with_role(["b"], "unused"))  # type: ignore[union-attr]
    held.set()
    found = answered(importer).found
    assert found is not None
    assert found.options.scaling == "none"
    assert found.roles() == ["target", "unused", "input"]


def test_what_is_refused_leaves_the_former_import(importer: Importer, path: Path) -> None:
    importer.ask(lambda _: first_guess(path))
    answered(importer)

    def refuse(found: Import | None) -> Import:
        raise InputError("not like this", "data.encoding")

    importer.ask(refuse)
    answer = answered(importer)
    assert answer.error is not None
    assert answer.error.message == "not like this"
    assert answer.found == first_guess(path)
    importer.ask(lambda found: found.with_options(scaling="none"))  # type: ignore[union-attr]
    answer = answered(importer)
    assert answer.error is None
    assert answer.found is not None
    assert answer.found.options.scaling == "none"


def test_a_mistake_far_down_is_found(importer: Importer, path: Path) -> None:
    path.write_text(path.read_text() * 1 + "".join(f"{k},{k},{k}\n" for k in range(300)) + "1,x,2")
    importer.ask(lambda _: first_guess(path))
    answer = answered(importer)
    assert answer.found is not None
    assert answer.error is not None
    assert 'line 332, column 2 (b): "x" is not a number' in answer.error.message


def test_reading_can_be_stopped(importer: Importer, path: Path) -> None:
    with path.open("a") as file:
        for _ in range(40):
            file.write("1,2,3\n" * 50_000)
    importer.ask(lambda _: first_guess(path))
    deadline = time.monotonic() + 10
    while importer.answer().found is None or not importer.progress[0]:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    importer.stop()
    answer = answered(importer)
    assert answer.model is None
    assert answer.found is not None
    assert importer.progress[0] < importer.progress[1]


def test_what_is_no_table_is_told(importer: Importer, path: Path) -> None:
    path.write_text("")
    importer.ask(lambda _: first_guess(path))
    answer = answered(importer)
    assert answer.found is None
    assert answer.error is not None
    assert "t.csv is empty" in answer.error.message
