"""The kinds of verdict, as a table."""

import pytest

from visualizer.core.analysis.verdict_kinds import BAD, GOOD, KINDS, NEUTRAL, WARNING, Verdict


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_and_a_severity(kind):
    verdict = Verdict(kind, "A sentence.")

    assert verdict.label[0].isupper()
    assert verdict.severity in (GOOD, WARNING, BAD, NEUTRAL)


def test_no_two_kinds_have_the_same_words():
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)


def test_what_is_bad_is_not_called_good():
    assert KINDS["diverged"].severity == KINDS["diverging"].severity == BAD
    assert KINDS["converging"].severity == KINDS["minimum"].severity == GOOD


def test_an_unknown_kind_is_a_mistake():
    with pytest.raises(KeyError):
        _ = Verdict("dancing", "A sentence.").label
