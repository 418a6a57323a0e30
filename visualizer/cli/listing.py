"""`visualizer list`: what there is to choose from, read from the registers."""

from collections.abc import Callable, Iterator

from visualizer.core.analysis.rate_finder import Finder
from visualizer.core.analysis.rate_proof import Proving
from visualizer.core.data.sources import SOURCES, CsvOptions, NpzOptions
from visualizer.core.kinds import FUNCTION, PROBLEM_KIND, RULE, SCHEDULE
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS, SOFTMAX, SOFTMAX_FORMULA
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.schedules import SCHEDULES
from visualizer.core.sections import Training
from visualizer.core.settings import Setting, declarations
from visualizer.core.start import Start
from visualizer.gui.plots.catalogue import FINDER, PICTURES
from visualizer.storage.lessons import lessons

Rows = list[tuple[str, ...]]


def aligned(rows: Rows) -> Iterator[str]:
    """The rows as lines, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _functions() -> Rows:
    return [(key, kind.label, kind.help) for key, kind in FUNCTIONS.items()]


def _formulas() -> Rows:
    from visualizer.core.problems.formula_operations import WORDS

    return [*WORDS.items()]


def _optimizers() -> Rows:
    return [(key, kind.label, kind.formula) for key, kind in OPTIMIZERS.items()]


def _schedules() -> Rows:
    return [(key, kind.label, kind.formula) for key, kind in SCHEDULES.items()]


def _data() -> Rows:
    rows = [(key, kind.label, kind.help) for key, kind in SOURCES.items()]
    files = (("PATH.csv", CsvOptions), ("PATH.npz", NpzOptions))
    return [*rows, *((path, kind.label, kind.help) for path, kind in files)]


def _losses() -> Rows:
    return [(key, entry.label, entry.formula) for key, entry in LOSSES.items()]


def _activations() -> Rows:
    rows = [(key, entry.label, entry.formula) for key, entry in ACTIVATIONS.items()]
    return [*rows, (SOFTMAX, OUTPUTS[SOFTMAX], SOFTMAX_FORMULA)]


def _lessons() -> Rows:
    return [(lesson.name, lesson.title) for lesson in lessons()]


def _plots() -> Rows:
    return [*PICTURES.items(), *FINDER.items()]


def _settings() -> Rows:
    """Every setting with its default; one that several kinds share is named once."""
    rows: dict[str, tuple[str, ...]] = {}
    for section, settings in _sections():
        for declared in settings:
            key = f"{section}.{declared.name}"
            allowed = f" ({' | '.join(declared.choices)})" if declared.choices else ""
            rows.setdefault(key, (key, _shown(declared.default), declared.help + allowed))
    return [*rows.values()]


def _sections() -> Iterator[tuple[str, tuple[Setting, ...]]]:
    yield "problem", (PROBLEM_KIND, FUNCTION)
    yield "optimizer", (RULE,)
    yield "schedule", (SCHEDULE,)
    from visualizer.core.problems.formula import Formula

    kinds: dict[str, tuple[type, ...]] = {
        "problem": (ModelSettings, *FUNCTIONS.values(), Formula),
        "data": (CsvOptions, NpzOptions, *SOURCES.values()),
        "start": (Start,),
        "optimizer": tuple(OPTIMIZERS.values()),
        "schedule": tuple(SCHEDULES.values()),
        "training": (Training,),
        "finder": (Finder,),
        "proof": (Proving,),
    }
    for section, found in kinds.items():
        for kind in found:
            yield section, declarations(kind)


def _shown(default: object) -> str:
    if default == "":
        return '""'
    if isinstance(default, tuple):
        return "[" + ", ".join(map(str, default)) + "]"
    return str(default).lower() if isinstance(default, bool) else str(default) or '""'


ROWS: dict[str, Callable[[], Rows]] = {
    "functions": _functions,
    "formulas": _formulas,
    "optimizers": _optimizers,
    "schedules": _schedules,
    "data": _data,
    "losses": _losses,
    "activations": _activations,
    "lessons": _lessons,
    "plots": _plots,
    "settings": _settings,
}
