"""`visualizer export`."""

from visualizer.cli.parser import (
    Command,
    Options,
    Parser,
    TrainingParser,
    add_pictures,
    count,
    epochs,
)
from visualizer.gui.plots.catalogue import PICTURES

PLANES = ("principal", "points", "random", "hessian", "saddle")
"""The planes that one run has by itself; those of `plane_kinds`, which take long to import."""


def _parser(command: Command) -> Parser:
    parser = TrainingParser(command.name, command.sentence, json=False)
    add = parser.add_argument
    add("--out", required=True, metavar="DIR", help="the folder of the pictures")
    add_pictures(parser, PICTURES)
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--step", type=count, metavar="K", help="the playhead; by default the end")
    place.add_argument("--epoch", type=count, metavar="K", help="the same, in epochs")
    add(
        "--strip",
        type=epochs,
        metavar="EPOCH,...",
        help="epochs of the film strip, such as 0,5,20; by default they follow the run",
    )
    add("--hide-future", action="store_true", help="draw nothing beyond the playhead")
    add(
        "--plane",
        choices=PLANES,
        help="the plane of the landscape with more than two parameters; by default over the two "
        "that moved most",
    )
    add(
        "--quantity",
        metavar="NAME",
        help="what the plot of the update rule's state shows, such as v_hat, or all",
    )
    return parser


def _do(options: Options) -> int:
    from visualizer.cli.export import export

    return export(options)


COMMAND = Command("export", "train an experiment and make its pictures", _parser, _do)
