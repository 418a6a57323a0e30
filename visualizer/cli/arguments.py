"""What may be written behind `visualizer`. The standard library only: help must not wait."""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from visualizer import __version__

KINDS = {
    "functions": "test functions of two variables",
    "formulas": "what a typed formula may be made of",
    "optimizers": "update rules",
    "schedules": "schedules of the learning rate",
    "data": "data sets and generators",
    "losses": "losses of models",
    "activations": "activation functions of models",
    "lessons": "prepared experiments",
    "plots": "pictures that can be exported",
    "settings": "keys for --set and for experiment files",
}

PLOTS = {
    "landscape": "the loss over two parameters, with the trajectory",
    "surface": "the same in three dimensions",
    "parameters": "every parameter at each epoch",
    "loss": "the loss at each epoch",
    "rate": "the learning rate at each step",
    "gradient": "the gradient at each epoch",
    "sharpness": "the greatest curvature at each epoch, and what the rate bears",
    "fit": "data and prediction",
    "state": "what the update rule keeps, such as its momentum, at each epoch",
    "sections": "the loss along lines through the point at the playhead",
    "basins": "which minimum a run reaches from each start",
    "accuracy": "accuracy or R squared at each epoch, training and validation",
    "confusion": "which classes are taken for which",
    "wrong": "rows that are classified wrongly",
    "classes": "a row of each class",
    "network": "units and weights",
    "filters": "the learned filters of convolutions",
    "weights": "how the weights are spread, at each epoch",
    "gradient-cloud": "the gradients of all batches of an epoch",
    "gradient-error": "the error of a batch's gradient against the batch size",
    "activation": "the activation function and its derivative",
    "loss-shape": "the loss of one row over its prediction",
    "dashboard": "the first of these in one picture",
    "film-strip": "the landscape at epochs 0, 1, 2, 5 and 20",
}

FINDER_PLOTS = {
    "finder-curve": "loss and smoothed loss against the learning rate (find-lr)",
    "finder-rates": "the learning rate at each step of the test (find-lr)",
    "finder-losses": "loss and smoothed loss at each step of the test (find-lr)",
    "finder": "these three in one picture (find-lr)",
}

COMMANDS = {
    "run": "train an experiment and print how it ended",
    "export": "train an experiment and make its pictures",
    "find-lr": "try rising learning rates and suggest some",
    "sweep": "train with a few learning rates side by side and name the best",
    "list": "show what there is to choose from",
}

