import pytest

from visualizer.cli.parser import Options
from visualizer.cli.training import chosen_experiment, settings
from visualizer.core.errors import InputError


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
