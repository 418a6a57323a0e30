"""What the parsers of all commands are made of. The standard library only: help must not wait."""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

FILE = (
    "an experiment (.toml), a table of numbers (CSV or NPZ), the name of a lesson, or - for the "
    "standard input"
)


@dataclass
class Options:
    """Everything that was asked for; what a command does not know keeps its default.

    `size` is in pixels, or in centimetres when `dpi` is given; None for a size that fits.
    """

    command: str = "window"
    file: str | None = None
    set: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    json: bool = False
    history: str | None = None
    columns: list[str] = field(default_factory=list)
    out: str = ""
    plots: tuple[str, ...] = ()
    format: str = "png"
    size: tuple[float, float] | None = None
    scale: float = 2.0
    dpi: float | None = None
    step: int | None = None
    epoch: int | None = None
    theme: str = "light"
    hide_future: bool = False
    plane: str = ""
    quantity: str = ""
    strip: tuple[int, ...] = ()
    title: str | None = None
    caption: str = ""
    kind: str = ""
    rates: tuple[float, ...] = ()
    over: list[str] = field(default_factory=list)
    seeds: int = 1
    workers: int = 0
    cluster: str = ""
    resume: bool = False

    @property
    def given(self) -> list[str]:
        """Every KEY=VALUES: settings that stand in the shell and in no file."""
        return [*self.set, *self.over]


class WholeNames(argparse.RawDescriptionHelpFormatter):
    """Breaks lines between words alone: a name such as gradient-cloud is copied and searched."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong."""

    def __init__(self, name: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=name,
            description=description,
            epilog=epilog,
            # A script with an abbreviation would break with the next option that begins alike.
            allow_abbrev=False,
            formatter_class=WholeNames,
        )

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            message += meant_by(unknown.split()[0], self._option_string_actions)
        choice = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)$", message)
        if choice is not None:
            message += meant_by(choice[1], re.findall(r"'(.*?)'", choice[2]))
        self.exit(2, f"visualizer: {message} (see {self.prog} --help)\n")

    def read(self, words: Sequence[str], options: Options) -> None:
        """Fill in what the words say; ends the process where they are wrong."""
        self.parse_args(words, options)


class TrainingParser(Parser):
    """The parser of a command that opens an experiment."""

    def __init__(self, command: str, description: str, json: bool = True) -> None:
        super().__init__(
            f"visualizer {command}",
            description,
            "Values are written as in experiment files: 0.05, true, [0.0, 0.0]; words without\n"
            "quotation marks are texts. `visualizer list settings` shows the keys.",
        )
        self.add_argument("file", nargs="?", metavar="FILE", help=FILE)
        self.add_argument(
            "--set",
            action="extend",
            nargs="+",
            metavar="KEY=VALUE",
            help="change a setting, such as optimizer.learning_rate=0.05",
        )
        self.add_argument(
            "--target",
            action="append",
            metavar="NAME",
            help="the column of a table that is to be predicted, by default a guess; "
            "may be repeated",
        )
        if json:
            self.add_argument(
                "--json", action="store_true", help="print the result as JSON, for other programs"
            )

    def read(self, words: Sequence[str], options: Options) -> None:
        """Let FILE stand behind the values of `--set`, too."""
        super().read(words, options)
        for word in [word for word in options.set if "=" not in word]:
            if options.file is not None:
                self.error(f'"{word}" is not allowed for --set; allowed is KEY=VALUE')
            options.file = word
            options.set.remove(word)
        for word in options.set:
            if not all(word.partition("=")[0].strip().split(".")):
                self.error(f'"{word}" is not allowed for --set; allowed is KEY=VALUE')
        if options.file is None:
            self.error(f"FILE is missing: {FILE}")


@dataclass(frozen=True)
class Command:
    """A command: its name, what it does in a few words, how its words are read, and the deed.

    Parameters
    ----------
    name, help
        What is typed, and what the help says of it.
    parser
        Makes the parser of what stands behind the name.
    do
        Does what the options say; returns the exit status.
    options
        Which options there are, with their defaults.
    """

    name: str
    help: str
    parser: Callable[[Command], Parser]
    do: Callable[[Any], int]
    options: type[Options] = Options

    @property
    def sentence(self) -> str:
        """What it does, as a sentence."""
        return f"{self.help.capitalize()}."


def meant_by(word: str, known: Iterable[str]) -> str:
    """What was meant by a mistake; imported here, as help and version need no core."""
    from visualizer.core.words import meant

    return meant(word, known)


def add_pictures(parser: Parser, known: Mapping[str, str]) -> None:
    """What is asked about pictures of any kind."""
    add = parser.add_argument
    add(
        "--plots",
        type=partial(plots, allowed=known),
        metavar="all|NAME,...",
        help=f"which pictures, by default all: {', '.join(known)}",
    )
    add("--format", choices=("png", "svg", "pdf"), help="by default png")
    add(
        "--size",
        type=size,
        metavar="WxH",
        help="in pixels, such as 800x600, or in centimetres when --dpi is given",
    )
    finer = parser.add_mutually_exclusive_group()
    finer.add_argument(
        "--scale",
        type=positive,
        metavar="S",
        help="pixels of a PNG are size x scale, lines and letters grow with it; by default 2",
    )
    finer.add_argument("--dpi", type=positive, metavar="D", help="dots per inch of a PNG")
    add("--theme", choices=("light", "dark"), help="by default light")
    add("--title", metavar="TEXT", help="by default the name of the experiment")
    add("--caption", metavar="TEXT", help="words below the picture")


# Types of values. argparse puts the words of ArgumentTypeError behind the option's name.


def names(text: str) -> str:
    """Names of columns, with commas between them; not none."""
    if not text.strip(", "):
        raise argparse.ArgumentTypeError("a name is needed")
    return text


def rates(text: str) -> tuple[float, ...]:
    """Learning rates with commas between them."""
    return tuple(positive(word) for word in text.split(","))


def epochs(text: str) -> tuple[int, ...]:
    """Epochs with commas between them, rising."""
    return tuple(sorted({count(word.strip()) for word in text.split(",")}))


def plots(text: str, allowed: Mapping[str, str]) -> tuple[str, ...]:
    """Names of pictures with commas between them; empty for all."""
    parts = [part.strip() for part in text.split(",")]
    from visualizer.core.words import among

    found = tuple(among(part, allowed) for part in parts if part)
    for name in found:
        if name not in allowed and name != "all":
            raise argparse.ArgumentTypeError(
                f'"{name}" is not a plot; allowed are all, {", ".join(allowed)}'
                f"{meant_by(name, allowed)}"
            )
    return () if "all" in found else found


def size(text: str) -> tuple[float, float]:
    """Width and height."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)", text)
    if match is None:
        raise argparse.ArgumentTypeError(f'"{text}" is not allowed; allowed is such as 800x600')
    return positive(match[1]), positive(match[2])


def positive(text: str) -> float:
    """A number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f'"{text}" is not allowed; allowed is a number above 0')
    return value


def some(text: str) -> int:
    """A whole number of at least 1."""
    if not re.fullmatch(r"[0-9]{1,6}", text) or not int(text):
        raise argparse.ArgumentTypeError(
            f'"{text}" is not allowed; allowed is a whole number of at least 1'
        )
    return int(text)


def count(text: str) -> int:
    """A whole number of at least 0."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(
            f'"{text}" is not allowed; allowed is a whole number of at least 0'
        )
    return int(text)
