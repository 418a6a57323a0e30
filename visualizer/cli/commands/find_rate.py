"""`visualizer find-lr`."""

from visualizer.cli.parser import Command, Options, Parser, TrainingParser, add_pictures
from visualizer.gui.plots.catalogue import FINDER


def _parser(command: Command) -> Parser:
    parser = TrainingParser(command.name, command.sentence)
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="write the curve, the runs, the suggestions and pictures into this folder",
    )
    add_pictures(parser, FINDER)
    return parser


def _do(options: Options) -> int:
    from visualizer.cli.find_rate import find_rate

    return find_rate(options)


COMMAND = Command("find-lr", "try rising learning rates, and those that they suggest", _parser, _do)
