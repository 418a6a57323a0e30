"""`visualizer lesson`."""

from dataclasses import dataclass, field

from visualizer.cli.parser import Command, Options, Parser


@dataclass
class LessonOptions(Options):
    """What is to be done, and with which files."""

    deed: str = "check"
    files: list[str] = field(default_factory=list)


def _parser(command: Command) -> Parser:
    parser = Parser(
        f"visualizer {command.name}",
        command.sentence,
        "Every mistake is told with its line, its key and what is allowed. Of a lesson without\n"
        "mistakes all numbers are shown, as they are computed from its runs.",
    )
    parser.add_argument("deed", choices=("check",), metavar="check", help="look for mistakes")
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="the file of a lesson, or the name of one"
    )
    return parser


def _do(options: LessonOptions) -> int:
    from visualizer.cli.lessons import check_lessons

    return check_lessons(options.files)


COMMAND = Command("lesson", "check the files of lessons", _parser, _do, LessonOptions)
