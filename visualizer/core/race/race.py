"""The declaration of a race: who takes part, and by which protocol.

A learning rate means another thing to each rule, so the same rate for all is no fair race.
The usual protocol gives each entrant its own best rate, found with the same budget for each,
on other starts or seeds than those that race: a rate that is chosen on the very start that
races may be a lucky one, which nobody would find again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sections import read_section
from visualizer.core.settings import declarations, setting, to_dict

BEST, SAME, TYPED = "best", "same", "typed"
TARGET, LOWEST = "target", "lowest"
STEPS, EPOCHS, EVALUATIONS = "steps", "epochs", "evaluations"

FORMAT = 1
"""The format number of tables of races."""


@dataclass(frozen=True)
class Protocol:
    """How rates are chosen, and over which course the race goes.

    The coarse rates of each entrant lie evenly on a logarithmic scale from `low` to `high`,
    or over four decades of its own where these are 0; see `ranges`. Then come `rounds` finer
    grids around the best one so far. All counts are the same for each entrant.
    """

    rates: str = setting(
        BEST,
        label="Rates",
        help="How the learning rate of each entrant is chosen.",
        choices={
            BEST: "Each at its own best",
            SAME: "The same for all",
            TYPED: "As typed",
        },
    )
    epochs: int = setting(
        60,
        label="Budget",
        help="The horizon: each may train for so many epochs. The order can depend on it.",
        unit="epochs",
        minimum=1,
        maximum=1_000_000,
    )
    aim: str = setting(
        TARGET,
        label="Wins",
        help="What decides: who first comes to the target loss, or who ends lowest.",
        choices={TARGET: "first at the target", LOWEST: "lowest at the end"},
    )
    target: float = setting(
        1e-3, label="Target loss", help="Who has a loss of at most this has arrived."
    )
    stays: bool = setting(
        False,
        label="Only to stay",
        help="Who leaves the target again has not arrived before coming back for good.",
        folded=True,
    )
    measure: str = setting(
        STEPS,
        label="Counted in",
        help="What the way to the target is measured in.",
        choices={STEPS: "steps", EPOCHS: "epochs", EVALUATIONS: "evaluations of the loss"},
        folded=True,
    )
    starts: int = setting(
        5,
        label="Race from",
        unit="starts",
        help="So many starts, or seeds, race: the median counts, and the range is shown.",
        minimum=1,
        maximum=100,
    )
    choosing: int = setting(
        3,
        label="Choose on",
        unit="starts",
        help="The rates are chosen on so many other starts, or seeds, which do not race.",
        minimum=1,
        maximum=100,
    )
    spread: float = setting(
        0.05,
        label="Spread",
        help="How far from the start of a function others are drawn, as a share of the picture.",
        minimum=0,
        maximum=0.5,
        folded=True,
    )
    seed: int = setting(
        0,
        label="Seed of the draw",
        help="Decides which starts are drawn.",
        minimum=0,
        maximum=2**63 - 1,
        folded=True,
    )
    coarse: int = setting(
        15,
        label="Coarse rates",
        help="So many rates are tried first, evenly over the logarithm.",
        minimum=2,
        maximum=200,
        folded=True,
    )
    fine: int = setting(
        8,
        label="Finer rates",
        help="So many are tried in each round between the neighbours of the best so far.",
        minimum=0,
        maximum=200,
        folded=True,
    )
    rounds: int = setting(
        2,
        label="Rounds",
        help="So often the grid is made finer around the best.",
        minimum=0,
        maximum=10,
        folded=True,
    )
    low: float = setting(
        0.0,
        label="Lowest rate",
        help="Where the grid of all begins; 0 for a range of each rule's own.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )
    high: float = setting(
        0.0,
        label="Highest rate",
        help="Where the grid of all ends; 0 for a range of each rule's own.",
        minimum=0,
        maximum=1e6,
        folded=True,
    )

    @property
    def tried(self) -> int:
        """The rates that are tried for each entrant."""
        return self.coarse + self.fine * self.rounds if self.rates == BEST else 0


@dataclass(frozen=True)
class Entrant:
    """Who takes part: a name, and the settings by key path in which it differs from the rest.

    `rate` is the one that was typed for it; its settings may hold one, which is then not
    chosen either.
    """

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rate: float | None = None

    def __post_init__(self) -> None:
        # Files have lists where settings have tuples; frozen, so the way around.
        values = {
            key: tuple(one) if isinstance(one, list) else one for key, one in self.values.items()
        }
        object.__setattr__(self, "values", values)

    def table(self) -> dict[str, Any]:
        """Its plain table."""
        rate = {} if self.rate is None else {"rate": self.rate}
        values = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in self.values.items()
        }
        return {"name": self.name, "values": values, **rate}


@dataclass(frozen=True)
class Race:
    """Entrants that differ from one experiment in a few settings, and a protocol for all.

    Changes during the run and stops of the experiment do not take part: they would end or
    turn a run on its own account, and the horizon is the same for all.

    Raises
    ------
    InputError
        When nobody takes part, the settings of one are not allowed, or the limits of the
        grid do not fit each other.
    """

    experiment: Experiment
    entrants: tuple[Entrant, ...]
    protocol: Protocol = field(default_factory=Protocol)

    def __post_init__(self) -> None:
        if not self.entrants:
            raise InputError("nobody takes part; name at least one", "entrants")
        names = [one.name for one in self.entrants]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InputError(f'two are called "{twice}"; each needs a name of its own', "entrants")
        low, high = self.protocol.low, self.protocol.high
        if (low == 0) != (high == 0) or (low > 0 and low >= high):
            raise InputError(
                f"{high:g} is not allowed; both limits must be given, the higher one above {low:g}",
                "race.high",
            )
        for entrant in self.entrants:
            if self.protocol.rates == TYPED and entrant.rate is None:
                raise InputError(f"a rate for {entrant.name} is needed", "entrants")
            self.experiment.with_values(entrant.values)

    def to_table(self) -> dict[str, Any]:
        """The plain table of the race: `from_table` gives the same race back."""
        return {
            "format": FORMAT,
            "race": to_dict(self.protocol),
            "entrants": [one.table() for one in self.entrants],
            "experiment": self.experiment.to_dict(),
        }

    @staticmethod
    def from_table(table: Mapping[str, Any]) -> "Race":
        """The race of a plain table, as read from a file.

        Raises
        ------
        InputError
            For an unknown key, a wrong type, or a value outside its limits.
        """
        for key in table:
            if key not in ("format", "race", "entrants", "experiment"):
                raise InputError(
                    "unknown key; allowed are format, race, entrants, experiment", str(key)
                )
        if table.get("format", FORMAT) != FORMAT:
            raise InputError(f"{table['format']} is not allowed; allowed is {FORMAT}", "format")
        protocol, entrants = table.get("race", {}), table.get("entrants", [])
        if not isinstance(protocol, Mapping) or not isinstance(entrants, list | tuple):
            raise InputError("a table is needed, and a list of entrants", "race")
        return Race(
            Experiment.from_dict(table.get("experiment", {})),
            tuple(_entrant(one) for one in entrants),
            read_section(Protocol, protocol, "race"),
        )


_RATE = next(one for one in declarations(Protocol) if one.name == "high")


def _entrant(table: Any) -> Entrant:
    if not isinstance(table, Mapping) or not set(table) <= {"name", "values", "rate"}:
        raise InputError("each is a table with a name, values and perhaps a rate", "entrants")
    name, values, rate = table.get("name"), table.get("values", {}), table.get("rate")
    if not isinstance(name, str) or not isinstance(values, Mapping):
        raise InputError("a name and a table of values are needed", "entrants")
    return Entrant(name, dict(values), None if rate is None else _RATE.check(rate))
