"""`visualizer export`: files, sizes, places and mistakes; drawing is tested with the plots."""

import sys

import pytest
from PySide6.QtGui import QImage

from tests.rights import ordinary_rights
from visualizer.cli import export, main
from visualizer.cli.commands.export import PLANES
from visualizer.cli.export import chosen_row
from visualizer.cli.training import Options, chosen_experiment, train
from visualizer.core.analysis.plane_kinds import PLANE_KINDS, RUNS

USUAL = ["landscape", "surface", "parameters", "loss", "gradient", "fit", "accuracy"]
USUAL += ["dashboard", "film-strip"]
"""What every run of a model has a picture of."""

pytestmark = pytest.mark.usefixtures("qapp")


def failure(capsys, *arguments: str) -> str:
    assert main(["export", *arguments]) == 1
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    return errors.removeprefix("visualizer: ").strip()


def test_all_pictures_are_made_by_default(tmp_path, capsys):
    folder = tmp_path / "new" / "pictures"
    words = ("--scale", "0.5", "--set", "training.epochs=5")
    assert main(["export", "one-weight-line", "--out", str(folder), *words]) == 0
    names = [f"{name}.png" for name in USUAL]
    assert capsys.readouterr().out.splitlines() == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    sizes = {name: QImage(str(folder / f"{name}.png")).size().toTuple() for name in USUAL}
    assert sizes["loss"] == (400, 300)
    assert sizes["dashboard"] == (600, 400)
    assert sizes["film-strip"] == (5 * 200, 200)


def test_the_epochs_of_a_film_strip_are_typed(tmp_path):
    words = ("--plots", "film-strip", "--strip", "5,0", "--scale", "0.25", "--out", str(tmp_path))
    assert main(["export", "one-weight-line", *words]) == 0
    assert QImage(str(tmp_path / "film-strip.png")).size().toTuple() == (2 * 100, 100)


def test_what_has_nothing_to_show_is_left_out(tmp_path):
    words = ("--out", str(tmp_path), "--scale", "0.25", "--set", "training.epochs=2")
    assert main(["export", "sphere", *words]) == 0
    names = {path.stem for path in tmp_path.iterdir()}
    assert names == set(USUAL) - {"fit", "accuracy"}


def test_changing_rates_and_curvatures_and_the_state_of_a_rule_have_pictures(tmp_path):
    words = ("--out", str(tmp_path), "--format", "svg", "--set", "training.epochs=2")
    words += ("--set", "schedule.kind=exponential", "--set", "optimizer.kind=adam")
    assert main(["export", "rosenbrock", *words]) == 0
    names = {path.stem for path in tmp_path.iterdir()}
    assert names == {*USUAL, "rate", "state", "sharpness"} - {"fit", "accuracy"}


def test_a_quantity_of_the_rule_can_be_chosen(tmp_path):
    common = ("--plots", "state", "--set", "training.epochs=5", "--scale", "0.5")
    seen = set()
    for name in ("v_hat", "m_hat", "all"):
        words = ("--out", str(tmp_path), "--quantity", name, "--set", "optimizer.kind=adam")
        assert main(["export", "sphere", *common, *words]) == 0
        seen.add((tmp_path / "state.png").read_bytes())
    assert len(seen) == 3


def test_a_classification_has_pictures_of_its_classes(tmp_path):
    words = ("--scale", "0.5", "--set", "training.epochs=2", "--set", "problem.data=two-moons")
    words += ("--set", "problem.hidden=[3]", "--set", "problem.inputs=[]")
    assert main(["export", "one-weight-line", "--out", str(tmp_path), *words]) == 0
    names = {path.stem for path in tmp_path.iterdir()}
    assert names >= {*USUAL, "confusion", "wrong", "classes", "network", "weights"}


def test_the_same_bytes_each_time(tmp_path):
    for folder in ("one", "two"):
        for ending in ("png", "svg", "pdf"):
            words = ("--plots", "loss,landscape", "--format", ending, "--size", "300x200")
            assert main(["export", "booth", "--out", str(tmp_path / folder), *words]) == 0
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 6
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("--size 300x200", (600, 400)),
        ("--size 300x200 --scale 1", (300, 200)),
        ("--size 2.54x1.27 --dpi 300", (300, 150)),
        ("--dpi 48", (400, 300)),
    ],
)
def test_sizes_are_in_pixels_or_in_centimetres(tmp_path, words, size):
    assert (
        main(["export", "sphere", "--out", str(tmp_path), "--plots", "loss", *words.split()]) == 0
    )
    assert QImage(str(tmp_path / "loss.png")).size().toTuple() == size


