# ruff: noqa: E501
"""Small tables as people have them, and what each is: for the shell and for the window.

The files stand in `import`, the texts here. A refusal is told by words of its sentence and
the setting that reads the file all the same.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "import"


@dataclass(frozen=True)
class Case:
    """What becomes of a table: the inputs, the target, the first row, words that are said.

    With `refused`, words of the sentence without the setting `chosen` (key and value).
    """

    text: str | bytes
    inputs: tuple[str, ...] = ()
    target: str = ""
    first: tuple[float, ...] = ()
    said: str = ""
    refused: str = ""
    chosen: tuple[str, object] | None = None
    classes: tuple[str, ...] = ()
    rows: int = 0

    def write(self, folder: Path) -> Path:
        """The table as a file."""
        path = folder / "table.csv"
        path.write_bytes(self.text if isinstance(self.text, bytes) else self.text.encode())
        return path


def _stored(name: str, *values: object, **named: object) -> Case:
    return Case((FOLDER / name).read_bytes(), *values, **named)  # type: ignore[arg-type]


def _rows(line: str, count: int = 12) -> str:
    return "".join(line.format(k=k, n=k + 1, t=1000 + 250 * k) for k in range(count))


FILES: dict[str, Case] = {
    "thousands": _stored(
        "thousands_mixed.csv", ("rooms",), "price", (1, 950), '"1,250" is read as 1250'
    ),
    "years as names": _stored(
        "years.csv", ("1990",), "2000", (0, 1), "region (every cell is different)"
    ),
    "an unnamed index": _stored(
        "pandas_noname_index.csv", ("0", "1"), "2", (0, 20, 1), "c1 (numbers the rows)"
    ),
    "a header above words": _stored(
        "text_header.csv",
        ("colour=red",),
        "ok",
        (0, 0),
        "c1 (names of the rows)",
        classes=("no", "yes"),
    ),
    "none is a category": _stored(
        "none_category.csv", ("course=none", "hours"), "score", (0, 0, 70)
    ),
    "question marks": _stored(
        "q_missing.csv",
        ("power", "weight"),
        "mpg",
        (90, 2000, 33),
        "",
        '"?" stands for an empty cell; what becomes of those',
        ("missing", "drop"),
        rows=11,
    ),
    "dots": _stored(
        "dot_missing.csv",
        ("power", "weight"),
        "mpg",
        (90, 2000, 33),
        "",
        '"." stands for an empty cell; what becomes of those',
        ("missing", "drop"),
        rows=11,
    ),
    "blanks": _stored("space.txt", ("c1", "c2"), "c3", (0, 20, 1)),
    "a header behind a sign": _stored("savetxt_header.csv", ("a", "b"), "c", (0, 20, 1)),
    "comments": _stored("comments.csv", ("a", "b"), "c", (0, 1, 5)),
    "a preamble": _stored("preamble.csv", ("a", "b"), "c", (0, 1, 5), "first 3 lines are left out"),
    "a row of units": _stored(
        "units.csv", ("size", "rooms"), "price", (50, 1, 100), "units: m2, -, kEUR"
    ),
    "currency": _stored("currency.csv", ("size",), "price", (50, 1000), 'price (numbers with "$")'),
    "row names": _stored("rownames.csv", ("a",), "b", (0, 1), "c1 (names of the rows)"),
    "sorted classes": _stored(
        "sorted_binary.csv",
        ("a", "b"),
        "defect",
        (0.840188, 0.394383, 0),
        classes=("0", "1"),
        rows=500,
    ),
    "a date and a number": _stored(
        "datecol.csv", ("when",), "y", (0, 1), "when (days since 2024-01-01)"
    ),
}

SIBLINGS: dict[str, Case] = {
    "Excel of Germany": Case(
        b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe;Preis\r\n" + _rows("{k},5;1.{n:03},50\r\n").encode(),
        ("Größe",), "Preis", (0.5, 1001.5), '"1.001,50" is read as 1001,50',
    ),
    "UTF-16 of Excel": Case("x\ty\r\n".encode("utf-16") + _rows("{k}\t{n}\r\n").encode("utf-16-le"), ("x",), "y", (0, 1)),
    "a delimiter at the end of rows": Case("x,y\n" + _rows("{k},{n},\n"), ("x",), "y", (0, 1)),
    "a delimiter at the end of the header": Case("x,y,\n" + _rows("{k},{n}\n"), ("x",), "y", (0, 1)),
    "thousands with spaces": Case("x;y\n" + _rows("{k};1\u00a0{n:03}\n"), ("x",), "y", (0, 1001), "thousands:"),
    "thousands of Switzerland": Case("x,y\n" + _rows("{k},1'{n:03}.5\n"), ("x",), "y", (0, 1001.5), "thousands:"),
    "thousands of India": Case("x,y\n" + _rows('{k},"12,34,{n:03}"\n'), ("x",), "y", (0, 1234001), "thousands:"),
    "thousands or decimals": Case(
        "x;y\n" + _rows("{k};1,{n:03}\n"), ("x",), "y", (0, 1001), "",
        "may be", ("thousands", "comma"),
    ),
    "decimals or thousands": Case(
        "x;y\n" + _rows("{k};1.{n:03}\n"), ("x",), "y", (0, 1.001), "",
        "may be", ("decimal", "point"),
    ),
    "underscores": Case(
        "x,y\n" + _rows("{k},1_{n:03}\n"), ("x",), "y", (0, 1001), "", "data.thousands",
        ("thousands", "underscore"),
    ),
    "brackets": Case("x,y\n0,(5)\n" + _rows("{n},{k}\n"), ("x",), "y", (0, -5), "brackets"),
    "a minus behind": Case("x,y\n0,5-\n" + _rows("{n},{k}\n"), ("x",), "y", (0, -5), "minus behind"),
    "a true minus": Case("x,y\n0,\u22125\n" + _rows("{n},{k}\n"), ("x",), "y", (0, -5)),
    "true minuses in half of the rows": Case("x,y\n" + _rows("{k},\u2212{n}.5\n", 6) + _rows("{k},{n}.5\n", 6), ("x",), "y", (0, -1.5)),
    "true minuses without a header": Case(_rows("\u2212{n}.5,\u2212{t}\n"), ("c1",), "c2", (-1.5, -1000)),
    "printed apostrophes": Case("x,y\n" + _rows("{k},1\u2019{n:03}\n"), ("x",), "y", (0, 1001), "thousands:"),
    "percent beside plain": Case(
        "x,w,y\n" + _rows("{k},{n}%,{n}\n", 6) + _rows("{k},0.0{n},{n}\n", 6), ("x",), "y", (0, 1), "different units: %, none",
    ),
    "percent beside plain, again and again": Case(
        "x,w,y\n" + _rows("{k},10%,{n}\n", 6) + _rows("{k},0.1,{n}\n", 6), ("x",), "y", (0, 1), "different units: %, none",
    ),
    "ranks are classes": Case(
        "x,w,y\n" + _rows("{k},1st,{n}\n", 6) + _rows("{k},2nd,{n}\n", 6), ("x", "w=2nd"), "y", (0, 0, 1),
    ),
    "plus signs": Case("x,y\n" + _rows("+{k},-{n}\n"), ("x",), "y", (0, -1)),
    "exponents of Fortran": Case("x,y\n" + _rows("{k}.0D+00,{n}.5D-01\n"), ("x",), "y", (0, 0.15)),
    "percent": Case("x,y\n" + _rows("{k},{n} %\n"), ("x",), "y", (0, 1), 'numbers with "%"'),
    "euros": Case("x;y\n" + _rows("{k};1.{n:03},00 €\n"), ("x",), "y", (0, 1001), 'numbers with "€"'),
    "kilograms": Case("x,y\n" + _rows("{k},{n}kg\n"), ("x",), "y", (0, 1), 'numbers with "kg"'),
    "different units": Case(
        "x,w,y\n1,5 kg,1\n2,300 g,2\n3,4 kg,3\n4,1 g,5\n", ("x",), "y", (1, 1), "different units: g, kg"
    ),
    "codes": Case("zip,x,y\n" + _rows("0{n:04},{k},{n}\n"), ("x",), "y", (0, 1), "codes with leading zeros"),
    "long numbers": Case(
        "account,x,y\n" + _rows("1234567890123456{n:02},{k},{n}\n"), ("x",), "y", (0, 1), "more than 15 digits"
    ),
    "truth": Case(
        "ok,x,y\n" + _rows("TRUE,{k},{n}\n", 6) + _rows("FALSE,{k},{n}\n", 6), ("ok=TRUE", "x"), "y", (1, 0, 1)
    ),
    "words for no number": Case(
        "x,y\n" + _rows("{k},{n}\n") + "13,inf\n", ("x",), "y", (0, 1), "",
        "data.missing_words", ("missing_words", ["inf"]), rows=12,
    ),
    "a number for no number": Case(
        "x,y\n" + _rows("{k},{n}\n") + "13,-999\n", ("x",), "y", (0, 1), "", "", ("missing_words", ["-999"]),
        rows=12,
    ),
    "totals": Case(
        "x,y\n" + _rows("{k},{n}\n") + "Total,78\n", ("x",), "y", (0, 1), "",
        'set data.comment to "Total"', ("comment", "Total"),
    ),
    "days first": Case("d,y\n" + _rows("{n}/1/2024,{n}\n", 14), ("d",), "y", (0, 1), "days since 2024-01-01", rows=14),
    "days or months": Case(
        "d,y\n" + _rows("{n}/1/2024,{n}\n"), ("d",), "y", (0, 1), "", "data.date_order", ("date_order", "day")
    ),
    "dates and times": Case(
        "d,y\n" + _rows("2024-01-01 {k}:30,{n}\n"), ("d",), "y", (0, 1), "days since 2024-01-01 00:30:00"
    ),
    "names twice": Case("x,x,y\n" + _rows("{k},{n},{t}\n"), ("x", "x 2"), "y", (0, 1, 1000), '"x 2", as "x" is taken'),
    "names that count": Case("0,1\n" + _rows("{k}.5,{n}.25\n"), ("0",), "1", (0.5, 1.25)),
    "a title": Case("Sales of 2024\nx,y\n" + _rows("{k},{n}\n"), ("x",), "y", (0, 1), "the first line is left out"),
    "a title amid": Case(
        "made on, Monday\nby, me\nx,y\n" + _rows("{k},{n}\n"), ("x",), "y", (0, 1), "", "data.skip", ("skip", 2)
    ),
    "blank lines": Case("\n\nx,y\n\n" + _rows("{k},{n}\n\n"), ("x",), "y", (0, 1)),
    "percent comments": Case("% made by hand\nx,y\n" + _rows("{k},{n}\n"), ("x",), "y", (0, 1)),
    "blanks and words": Case("x   y\n" + _rows("{k}   {n}  \n"), ("x",), "y", (0, 1)),
}  # fmt: skip
