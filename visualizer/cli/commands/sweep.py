"""`visualizer sweep`."""

from collections.abc import Sequence

from visualizer.cli.parser import (
    Command,
    Options,
    Parser,
    TrainingParser,
    add_pictures,
    rates,
    some,
)
from visualizer.gui.plots.catalogue import SWEEP


class SweepParser(TrainingParser):
    """A few rates, printed, or settings of any kind, written into a folder."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(command, description)
        add = self.add_argument
        add(
            "--rates",
            type=rates,
            metavar="RATE,...",
            help="a few learning rates, only printed; by default 0.0001,0.001,0.01,0.1",
        )
        add(
            "--over",
            action="append",
            metavar="KEY=VALUES",
            help="what varies: LOW:HIGH:COUNT, the same with :log, :random or :log-random, or "
            "A,B,C; may be repeated for all combinations",
        )
        add("--seeds", type=some, metavar="N", help="train each from so many seeds; by default 1")
        add("--out", metavar="DIR", help="the folder of table, pictures and best experiments")
        workers = self.add_mutually_exclusive_group()
        workers.add_argument("--workers", type=some, metavar="N", help="train in so many processes")
        workers.add_argument(
            "--cluster", metavar="ADDRESS", help="train on a Dask cluster, such as tcp://host:8786"
        )
        add("--resume", action="store_true", help="go on with what is in the folder already")
        add_pictures(self, SWEEP)

    def read(self, words: Sequence[str], options: Options) -> None:
        """Refuse what only means something beside `--over`, and `--rates` beside it."""
        super().read(words, options)
        if options.over and options.rates:
            self.error("argument --rates: not allowed with argument --over")
        if options.over and not options.out:
            self.error("--out is missing: the folder that the results of --over are written to")
        given = {
            "--seeds": options.seeds > 1,
            "--out": options.out,
            "--workers": options.workers,
            "--cluster": options.cluster,
            "--resume": options.resume,
        }
        for name in [name for name, value in given.items() if value and not options.over]:
            self.error(f"{name} needs --over, which says what varies")


def _parser(command: Command) -> Parser:
    return SweepParser(command.name, command.sentence)


def _do(options: Options) -> int:
    if options.over:
        from visualizer.cli.sweep_over import sweep_over

        return sweep_over(options)
    from visualizer.cli.sweep import sweep

    return sweep(options)


COMMAND = Command(
    "sweep",
    "train with other values of some settings side by side and name the best",
    _parser,
    _do,
)
