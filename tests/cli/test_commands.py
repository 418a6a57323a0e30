"""Commands are found where they are declared."""

import sys
from pathlib import Path

import pytest

from visualizer.cli import arguments, commands, main

GREETING = """
from dataclasses import dataclass

from visualizer.cli.parser import Command, Options, Parser


@dataclass
class Greeting(Options):
    whom: str = "world"


def _parser(command):
    parser = Parser(f"visualizer {command.name}", command.sentence)
    parser.add_argument("--whom")
    return parser


def _do(options):
    print(f"Hello, {options.whom}!")
    return 0


COMMAND = Command("greet", "say hello", _parser, _do, Greeting)
"""


def test_a_command_is_one_file(monkeypatch, tmp_path: Path, capsys) -> None:
    (tmp_path / "greeting.py").write_text(GREETING)
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    found = commands.found()
    # It is a module of this test alone: others ask which commands have been imported.
    del sys.modules[f"{commands.__name__}.greeting"]
    assert list(found) == [*commands.COMMANDS, "greet"]
    for module in (commands, arguments):
        monkeypatch.setattr(module, "COMMANDS", found)
    assert main(["greet", "--whom", "you"]) == 0
    assert main(["greet"]) == 0
    assert capsys.readouterr().out == "Hello, you!\nHello, world!\n"
    with pytest.raises(SystemExit):
        arguments.parse(["--help"])
    assert "greet    say hello" in capsys.readouterr().out
