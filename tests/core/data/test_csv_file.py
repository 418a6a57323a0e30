import csv
import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rights import ordinary_rights
from visualizer.core.data.csv_file import read_csv
from visualizer.core.data.options import CsvOptions
from visualizer.core.errors import Cancelled, InputError

XY = ("x", "y")
PAIR = [[1.5, -2.0], [3.0, 40.0]]

GOOD = {
    "commas": (b"x,y\n1.5,-2\n3,40\n", XY),
    "utf-8 mark": (b"\xef\xbb\xbfx,y\n1.5,-2\n3,40\n", XY),
    "utf-16 mark": ("x,y\n1.5,-2\n3,40\n".encode("utf-16"), XY),
    "utf-16 big endian": ("\ufeffx,y\n1.5,-2\n3,40\n".encode("utf-16-be"), XY),
    "utf-16 without mark": ("x\ty\n1.5\t-2\n3\t40\n".encode("utf-16-le"), XY),
    "latin-1": ("größe;y\n1,5;-2\n3;40\n".encode("latin-1"), ("größe", "y")),
    "utf-8 letters": ("größe;y\n1,5;-2\n3;40\n".encode(), ("größe", "y")),
    "crlf": (b"x,y\r\n1.5,-2\r\n3,40\r\n", XY),
    "cr": (b"x,y\r1.5,-2\r3,40\r", XY),
    "no end of the last line": (b"x,y\n1.5,-2\n3,40", XY),
    "blank lines": (b"\n\nx,y\n\n1.5,-2\n \n3,40\n\n\n\r\n", XY),
    "rows of delimiters": (b"x,y\n1.5,-2\n3,40\n,\n,\n", XY),
    "tabs": (b"x\ty\n1.5\t-2\n3\t40\n", XY),
    "tabs, decimal commas": (b"x\ty\n1,5\t-2\n3\t40\n", XY),
    "semicolons": (b"x;y\n1.5;-2\n3;40\n", XY),
    "semicolons, decimal commas": (b"x;y\r\n1,5;-2,0\r\n3,0;40,0\r\n", XY),
    "bars": (b"x|y\n1.5|-2\n3|40\n", XY),
    "quoted numbers and headers": (b'"x","y"\n"1.5","-2"\n"3","40"\n', XY),
    "quoted decimal commas": (b'"x","y"\n"1,5","-2"\n"3","40"\n', XY),
    "quoted header with delimiter": (b'"x, mm","say ""y"""\n1.5,-2\n3,40\n', ("x, mm", 'say "y"')),
    "spaces": (b" x , y \n 1.5 ,  -2\n3, 40 \n", XY),
    "no header": (b"1.5,-2\n3,40\n", ("c1", "c2")),
    "no header, decimal commas": (b"1,5;-2\n3,0;40\n", ("c1", "c2")),
    "exponents": (b"x,y\n15e-1,-2.\n+.3E1,4e+1\n", XY),
    "delimiter at each end": (b"x,y,\n1.5,-2,\n3,40,\n", XY),
    "separator line": (b"sep=;\r\nx;y\r\n1,5;-2\r\n3;40\r\n", XY),
    "column of words": (b"x,name,y\n1.5,ann,-2\n3,bob,40\n", XY),
}

