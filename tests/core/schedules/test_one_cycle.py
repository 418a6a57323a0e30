"""The one-cycle policy, phase by phase."""

import math

import pytest

from tests.core.schedules.test_decays import rates, refusal, same


def between(first: float, last: float, share: float, anneal: str) -> float:
    if anneal == "linear":
        return first * (1 - share) + last * share
    return first * math.cos(math.pi * share / 2) ** 2 + last * math.sin(math.pi * share / 2) ** 2


@pytest.mark.parametrize("anneal", ["cosine", "linear"])
@pytest.mark.parametrize("phases", [2, 3])
@pytest.mark.parametrize(("total", "fraction"), [(40, 0.3), (10, 0.25), (33, 0.4)])
def test_every_phase(anneal: str, phases: int, total: int, fraction: float) -> None:
    high, start_divisor, final_divisor = 0.8, 10.0, 50.0
    start = high / start_divisor
    end = start / final_divisor
    peak, valley, last = fraction * total - 1, 2 * fraction * total - 2, total - 1
    found = rates(
        "one_cycle",
        total + 5,
        maximum=high,
        total=total,
        fraction_up=fraction,
        anneal=anneal,
        phases=phases,
        start_divisor=start_divisor,
        final_divisor=final_divisor,
    )
    expected = []
    for time in range(total):
        if time <= peak:
            expected.append(between(start, high, time / peak, anneal))
        elif phases == 2:
            expected.append(between(high, end, (time - peak) / (last - peak), anneal))
        elif time <= valley:
            expected.append(between(high, start, (time - peak) / (valley - peak), anneal))
        else:
            expected.append(between(start, end, (time - valley) / (last - valley), anneal))
    assert found[:total] == same(expected)
    assert found[total - 1 :] == same([end] * 6)


def test_the_ends_of_the_phases_with_the_usual_divisors() -> None:
    found = rates("one_cycle", 60, maximum=0.5, total=50, fraction_up=0.3)
    assert found[0] == pytest.approx(0.5 / 25)
    assert found[14] == max(found) == 0.5
    assert found[49] == pytest.approx(0.5 / 25 / 1e4)
    three = rates("one_cycle", 60, maximum=0.5, total=50, fraction_up=0.3, phases=3)
    assert [three[0], three[14], three[28]] == pytest.approx([0.02, 0.5, 0.02])
    assert three[59] == pytest.approx(2e-6)


@pytest.mark.parametrize(
    ("total", "fraction", "phases"), [(10, 0.1, 2), (10, 1.0, 2), (3, 0.3, 2), (10, 0.6, 3)]
)
def test_phases_without_length_are_refused(total: int, fraction: float, phases: int) -> None:
    error = refusal(kind="one_cycle", total=total, fraction_up=fraction, phases=phases)
    assert error.key == "schedule.fraction_up"
    assert f"{fraction:g} of {total} leaves a phase without length" in error.message
