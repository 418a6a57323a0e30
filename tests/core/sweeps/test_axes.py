"""What the words of an axis say, and what is said of wrong ones."""

import math

import numpy as np
import pytest

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sweeps.axes import list_axis, read_axis, value_text

LINE = Experiment()
SPHERE = Experiment.from_dict({"problem": {"function": "sphere"}})
RATE = "optimizer.learning_rate"

WORDS = [
    (f"{RATE}=0:1:5", (0.0, 0.25, 0.5, 0.75, 1.0)),
    (f"{RATE}=0.1:0.5:5", (0.1, 0.2, 0.3, 0.4, 0.5)),
    (f"{RATE}=1e-4:1:5:log", (0.0001, 0.001, 0.01, 0.1, 1.0)),
    ("training.batch_size=1:16:5:log", (1, 2, 4, 8, 16)),
    ("training.epochs = 10:30:3", (10, 20, 30)),
    ("optimizer.kind=sgd, momentum,adam", ("sgd", "momentum", "adam")),
    ("optimizer.learning-rate=0.1", (0.1,)),
    ("problem.hidden=[4],[8,8],[]", ((4,), (8, 8), ())),
    ("problem.bias=true,false", (True, False)),
    ("optimizer.beta1=0.8,0.9", (0.8, 0.9)),
    ('problem.data="a,b.csv",c:d.csv', ("a,b.csv", "c:d.csv")),
]


@pytest.mark.parametrize(("words", "values"), WORDS, ids=[words for words, _ in WORDS])
def test_words(words: str, values: tuple[object, ...]) -> None:
    axis = read_axis(words, LINE)
    assert axis.values == values
    assert [type(value) for value in axis.values] == [type(value) for value in values]


WRONG = [
    ("learning_rate", "allowed is KEY=LOW:HIGH:COUNT"),
    ("=1,2", "allowed is KEY=LOW:HIGH:COUNT"),
    (f"{RATE}=", "no values are given"),
    (f"{RATE}=0.1,,0.2", "a value is missing between two commas"),
    (f"{RATE}=0.1,", "a value is missing between two commas"),
    (f"{RATE}=0.1,0.2,0.1", "0.1 is given twice"),
    (f"{RATE}=0.1,fast", '"fast" is not allowed; allowed is a number'),
    (f"{RATE}=-1:1:3", "-1.0 is not allowed; allowed is a number of at least 0"),
    (f"{RATE}=0:1:5:log", "0 has no logarithm; both ends must be above 0"),
    (f"{RATE}=-1:1:5:log-random", "-1 has no logarithm"),
    (f"{RATE}=1:0.1:5", "1 is not below 0.1; the lower end stands first"),
    (f"{RATE}=1:1:5", "1 is not below 1"),
    (f"{RATE}=0:1", '"0:1" is not allowed; allowed is KEY=LOW:HIGH:COUNT'),
    (f"{RATE}=0:1:2:log:3:4", "allowed is KEY=LOW:HIGH:COUNT"),
    (f"{RATE}=0:1:1", '"1" is not allowed as the count'),
    (f"{RATE}=0:1:2.5", '"2.5" is not allowed as the count'),
    (f"{RATE}=0:1:1000000", "allowed is a whole number from 2 to 100,000"),
    (f"{RATE}=0:many:3", '"many" is not allowed as the end of a range'),
    (f"{RATE}=0:inf:3", '"inf" is not allowed as the end of a range'),
    (f"{RATE}=0:1:3:lgo", '"lgo" is not allowed; allowed are linear, log, random, log-random'),
    (f"{RATE}=1:2:3:log:4", "log has no seed"),
    (f"{RATE}=0:1:3:random:x", '"x" is not allowed as a seed'),
    ("training.epochs=1:10:3", "5.5 is not allowed; allowed is a whole number"),
    ("optimizer.kind=0:1:3", "it takes no numbers, so it has no range; list the values"),
    ("problem.hidden=1:8:8", "it takes no numbers, so it has no range"),
    ("training.gradient=0:1:3", "it takes no numbers, so it has no range"),
    ("optimiser.learning_rate=0.1", 'did you mean "optimizer"?'),
    ("name=a,b", "unknown key; allowed are settings of problem"),
    ("changes.step=1,2", "unknown key; allowed are settings of problem"),
    ("training=1,2", "unknown key; allowed are settings of problem"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=[words for words, _ in WRONG])
def test_wrong_words(words: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_axis(words, LINE)
    assert sentence in str(caught.value)


def test_a_function_has_no_data() -> None:
    with pytest.raises(InputError, match="a function has no data"):
        read_axis("data.n=1,2", SPHERE)


def test_a_list_needs_values() -> None:
    assert list_axis(RATE, (0.1, 0.2), LINE).values == (0.1, 0.2)
    with pytest.raises(InputError, match="no values"):
        list_axis(RATE, (), LINE)


def test_ends_of_ranges_are_the_very_numbers() -> None:
    low, high = 0.1234567890123456, 0.9876543210987654
    for scale in ("", ":log"):
        values = read_axis(f"{RATE}={low!r}:{high!r}:7{scale}", LINE).values
        assert (values[0], values[-1]) == (low, high)
        assert list(values) == sorted(values)


def test_samples_lie_between_the_ends_evenly() -> None:
    even = np.array(read_axis(f"{RATE}=1:9:4000:random", LINE).values)
    steep = np.log10(read_axis(f"{RATE}=1e-4:1:4000:log-random", LINE).values)
    for values, low, high in ((even, 1.0, 9.0), (steep, -4.0, 0.0)):
        assert values.min() >= low
        assert values.max() <= high
        # The mean of so many is off by the deviation, span / sqrt(12), divided by sqrt(4000).
        assert abs(values.mean() - (low + high) / 2) < 4 * (high - low) / math.sqrt(12 * 4000)


def test_samples_are_those_of_their_seed_and_setting() -> None:
    first = read_axis(f"{RATE}=0:1:5:random", LINE)
    assert read_axis(f"{RATE}=0:1:9:random:0", LINE).values[:5] == first.values
    assert read_axis(f"{RATE}=0:1:5:random:1", LINE).values != first.values
    assert read_axis("optimizer.momentum=0:0.9999:5:random", LINE).values != first.values


def test_samples_of_whole_numbers_are_whole_and_reach_both_ends() -> None:
    for scale in ("random", "log-random"):
        values = read_axis(f"training.epochs=1:4:200:{scale}", LINE).values
        assert {type(value) for value in values} == {int}
        assert set(values) == {1, 2, 3, 4}


def test_words_of_an_axis() -> None:
    assert read_axis(WORDS[2][0], LINE).words() == (
        f"5 values of {RATE} from 0.0001 to 1, evenly in the logarithm"
    )
    assert read_axis(WORDS[5][0], LINE).words() == "optimizer.kind sgd, momentum, adam"
    many = read_axis("problem.hidden=" + ",".join(f"[{n}]" for n in range(1, 12)), LINE)
    assert many.words() == "problem.hidden [1], [2], [3], [4], [5], [6], ..., [11]"


def test_values_as_they_stand_in_files() -> None:
    assert [value_text(one) for one in (0.1, 3, True, "x", (4, 8), ())] == [
        "0.1", "3", "true", "x", "[4, 8]", "[]",
    ]  # fmt: skip
