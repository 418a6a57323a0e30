"""The hint that fits a wrong number."""

import pytest

from visualizer.core.lessons.hints import Distance, hint_for

# The first step of the line: from 0 with slope -45 at rate 0.1 to 4.5; the next from 4.5 to 1.5.
FIRST = (4.5, 0.01, 0.0, 0.1)
SECOND = (1.5, 0.01, 4.5, 0.1)
PLAIN = (20.0, 0.01, None, None)


@pytest.mark.parametrize(
    ("guess", "case", "kind"),
    [
        (4.54, FIRST, "close"),
        (-4.5, FIRST, "sign"),
        (45.0, FIRST, "rate"),
        (-45.0, FIRST, "rate"),
        (0.45, FIRST, "ten"),
        (0.045, FIRST, "ten"),
        (9.0, FIRST, "twice"),
        (2.25, FIRST, "half"),
        (0.0, FIRST, "still"),
        (6.0, FIRST, "large"),
        (3.0, FIRST, "small"),
        (-1.0, FIRST, "sign"),
        (7.5, SECOND, "sign"),
        (-3.0, SECOND, "change"),
        (4.5, SECOND, "still"),
        (-25.5, SECOND, "rate"),
        (3.0, SECOND, "half"),
        (-20.0, PLAIN, "sign"),
        (200.0, PLAIN, "ten"),
        (0.02, PLAIN, "ten"),
        (40.0, PLAIN, "twice"),
        (25.0, PLAIN, "large"),
        (15.0, PLAIN, "small"),
        (-3.0, PLAIN, "sign"),
    ],
)
def test_the_kind_of_a_mistake(guess, case, kind) -> None:
    answer, tolerance, before, rate = case
    found, sentence = hint_for(Distance(guess, answer, tolerance, before, rate))
    assert found == kind
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    # It does not give the answer away.
    assert f"{answer:g}" not in sentence


def test_an_answer_of_zero_has_hints_too() -> None:
    assert hint_for(Distance(3.0, 0.0, 0.01))[0] == "large"
    assert hint_for(Distance(3.0, 2.0, 0.01, 2.0))[0] == "large"
