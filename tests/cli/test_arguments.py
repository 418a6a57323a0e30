import pytest

from visualizer.cli.arguments import parse
from visualizer.cli.commands import COMMANDS
from visualizer.cli.parser import Options
from visualizer.gui.figures.figures import FORMATS
from visualizer.gui.look.look import LOOKS
from visualizer.gui.plots.catalogue import PICTURES


def test_without_a_command_it_is_the_window():
    assert parse([]) == Options()
    assert parse(["a.toml"]) == Options(file="a.toml")
    assert parse(["./run"]) == Options(file="./run")


@pytest.mark.parametrize(
    "words",
    [
        "run a.toml --set x.y=1 z=2 --columns w,b loss --history h.csv",
        "run --set x.y=1 z=2 --history h.csv --columns w,b loss -- a.toml",
        "run --history h.csv --set x.y=1 --set z=2 a.toml --columns w,b --columns loss",
    ],
)
def test_the_order_of_words_does_not_matter(words):
    assert parse(words.split()) == Options(
        command="run", file="a.toml", set=["x.y=1", "z=2"], columns=["w,b", "loss"], history="h.csv"
    )


def test_export_takes_all_that_a_figure_needs():
    words = (
        "export a.toml --out d --plots loss,fit --format svg --size 800x600.5 --scale 1.5 "
        "--epoch 3 --theme dark --hide-future --title T --caption C"
    )
    assert parse(words.split()) == Options(
        command="export",
        file="a.toml",
        out="d",
        plots=("loss", "fit"),
        format="svg",
        size=(800.0, 600.5),
        scale=1.5,
        epoch=3,
        theme="dark",
        hide_future=True,
        title="T",
        caption="C",
    )
    assert parse("export a --out d --plots all".split()).plots == ()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--frobnicate", "unrecognized arguments: --frobnicate (see visualizer --help)"),
        ("a b", '"a" is no command; the commands are export, find-lr'),
        ("run", "FILE is missing: an experiment (.toml)"),
        ("run a b", "unrecognized arguments: b (see visualizer run --help)"),
        ("run a --set b", '"b" is not allowed for --set; allowed is KEY=VALUE'),
        ("run a --set", "argument --set: expected at least one argument"),
        ("run a --hist h.csv", "unrecognized arguments: --hist"),
        ("run a --history h --columns ,", "argument --columns: a name is needed"),
        ("export a", "required: --out"),
        ("export a --out d --plots loss,sky", '"sky" is not a plot; allowed are all, landscape'),
        ("export a --out d --format gif", "invalid choice: 'gif'"),
        ("export a --out d --theme pink", "invalid choice: 'pink'"),
        ("export a --out d --size 800", '"800" is not allowed; allowed is such as 800x600'),
        ("export a --out d --size 0x600", '"0" is not allowed; allowed is a number above 0'),
        ("export a --out d --size -5x600", "--size"),
        ("export a --out d --scale nan", '"nan" is not allowed; allowed is a number above 0'),
        ("export a --out d --scale 1e9", '"1e9" is not allowed'),
        ("export a --out d --scale 2 --dpi 300", "not allowed with argument --scale"),
        ("export a --out d --step 1.5", '"1.5" is not allowed; allowed is a whole number'),
        ("export a --out d --epoch ten", '"ten" is not allowed; allowed is a whole number'),
        ("export a --out d --step 1 --epoch 1", "not allowed with argument --step"),
        ("list stars", "invalid choice: 'stars'"),
    ],
)
def test_wrong_use_is_told_in_one_line(capsys, words, message):
    with pytest.raises(SystemExit) as ended:
        parse(words.split())
    assert ended.value.code == 2
    errors = capsys.readouterr().err
    assert message in errors
    assert errors.startswith("visualizer: ")
    assert errors.count("\n") == 1


def test_what_is_offered_exists(capsys):
    with pytest.raises(SystemExit):
        parse(["export", "--help"])
    words = capsys.readouterr().out
    assert "{png,svg,pdf}" in words
    assert FORMATS == ("png", "svg", "pdf")
    assert "{light,dark}" in words
    assert set(LOOKS) == {"light", "dark"}
    assert all(name in words for name in PICTURES)


def test_the_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    words = capsys.readouterr().out
    assert all(f"\n  {name} " in words for name in COMMANDS)
