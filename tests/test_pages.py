"""The pages for those who carry the program on: what they name exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md")
FILE = re.compile(r"`((?:visualizer|tests|resources)(?:/[\w.]+)+|tests|visualizer|resources)`")
SHORT = re.compile(r"`(\w+\.(?:py|md|toml))`")
LINK = re.compile(r"\]\(([\w./]+)\)")
TARGET = re.compile(r"(?:^    |`)make (\w+)", re.MULTILINE)
CLASS = re.compile(r"`([A-Z][a-z]\w+)(?:\.(\w+))?`")


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = {*FILE.findall(text), *LINK.findall(text)}
    assert len(named) > 3
    assert not sorted(name for name in named if not (ROOT / name).exists())
    known = {path.name for path in ROOT.glob("visualizer/**/*.py")} | set(PAGES) | {"CHANGELOG.md"}
    assert not sorted(set(SHORT.findall(text)) - known)


@pytest.mark.parametrize("page", PAGES)
def test_targets_of_make_exist(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = TARGET.findall((ROOT / page).read_text(encoding="utf-8"))
    assert targets
    assert not [name for name in targets if not re.search(rf"^{name}:", makefile, re.MULTILINE)]


@pytest.mark.parametrize("page", PAGES)
def test_classes_that_are_named_exist(page: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("visualizer/**/*.py"))
    missing = []
    for name, member in CLASS.findall((ROOT / page).read_text(encoding="utf-8")):
        if not re.search(rf"^class {name}\b", code, re.MULTILINE):
            missing.append(name)
        elif member and not re.search(rf"^    def {member}\(", code, re.MULTILINE):
            missing.append(f"{name}.{member}")
    assert not missing
