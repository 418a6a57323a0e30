"""How a rate is chosen: fairly, and never by luck."""

import math
from collections.abc import Sequence

import pytest

from visualizer.core.race.choosing import RateChoice, TriedRate, Try, choose
from visualizer.core.race.race import LOWEST, TARGET, Protocol
from visualizer.core.race.together import Arrival

PROTOCOL = Protocol(coarse=9, fine=4, rounds=2)


def valley(best: float, lucky: float = 0.0, floor: float = 20.0) -> Try:
    """Rates that take more steps the further they are from the best; one is lucky."""

    def attempt(rates: Sequence[float]) -> list[TriedRate]:
        found = []
        for rate in rates:
            steps = floor + 40 * abs(math.log10(rate / best))
            if lucky and abs(math.log(rate / lucky)) < 1e-9:
                steps = 1.0
            arrival = Arrival(round(steps) if steps < 100 else -1, steps)
            found.append(TriedRate(rate, (arrival, arrival)))
        return found

    return attempt


def found(attempt: Try, aim: str = TARGET, low: float = 1e-4, high: float = 1.0) -> RateChoice:
    return choose(Protocol(aim=aim, coarse=9, fine=4, rounds=2), (low, high), attempt)


@pytest.mark.parametrize("aim", [TARGET, LOWEST])
@pytest.mark.parametrize("best", [0.0003, 0.01, 0.07])
def test_the_best_is_found_within_a_cell_of_the_finer_grid(aim: str, best: float) -> None:
    choice = found(valley(best), aim)
    beside = [choice.tried[choice.place - 1].rate, choice.tried[choice.place + 1].rate]
    assert beside[0] / 1.2 < best < beside[1] * 1.2
    assert beside[1] / beside[0] < 3
    assert len(choice.tried) == PROTOCOL.tried
    assert choice.remarks == ()


def test_a_lucky_rate_is_passed_over_and_told_of() -> None:
    choice = found(valley(0.01, lucky=0.003162))
    assert choice.rate == pytest.approx(0.01, rel=0.5)
    assert any("0.003162" in one and "lucky" in one for one in choice.remarks)


def test_of_rates_that_are_as_good_the_middle_one_is_taken() -> None:
    def attempt(rates: Sequence[float]) -> list[TriedRate]:
        return [
            TriedRate(rate, (Arrival(10 if 0.009 < rate < 1.1 else -1, 1.0),)) for rate in rates
        ]

    assert found(attempt).rate == pytest.approx(0.1, rel=0.3)


@pytest.mark.parametrize(("best", "word"), [(1e-9, "lowest"), (1e9, "highest")])
def test_the_edge_of_the_grid_is_told_of_and_the_finer_grids_go_beyond_it(
    best: float, word: str
) -> None:
    choice = found(valley(best), LOWEST)
    assert f"as good as the {word} rate tried" in choice.remarks[0]
    assert choice.tried[0].rate < 1e-4 or choice.tried[-1].rate > 1.0


def test_fewer_that_fail_count_more_than_faster_ones() -> None:
    def attempt(rates: Sequence[float]) -> list[TriedRate]:
        return [
            TriedRate(rate, (Arrival(5, 0.0), Arrival(-1, 1.0)))
            if rate < 0.01
            else TriedRate(rate, (Arrival(50, 0.0), Arrival(50, 0.0)))
            for rate in rates
        ]

    choice = found(attempt)
    assert choice.rate > 0.01
    assert choice.arriving[0] >= 0.01
