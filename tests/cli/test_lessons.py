"""`visualizer lesson check`."""

from tests.storage.test_lesson_tables import STEP
from visualizer.cli import main


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
