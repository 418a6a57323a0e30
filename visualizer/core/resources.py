"""Where the files that are not Python lie: icons, fonts, data sets, lessons, help pages."""

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    """The folder `resources`: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file or folder below `resources`.

    Raises
    ------
    FileNotFoundError
        If there is none: the installation is damaged.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"the installation lacks {path}")
    return path
