"""Places, with ties, and the verdict in words."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core.race.race import LOWEST, TARGET, TYPED, Entrant, Protocol, Race
from visualizer.core.race.results import COLUMNS, Finish, Journey, RaceResult
from visualizer.core.race.running import NOWHERE
from visualizer.core.race.starts import Draw, Starts

NONE = math.inf


def result(
    ways: dict[str, Sequence[float]], losses: dict[str, Sequence[float]], aim: str = TARGET
) -> RaceResult:
    entrants = tuple(Entrant(name, rate=0.1) for name in ways)
    race = Race(line(), entrants, Protocol(rates=TYPED, aim=aim, epochs=300, target=0.5))
    finishes = []
    for one in entrants:
        found = [
            NOWHERE if math.isinf(steps) else Journey(steps, steps / 2, steps + 1, 0.01)
            for steps in ways[one.name]
        ]
        curve = np.zeros((1, len(found)))
        ends = tuple(losses.get(one.name, [0.1] * len(found)))
        finishes.append(
            Finish(one, line(), 0.1, None, tuple(found), ends, np.zeros(1), curve, curve, 2)
        )
    draws = tuple(Draw((float(number), 0.0)) for number in range(len(finishes[0].ways)))
    return RaceResult(race, Starts((), draws), tuple(finishes))


@pytest.mark.parametrize(
    ("ways", "places"),
    [
        ({"a": [79, 100, 114], "b": [67, 85, 110], "c": [279, 284, 294]}, (1, 1, 3)),
        ({"a": [10, 11, 12], "b": [13, 14, 15]}, (1, 2)),
        ({"a": [10, 11, 12], "b": [12, 14, 15]}, (1, 1)),
        ({"a": [10, NONE, 12], "b": [100, 101, 102]}, (2, 1)),
        ({"a": [10, NONE, 12], "b": [100, NONE, 102], "c": [NONE] * 3}, (1, 2, 3)),
        ({"a": [5], "b": [5], "c": [6]}, (1, 1, 3)),
    ],
)
def test_ranges_that_overlap_are_level(
    ways: dict[str, Sequence[float]], places: tuple[int, ...]
) -> None:
    assert result(ways, {}).places == places


def test_the_verdict_names_the_horizon_and_admits_a_tie() -> None:
    found = result({"A": [79, 100, 114], "B": [67, 85, 110], "C": [279, 284, 294]}, {})
    words = found.verdict()
    assert words.startswith("Within 300 epochs, B and A are level: 85 and 100 steps; their ranges")
    assert "overlap" in words
    assert words.endswith("C takes 284 steps.")


def test_the_verdict_names_the_winner_and_who_has_not_arrived() -> None:
    words = result({"A": [NONE] * 3, "B": [10, 11, 12], "C": [20, NONE, 40]}, {}).verdict()
    assert words == (
        "Within 300 epochs, B arrives first: 11 steps (10 to 12 over 3 starts). "
        "C takes 30 steps where it arrives, from 2 of 3 starts. A does not arrive."
    )


def test_where_nobody_arrives_the_loss_decides_and_that_is_said() -> None:
    losses = {"A": [3.0, 3.1], "B": [2.0, 2.5]}
    found = result({"A": [NONE] * 2, "B": [NONE] * 2}, losses)
    assert found.places == (2, 1)
    assert found.verdict() == (
        "Within 300 epochs none comes to 0.5; B ends lowest, with a loss of 2.25. A ends with 3.05."
    )


def test_the_lowest_loss_decides_where_that_is_the_aim() -> None:
    losses = {"A": [1.0, 2.0], "B": [2.0, 2.5], "C": [NONE, NONE]}
    found = result(dict.fromkeys(losses, [NONE] * 2), losses, LOWEST)
    assert found.places == (1, 1, 3)
    assert found.verdict().startswith("After 300 epochs, A and B are level: losses of 1.5, 2.25")
    assert found.verdict().endswith("C ends with no finite loss.")


def test_the_table_has_every_column_and_leaves_out_what_is_not_known() -> None:
    found = result({"A": [NONE] * 2, "B": [10, 12]}, {})
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in found.rows()]
    assert [row["name"] for row in rows] == ["B", "A"]
    assert (rows[0]["steps"], rows[0]["steps_low"], rows[0]["steps_high"]) == (11, 10, 12)
    assert (rows[0]["evaluations"], rows[0]["arrived"], rows[0]["starts"]) == (12, 2, 2)
    assert (rows[1]["steps"], rows[1]["arrived"]) == ("", 0)


def test_the_caption_states_what_was_not_looked_for() -> None:
    caption = result({"A": [10, 12]}, {}).caption()
    assert caption.startswith("Each races at the rate that was typed for it.")
    assert "300 epochs from 2 starts" in caption
    summary = result({"A": [10, 12]}, {}).summary()
    assert summary.startswith("Each at the rate typed for it; 2 starts race.")
