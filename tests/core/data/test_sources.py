import numpy as np
import pytest

from visualizer.core.data.sources import SOURCES, CsvOptions, DataOptions, NpzOptions, source_for
from visualizer.core.experiment import Experiment
from visualizer.core.settings import declarations, from_dict, to_dict
from visualizer.core.training import train


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_gives_a_table(name: str) -> None:
    table = SOURCES[name]().table(name)
    assert table.values.shape[1] == len(table.columns) == len(set(table.columns))
    assert len(table.values) > 1
    assert table.values.dtype == float
    assert not table.values.flags.writeable
    for column, names in table.classes.items():
        labels = table.values[:, table.columns.index(column)]
        assert set(labels) == set(range(len(names)))


@pytest.mark.parametrize("source", [*SOURCES.values(), CsvOptions, NpzOptions])
def test_every_source_declares_its_settings(source: type[DataOptions]) -> None:
    assert source.kind
    assert source.label
    assert source.help.endswith(".")
    names = [declared.name for declared in declarations(source)]
    assert names[0] == "scaling"
    assert all(declared.label and declared.help for declared in declarations(source))
    options = source()
    assert from_dict(source, to_dict(options)) == options
    assert hash(options) == hash(source())


def test_a_name_leads_to_its_source() -> None:
    generators = "line noisy-line sine polynomial two-moons circles spirals blobs xor"
    drawn = "drawn-classes drawn-points"
    bundled = "penguins seattle-weather iris breast-cancer digits"
    assert set(SOURCES) == {*generators.split(), *drawn.split(), *bundled.split()}
    assert all(source_for(name) is source for name, source in SOURCES.items())
    assert source_for("folder/line.csv") is CsvOptions
    assert source_for("folder/features.NPZ") is NpzOptions


@pytest.mark.parametrize("name", [name for name, source in SOURCES.items() if source.suggested])
def test_what_is_suggested_learns(name: str) -> None:
    experiment = Experiment.from_dict({"problem": {"data": name}})
    losses = train(experiment).column("loss")
    # No line parts the classes of these two.
    assert losses[-1] < (1 if name in ("xor", "circles") else 0.97) * losses[0]
    # At this rate the loss of a linear model never rises.
    assert (np.diff(losses) < 1e-9).all()
