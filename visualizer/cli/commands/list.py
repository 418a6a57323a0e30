"""`visualizer list`."""

from visualizer.cli.parser import Command, Options, Parser

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


def _parser(command: Command) -> Parser:
    width = max(map(len, KINDS))
    kinds = "\n".join(f"  {name:<{width}}  {text}" for name, text in KINDS.items())
    parser = Parser(f"visualizer {command.name}", command.sentence, f"kinds:\n{kinds}")
    parser.add_argument("kind", nargs="?", choices=KINDS, metavar="KIND", help="one of the below")
    return parser


def _do(options: Options) -> int:
    from visualizer.cli.listing import ROWS, aligned

    print(*aligned(ROWS[options.kind]() if options.kind else [*KINDS.items()]), sep="\n")
    return 0


COMMAND = Command("list", "show what there is to choose from", _parser, _do)