def test_pictures_carry_their_experiment_with_its_settings(tmp_path):
    words = ("--plots", "loss", "--set", "name=Carried", "--caption", "Words")
    assert main(["export", "sphere", "--out", str(tmp_path), *words]) == 0
    assert 'name = "Carried"' in QImage(str(tmp_path / "loss.png")).text("experiment")


def test_options_change_the_picture(tmp_path):
    seen = set()
    for words in ("", "--step 3", "--epoch 4 --hide-future", "--theme dark", "--title New"):
        common = ("--out", str(tmp_path), "--plots", "loss", "--scale", "0.5")
        assert main(["export", "sphere", *common, *words.split()]) == 0
        seen.add((tmp_path / "loss.png").read_bytes())
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("words", "row"), [({}, 68), ({"step": 5}, 5), ({"epoch": 2}, 68), ({"epoch": 1}, 34)]
)
def test_the_playhead_is_a_step_or_an_epoch(words, row):
    batches = ["training.batch_size=3", "training.epochs=2"]
    options = Options(file="noisy-line", set=batches, **words)
    assert chosen_row(options, train(chosen_experiment(options), lambda *_: None)) == row


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("sphere --quantity v", '--quantity: "v" is not allowed; Gradient descent keeps none'),
        (
            "sphere --quantity w --set optimizer.kind=adam",
            '"w" is not allowed; Adam has all, m, v, m_hat, v_hat',
        ),
        ("sphere --step 31", "there is no step 31; the run has 0 to 30"),
        ("sphere --strip 40 --plots film-strip", "has not reached any of the epochs of the strip"),
        ("sphere --epoch 31", "there is no epoch 31; the run has 0 to 30"),
        ("nothing.toml", "nothing.toml: there is no such file"),
        ("sphere --size 99999x10", "a figure of 199998 x 20 pixels is not allowed"),
        ("sphere --set start.parameters=[1e200,1e200]", "diverged at step 0"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path, capsys, words, message):
    assert message in failure(capsys, *words.split(), "--out", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(tmp_path, capsys):
    (tmp_path / "taken").write_text("precious")
    assert "the folder cannot be made" in failure(
        capsys, "sphere", "--out", str(tmp_path / "taken" / "deep")
    )
    assert "taken" in failure(capsys, "sphere", "--out", str(tmp_path / "taken"))
    assert (tmp_path / "taken").read_text() == "precious"


@pytest.mark.skipif(sys.platform == "win32", reason="users are another matter")
def test_a_protected_folder_is_found_out_first(tmp_path, capsys):
    folder = tmp_path / "protected"
    folder.mkdir()
    (folder / "loss.png").write_text("precious")
    folder.chmod(0o555)
    words = ("sphere", "--set", "training.epochs=100000000")
    with ordinary_rights():
        message = failure(capsys, *words, "--out", str(folder))
        assert main(["run", *words, "--history", str(folder / "h.csv")]) == 1
    folder.chmod(0o755)
    assert "permission denied" in message
    assert "cannot be written" in capsys.readouterr().err
    assert [path.read_text() for path in folder.iterdir()] == ["precious"]


def test_missing_libraries_are_told_before_qt_is_loaded(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(export, "explanation", lambda platform: f"Qt needs lib{platform}")
    assert failure(capsys, "sphere", "--out", str(tmp_path)) == "Qt needs liboffscreen"


def test_basins_are_made_when_they_are_asked_for(tmp_path):
    words = ("--plots", "basins", "--size", "300x200", "--set", "training.epochs=20")
    assert main(["export", "himmelblau", "--out", str(tmp_path), *words]) == 0
    assert QImage(str(tmp_path / "basins.png")).size().toTuple() == (600, 400)


def test_every_plane_that_one_run_has_is_offered():
    assert set(PLANES) == {*PLANE_KINDS} - {RUNS}


@pytest.mark.parametrize("plane", PLANES)
def test_planes_through_many_parameters(tmp_path, plane):
    settings = ("problem.hidden=[3]", "optimizer.learning_rate=0.01", "training.epochs=5")
    words = ("--plots", "landscape", "--format", "svg", "--size", "400x300", "--plane", plane)
    folder = str(tmp_path)
    assert main(["export", "one-weight-line", "--out", folder, *words, "--set", *settings]) == 0
    titles = {"principal": "principal direction 1", "points": "start", "random": "random direction"}
    titles |= {"hessian": "eigenvector of", "saddle": "eigenvector of"}
    assert titles[plane] in (tmp_path / "landscape.svg").read_text(encoding="utf-8")
