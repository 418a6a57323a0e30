"""The sections of an experiment's table."""

import pytest

from visualizer.core.errors import InputError
from visualizer.core.gradients import GRADIENTS
from visualizer.core.optimizers import OPTIMIZERS, SGD
from visualizer.core.sections import SECTIONS, Training, pick, read_section, sections_of
from visualizer.core.settings import declarations


def test_every_section_is_there_and_a_copy() -> None:
    table = {"name": "A", "training": {"epochs": 3}}
    found = sections_of(table)
    assert tuple(found) == SECTIONS
    assert found["training"] == {"epochs": 3}
    found["training"]["epochs"] = 4
    assert table["training"] == {"epochs": 3}


def test_a_later_format_is_named_before_its_unknown_keys() -> None:
    with pytest.raises(InputError, match="later version") as caught:
        sections_of({"format": 2, "unknown": 1})
    assert caught.value.key == "format"


def test_errors_carry_the_section() -> None:
    with pytest.raises(InputError) as caught:
        read_section(Training, {"epochs": -1}, "training")
    assert caught.value.key == "training.epochs"


def test_a_kind_is_taken_out_of_its_section() -> None:
    section = {"kind": "sgd", "learning_rate": 0.5}
    assert pick(OPTIMIZERS, section, "optimizer.kind", "sgd") is SGD
    assert section == {"learning_rate": 0.5}
    assert pick(OPTIMIZERS, {}, "optimizer.kind", "sgd") is SGD
    assert read_section(SGD, {}, "optimizer", learning_rate=2.0) == SGD(2.0)


def test_training_offers_every_gradient() -> None:
    offered = {declared.name: declared.choices for declared in declarations(Training)}
    assert list(offered["gradient"] or ()) == list(GRADIENTS)
