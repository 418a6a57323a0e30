import pytest

from visualizer.core.data.encoding import Encoding, decode, find_encoding, other_format

TEXT = "größe,y\n1,2\n3,4\n"


@pytest.mark.parametrize(
    ("head", "codec", "mark"),
    [
        (b"x,y\n1,2\n", "utf-8", 0),
        (TEXT.encode("utf-8"), "utf-8", 0),
        (TEXT.encode("utf-8-sig"), "utf-8", 3),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", 2),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", 2),
        (TEXT.encode("utf-16-le"), "utf-16-le", 0),
        (TEXT.encode("utf-16-be"), "utf-16-be", 0),
        (b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), "utf-32-le", 4),
        (TEXT.encode("cp1252"), "cp1252", 0),
        ("€;y\n".encode("cp1252"), "cp1252", 0),
        (b"\x81\x8d;y\n", "latin-1", 0),
        ("aé".encode()[:-1], "utf-8", 0),  # cut inside a sign
    ],
)
def test_guess(head: bytes, codec: str, mark: int) -> None:
    found = find_encoding(head, "auto")
    assert (found.codec, found.mark) == (codec, mark)


@pytest.mark.parametrize(
    ("head", "option", "codec", "mark"),
    [
        (TEXT.encode("utf-8"), "latin-1", "latin-1", 0),
        (TEXT.encode("cp1252"), "utf-8", "utf-8", 0),
        (TEXT.encode("utf-8-sig"), "utf-8", "utf-8", 3),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16", "utf-16-be", 2),
        (TEXT.encode("utf-16-be"), "utf-16", "utf-16-be", 0),
        (b"x,y\n", "utf-16", "utf-16-le", 0),
    ],
)
def test_the_users_choice_wins(head: bytes, option: str, codec: str, mark: int) -> None:
    assert find_encoding(head, option) == Encoding(codec, mark)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"BM\x36\0\0\0", "BMP"),
        (b"RIFF\0\0\0\0WEBP", "WebP"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "Excel"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_files_that_are_no_text_are_named(head: bytes, name: str) -> None:
    assert name in other_format(head)


def test_a_header_that_begins_like_a_bitmap_is_text() -> None:
    assert other_format(b"BMI,age\n21.5,30\n") == ""


def test_a_guess_that_fails_later_falls_back() -> None:
    assert decode("é".encode("cp1252"), Encoding("utf-8", guessed=True)) == "é"
    assert decode(b"\x81", Encoding("utf-8", guessed=True)) == "\x81"
    with pytest.raises(UnicodeDecodeError):
        decode(b"\xe9\n", Encoding("utf-8"))
