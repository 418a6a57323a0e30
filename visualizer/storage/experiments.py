"""Experiment files, written by a library so that they are always valid TOML."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w

from visualizer.core.data.options import FileOptions, fingerprint_of
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment, is_file
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.storage.files import write_bytes


def experiment_text(experiment: Experiment, folder: Path | None = None) -> str:
    """The experiment as a file's text; a data path in it is given relative to `folder`."""
    table: dict[str, Any] = experiment.to_dict()
    data = table["problem"].get("data")
    if folder is not None and data is not None and is_file(data):
        table["problem"]["data"] = _relative(Path(data), folder)
    return tomli_w.dumps(table)


def save_experiment(
    experiment: Experiment, path: str | Path, fingerprint: str | None = None
) -> bytes:
    """Write an experiment file, whole or not at all; with the fingerprint of a data file.

    Of a data file that was read the fingerprint is known (`Model.fingerprint`); with None the
    file is read for it now, which may take a while.

    Returns what was written.

    Raises
    ------
    InputError
        When it cannot be written; what was at `path` is then as before.
    """
    text = experiment_text(_with_fingerprint(experiment, fingerprint), Path(path).resolve().parent)
    try:
        content = text.encode()
    except UnicodeEncodeError:
        raise InputError(
            "the name of the data file is not Unicode text, which experiment files are",
            "problem.data",
        ) from None
    write_bytes(path, content)
    return content


def _with_fingerprint(experiment: Experiment, fingerprint: str | None) -> Experiment:
    data, problem = experiment.data, experiment.problem
    if not isinstance(data, FileOptions) or not isinstance(problem, ModelSettings):
        return experiment
    if fingerprint is None:
        fingerprint = fingerprint_of(Path(problem.data))
    return replace(experiment, data=replace(data, fingerprint=fingerprint))


def _relative(data: Path, folder: Path) -> str:
    """`data` from `folder`, with forward slashes; absolute across drives."""
    try:
        return Path(os.path.relpath(data, folder)).as_posix()
    except ValueError:
        return data.as_posix()
