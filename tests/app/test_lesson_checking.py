"""What the author of a lesson is told."""

from pathlib import Path

import pytest

from tests.storage.test_lesson_tables import STEP
from visualizer.app.lesson_checking import check_lesson
from visualizer.core.errors import InputError


def checked(tmp_path: Path, text: str):
    file = tmp_path / "x.toml"
    file.write_text(text)
    return check_lesson(file)


def test_a_good_lesson_comes_with_its_numbers(tmp_path) -> None:
    found = checked(tmp_path, STEP.replace("Look.", "{gradient of w at start}"))
    assert found.mistakes == ()
    assert list(found.numbers.found.values()) == [-45]


@pytest.mark.parametrize(
    ("lines", "line", "key", "words"),
    [
        ('do = [{ do = "jump" }]', 20, "steps.1.do.1.do", "allowed are open experiment"),
        ('do = [\n{ do = "move playhead" }]', 21, "steps.1.do.1.epoch", "is missing"),
        ('then = [{ do = "train", x = 1 }]', 20, "steps.1.then.1.x", "unknown key"),
        ('after = "{v at end}"', 20, "steps.1.after", "neither a parameter (w, b)"),
        ('after = "{w at epoch 99}"', 20, "steps.1.after", "beyond the last one, 10"),
    ],
)
def test_what_only_the_run_or_the_window_knows_is_checked_too(
    tmp_path, lines, line, key, words
) -> None:
    (mistake,) = checked(tmp_path, f"{STEP}{lines}\n").mistakes
    assert (mistake.line, mistake.key) == (line, key)
    assert words in mistake.message


def test_what_is_no_toml_is_told_with_its_line(tmp_path) -> None:
    with pytest.raises(InputError, match=r"not a valid lesson: .* line 20"):
        checked(tmp_path, STEP + "text\n")
