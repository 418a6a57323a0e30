import subprocess
import sys

import pytest

from visualizer.core.data.names import NAMES
from visualizer.core.data.sources import SOURCES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_leads_to_its_options(name: str) -> None:
    source, entry = SOURCES[name], NAMES[name]
    assert source.__name__ == entry.options
    assert source.__module__ == f"visualizer.core.data.{entry.module}"
    assert (source.kind, source.label) == (name, entry.label)


def test_labels_are_different() -> None:
    assert len({entry.label for entry in NAMES.values()}) == len(NAMES)


def test_only_what_is_used_is_imported() -> None:
    words = "import sys, visualizer.core as v; v.Experiment.from_dict({}); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, encoding="utf-8", check=True
    )
    imported = done.stdout.split()
    assert "visualizer.core.data.generators" in imported
    for module in ("curves", "shapes", "bundled", "csv_file", "npz_file", "preview"):
        assert f"visualizer.core.data.{module}" not in imported
