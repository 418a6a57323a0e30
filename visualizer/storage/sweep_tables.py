"""The table of a sweep as a CSV file that can be read at any moment, and gone on with."""

import csv
import io
import math
import time
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import tomli_w

from visualizer.core.errors import InputError
from visualizer.core.reading import reason
from visualizer.core.sections import MOST_LETTERS
from visualizer.core.sweeps.axes import value_text
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import SweepCell, SweepPlan
from visualizer.core.sweeps.results import CellResult
from visualizer.storage.experiments import experiment_text
from visualizer.storage.files import write_bytes

TABLE, DECLARATION = "sweep.csv", "sweep.toml"
"""The files of a sweep in its folder: its results, and what it was."""

SAVE_SECONDS = 0.5
"""Between two writings of the table, at least: what is lost when the process is killed."""

PATIENCE = 10.0
"""How many times as long as a writing takes is waited for the next one."""

COLUMNS = CellResult._fields
"""The columns behind the varied settings and the seed."""


class SweepTable:
    """The results of a sweep, in a folder.

    They may come in any order; the file has them in the order of the cells, whichever are
    known. It is always replaced whole (`visualizer.storage.files`): whoever kills the
    process leaves a table that lacks the results of the last moment. Beside it stands what
    the sweep is, with a digest, so that no other sweep is gone on with.

    Parameters
    ----------
    folder
        Where the files are; it is there.
    plan
        The sweep.
    resume
        Whether to take over the results of a table that is there already; else it is replaced,
        with the first `save`.

    Raises
    ------
    InputError
        When there is a table of another sweep, or the files cannot be read or written.
    """

    def __init__(self, folder: Path, plan: SweepPlan, resume: bool = False) -> None:
        self.path = folder / TABLE
        self._plan = plan
        self._declaration = folder / DECLARATION
        # The texts of the rows, in which nothing changes any more.
        self._rows: dict[int, str] = {}
        self.results: dict[int, CellResult] = {}
        self._next = 0.0
        self._begun = resume and self.path.exists()
        if self._begun:
            self._check_declaration()
            self._take_over()

    def add(self, place: int, result: CellResult) -> None:
        """Take the result of the cell at a place, and write the table if it is time to."""
        self.results[place] = result
        self._rows[place] = _line([*_head(self._plan.cells[place]), *_texts(result)])
        if time.monotonic() >= self._next:
            self.save()

    def save(self) -> None:
        """Write what is known; the first time what the sweep is, in the place of another one."""
        began = time.monotonic()
        if not self._begun:
            # First the old table goes: it must never stand beside another declaration.
            self._remove()
            text = _declaration_text(self._plan, self._declaration.parent)
            write_bytes(self._declaration, text.encode())
            self._begun = True
        heading = _line([*self._plan.keys, "seed", *COLUMNS])
        lines = [heading, *(self._rows[place] for place in sorted(self._rows))]
        write_bytes(self.path, "".join(lines).encode())
        now = time.monotonic()
        self._next = now + max(SAVE_SECONDS, PATIENCE * (now - began))

    def _remove(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be replaced ({reason(error)})") from None

    def _check_declaration(self) -> None:
        found = ""
        with suppress(OSError, ValueError):
            table = tomllib.loads(self._declaration.read_text(encoding="utf-8"))
            sweep = table.get("sweep")
            found = str(sweep.get("digest", "")) if isinstance(sweep, dict) else ""
        if not found:
            raise InputError(
                f"{self._declaration}: it does not say which sweep {TABLE} belongs to, so it "
                "cannot be resumed; leave --resume out to begin again"
            )
        if found != self._plan.digest:
            raise InputError(
                f"{self.path}: this is the table of another sweep (the experiment, its data, the "
                "varied settings or the seeds differ); leave --resume out to replace it, or "
                "choose another folder"
            )

    def _take_over(self) -> None:
        """Read the results of the table, in whatever order, and only whole rows."""
        places = {tuple(_head(cell)): place for place, cell in enumerate(self._plan.cells)}
        width = len(self._plan.keys) + 1
        try:
            text = self.path.read_bytes().decode()
            _, *rows = list(csv.reader(io.StringIO(text, newline="")))
            for row in rows:
                place = places[tuple(row[:width])]
                self.results[place] = _result(row[width:])
                self._rows[place] = _line(row)
        except OSError as error:
            raise InputError(f"{self.path}: {reason(error)}") from None
        except (ValueError, KeyError, csv.Error):
            raise InputError(
                f"{self.path}: it was changed and does not fit its sweep; leave --resume out to "
                "begin again"
            ) from None


def save_outcome(outcome: SweepOutcome, path: Path) -> None:
    """Write the results that are there so far as the table of a sweep, in a file of its own.

    Raises
    ------
    InputError
        When the file cannot be written; what was there is then as before.
    """
    lines = [_line([*outcome.plan.keys, "seed", *COLUMNS])]
    for cell, result in zip(outcome.plan.cells, outcome.results, strict=True):
        if result is not None:
            lines.append(_line([*_head(cell), *_texts(result)]))
    write_bytes(path, "".join(lines).encode())


def _declaration_text(plan: SweepPlan, folder: Path) -> str:
    over = [
        f"{axis.key} = {', '.join(value_text(value) for value in axis.values)}"
        for axis in plan.axes
    ]
    sweep = {"over": over, "seeds": plan.seeds, "runs": len(plan), "digest": plan.digest}
    experiment = tomllib.loads(experiment_text(plan.base, folder.resolve()))
    return tomli_w.dumps({"sweep": sweep, "experiment": experiment})


def _head(cell: SweepCell) -> list[str]:
    return [*(value_text(value) for value in cell.values), str(cell.seed)]


def _texts(result: CellResult) -> list[str]:
    return [
        "" if isinstance(value, float) and math.isnan(value) else value_text(value)
        for value in result
    ]


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


_KINDS: Mapping[str, type] = CellResult.__annotations__


def _result(cells: list[str]) -> CellResult:
    if len(cells) != len(COLUMNS):
        raise ValueError("a row is not whole")
    values = [
        math.nan if cell == "" else _KINDS[name](cell)
        for name, cell in zip(COLUMNS, cells, strict=True)
    ]
    return CellResult._make(values)


def save_best(outcome: SweepOutcome, folder: Path) -> list[Path]:
    """Write an experiment file for the best setting of each rule, from its first seed.

    How it was found stands above it.

    Raises
    ------
    InputError
        When one cannot be written.
    """
    written = []
    for kind, setting in outcome.best_of_rules.items():
        path = folder / f"best-{kind}.toml"
        cell = outcome.plan.cells[outcome.place_of(setting)]
        shown = outcome.plan.shown(cell.values).strip(" ()").removeprefix("with ")
        experiment = replace(cell.experiment, name=_named(outcome.plan.base.name, kind))
        found = f"{outcome.measure} {outcome.seen[setting]:.6g}"
        comment = [f"Best with {kind} of {outcome.protocol()}.", f"Found: {shown}; {found}."]
        lines = [f"# {_on_one_line(line)}\n" for line in comment]
        text = experiment_text(experiment, folder.resolve())
        write_bytes(path, ("".join(lines) + "\n" + text).encode())
        written.append(path)
    return written


def _named(name: str, kind: str) -> str:
    return f"{name}: best {kind}"[:MOST_LETTERS]


def _on_one_line(text: str) -> str:
    """Text for a comment, which ends with its line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
