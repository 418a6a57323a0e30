"""What may be written behind `visualizer`. The standard library only: help must not wait."""

from collections.abc import Sequence

from visualizer import __version__
from visualizer.cli.commands import COMMANDS
from visualizer.cli.parser import FILE, Options, Parser, meant_by


def parse(arguments: Sequence[str]) -> Options:
    """The options in the arguments.

    Raises
    ------
    SystemExit
        With status 2 after a line about wrong use; with 0 after help or version.
    """
    words = [_hyphened(word) for word in arguments]
    command = COMMANDS.get(words[0].replace("_", "-")) if words else None
    if command is None:
        _refuse_misspelt_command(words)
        options = Options()
        _window().read(words, options)
        return options
    options = command.options(command=command.name)
    command.parser(command).read(words[1:], options)
    return options


def _hyphened(word: str) -> str:
    """An option with hyphens in its name, also where underscores were typed."""
    name, equals, value = word.partition("=")
    return name.replace("_", "-") + equals + value if name.startswith("--") else word


def _refuse_misspelt_command(words: Sequence[str]) -> None:
    """A word with others behind it is no FILE of the window, which takes no more."""
    if len(words) > 1 and not any(word.startswith("-") for word in words[:2]):
        hint = meant_by(words[0], COMMANDS) or f"; the commands are {', '.join(COMMANDS)}"
        _window().error(f'"{words[0]}" is no command{hint}')


def _window() -> Parser:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {one.help}" for name, one in COMMANDS.items())
    parser = Parser(
        "visualizer",
        "Watch gradient descent at work. Without a command the window opens.",
        f"commands:\n{commands}\n\nvisualizer COMMAND --help tells more about each.",
    )
    parser.usage = (
        f"visualizer [-h] [--version] [FILE]\n       visualizer {{{','.join(COMMANDS)}}} ..."
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help=FILE)
    parser.add_argument("--version", action="version", version=f"visualizer {__version__}")
    return parser