_FILE = (
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
    title: str | None = None
    caption: str = ""
    kind: str = ""
    rates: tuple[float, ...] = (1e-4, 1e-3, 1e-2, 1e-1)


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong."""

    def __init__(self, name: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=name,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            message += _meant(unknown.split()[0], self._option_string_actions)
        choice = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)$", message)
        if choice is not None:
            message += _meant(choice[1], re.findall(r"'(.*?)'", choice[2]))
        self.exit(2, f"visualizer: {message} (see {self.prog} --help)\n")


def parse(arguments: Sequence[str]) -> Options:
    """The options in the arguments.

    Raises
    ------
    SystemExit
        With status 2 after a line about wrong use; with 0 after help or version.
    """
    words = [_hyphened(word) for word in arguments]
    command = words[0].replace("_", "-") if words else ""
    if command not in COMMANDS:
        command = ""
        _refuse_misspelt_command(words)
    parser = _PARSERS[command]()
    options = parser.parse_args(words[1:] if command else words, Options())
    options.command = command or "window"
    if options.command in ("run", "export", "find-lr", "sweep"):
        _find_swallowed_file(parser, options)
    return options


def _meant(word: str, known: Iterable[str]) -> str:
    """What was meant by a mistake; imported here, as help and version need no core."""
    from visualizer.core.words import meant

    return meant(word, known)


def _hyphened(word: str) -> str:
    """An option with hyphens in its name, also where underscores were typed."""
    name, equals, value = word.partition("=")
    return name.replace("_", "-") + equals + value if name.startswith("--") else word


def _refuse_misspelt_command(words: Sequence[str]) -> None:
    """A word with others behind it is no FILE of the window, which takes no more."""
    if len(words) > 1 and not any(word.startswith("-") for word in words[:2]):
        hint = _meant(words[0], COMMANDS) or f"; the commands are {', '.join(COMMANDS)}"
        _window().error(f'"{words[0]}" is no command{hint}')


def _find_swallowed_file(parser: _Parser, options: Options) -> None:
    """Let FILE stand behind the values of `--set`, too."""
    for word in [word for word in options.set if "=" not in word]:
        if options.file is not None:
            parser.error(f'"{word}" is not allowed for --set; allowed is KEY=VALUE')
        options.file = word
        options.set.remove(word)
    for word in options.set:
        if not all(word.partition("=")[0].strip().split(".")):
            parser.error(f'"{word}" is not allowed for --set; allowed is KEY=VALUE')
    if options.file is None:
        parser.error(f"FILE is missing: {_FILE}")


def _window() -> _Parser:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items())
    parser = _Parser(
        "visualizer",
        "Watch gradient descent at work. Without a command the window opens.",
        f"commands:\n{commands}\n\nvisualizer COMMAND --help tells more about each.",
    )
    parser.usage = (
        f"visualizer [-h] [--version] [FILE]\n       visualizer {{{','.join(COMMANDS)}}} ..."
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help=_FILE)
    parser.add_argument("--version", action="version", version=f"visualizer {__version__}")
    return parser


def _trainer(command: str) -> _Parser:
    parser = _Parser(
        f"visualizer {command}",
        COMMANDS[command].capitalize() + ".",
        "Values are written as in experiment files: 0.05, true, [0.0, 0.0]; words without\n"
        "quotation marks are texts. `visualizer list settings` shows the keys.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help=_FILE)
    parser.add_argument(
        "--set",
        action="extend",
        nargs="+",
        metavar="KEY=VALUE",
        help="change a setting, such as optimizer.learning_rate=0.05",
    )
    parser.add_argument(
        "--target",
        action="append",
        metavar="NAME",
        help="the column of a table that is to be predicted, by default a guess; may be repeated",
    )
    if command != "export":
        parser.add_argument(
            "--json", action="store_true", help="print the result as JSON, for other programs"
        )
    return parser


def _run() -> _Parser:
    parser = _trainer("run")
    parser.add_argument(
        "--history",
        metavar="OUT.csv",
        help="write every step into a CSV file; - is the output",
    )
    parser.add_argument(
        "--columns",
        action="extend",
        nargs="+",
        type=_names,
        metavar="NAME",
        help="only these columns of the history, such as loss or gradient:w; all for every one",
    )
    return parser


def _export() -> _Parser:
    parser = _trainer("export")
    add = parser.add_argument
    add("--out", required=True, metavar="DIR", help="the folder of the pictures")
    _add_pictures(parser, PLOTS)
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--step", type=_count, metavar="K", help="the playhead; by default the end")
    place.add_argument("--epoch", type=_count, metavar="K", help="the same, in epochs")
    add("--hide-future", action="store_true", help="draw nothing beyond the playhead")
    add(
        "--plane",
        choices=("principal", "points", "random"),
        help="the plane of the landscape with more than two parameters; by default over the two "
        "that moved most",
    )
    add(
        "--quantity",
        metavar="NAME",
        help="what the plot of the update rule's state shows, such as v_hat, or all",
    )
    return parser


def _add_pictures(parser: _Parser, plots: Mapping[str, str]) -> None:
    """What is asked about pictures of any kind."""
    add = parser.add_argument
    add(
        "--plots",
        type=partial(_plots, allowed=plots),
        metavar="all|NAME,...",
        help=f"which pictures, by default all: {', '.join(plots)}",
    )
    add("--format", choices=("png", "svg", "pdf"), help="by default png")
    add(
        "--size",
        type=_size,
        metavar="WxH",
        help="in pixels, such as 800x600, or in centimetres when --dpi is given",
    )
    finer = parser.add_mutually_exclusive_group()
    finer.add_argument(
        "--scale",
        type=_positive,
        metavar="S",
        help="pixels of a PNG are size x scale, lines and letters grow with it; by default 2",
    )
    finer.add_argument("--dpi", type=_positive, metavar="D", help="dots per inch of a PNG")
    add("--theme", choices=("light", "dark"), help="by default light")
    add("--title", metavar="TEXT", help="by default the name of the experiment")
    add("--caption", metavar="TEXT", help="words below the picture")


def _find() -> _Parser:
    parser = _trainer("find-lr")
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="write the curve, the suggestions and pictures into this folder",
    )
    _add_pictures(parser, FINDER_PLOTS)
    return parser


def _sweep() -> _Parser:
    parser = _trainer("sweep")
    parser.add_argument(
        "--rates",
        type=_rates,
        metavar="RATE,...",
        help="the learning rates; by default 0.0001,0.001,0.01,0.1",
    )
    return parser


def _list() -> _Parser:
    width = max(map(len, KINDS))
    kinds = "\n".join(f"  {name:<{width}}  {text}" for name, text in KINDS.items())
    parser = _Parser("visualizer list", COMMANDS["list"].capitalize() + ".", f"kinds:\n{kinds}")
    parser.add_argument("kind", nargs="?", choices=KINDS, metavar="KIND", help="one of the below")
    return parser


_PARSERS: dict[str, Callable[[], _Parser]] = {
    "": _window,
    "run": _run,
    "export": _export,
    "find-lr": _find,
    "sweep": _sweep,
    "list": _list,
}


# Types of values. argparse puts the words of ArgumentTypeError behind the option's name.


def _names(text: str) -> str:
    if not text.strip(", "):
        raise argparse.ArgumentTypeError("a name is needed")
    return text


def _rates(text: str) -> tuple[float, ...]:
    return tuple(_positive(word) for word in text.split(","))


def _plots(text: str, allowed: Mapping[str, str] = PLOTS) -> tuple[str, ...]:
    parts = [part.strip() for part in text.split(",")]
    from visualizer.core.words import among

    names = tuple(among(part, allowed) for part in parts if part)
    for name in names:
        if name not in allowed and name != "all":
            raise argparse.ArgumentTypeError(
                f'"{name}" is not a plot; allowed are all, {", ".join(allowed)}'
                f"{_meant(name, allowed)}"
            )
    return () if "all" in names else names


def _size(text: str) -> tuple[float, float]:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)", text)
    if match is None:
        raise argparse.ArgumentTypeError(f'"{text}" is not allowed; allowed is such as 800x600')
    return _positive(match[1]), _positive(match[2])


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f'"{text}" is not allowed; allowed is a number above 0')
    return value


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(
            f'"{text}" is not allowed; allowed is a whole number of at least 0'
        )
    return int(text)
