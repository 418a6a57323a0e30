"""`visualizer sweep`."""

from visualizer.cli.parser import Command, Options, Parser, TrainingParser, rates


def _parser(command: Command) -> Parser:
    parser = TrainingParser(command.name, command.sentence)
    parser.add_argument(
        "--rates",
        type=rates,
        metavar="RATE,...",
        help="the learning rates; by default 0.0001,0.001,0.01,0.1",
    )
    return parser


def _do(options: Options) -> int:
    from visualizer.cli.sweep import sweep

    return sweep(options)


COMMAND = Command(
    "sweep", "train with a few learning rates side by side and name the best", _parser, _do
)
