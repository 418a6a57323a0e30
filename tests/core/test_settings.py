"""Settings: what is declared decides what is accepted, said and written."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.texts import texts
from visualizer.core.data.sources import SOURCES, CsvOptions, NpzOptions
from visualizer.core.errors import InputError
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.schedules import SCHEDULES
from visualizer.core.sections import Training
from visualizer.core.settings import declarations, from_dict, setting, to_dict
from visualizer.core.start import Start


@dataclass(frozen=True)
class Sample:
    number: float = setting(0.5, label="A", help="A.", above=0, maximum=2)
    count: int = setting(3, label="B", help="B.", minimum=1, maximum=10)
    switch: bool = setting(True, label="C", help="C.")
    word: str = setting("one", label="D", help="D.", choices={"one": "One", "two": "Two"})
    text: str = setting("", label="E", help="E.", optional=True)
    sizes: tuple[int, ...] = setting((), label="F", help="F.", minimum=1, maximum=9)
    texts: tuple[str, ...] = setting((), label="G", help="G.", optional=True)
    internal: int = 5


SECTIONS = [
    *(ModelSettings, Start, Training, CsvOptions),
    *SOURCES.values(),
    NpzOptions,
    *OPTIMIZERS.values(),
    *SCHEDULES.values(),
    *FUNCTIONS.values(),
]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_declared_setting(section: type) -> None:
    for declared in declarations(section):
        assert declared.check(declared.default) == declared.default
        assert declared.label
        assert declared.help.endswith((".", "?"))
        assert declared.allowed().startswith("allowed ")
        assert not declared.choices or declared.default in declared.choices
        with pytest.raises(InputError) as caught:
            declared.check(object())
        assert caught.value.key == declared.name


@pytest.mark.parametrize("section", SECTIONS)
def test_defaults_survive_a_round_trip(section: type) -> None:
    made = from_dict(section, {})
    assert made == section()
    assert from_dict(section, to_dict(made)) == made


def test_declarations_leave_other_fields_out() -> None:
    names = [declared.name for declared in declarations(Sample)]
    assert names == ["number", "count", "switch", "word", "text", "sizes", "texts"]


def test_what_is_not_given_is_not_written() -> None:
    assert set(to_dict(Sample())) == {"number", "count", "switch", "word", "sizes"}
    assert to_dict(Sample(texts=("a",)))["texts"] == ["a"]


def test_presets_stand_behind_the_table() -> None:
    assert from_dict(Sample, {}, count=7, unknown=1).count == 7
    assert from_dict(Sample, {"count": 8}, count=7).count == 8


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"number": 0}, "number: 0 is not allowed; allowed is a number above 0 and at most 2"),
        ({"number": 3.5}, "number: 3.5 is not allowed"),
        ({"number": "1"}, 'number: "1" is not allowed'),
        ({"number": True}, "number: true is not allowed"),
        ({"number": float("nan")}, "number: nan is not allowed"),
        ({"number": float("inf")}, "number: inf is not allowed"),
        ({"number": 10**400}, "number: 1000000000"),
        ({"count": 1.5}, "count: 1.5 is not allowed; allowed is a whole number of at least 1"),
        ({"count": 10**9}, "count: 1000000000 is not allowed"),
        ({"count": 10**400}, "count: 1000000000"),
        ({"count": 16**5000}, "count: a number with thousands of digits is not allowed"),
        ({"count": float("inf")}, "count: inf is not allowed"),
        ({"count": None}, "count: None is not allowed"),
        ({"switch": 1}, "switch: 1 is not allowed; allowed is true or false"),
        ({"switch": "yes"}, 'switch: "yes" is not allowed'),
        ({"word": "three"}, 'word: "three" is not allowed; allowed are one, two'),
        ({"word": 3}, "word: 3 is not allowed; allowed are one, two"),
        ({"text": 3}, "text: 3 is not allowed; allowed is text"),
        ({"sizes": None}, "sizes: None is not allowed; allowed is a list of whole numbers"),
        ({"sizes": "3"}, 'sizes: "3" is not allowed; allowed is a list of whole numbers'),
        ({"sizes": [3, 10**9]}, "sizes: 1000000000 is not allowed; allowed is a list"),
        ({"sizes": [[3]]}, "sizes: [3] is not allowed"),
        ({"texts": 3}, "texts: 3 is not allowed; allowed is a list of texts"),
        ({"no": 1}, "no: unknown key; allowed here are number, count"),
        ({"internal": 1}, "internal: unknown key"),
        ({"word": "x" * 500}, "word: "),
    ],
)
def test_refused_values_say_what_is_allowed(table: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_dict(Sample, table)
    assert str(caught.value).startswith(message)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "value", [1, 1.0, np.float64(1), np.float32(1), np.int64(1), np.uint8(1), Fraction(1)]
)
def test_numbers_of_every_kind_become_python_numbers(value: object) -> None:
    made = from_dict(Sample, {"number": value, "count": value, "sizes": [value]})
    assert (type(made.number), type(made.count), type(made.sizes[0])) == (float, int, int)
    assert (made.number, made.count, made.sizes) == (1.0, 1, (1,))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "number": st.floats(min_value=0, exclude_min=True, max_value=2),
            "count": st.integers(1, 10),
            "switch": st.booleans(),
            "word": st.sampled_from(["one", "two"]),
            "text": texts(),
            "sizes": st.lists(st.integers(1, 9)),
            "texts": st.lists(texts()),
        },
    )
)
def test_round_trip(table: dict[str, object]) -> None:
    made = from_dict(Sample, table)
    assert from_dict(Sample, to_dict(made)) == made
    assert hash(made) == hash(from_dict(Sample, to_dict(made)))
    for key, value in table.items():
        found = getattr(made, key)
        assert (list(found) if isinstance(found, tuple) else found) == value
