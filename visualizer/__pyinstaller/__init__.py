"""What a packager has to know: PyInstaller asks by the entry point `pyinstaller40`.

Data sources, plots, bodies of docks and commands are imported by their names, when they are
wanted. A packager follows import statements and would leave them out; so it is given every
module of this package, found by its files: nothing is listed twice, and nothing is imported.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
DISTRIBUTION = "gradient-descent-visualizer"


def get_hook_dirs() -> list[str]:
    """Where the hooks are."""
    return [str(Path(__file__).parent)]


def modules() -> list[str]:
    """The names of all modules of the package, but for these hooks."""
    own = Path(__file__).parent
    files = sorted(path for path in PACKAGE.rglob("*.py") if own not in path.parents)
    return [".".join(_parts(path.relative_to(PACKAGE.parent))) for path in files]


def _parts(path: Path) -> tuple[str, ...]:
    parts = path.with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def data() -> list[tuple[str, str]]:
    """The folder of resources, and where the program looks for it."""
    from visualizer.core.resources import resource

    return [(str(resource()), "visualizer/resources")]
