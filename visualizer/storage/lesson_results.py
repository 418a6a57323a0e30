"""The results of a lesson as a small file, and whether one is as it was written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from visualizer.core.errors import InputError
from visualizer.core.lessons.score import LessonResults, StepResult
from visualizer.core.reading import read_settings
from visualizer.storage.files import write_bytes

FORMAT = 1


def save_results(path: str | Path, results: LessonResults) -> None:
    """Write results; InputError when that is not possible."""
    write_bytes(path, tomli_w.dumps(_table(results)).encode())


def load_results(path: Path) -> LessonResults:
    """Results that were saved.

    Raises
    ------
    InputError
        When the file holds none, or is not as it was written.
    """
    table = read_settings(path, "a file of results").table
    try:
        results = LessonResults(
            lesson=str(table["lesson"]),
            title=str(table["title"]),
            digest=str(table["lesson_sum"]),
            steps=tuple(_step(one) for one in table["steps"]),
            questions=tuple(int(one) for one in table["questions"]),
            date=str(table["date"]),
            version=str(table["version"]),
        )
        certificate = table["certificate"]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path.name}: holds no results of a lesson") from error
    if certificate != results.certificate:
        raise InputError(f"{path.name}: is not as it was written: {results.certificate}")
    return results


def _table(results: LessonResults) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "certificate": results.certificate,
        "lesson": results.lesson,
        "title": results.title,
        "lesson_sum": results.digest,
        "date": results.date,
        "version": results.version,
        "questions": list(results.questions),
        "steps": [_entry(one) for one in results.steps],
    }


def _entry(step: StepResult) -> dict[str, Any]:
    found = {"answer": step.given, "tries": step.tries, "right": step.right, "told": step.told}
    # TOML has no word for nothing.
    return {key: value for key, value in found.items() if value is not None}


def _step(table: Mapping[str, Any]) -> StepResult:
    return StepResult(
        table.get("answer"), int(table["tries"]), table.get("right"), bool(table["told"])
    )
