"""Tables as people have them: each is read rightly, or refused with the setting that reads it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cases.tables import FILES, SIBLINGS, Case
from visualizer.core.building import build
from visualizer.core.data.scaling import NONE
from visualizer.core.data.sources import CsvOptions
from visualizer.core.errors import InputError
from visualizer.core.importing import guessed
from visualizer.core.problems.model import Model

CASES = FILES | SIBLINGS


def _model(path: Path, options: CsvOptions) -> Model:
    problem = build(guessed(path, options).experiment())
    assert isinstance(problem, Model)
    return problem


def _options(case: Case) -> CsvOptions:
    options = CsvOptions(scaling=NONE, missing="error" if not case.rows else "drop")
    if case.chosen is None:
        return options
    key, value = case.chosen
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value}
    return replace(options, **values)


@pytest.mark.parametrize("name", CASES)
def test_it_is_read(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    path = case.write(tmp_path)
    options = _options(case)
    model = _model(path, options)
    assert model.input_names == case.inputs
    assert model.training.target_names == (case.target,)
    assert model.training.class_names == case.classes
    first = [*model.training.inputs[0].tolist(), *np.atleast_1d(model.training.targets[0]).tolist()]
    assert first == pytest.approx(case.first, abs=1e-9)
    assert case.said in " ".join(model.notes)
    if case.rows:
        assert len(model.inputs) == case.rows
    # What the preview shows is what is used.
    preview = guessed(path, options).preview
    used = [
        float(cell)
        for cell, column in zip(preview.rows[0], preview.columns, strict=True)
        if column.reading == "number" and cell
    ]
    assert set(used) <= set(map(float, first)) | {round(value, 12) for value in first}


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.refused])
def test_a_refusal_names_the_setting(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    with pytest.raises(InputError) as caught:
        _model(case.write(tmp_path), CsvOptions())
    sentence = f"{caught.value.key} {caught.value.message}"
    assert case.refused in sentence
    assert case.chosen is not None
    assert f"data.{case.chosen[0]}" in sentence
