import pytest

from visualizer.cli.parser import Options
from visualizer.cli.training import chosen_experiment, settings, value_of
from visualizer.core.errors import InputError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.05", 0.05),
        ("1e-3", 1e-3),
        ("12", 12),
        ("true", True),
        ("[1, -2.5]", [1, -2.5]),
        ('["a", "b"]', ["a", "b"]),
        ("'quoted'", "quoted"),
        ("forward difference", "forward difference"),
        ("float32", "float32"),
        ("C:\\data\\new.csv", "C:\\data\\new.csv"),
        ("", ""),
        ("1\nother = 2", "1\nother = 2"),
        ("[" * 10_000, "[" * 10_000),
    ],
)
def test_values_are_toml_and_bare_words_are_texts(text, value):
    assert value_of(text) == value


def test_settings_are_keys_and_values():
    assert settings(["a.b=1", "c = x=y "]) == {"a.b": 1, "c": "x=y"}
    assert settings(["a=1", "a=2"]) == {"a": 2}
    for word in ("=1", ".a=1", "a.=1", "a..b=1"):
        with pytest.raises(InputError, match="allowed is KEY=VALUE"):
            settings([word])


def test_settings_replace_those_of_the_file():
    options = Options(file="sphere", set=["optimizer.learning_rate=0.5", "name=Half"])
    experiment = chosen_experiment(options)
    assert (experiment.name, experiment.optimizer.learning_rate) == ("Half", 0.5)
    assert chosen_experiment(Options(file="sphere")).name == "The sphere"