BAD = {
    "empty": (b"", "t.csv is empty"),
    "only a mark": (b"\xef\xbb\xbf", "t.csv is empty"),
    "blank lines only": (b"\n\n \n", "line 1"),
    "header only": (b"x,y\n", "has a header (line 1) but no rows"),
    "header and blank lines": (b"\nx,y\n\n\n", "has a header (line 2) but no rows"),
    "short row": (b"x,y\n1,2\n3\n", "line 3: 1 cell, but the header (line 1) has 2"),
    "long row": (b"1,2\n3,4\n5,6,7\n", "line 3: 3 cells, but the first row has 2"),
    "text": (b"x,y\n1,2\n3,abc\n", 'line 3, column 2 (y): "abc" is not a number; allowed'),
    "text below blank lines": (b"x,y\r\n\r\n1,2\r\n\r\nabc,4\r\n", "line 5, column 1 (x)"),
    "text, no header": (b"1,2\n3,abc\n", "line 2, column 2 (c2)"),
    "text in the first row": (b"1,abc\n3,4\n", "line 1, column 2 (c2)"),
    "only text": (b"a,b\nc,d\ne,f\n", 'line 2, column 1 (a): "c" is not a number'),
    "nan": (b"x,y\n1,NaN\n", 'line 2, column 2 (y): "NaN" stands for an empty cell'),
    "inf": (b"x,y\n1,2\n-inf,2\n", 'line 3, column 1 (x): "-inf" is not allowed'),
    "too large": (b"x,y\n1,1e400\n", 'line 2, column 2 (y): "1e400" is too large'),
    "underscore": (b"x,y\n1,1_000\n", "for a sign between thousands set data.thousands"),
    "thousands or decimals": (
        b"x;y\n1;1,250\n",
        '"1,250" may be 1250 or 1.250: set data.thousands',
    ),
    "points for both": (b"x;y\n1;1.250\n", 'or data.decimal to "point" for 1.250'),
    "commas for both": (b'x,y\n1.5,"1,5"\n', 'for thousands data.thousands to "comma"'),
    "empty cell": (b"x,y\n1,2\n,4\n", "line 3, column 1 (x): the cell is empty"),
    "zero bytes": (b"x,y\n1,2\n\0\0\0,4\n", "line 3: there are zero bytes"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "t.csv is a PNG picture, not a CSV file"),
    "workbook": (b"PK\x03\x04\x14\0", "workbook"),
    "half a sign": (b"\xff\xfex\0\n\0001\0\n\0002", "cannot be read as UTF-16-LE"),
    "noise": (bytes(range(128, 256)) * 4, "no rows"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


@pytest.mark.parametrize("name", GOOD)
def test_files_as_people_have_them(name: str, path: Path) -> None:
    data, columns = GOOD[name]
    path.write_bytes(data)
    table = read_csv(path, CsvOptions())
    assert table.columns == columns
    assert table.values.tolist() == PAIR
    assert table.source == "t.csv"


@pytest.mark.parametrize("name", BAD)
def test_bad_files_get_one_sentence(name: str, path: Path) -> None:
    data, sentence = BAD[name]
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_csv(path, CsvOptions())
    assert caught.value.key in ("problem.data", "data.thousands")
    assert "t.csv" in caught.value.message or caught.value.key != "problem.data"
    assert sentence in caught.value.message
    assert "\n" not in caught.value.message


def _refusal(path: Path, layout: CsvOptions | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_csv(path, layout or CsvOptions())
    assert caught.value.key == "problem.data"
    return caught.value.message


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "none.csv: there is no such file" in _refusal(tmp_path / "none.csv")
    assert "is a folder; a CSV file is needed" in _refusal(tmp_path)
    assert "cannot be the name of a file" in _refusal(tmp_path / "a\0b")
    assert "t.csv" in _refusal(tmp_path / ("x" * 5000 + "t.csv"))
    os.mkfifo(tmp_path / "pipe.csv")
    assert "device or pipe" in _refusal(tmp_path / "pipe.csv")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "t.csv").write_text("1,2\n")
    monkeypatch.setattr(os, "open", refuse)
    assert "t.csv: no permission" in _refusal(tmp_path / "t.csv")


def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("1,2\n")
    path.chmod(0)
    with ordinary_rights():
        assert f"{path}: no permission to read this file" in _refusal(path)


def test_a_chosen_encoding_that_does_not_fit(path: Path) -> None:
    path.write_bytes("x,y\n1,2\nä,4\n".encode("latin-1"))
    message = _refusal(path, CsvOptions(encoding="utf-8"))
    assert "t.csv, line 3: the bytes cannot be read as UTF-8" in message


def test_one_column_and_a_constant_column(path: Path) -> None:
    path.write_text("x\n1\n2\n")
    assert read_csv(path, CsvOptions()).values.tolist() == [[1], [2]]
    path.write_text("x,one\n1,1\n2,1\n")
    assert read_csv(path, CsvOptions()).values.tolist() == [[1, 1], [2, 1]]


def test_a_wide_table(path: Path) -> None:
    values = np.random.default_rng(0).random((4, 12_000))
    path.write_text("\n".join(",".join(map(repr, row)) for row in values.tolist()))
    assert np.array_equal(read_csv(path, CsvOptions()).values, values)


def test_what_was_left_out_is_noted(path: Path) -> None:
    path.write_text("s,x,day,y\na,1,2024-01-05,2\nb,,2024-01-06,3\nc,NA,2024-01-07,4\n")
    table = read_csv(path, CsvOptions(missing="drop"))
    assert np.isnan(table.values).tolist() == [[0, 0], [1, 0], [1, 0]]
    assert table.notes == ("left out: s (every cell is different), day (dates or times)",)
    assert table.missing == "drop"
    chosen = read_csv(path, CsvOptions(missing="drop", leave_out=("s", "day")))
    assert (chosen.columns, chosen.notes) == (("x", "y"), ())


def test_words_are_classes_in_the_order_of_their_letters(path: Path) -> None:
    path.write_text("x,s\n1,pear\n2,Apple\n3,fig\n4,Apple\n")
    table = read_csv(path, CsvOptions())
    assert table.classes == {"s": ("Apple", "fig", "pear")}
    assert table.values[:, 1].tolist() == [2, 0, 1, 0]


def test_too_many_classes_are_refused(path: Path) -> None:
    path.write_text("x,s\n" + "".join(f"{row},{row % 1001}\n" for row in range(3000)))
    message = _refusal(path, CsvOptions(classes=("s",)))
    assert 't.csv, column "s": more than 1,000 different classes' in message


def test_a_wish_about_no_column_names_its_key(path: Path) -> None:
    path.write_text("x,y\n1,2\n")
    with pytest.raises(InputError) as caught:
        read_csv(path, CsvOptions(leave_out=("z",)))
    assert caught.value.key == "data.leave_out"
    assert caught.value.message == 'there is no column "z"; the columns are x, y'


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
DIALECTS = st.tuples(
    st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ".")]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.booleans(),
)


