"""A text file as blocks of whole lines: small, so that other threads never wait long."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from visualizer.core.data.encoding import Encoding
from visualizer.core.errors import InputError

BLOCK_BYTES = 1 << 16
# What has no line end for so long is no text, and would be held in memory whole.
LINE_LIMIT = 1 << 24
# A cell in quotes may hold line ends; a stray quotation mark must not swallow the file.
QUOTE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Block:
    r"""Whole lines of a file.

    `data` ends with a newline, and has no other line end than ``\n``. It is UTF-8 where
    the file is in UTF-16 or UTF-32, else in the encoding of the file. `line` counts the
    first line from 1; `done` is how many bytes of the file have been read.
    """

    data: bytes
    line: int
    done: int

    def after(self, lines: int) -> "Block":
        """The block without its first lines."""
        start = 0
        for _ in range(lines):
            start = self.data.index(b"\n", start) + 1
        return Block(self.data[start:], self.line + lines, self.done)

    def joined(self, following: "Block") -> "Block":
        """This block and the one after it in one."""
        return Block(self.data + following.data, self.line, following.done)


def read_blocks(file: BinaryIO, encoding: Encoding, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """Cut a file, standing behind its byte-order mark, into blocks of whole lines.

    Raises
    ------
    InputError
        Without the file's name: zero bytes, undecodable bytes, a line without an end.
    """
    carry, line, done = b"", 1, encoding.mark
    for piece, read in _pieces(file, encoding, size):
        done += read
        # The rest of the last block goes in front: lines end anywhere.
        data = _with_newlines(carry + piece, last=not piece)
        if len(data) > LINE_LIMIT and b"\n" not in data:
            raise InputError(f"line {line}: more than {LINE_LIMIT >> 20} MB without a line end")
        cut = _cut(data) if piece else len(data)
        if cut:
            block = Block(data[:cut], line, done)
            _refuse_zeros(block)
            yield block
            line += block.data.count(b"\n")
        carry = data[cut:]


def _pieces(file: BinaryIO, encoding: Encoding, size: int) -> Iterator[tuple[bytes, int]]:
    """The file's bytes, UTF-8 if they were wide, with the count read; at the end an empty one."""
    decoder = codecs.getincrementaldecoder(encoding.codec)() if encoding.wide else None
    # Bytes read that have given no letter yet: half of one, at the end of a piece.
    line, pending = 1, 0
    while True:
        raw = file.read(size)
        piece = raw
        pending += len(raw)
        if decoder is not None:
            try:
                piece = decoder.decode(raw, final=not raw).encode("utf-8")
            except UnicodeDecodeError:
                raise InputError(
                    f"near line {line}: the bytes cannot be read as {encoding.codec.upper()}"
                ) from None
            line += piece.count(b"\n")
        if piece or not raw:
            yield piece, pending
            pending = 0
        if not raw:
            return


def _with_newlines(data: bytes, last: bool) -> bytes:
    r"""Turn ``\r\n`` and ``\r`` into ``\n``; close the last line of the file."""
    if b"\r" in data:
        # Half of a \r\n may be still to come.
        held = b"" if last or not data.endswith(b"\r") else b"\r"
        data = data[: len(data) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
    if last and data and not data.endswith(b"\n"):
        data += b"\n"
    return data


def _cut(data: bytes) -> int:
    """Where the last whole line ends, outside quotation marks."""
    cut = data.rfind(b"\n") + 1
    # An odd number of quotation marks: the cut would be within a quoted cell.
    if len(data) < QUOTE_LIMIT and data.count(b'"', 0, cut) % 2:
        return 0
    return cut


def _refuse_zeros(block: Block) -> None:
    place = block.data.find(b"\0")
    if place >= 0:
        line = block.line + block.data.count(b"\n", 0, place)
        raise InputError(f"line {line}: there are zero bytes, so this is not a text file")
