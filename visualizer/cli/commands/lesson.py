"""`visualizer lesson`."""

from dataclasses import dataclass, field

from visualizer.cli.parser import Command, Options, Parser

CHECK, RESULTS = "check", "results"


@dataclass
class LessonOptions(Options):
    """What is to be done, and with which files."""

    deed: str = CHECK
    files: list[str] = field(default_factory=list)


def _parser(command: Command) -> Parser:
    parser = Parser(
        f"visualizer {command.name}",
        command.sentence,
        "Every mistake is told with its line, its key and what is allowed. Of a lesson without\n"
        "mistakes all numbers are shown, as they are computed from its runs.",
    )
    parser.add_argument(
        "deed",
        choices=(CHECK, RESULTS),
        metavar="check|results",
        help="look for mistakes in lessons, or whether results are as they were written",
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a lesson or the name of one; saved results"
    )
    return parser


def _do(options: LessonOptions) -> int:
    from visualizer.cli.lessons import check_lessons, show_results

    return show_results(options.files) if options.deed == RESULTS else check_lessons(options.files)


COMMAND = Command(
    "lesson", "check the files of lessons, and saved results", _parser, _do, LessonOptions
)