@settings(deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=40), DIALECTS)
def test_what_is_written_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[float, float, float]],
    dialect: tuple[tuple[str, str], str, str, bool, bool],
) -> None:
    (delimiter, decimal), encoding, end, header, quoted = dialect
    quote = '"' if quoted else ""
    lines = [["ä", "y", "z"]] if header else []
    # A dot or exponent in every number: whole numbers would leave the decimal sign open.
    lines += [[repr(number).replace(".", decimal) for number in row] for row in rows]
    text = end.join(delimiter.join(quote + cell + quote for cell in line) for line in lines)
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(text.encode(encoding))
    table = read_csv(path, CsvOptions())
    assert table.values.tobytes() == np.array(rows).tobytes()
    assert table.columns == (("ä", "y", "z") if header else ("c1", "c2", "c3"))


WORDS = st.sampled_from(["red", "dark blue", 'say "x"', "a,b", "größe", "x\ny", ""])


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.one_of(NUMBERS, st.none()), WORDS), min_size=1, max_size=250),
    st.sampled_from([",", ";", "\t"]),
)
def test_words_and_gaps_are_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[float | None, str]],
    delimiter: str,
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(["x", "s", "n"])
        writer.writerows(("" if x is None else repr(x), s, k) for k, (x, s) in enumerate(rows))
    options = CsvOptions(missing="drop", classes=("s",), numbers=("x", "n"))
    table = read_csv(path, options)
    expected = np.array([np.nan if x is None else x for x, _ in rows])
    assert table.values[:, 0].tobytes() == expected.tobytes()
    names = table.classes["s"]
    labels = table.values[:, 1]
    found = ["" if np.isnan(label) else names[int(label)] for label in labels]
    assert found == [" ".join(word.split()) for _, word in rows]
    assert (table.values[:, 2] == np.arange(len(rows))).all()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10^6 rows: x counts from 0, y is its half."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    with path.open("w") as file:
        file.write("x,y\n")
        file.writelines(f"{x},{x / 2}\n" for x in range(1_000_000))
    return path


def test_a_million_rows(large: Path) -> None:
    calls: list[tuple[int, int]] = []
    start = time.perf_counter()
    table = read_csv(large, CsvOptions(), progress=lambda done, total: calls.append((done, total)))
    assert time.perf_counter() - start < 10.0
    assert np.array_equal(table.values[:, 0], np.arange(1e6))
    assert np.array_equal(table.values[:, 1], np.arange(1e6) / 2)
    size = large.stat().st_size
    assert calls == sorted(calls)
    assert len(calls) > 100
    assert calls[-1] == (size, size)
    assert {total for _, total in calls} == {size}


def test_reading_can_be_cancelled(large: Path) -> None:
    calls = 0

    def progress(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_csv(large, CsvOptions(), progress=progress)
    assert calls == 3


def test_other_threads_keep_running(large: Path) -> None:
    """The median pause, not the longest: that depends on what else the machine does."""
    pauses, finished = [], threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not finished.wait(0.001):
            now = time.perf_counter()
            pauses.append(now - last)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        read_csv(large, CsvOptions())
    finally:
        finished.set()
        thread.join()
    assert len(pauses) > 20
    assert np.quantile(pauses, 0.9) < 0.05


def test_an_error_far_down_names_its_line(large: Path, path: Path) -> None:
    path.write_bytes(large.read_bytes() + b"oops,1\n")
    assert "t.csv, line 1000002, column 1 (x)" in _refusal(path)
