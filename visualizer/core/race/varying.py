"""What entrants can differ in, and entrants made of what was chosen or typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from visualizer.core.changes import RATE
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.race.race import Entrant
from visualizer.core.race.starts import left_to_chance
from visualizer.core.rates import leading_rate
from visualizer.core.schedules import SCHEDULES
from visualizer.core.start import starting_point
from visualizer.core.words import among, meant

RULES, RATES, SCHEDULED, BATCHES, STARTS, SEEDS = (
    "rules",
    "rates",
    "schedules",
    "batches",
    "starts",
    "seeds",
)

VARYING: Mapping[str, str] = {
    RULES: "Rules",
    RATES: "Rates",
    SCHEDULED: "Schedules",
    BATCHES: "Batch sizes",
    STARTS: "Starts",
    SEEDS: "Seeds",
}
"""What can vary, and the words for it."""

FEWEST_ROWS = 4
"""Of fewer rows no batches are proposed."""

LONGEST_START = 6
"""Parameters of a start that is typed."""

EXAMPLES: Mapping[str, str] = {
    RULES: "sgd, momentum, adam",
    RATES: "0.01, 0.1, 1",
    SCHEDULED: "constant, cosine, step",
    BATCHES: "0, 8, 32",
    STARTS: "8 2, 3 -1",
    SEEDS: "0, 1, 2",
}
"""A list of each kind, as it is typed."""


def examples_of(experiment: Experiment, problem: Problem) -> dict[str, str]:
    """What can vary on a problem, each with a list to begin with.

    Rows come in batches only where there are some, seeds matter where something is left to
    chance, and starts are typed where they are short.
    """
    rate = leading_rate(experiment)
    found = {
        RULES: EXAMPLES[RULES],
        RATES: ", ".join(f"{rate * by:.12g}" for by in (0.1, 1, 10)),
        SCHEDULED: EXAMPLES[SCHEDULED],
    }
    if isinstance(problem, Model) and problem.rows >= FEWEST_ROWS:
        # Of few rows two of these are one.
        sizes = sorted({0, problem.rows // 4, max(1, problem.rows // 16)})
        found[BATCHES] = ", ".join(str(size) for size in sizes)
    own = starting_point(experiment.start, problem)
    if len(own) <= LONGEST_START:
        nearer = [own[0] / 2 if own[0] else 1.0, *own[1:]]
        found[STARTS] = ", ".join(
            " ".join(f"{value:g}" for value in start) for start in (own, nearer)
        )
    if left_to_chance(experiment, problem):
        first = experiment.training.seed
        found[SEEDS] = ", ".join(str(first + number) for number in range(3))
    return found


def entrants_of(
    kind: str, text: str, experiment: Experiment, rates: Sequence[float] = ()
) -> tuple[Entrant, ...]:
    """The entrants of a list, whose parts are separated by commas; a start has spaces between.

    Parameters
    ----------
    kind
        One of `VARYING`.
    rates
        Of each, where they were typed.

    Raises
    ------
    InputError
        When a part is not allowed, or there are not as many rates as entrants; its key is
        "entrants" or "rates".
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise InputError(
            f"nobody takes part; allowed is a list such as {EXAMPLES[kind]}", "entrants"
        )
    found = [_ENTRANTS[kind](part, experiment) for part in parts]
    if rates and len(rates) != len(found):
        raise InputError(f"{len(rates)} given for {len(found)}; each needs one", "rates")
    if rates:
        found = [
            Entrant(one.name, one.values, rate) for one, rate in zip(found, rates, strict=True)
        ]
    return tuple(found)


def _rule(word: str, experiment: Experiment) -> Entrant:
    kind = _known(word, {key: rule.label for key, rule in OPTIMIZERS.items()})
    return Entrant(OPTIMIZERS[kind].label, {"optimizer.kind": kind})


def _rate(word: str, experiment: Experiment) -> Entrant:
    rate = _number(word)
    return Entrant(f"rate {rate:g}", {RATE: rate})


def _schedule(word: str, experiment: Experiment) -> Entrant:
    kind = _known(word, {key: schedule.label for key, schedule in SCHEDULES.items()})
    return Entrant(SCHEDULES[kind].label, {"schedule.kind": kind})


def _batch(word: str, experiment: Experiment) -> Entrant:
    size = _whole(word)
    name = f"batches of {size}" if size else "all rows"
    return Entrant(name, {"training.batch_size": size})


def _start(words: str, experiment: Experiment) -> Entrant:
    values = tuple(_number(word) for word in words.split())
    return Entrant(f"start {', '.join(f'{one:g}' for one in values)}", {"start.parameters": values})


def _seed(word: str, experiment: Experiment) -> Entrant:
    seed = _whole(word)
    return Entrant(f"seed {seed}", {"training.seed": seed, "start.seed": seed})


_ENTRANTS: Mapping[str, Callable[[str, Experiment], Entrant]] = {
    RULES: _rule,
    RATES: _rate,
    SCHEDULED: _schedule,
    BATCHES: _batch,
    STARTS: _start,
    SEEDS: _seed,
}


def _known(word: str, labels: Mapping[str, str]) -> str:
    """The kind that a word means: its key, or its label in any case."""
    by_label = {label.lower(): kind for kind, label in labels.items()}
    kind = by_label.get(word.lower()) or among(word, labels)
    if kind not in labels:
        allowed = ", ".join(labels)
        raise InputError(
            f'"{word}" is not allowed; allowed are {allowed}{meant(word, labels)}', "entrants"
        )
    return kind


def _number(word: str) -> float:
    return float(_checked(float, word, "a number"))


def _whole(word: str) -> int:
    return int(_checked(int, word, "a whole number"))


def _checked(kind: type, word: str, allowed: str) -> Any:
    try:
        return kind(word)
    except ValueError:
        raise InputError(f'"{word}" is not allowed; allowed is {allowed}', "entrants") from None


def numbers_of(text: str) -> tuple[float, ...]:
    """Rates that were typed, separated by commas.

    Raises
    ------
    InputError
        When one of them is no number.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    try:
        return tuple(_number(part) for part in parts)
    except InputError as error:
        raise InputError(error.message, "rates") from None
