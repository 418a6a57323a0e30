import os
from pathlib import Path

import numpy as np
import pytest

from visualizer.core.data.options import CsvOptions, fingerprint_of
from visualizer.core.data.table import Progress, Table
from visualizer.core.errors import InputError

# options -> the file, and what is read under them
CASES = [
    (CsvOptions(), b"x,y\n1,2\n", [[1, 2]]),
    (CsvOptions(delimiter="semicolon", decimal="comma"), b"1,5\n2,5\n", [[1.5], [2.5]]),
    (CsvOptions(header="yes"), b"2019,2020\n1,2\n", [[1, 2]]),
    (CsvOptions(encoding="utf-16"), "x,y\n1,2\n".encode("utf-16"), [[1, 2]]),
    (CsvOptions(numbers=("id",)), b"id,y\n1,2\n2,2\n3,2\n", [[1, 2], [2, 2], [3, 2]]),
    (CsvOptions(classes=("y",)), b"x,y\n1,7\n2,5\n", [[1, 1], [2, 0]]),
    (CsvOptions(leave_out=("y",)), b"x,y\n1,7\n2,5\n", [[1], [2]]),
    (CsvOptions(text="drop"), b"x,s\n1,a\n2,a\n", [[1], [2]]),
]


@pytest.mark.parametrize(("options", "data", "expected"), CASES)
def test_each_option_reaches_the_reader(
    tmp_path: Path, options: CsvOptions, data: bytes, expected: list[list[float]]
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    assert options.table(str(path)).values.tolist() == expected


def test_text_columns_can_be_an_error(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("s,x\na,1\nb,2\n")
    assert CsvOptions().table(str(path)).columns == ("x",)
    with pytest.raises(InputError, match='"a" is not a number'):
        CsvOptions(text="error").table(str(path))


@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_the_table_says_what_becomes_of_empty_cells(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,\n3,4\n")
    table = CsvOptions(missing=missing).table(str(path))
    assert np.isnan(table.values).tolist() == [[0, 1], [0, 0]]
    assert table.missing == missing


def test_the_version_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert CsvOptions().version(str(path)) == ()
    path.write_text("1,2\n")
    before = CsvOptions().version(str(path))
    assert before == CsvOptions().version(str(path)) != ()
    os.utime(path, (1, 1))
    assert CsvOptions().version(str(path)) != before


def test_a_file_that_has_changed_is_told_and_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,2\n")
    # As sha256sum prints it.
    options = CsvOptions(
        fingerprint="81bf9fa83c6f7f151bd491a98cd7d933de3965289e3ebd77c6c425f7eaa16392"
    )
    assert options.table(str(path)).notes == ()
    path.write_text("x,y\n1,3\n")
    table = options.table(str(path))
    assert table.values.tolist() == [[1, 3]]
    assert table.notes == ("t.csv has changed since the experiment was saved",)
    assert table.fingerprint == fingerprint_of(path) != options.fingerprint
    assert fingerprint_of(tmp_path / "none.csv") == ""


def test_a_file_that_changes_while_it_is_read_has_no_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,2\n")

    class Slow(CsvOptions):
        def read(self, path: Path, progress: Progress | None) -> Table:
            table = super().read(path, progress)
            path.write_text("x,y\n1,2\n3,4\n")
            return table

    assert Slow().table(str(path)).fingerprint == ""
    assert CsvOptions().table(str(path)).fingerprint == fingerprint_of(path)
