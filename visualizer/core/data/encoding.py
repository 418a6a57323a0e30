"""Which encoding the bytes of a text file are in, and which files are no text at all."""

import codecs
from dataclasses import dataclass

from visualizer.core.data.layouts import AUTO

_MARKS = (
    # The mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_OTHER_FORMATS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a workbook (Excel, LibreOffice) or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)


@dataclass(frozen=True)
class Encoding:
    """A codec, the length of the byte-order mark before the text, and whether it is a guess."""

    codec: str
    mark: int = 0
    guessed: bool = False

    @property
    def wide(self) -> bool:
        """Whether an ASCII sign takes more than one byte."""
        return self.codec.startswith(("utf-16", "utf-32"))


def other_format(head: bytes) -> str:
    """What a file that begins with these bytes is, if it is no text; "" for text."""
    for start, name in _OTHER_FORMATS:
        if head.startswith(start):
            return name
    # Two letters with which a text may begin, too.
    if head.startswith(b"BM") and b"\0" in head[:32]:
        return "a BMP picture"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "a WebP picture"
    return ""


def find_encoding(head: bytes, option: str) -> Encoding:
    """The encoding of a file that begins with `head`, unless `option` names it.

    A byte-order mark decides; then zero bytes in every second place tell UTF-16; then what
    is valid UTF-8 is UTF-8; the rest is Windows-1252, or Latin-1 where that has no sign.
    """
    for mark, codec in _MARKS:
        if head.startswith(mark) and option in (AUTO, codec, codec[:6]):
            return Encoding(codec, len(mark))
    if option == "utf-16":
        return Encoding(_wide_order(head) or "utf-16-le")
    if option != AUTO:
        return Encoding(option)
    order = _wide_order(head)
    if order:
        return Encoding(order, guessed=True)
    # UTF-8 first: text in another encoding is hardly ever valid UTF-8, while nearly anything is
    # valid Windows-1252.
    for codec in ("utf-8", "cp1252"):
        if _decodes(head, codec):
            return Encoding(codec, guessed=True)
    return Encoding("latin-1", guessed=True)


def decode(data: bytes, encoding: Encoding) -> str:
    """Decode whole lines of an encoding that is not wide.

    A guess was made from the beginning of the file only: where it fails, the next is taken.

    Raises
    ------
    UnicodeDecodeError
        If the encoding was chosen, and does not fit.
    """
    for codec in (encoding.codec, "cp1252") if encoding.guessed else ():
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1" if encoding.guessed else encoding.codec)


def _wide_order(head: bytes) -> str:
    """The byte order of UTF-16 without a mark, or "" if the bytes do not look like it."""
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    low, high = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    # Text of Latin letters has a zero in every second byte; 30 % may be other letters.
    if high > 0.7 * pairs and low == 0:
        return "utf-16-le"
    if low > 0.7 * pairs and high == 0:
        return "utf-16-be"
    return ""


def _decodes(data: bytes, codec: str) -> bool:
    try:
        # The last sign may be cut in two, which is no fault of the file.
        codecs.getincrementaldecoder(codec)().decode(data)
    except UnicodeDecodeError:
        return False
    return True
