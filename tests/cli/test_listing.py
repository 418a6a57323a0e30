import pytest

from visualizer.cli import main
from visualizer.cli.commands.list import KINDS
from visualizer.cli.listing import ROWS
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.gui.figures.rates import ALL
from visualizer.gui.plots.catalogue import FINDER, PICTURES
from visualizer.gui.plots.finder import FINDER_PLOTS
from visualizer.storage.lessons import lesson_names


def shown(capsys, *arguments: str) -> list[str]:
    assert main(["list", *arguments]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    return output.out.splitlines()


def test_without_a_kind_the_kinds_are_listed(capsys):
    assert [line.split()[0] for line in shown(capsys)] == list(KINDS) == list(ROWS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_an_aligned_table(capsys, kind):
    lines = shown(capsys, kind)
    first = lines[0].index("  ")
    second = len(lines[0][first:]) - len(lines[0][first:].lstrip()) + first
    assert lines
    for line in lines:
        assert line == line.rstrip()
        assert line[second - 2 : second] == "  "
        assert line[second] != " "


def test_the_tables_are_those_of_the_registers(capsys):
    assert [line.split()[0] for line in shown(capsys, "functions")] == list(FUNCTIONS)
    assert [line.split()[0] for line in shown(capsys, "lessons")] == list(lesson_names())
    assert [line.split()[0] for line in shown(capsys, "plots")] == [*PICTURES, *FINDER]
    assert list(FINDER) == [*FINDER_PLOTS, ALL]
    assert [line.split()[0] for line in shown(capsys, "optimizers")] == list(OPTIMIZERS)
    assert shown(capsys, "optimizers")[0].split()[:3] == ["sgd", "Gradient", "descent"]
    assert shown(capsys, "data")[-1].startswith("PATH")


def test_every_key_of_a_file_is_listed(capsys):
    keys = {line.split()[0] for line in shown(capsys, "settings")}
    kinds = ({"kind": "model"}, {"kind": "function", "function": "ravine"}, {"kind": "formula"})
    for problem in kinds:
        table = Experiment.from_dict({"problem": problem}).to_dict()
        for section, settings in table.items():
            if isinstance(settings, dict):
                assert {f"{section}.{key}" for key in settings} <= keys


def test_softmax_stands_among_the_activations(capsys):
    names = [line.split()[0] for line in shown(capsys, "activations")]
    assert names == [*ACTIVATIONS, "softmax"]
