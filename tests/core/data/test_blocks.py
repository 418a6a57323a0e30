import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.core.data import blocks
from visualizer.core.data.blocks import Block, read_blocks
from visualizer.core.data.encoding import Encoding
from visualizer.core.errors import InputError

UTF8 = Encoding("utf-8")


def _blocks(data: bytes, size: int = 8, encoding: Encoding = UTF8) -> list[Block]:
    return list(read_blocks(io.BytesIO(data), encoding, size))


@given(
    st.lists(st.sampled_from(["", "1,2", "a", "12345678901234567890"])),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.integers(1, 20),
)
def test_blocks_are_whole_lines_in_order(
    lines: list[str], end: str, closed: bool, size: int
) -> None:
    text = end.join(lines) + (end if closed else "")
    found = _blocks(text.encode(), size)
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    joined = b"".join(block.data for block in found).decode()
    assert joined == expected + ("\n" if expected and not expected.endswith("\n") else "")
    line = 1
    for block in found:
        assert block.line == line
        assert block.data.endswith(b"\n")
        line += block.data.count(b"\n")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide_encodings_arrive_as_utf8(codec: str) -> None:
    text = "größe,y\r\n1,2\r\n"
    found = _blocks(text.encode(codec), 3, Encoding(codec))
    assert b"".join(block.data for block in found).decode() == "größe,y\n1,2\n"
    assert found[-1].done == len(text.encode(codec))


def test_a_line_end_in_quotes_does_not_end_a_block() -> None:
    found = _blocks(b'"a\nlong\nheader",y\n1,2\n', 4)
    assert found[0].data == b'"a\nlong\nheader",y\n'
    assert found[1] == Block(b"1,2\n", 4, 22)


def test_a_stray_quotation_mark_does_not_swallow_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "QUOTE_LIMIT", 64)
    found = _blocks(b'5",2\n' + b"1,2\n" * 200, 16)
    assert max(len(block.data) for block in found) < 100


def test_zero_bytes_are_refused_with_their_line() -> None:
    with pytest.raises(InputError, match="line 3: there are zero bytes"):
        _blocks(b"x\n1\n2\0\n")


def test_half_a_sign_is_refused() -> None:
    with pytest.raises(InputError, match=r"line 2.*UTF-16-LE"):
        _blocks("x\n1".encode("utf-16-le") + b"2", 100, Encoding("utf-16-le"))


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "LINE_LIMIT", 64)
    with pytest.raises(InputError, match=r"line 2: more than .* without a line end"):
        _blocks(b"x\n" + b"1" * 200)


def test_after_and_joined() -> None:
    block = Block(b"a\nb\n", 5, 4).joined(Block(b"c\n", 7, 6))
    assert block == Block(b"a\nb\nc\n", 5, 6)
    assert block.after(2) == Block(b"c\n", 7, 6)
