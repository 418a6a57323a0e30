"""Importing a file: guesses from its first rows, corrections, and the experiment they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from visualizer.core import settings
from visualizer.core.data.columns import CLASS, DATES, LEFT_OUT, NUMBER
from visualizer.core.data.layouts import TableLayout
from visualizer.core.data.options import CLASSES_HEAD
from visualizer.core.data.preview import TablePreview, preview_file
from visualizer.core.data.scaling import STANDARDISE
from visualizer.core.data.sources import CsvOptions, NpzOptions, source_for
from visualizer.core.data.table import DROP, MEAN
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sections import read_section

INPUT, TARGET, UNUSED = "input", "target", "unused"
ROLES = {INPUT: "Input", TARGET: "Target", UNUSED: "Left out"}

USUAL_RATE, USUAL_RATE_OF_CLASSES = 0.1, 0.5
EPOCHS = 100

REGRESSION = MappingProxyType({"output": "linear", "loss": "mse"})

NOTHING: Mapping[str, Any] = MappingProxyType({})

_FEW = 0.05
"""The share of rows that may be left out without a second thought."""
_TARGETS = ("target", "label", "class", "y")
_LAYOUT = ("encoding", *TableLayout._fields)


@dataclass(frozen=True)
class Import:
    """A file, what is chosen about it, and what its first rows then show."""

    path: Path
    options: CsvOptions | NpzOptions
    targets: tuple[str, ...]
    preview: TablePreview

    def roles(self) -> list[str]:
        """What each column of the preview is used for: a key of `ROLES`."""
        return [
            UNUSED
            if column.reading == LEFT_OUT
            else TARGET
            if column.name in self.targets
            else INPUT
            for column in self.preview.columns
        ]

    @property
    def classifies(self) -> bool:
        """Whether the target is a class."""
        return any(
            column.name in self.targets and column.reading == CLASS
            for column in self.preview.columns
        )

    def with_options(self, **values: Any) -> "Import":
        """Other options; another layout makes other columns, which are guessed anew.

        Raises
        ------
        InputError
            When the file cannot be read with them.
        """
        # What was said of columns is about columns that there may be no longer.
        if any(key in _LAYOUT for key in values):
            values |= {"numbers": (), "classes": (), "leave_out": ()}
            return guessed(self.path, replace(self.options, **values))
        return self._again(replace(self.options, **values), self.targets)

    def with_role(self, names: Sequence[str], role: str) -> "Import":
        """Columns are used for something else."""
        targets = [name for name in self.targets if name not in names]
        options = self.options
        if role == TARGET:
            targets = list(names)
        if isinstance(options, CsvOptions):
            options = self._read(options, names, role)
            if role == TARGET and len(names) == 1 and names[0] not in options.numbers:
                options = _listed(options, self._labels(names), CLASS)
        return self._again(options, tuple(targets))

    def _labels(self, names: Sequence[str]) -> list[str]:
        """Those of the columns that hold numbers which may be labels of classes."""
        columns = zip(self.preview.columns, self.preview.labels, strict=True)
        return [column.name for column, labels in columns if labels and column.name in names]

    def with_reading(self, names: Sequence[str], reading: str) -> "Import":
        """Columns are read as numbers or as classes."""
        options = self.options
        if not isinstance(options, CsvOptions):
            return self
        return self._again(_listed(options, names, reading), self.targets)

    def _read(self, options: CsvOptions, names: Sequence[str], role: str) -> CsvOptions:
        """The options under which columns are read, or are not."""
        wanted, columns = set(names), self.preview.columns
        if role == UNUSED:
            used = [c.name for c in columns if c.name in wanted and c.reading != LEFT_OUT]
            return _listed(options, used, LEFT_OUT)
        numbers: list[str] = []
        classes: list[str] = []
        for column, numeric in zip(columns, self.preview.numeric, strict=True):
            if column.name in wanted and column.reading == LEFT_OUT:
                numeric |= column.why == DATES
                (numbers if numeric else classes).append(column.name)
        return _listed(_listed(options, numbers, NUMBER), classes, CLASS)

    def _again(self, options: CsvOptions | NpzOptions, targets: tuple[str, ...]) -> "Import":
        preview = preview_file(self.path, options)
        kept = [column.name for column in preview.columns if column.reading != LEFT_OUT]
        targets = tuple(name for name in targets if name in kept) or tuple(kept[-1:])
        return Import(self.path, options, targets, preview)

    def values(self) -> dict[str, Any]:
        """What is chosen, as settings by key path; the model as it fits the target."""
        head = CLASSES_HEAD if self.classifies else REGRESSION
        problem = {"data": str(self.path), "targets": list(self.targets), "inputs": []}
        return {
            **{f"problem.{key}": value for key, value in {**problem, **head}.items()},
            # Also what is empty: it replaces what an experiment had before.
            **{
                f"data.{one.name}": list(value) if one.many else value
                for one in settings.declarations(type(self.options))
                if (value := getattr(self.options, one.name)) or one.name != "fingerprint"
            },
        }

    def experiment(self) -> Experiment:
        r"""A first experiment: a linear model, or softmax over one for classes.

        Inputs are standardised, so that their number D says which rates are safe: with a
        bias the Hessian of the mean squared error is 2 R beside a 2, R the correlations of
        the inputs, whose largest eigenvalue is at most D (a column of classes counts as
        two, however many these are): every rate below 1 / D converges. The Hessian of the
        cross-entropy is at most a quarter of that (Böhning 1992, doi:10.1007/BF00048682).
        """
        columns = zip(self.roles(), self.preview.columns, strict=True)
        inputs = sum(1 + (column.reading == CLASS) for role, column in columns if role == INPUT)
        safe, usual = 0.9 / max(inputs, 1), USUAL_RATE
        if self.classifies:
            safe, usual = 4 * safe, USUAL_RATE_OF_CLASSES
        # One digit, rounded: a rate that somebody would type.
        rate = usual if safe >= usual else float(f"{safe:.0e}")
        table: dict[str, Any] = {"problem": {"kind": "model"}, "data": {}}
        for path, value in self.values().items():
            section, _, key = path.partition(".")
            table[section][key] = value
        return Experiment.from_dict(
            {
                "name": self.path.stem,
                **table,
                "optimizer": {"learning_rate": rate},
                "training": {"epochs": EPOCHS},
            }
        )


def plain_options(path: str | Path) -> CsvOptions | NpzOptions:
    """The options of a file of which nothing is known yet: inputs are standardised."""
    section = CsvOptions if source_for(str(path)) is CsvOptions else NpzOptions
    return section(scaling=STANDARDISE)


def corrected_guess(path: str | Path, values: Mapping[str, Any]) -> Import:
    """The import of a file with settings by key path, which are known before the guesses.

    Raises
    ------
    InputError
        As `guessed`; with its key where a setting of the file is not allowed.
    """
    path = Path(path).resolve()
    section = source_for(str(path))
    given = {
        key.removeprefix("data."): value for key, value in values.items() if key.startswith("data.")
    }
    found = guessed(path, read_section(section, given, "data", scaling=STANDARDISE))
    targets = values.get("problem.targets")
    if isinstance(targets, list | tuple):
        names = [column.name for column in found.preview.columns]
        # Names that there are not are refused with a sentence by whoever reads the table.
        known = [name for name in targets if name in names]
        found = found.with_role(known, TARGET) if known else found
    return found


def first_guess(path: str | Path, chosen: Mapping[str, Any] = NOTHING) -> Import:
    """The import to begin a dialog with: empty cells are dealt with, which is shown there.

    Parameters
    ----------
    chosen
        Options by name that were chosen before a table could be made out.

    Raises
    ------
    InputError
        As `guessed`.
    """
    path = Path(path).resolve()
    found = guessed(path, replace(plain_options(path), **chosen))
    if not isinstance(found.options, CsvOptions) or "missing" in chosen:
        return found
    used = [role != UNUSED for role in found.roles()]
    empty = [count for count, use in zip(found.preview.empty, used, strict=True) if use]
    if any(empty):
        few = sum(empty) <= _FEW * found.preview.sampled
        found = replace(found, options=replace(found.options, missing=DROP if few else MEAN))
    return found


def guessed(path: Path, options: Any) -> Import:
    """The import of a file with these options; the target is guessed.

    Raises
    ------
    InputError
        When it cannot be opened or its first rows are no table.
    """
    preview = preview_file(path, options)
    kept = [column.name for column in preview.columns if column.reading != LEFT_OUT]
    named = [name for name in kept if name.lower() in _TARGETS]
    # A single column with a telling name is the target, else the last one, as is the custom.
    targets = tuple(named[:1] if len(named) == 1 else kept[-1:])
    found = Import(path, options, targets, preview)
    numbers = options.numbers if isinstance(options, CsvOptions) else ()
    labels = [name for name in found._labels(targets) if name not in numbers]
    return found.with_reading(labels, CLASS) if labels else found


def import_of(experiment: Experiment) -> Import:
    """The import that an experiment on a file came from, or could have come from.

    Raises
    ------
    InputError
        When the file cannot be read as the experiment says.
    """
    values: Mapping[str, Any] = experiment.to_dict()
    problem = values["problem"]
    options = experiment.data
    if not isinstance(options, CsvOptions | NpzOptions):
        raise InputError("only the data of a file have options", "problem.data")
    path = Path(problem["data"])
    targets = tuple(problem.get("targets", ()))
    found = Import(path, options, targets, preview_file(path, options))._again(options, targets)
    inputs = problem.get("inputs", ())
    names = [column.name for column in found.preview.columns]
    unused = [
        name
        for name, role in zip(names, found.roles(), strict=True)
        if role == INPUT and inputs and name not in inputs
    ]
    return found.with_role(unused, UNUSED) if unused else found


def _listed(options: CsvOptions, names: Sequence[str], reading: str) -> CsvOptions:
    """The options with columns in the list of a reading, and in no other."""
    moved = set(names)
    lists = {NUMBER: options.numbers, CLASS: options.classes, LEFT_OUT: options.leave_out}
    for kind, known in lists.items():
        others = tuple(one for one in known if one not in moved)
        lists[kind] = (*others, *names) if kind == reading else others
    return replace(options, numbers=lists[NUMBER], classes=lists[CLASS], leave_out=lists[LEFT_OUT])
