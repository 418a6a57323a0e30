"""From the table of a lesson's file to the lesson: all mistakes are found, not only the first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment, experiment_from_table
from visualizer.core.lessons.expressions import Expression, parse, parse_condition
from visualizer.core.lessons.lesson import LEVELS, MAIN, Lesson, LessonChip, LessonStep
from visualizer.core.lessons.questions import (
    KINDS,
    ChoiceOption,
    ChoiceQuestion,
    CurveQuestion,
    EpochQuestion,
    MapQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    Slip,
    TextQuestion,
)
from visualizer.core.lessons.templates import NO_TEXT, Template, template
from visualizer.core.words import meant

_T = TypeVar("_T")
_F = TypeVar("_F")
_NOTHING = parse("0")

MOST_POINTS = 200


class LessonSection:
    """A section of a lesson's file that is being read: what is wrong with it is noted.

    Each method reads one key, and gives something to go on with where it is wrong.
    """

    def __init__(
        self, table: Mapping[str, Any], path: str, mistakes: list[InputError], run: str = MAIN
    ) -> None:
        self._table = table
        self._path = path
        self._known: list[str] = []
        self.mistakes = mistakes
        self.run = run

    def place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def wrong(self, key: str, sentence: str) -> None:
        """Note a mistake."""
        self.mistakes.append(InputError(sentence, self.place(key)))

    def _get(self, key: str) -> Any:
        self._known.append(key)
        return self._table.get(key)

    def finish(self) -> None:
        """Note the keys that nobody has asked for."""
        for key in self._table:
            if key not in self._known:
                allowed = ", ".join(self._known)
                self.wrong(key, f"unknown key; allowed here are {allowed}{meant(key, self._known)}")

    def text(self, key: str, needed: bool = False, choices: Sequence[str] = ()) -> str:
        value = self._get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.wrong(key, f"{_shown(value)} is not allowed; a text is needed")
            return ""
        if choices and value not in choices:
            allowed = ", ".join(choices)
            self.wrong(key, f'"{value}" is not allowed; allowed are {allowed}')
        return value.strip()

    def number(self, key: str, fallback: float, whole: bool = False) -> float:
        value = self._get(key)
        if value is None:
            return fallback
        good = isinstance(value, int) or (isinstance(value, float) and not whole)
        # NaN and the infinities are numbers to TOML.
        if not good or isinstance(value, bool) or not 0 <= value < 1e300:
            noun = "a whole number" if whole else "a number"
            self.wrong(key, f"{_shown(value)} is not allowed; allowed is {noun} of at least 0")
            return fallback
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(key, f"{_shown(value)} is not allowed; a list of texts is needed")
            return ()
        return tuple(value)

    def template(self, key: str, needed: bool = False) -> Template:
        """A text with numbers in it; its paragraphs are as they are in the file."""
        text = self.text(key, needed)
        return self._try(lambda: template(text, self.run, self.place(key)), NO_TEXT)

    def expression(self, key: str, needed: bool = True) -> Expression | None:
        value = self._get(key)
        if value is None and not needed:
            return None
        return self.parsed(key, value)

    def needed_expression(self, key: str) -> Expression:
        return self.parsed(key, self._get(key))

    def parsed(self, key: str, value: Any) -> Expression:
        """The expression in a value that stands at a key."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.wrong(key, f'{value} is typed in; what is right is computed, as in "w at epoch 1"')
            return _NOTHING
        if not isinstance(value, str) or not value.strip():
            self.wrong(
                key, f'{_shown(value)} is not allowed; an expression such as "w at epoch 1" '
                "is needed",
            )  # fmt: skip
            return _NOTHING
        return self._try(lambda: parse(value, self.run, self.place(key)), _NOTHING)

    def truth(self, key: str) -> bool | Expression:
        """Right or not, or a comparison that says so."""
        value = self._get(key)
        if isinstance(value, str):
            return self._try(lambda: parse_condition(value, self.run, self.place(key)), False)
        if value is not None and not isinstance(value, bool):
            self.wrong(
                key, f'{_shown(value)} is not allowed; allowed are true, false or a comparison '
                'such as "largest stable rate < 0.2"',
            )  # fmt: skip
        return value is True

    def section(self, key: str) -> Mapping[str, Any]:
        value = self._get(key)
        if not isinstance(value, dict):
            self.wrong(key, "a section with keys of its own is needed")
            return {}
        return value

    def sections(self, key: str, at_least: int = 0) -> "list[LessonSection]":
        """Sections of a list, each to be finished by whoever reads it."""
        value = self._get(key)
        if value is None and not at_least:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, f"{_shown(value)} is not allowed; a list of sections is needed")
            return []
        if len(value) < at_least:
            self.wrong(key, f"{len(value)} are too few; at least {at_least} are needed")
        return [
            LessonSection(one, f"{self.place(key)}.{number}", self.mistakes, self.run)
            for number, one in enumerate(value, 1)
        ]

    def tables(self, key: str) -> tuple[Mapping[str, Any], ...]:
        """Tables of intents, which those check who know intents."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, f'{_shown(value)} is not allowed; a list such as [{{ do = "..." }}] '
                       "is needed")  # fmt: skip
            return ()
        return tuple(value)

    def raw(self, key: str) -> Any:
        """A value that its reader checks."""
        return self._get(key)

    def _try(self, make: Callable[[], _T], fallback: _F) -> _T | _F:
        try:
            return make()
        except InputError as error:
            self.mistakes.append(error)
            return fallback


def lesson_from_table(
    table: Mapping[str, Any], path: Path, name: str = "", digest: str = ""
) -> tuple[Lesson | None, list[InputError]]:
    """The lesson in the table of the file at `path`, and everything that is wrong with it.

    Without an experiment there is none.
    """
    mistakes: list[InputError] = []
    top = LessonSection(table, "", mistakes)
    experiment = _experiment(top, path)
    title = top.text("title", needed=True)
    text, goal = _joined(top.text("text")), _joined(top.text("goal"))
    suggestions = tuple(_chip(one) for one in top.sections("try"))
    runs = _runs(top, experiment)
    steps = tuple(_step(one, runs) for one in top.sections("steps"))
    if not steps and not text:
        top.wrong("text", "a text is needed, or steps")
    lesson = None if experiment is None else Lesson(
        name=name or path.stem,
        title=title,
        text=text or goal,
        experiment=experiment,
        suggestions=suggestions,
        group=top.text("group"),
        goal=goal,
        minutes=int(top.number("minutes", 0, whole=True)),
        level=top.text("level", choices=LEVELS),
        source=top.text("source"),
        runs=runs,
        steps=steps or (LessonStep(Template((text,))),),
        digest=digest,
    )  # fmt: skip
    if experiment is None:
        for key in ("group", "minutes", "level", "source"):
            top.raw(key)
    top.finish()
    return lesson, mistakes


def _experiment(top: LessonSection, path: Path) -> Experiment | None:
    section = top.section("experiment")
    if not section:
        return None
    try:
        return experiment_from_table(dict(section), path)
    except InputError as error:
        top.mistakes.append(error.inside("experiment"))
        return None


def _chip(section: LessonSection) -> LessonChip:
    label, words = _joined(section.text("label", True)), _joined(section.text("help", True))
    chip = LessonChip(label, words, section.section("values"))
    section.finish()
    return chip


def _runs(top: LessonSection, experiment: Experiment | None) -> dict[str, Experiment]:
    """The runs of a lesson: its experiment, and that with other settings by name."""
    given = top.raw("runs")
    if given is not None and not isinstance(given, dict):
        top.wrong("runs", "a section is needed, with a name and settings for each run")
        given = None
    runs = {} if experiment is None else {MAIN: experiment}
    for name, values in (given or {}).items():
        if not isinstance(values, dict):
            top.wrong(f"runs.{name}", "settings by key path are needed, in braces")
        elif experiment is not None:
            try:
                runs[name] = _named(experiment.with_values(values), experiment, name)
            except InputError as error:
                top.mistakes.append(error.inside(f"runs.{name}"))
    return runs


def _named(run: Experiment, main: Experiment, name: str) -> Experiment:
    """A run of another problem than that of the lesson is called as the lesson calls it."""
    another = run.problem != main.problem and run.name == main.name
    return replace(run, name=name[:1].upper() + name[1:]) if another else run


def _step(section: LessonSection, runs: Mapping[str, Experiment]) -> LessonStep:
    section.run = section.text("run", choices=list(runs) if runs else ())
    shown = section.texts("shown")
    for name in shown:
        if runs and name not in runs:
            section.wrong("shown", f'there is no run "{name}"; there are {_names(runs)}')
    step = LessonStep(
        text=section.template("text", needed=True),
        title=section.text("title"),
        run=section.run,
        shown=shown,
        epoch=float(section.number("epoch", 0.0)),
        arrange=section.tables("do"),
        question=_question(section),
        after=section.template("after"),
        then=section.tables("then"),
    )
    section.finish()
    return step


def _question(section: LessonSection) -> Question | None:
    given = section.raw("question")
    if given is None:
        return None
    if not isinstance(given, dict):
        section.wrong("question", "a section with keys of its own is needed")
        return None
    inner = LessonSection(given, section.place("question"), section.mistakes, section.run)
    kind = inner.text("kind", needed=True, choices=KINDS)
    if kind not in _QUESTIONS:
        return None
    words = {"text": inner.template("text", needed=True), "look": inner.template("look")}
    question = _QUESTIONS[kind](inner, words)
    inner.finish()
    return question


def _choice(section: LessonSection, words: Mapping[str, Template]) -> Question:
    options = []
    for one in section.sections("options", at_least=2):
        text, right = one.template("text", needed=True), one.truth("right")
        options.append(ChoiceOption(text, right, one.template("hint")))
        one.finish()
    return ChoiceQuestion(options=tuple(options), **words)


def _number(section: LessonSection, words: Mapping[str, Template]) -> Question:
    slips = []
    for one in section.sections("slips"):
        slips.append(Slip(one.needed_expression("value"), one.template("hint", needed=True)))
        one.finish()
    return NumberQuestion(
        answer=section.needed_expression("answer"),
        tolerance=section.number("tolerance", 0.0),
        before=section.expression("before", needed=False),
        rate=section.expression("rate", needed=False),
        slips=tuple(slips),
        label=section.text("label"),
        unit=section.text("unit"),
        **words,
    )


def _map(section: LessonSection, words: Mapping[str, Template]) -> Question:
    across, up = section.expression("across", False), section.expression("up", False)
    if across is None and up is None:
        section.wrong("across", "what is asked for is needed: across, up or both")
    before = section.raw("before")
    if not isinstance(before, list) or len(before) != 2:
        section.wrong("before", "a list of two expressions is needed: where it stands now")
        before = ["0", "0"]
    start = [section.parsed("before", one) for one in before]
    tolerance = section.number("tolerance", 0.0)
    return MapQuestion(
        across=across, up=up, before=(start[0], start[1]), tolerance=tolerance, **words
    )


def _epoch(section: LessonSection, words: Mapping[str, Template]) -> Question:
    answer, tolerance = section.needed_expression("answer"), section.number("tolerance", 0.0)
    return EpochQuestion(answer=answer, tolerance=tolerance, **words)


def _curve(section: LessonSection, words: Mapping[str, Template]) -> Question:
    of, epochs = section.text("of", needed=True), section.number("epochs", 10, whole=True)
    if not 1 <= epochs <= MOST_POINTS:
        section.wrong("epochs", f"allowed is a whole number from 1 to {MOST_POINTS}")
        epochs = 1
    points = tuple(
        (float(epoch), section.parsed("of", f"{of or '0 * loss'} at epoch {epoch}"))
        for epoch in range(int(epochs) + 1)
    )
    tolerance = section.number("tolerance", 0.2)
    return CurveQuestion(points=points, label=of, tolerance=tolerance, **words)


def _order(section: LessonSection, words: Mapping[str, Template]) -> Question:
    items = []
    for one in section.sections("items", at_least=2):
        items.append((one.template("text", needed=True), one.needed_expression("value")))
        one.finish()
    return OrderQuestion(items=tuple(items), **words)


def _free(section: LessonSection, words: Mapping[str, Template]) -> Question:
    return TextQuestion(answer=section.template("answer", needed=True), **words)


_QUESTIONS: Mapping[str, Callable[[LessonSection, Mapping[str, Template]], Question]] = {
    "choice": _choice,
    "number": _number,
    "map": _map,
    "epoch": _epoch,
    "curve": _curve,
    "order": _order,
    "text": _free,
}


def _joined(text: str) -> str:
    """A text with its lines joined, and one empty line between paragraphs."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def _names(runs: Mapping[str, Experiment]) -> str:
    return ", ".join(f'"{name}"' for name in runs)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    if isinstance(value, bool):
        text = text.lower()
    return text if len(text) <= 60 else f"{text[:57]}..."
