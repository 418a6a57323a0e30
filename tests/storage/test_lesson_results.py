"""Results of lessons as files."""

import pytest

from tests.core.lessons.test_score import RESULTS
from visualizer.core.errors import InputError
from visualizer.storage.lesson_results import load_results, save_results


def test_results_come_back_as_they_were(tmp_path) -> None:
    file = tmp_path / "results.toml"
    save_results(file, RESULTS)
    assert load_results(file).certificate == RESULTS.certificate
    assert RESULTS.certificate in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [("answer = 4.5", "answer = 4.6"), ("tries = 3", "tries = 1"), ("2026-11-28", "2026-11-27")],
)
def test_editing_shows(tmp_path, before: str, after: str) -> None:
    file = tmp_path / "results.toml"
    save_results(file, RESULTS)
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(f'date = "{before}"', f'date = "{after}"') if "-" in before
                    else text.replace(before, after), encoding="utf-8")  # fmt: skip
    with pytest.raises(InputError, match="is not as it was written"):
        load_results(file)


def test_another_file_holds_no_results(tmp_path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("a = 1\n")
    with pytest.raises(InputError, match="holds no results"):
        load_results(file)
