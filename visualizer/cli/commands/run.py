"""`visualizer run`."""

from visualizer.cli.parser import Command, Options, Parser, TrainingParser, names


def _parser(command: Command) -> Parser:
    parser = TrainingParser(command.name, command.sentence)
    parser.add_argument(
        "--history",
        metavar="OUT.csv",
        help="write every step into a CSV file; - is the output",
    )
    parser.add_argument(
        "--columns",
        action="extend",
        nargs="+",
        type=names,
        metavar="NAME",
        help="only these columns of the history, such as loss or gradient:w; all for every one",
    )
    return parser


def _do(options: Options) -> int:
    from visualizer.cli.run import run

    return run(options)


COMMAND = Command("run", "train an experiment and print how it ended", _parser, _do)
