"""Rules that hold for the project as a whole."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import visualizer

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "visualizer"

# Split, as this file is searched, too.
UNWANTED = {
    "a package registry": "py" + r"pi\.org|python" + r"hosted|simple/" + "index",
    "a path of one machine": "/wo" + r"rk/|/ro" + r"ot/|/ho" + r"me/\w|/op" + "t/",
    "a number of an issue": r"(?i)\bissue" + r" #?\d",
    "unfinished work": r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}

# What the layers may import besides the standard library and the layers below.
ALLOWED = {
    "core": {"numpy", "threadpoolctl"},
    "storage": {"numpy", "tomli_w"},
    "app": {"numpy", "PySide6.QtCore", "distributed"},
}
LAYERS = ("core", "storage", "app", "gui")
LONGEST = 500  # lines; the aim is 300, tables may be longer


def modules(*layers: str) -> list[Path]:
    return sorted(file for layer in layers for file in (PACKAGE / layer).rglob("*.py"))


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("this is not a git checkout")
    files = (ROOT / name for name in listing.stdout.split("\0") if name)
    return [file for file in files if file.is_file()]


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("unwanted", UNWANTED)
def test_no_file_mentions(unwanted):
    pattern = re.compile(UNWANTED[unwanted])
    found = []
    for file in tracked_files():
        content = file.read_bytes()
        if b"\0" not in content:  # text
            lines = content.decode(errors="replace").splitlines()
            found += [
                f"{name(file)}: {line.strip()[:80]}" for line in lines if pattern.search(line)
            ]
    assert not found


def test_every_module_below_the_window_has_a_test():
    untested = []
    for file in modules("core", "storage", "app"):
        mirror = ROOT / "tests" / file.relative_to(PACKAGE)
        own = mirror.with_name(f"test_{file.name}")
        of_its_folder = mirror.parent.with_name(f"test_{mirror.parent.name}.py")
        if file.name != "__init__.py" and not own.exists() and not of_its_folder.exists():
            untested.append(name(file))
    assert not untested


def test_files_are_short():
    lengths = {name(file): len(file.read_text().splitlines()) for file in PACKAGE.rglob("*.py")}
    assert not {file: lines for file, lines in lengths.items() if lines > LONGEST}


@pytest.mark.parametrize("layer", ALLOWED)
def test_layer_imports_only_what_it_may(layer):
    below = {f"visualizer.{lower}" for lower in LAYERS[: LAYERS.index(layer) + 1]}
    below.add("visualizer.__version__")
    unwanted = {
        (name(file), imported)
        for file in modules(layer)
        for imported in imports(file)
        if imported.split(".")[0] not in sys.stdlib_module_names
        and not any(starts_with(imported, allowed) for allowed in ALLOWED[layer] | below)
    }
    assert not unwanted


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def starts_with(imported: str, allowed: str) -> bool:
    return imported == allowed or imported.startswith(f"{allowed}.")


@pytest.mark.parametrize("module", ["visualizer.cli", "visualizer.core", "visualizer.storage"])
def test_import_does_not_load_what_draws(module):
    code = f"import sys, {module}; print([n for n in sys.modules if n.startswith('PySide6.QtG')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_version_is_the_installed_one():
    assert importlib.metadata.version("gradient-descent-visualizer") == visualizer.__version__


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_file_holds_every_dependency_with_hashes(lock):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"]
    if "dev" in lock:
        wanted = wanted + project["dependency-groups"]["dev"]
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert {bare(text) for text in wanted} <= {bare(entry) for entry in entries}


def bare(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()
