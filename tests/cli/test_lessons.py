"""`visualizer lesson check`."""

from tests.core.lessons.test_score import RESULTS
from tests.storage.test_lesson_tables import STEP
from visualizer.cli import main
from visualizer.storage.lesson_results import save_results


def test_mistakes_are_one_line_each(tmp_path, capsys) -> None:
    file = tmp_path / "x.toml"
    file.write_text(STEP.replace("beginner", "hard") + "colour = 1\n")
    assert main(["lesson", "check", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.partition(": ")[0] for line in err.splitlines()] == [f"{file}:4", f"{file}:20"]


def test_a_good_lesson_shows_its_numbers(tmp_path, capsys) -> None:
    file = tmp_path / "x.toml"
    file.write_text(STEP + 'run = "0.01"\nafter = "{w at epoch 1}"\n')
    assert main(["lesson", "check", str(file), "ravine"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert f"{file}: A line: 1 step, 0 questions, 1 number" in out
    assert '  w at epoch 1 = 0.45  [run "0.01"]\n' in out
    assert "ravine: " in out


def test_a_file_that_is_not_there(capsys) -> None:
    assert main(["lesson", "check", "nowhere.toml"]) == 1
    assert "nowhere.toml: there is no such file" in capsys.readouterr().err


def test_results_are_told_as_they_were_written(tmp_path, capsys) -> None:
    file = tmp_path / "results.toml"
    save_results(file, RESULTS)
    assert main(["lesson", "results", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: {RESULTS.certificate}\n"
    file.write_text(file.read_text("utf-8").replace("tries = 3", "tries = 1"), "utf-8")
    assert main(["lesson", "results", str(file)]) == 1
    assert "is not as it was written" in capsys.readouterr().err
