import codecs

import pytest

from visualizer.core.data.layouts import (
    AUTO,
    CLASSES,
    DECIMALS,
    DELIMITERS,
    ENCODINGS,
    NO_WISHES,
    Wishes,
)
from visualizer.core.data.options import CsvOptions
from visualizer.core.settings import declarations


def test_every_encoding_is_one_of_pythons() -> None:
    for name in ENCODINGS:
        assert name == AUTO or codecs.lookup(name)


def test_signs_are_single_and_different() -> None:
    signs = [*DELIMITERS.values(), *DECIMALS.values()]
    assert all(len(sign) == 1 for sign in signs)
    assert len(set(DELIMITERS.values())) == len(DELIMITERS)


@pytest.mark.parametrize(
    ("name", "choices"),
    [("delimiter", DELIMITERS), ("decimal", DECIMALS), ("encoding", ENCODINGS)],
)
def test_each_can_be_chosen_or_guessed(name: str, choices: dict[str, str]) -> None:
    (declared,) = (one for one in declarations(CsvOptions) if one.name == name)
    assert declared.choices is not None
    assert set(declared.choices) == {AUTO, *choices}
    assert declared.default == AUTO


def test_nothing_said_is_what_options_say_at_first() -> None:
    assert CsvOptions().wishes == NO_WISHES == Wishes(CLASSES, (), (), ())
