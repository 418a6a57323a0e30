from pathlib import Path

import numpy as np
import pytest

from visualizer.core.data.columns import Column
from visualizer.core.data.options import CsvOptions, NpzOptions
from visualizer.core.data.preview import MOST_ROWS, preview_file
from visualizer.core.errors import InputError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


def test_the_first_rows_as_they_will_be_used(path: Path) -> None:
    path.write_bytes("größe;tag;n\n1,50;05.01.2024;\n2,25;06.01.2024;7\n".encode("cp1252"))
    preview = preview_file(path, CsvOptions())
    assert preview.columns == (
        Column("größe", "number"),
        Column("tag", "", "dates or times"),
        Column("n", "number"),
    )
    assert preview.rows == (("1.5", "05.01.2024", ""), ("2.25", "06.01.2024", "7"))
    assert preview.empty == (0, 0, 1)
    assert (preview.sampled, preview.complete) == (2, True)
    assert dict(preview.layout) == {
        "delimiter": "semicolon",
        "decimal": "comma",
        "thousands": "none",
        "encoding": "CP1252",
        "header": "line 1",
        "unit_row": "none",
        "skip": "0",
        "comment": "none",
    }


def test_a_long_file_is_sampled(path: Path) -> None:
    path.write_text("1\t2\n" * 5000)
    preview = preview_file(path, CsvOptions())
    assert (preview.sampled, preview.complete, len(preview.rows)) == (200, False, MOST_ROWS)
    assert dict(preview.layout)["header"] == "none"
    assert dict(preview.layout)["delimiter"] == "tab"


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        ([0, 1] * 3, True),
        ([1, 2, 3] * 3, True),
        ([0, 2] * 5, False),
        ([0, 1], False),
        ([5] * 9, False),
        (list(range(21)) * 5, False),
        ([0.5, 1] * 5, False),
    ],
)
def test_numbers_that_may_be_labels(path: Path, cells: list[float], labels: bool) -> None:
    path.write_text("x,y\n" + "".join(f"0,{cell}\n" for cell in cells))
    assert preview_file(path, CsvOptions()).labels[1] is labels


@pytest.mark.parametrize("name", ["Class", "label"])
def test_a_file_may_be_sorted_by_its_classes(path: Path, name: str) -> None:
    for cells, labels in (([3] * 9, True), ([3.5] * 9, False)):
        path.write_text(f"x,{name}\n" + "".join(f"0,{cell}\n" for cell in cells))
        assert preview_file(path, CsvOptions()).labels[1] is labels


def test_arrays(tmp_path: Path) -> None:
    path = tmp_path / "t.npz"
    np.savez(path, inputs=[[0.5, 2], [1, 3], [4, 5]], targets=["no", "yes", "no"])
    preview = preview_file(path, NpzOptions())
    assert [column.reading for column in preview.columns] == ["number", "number", "class"]
    assert preview.rows == (("0.5", "2", "no"), ("1", "3", "yes"), ("4", "5", "no"))


def test_of_large_arrays_the_columns_are_known(tmp_path: Path) -> None:
    path = tmp_path / "t.npz"
    np.savez_compressed(path, inputs=np.zeros((1_000_000, 9)), targets=np.zeros(1_000_000, int))
    preview = preview_file(path, NpzOptions())
    assert [column.name for column in preview.columns] == [
        *(f"x{k}" for k in range(1, 10)),
        "class",
    ]
    assert preview.columns[-1].reading == "class"
    assert (preview.rows, preview.sampled, preview.complete) == ((), 0, False)


def test_what_is_no_table_is_refused(path: Path) -> None:
    for content in ("", "\x89PNG"):
        path.write_bytes(content.encode("latin-1"))
        with pytest.raises(InputError) as caught:
            preview_file(path, CsvOptions())
        assert caught.value.key == "problem.data"
        assert caught.value.message.startswith("t.csv is")
