"""Which lines of a file belong to its table: comments and what comes before are blanked.

Blank lines stay in their places, so that errors count the lines of the file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from visualizer.core.data.blocks import Block

COMMENTS = ("#", "%", "//")
"""Signs that begin a comment where a file begins with one."""
NO_COMMENT = "none"

_BLANKS = re.compile(rb"[ \t]+")
_ENDS = re.compile(rb"^[ \t]+|[ \t]+$", re.MULTILINE)
_QUOTED_OR_BLANKS = re.compile(rb'("(?:[^"]|"")*")|[ \t]+')


@dataclass(frozen=True)
class Lines:
    """What is no part of the table.

    `skip` lines stand before it, lines that begin with `comment` ("" for none) anywhere in
    it. With `spaced` cells are separated by any number of blanks, which become a tab.
    """

    skip: int = 0
    comment: str = ""
    spaced: bool = False

    def of(self, block: Block) -> Block:
        """The block with everything else blanked."""
        data = block.data
        if block.line <= self.skip:
            data = _blanked(data, self.skip + 1 - block.line)
        if self.comment and self.comment.encode() in data:
            begin = re.escape(self.comment.encode())
            # Up to the line end, which stays: the lines of the file are counted.
            data = re.sub(rb"(?m)^[ \t]*" + begin + rb"[^\n]*", b"", data)
        return replace(block, data=_tabbed(data) if self.spaced else data)

    def of_text(self, text: str, first: int = 1) -> str:
        """The same for text."""
        return self.of(Block(text.encode(), first, 0)).data.decode()


def _blanked(data: bytes, count: int) -> bytes:
    lines = data.split(b"\n", count)
    return b"\n" * (len(lines) - 1) + lines[-1]


def _tabbed(data: bytes) -> bytes:
    data = _ENDS.sub(b"", data)
    if b'"' in data:
        return _QUOTED_OR_BLANKS.sub(lambda found: found[1] or b"\t", data)
    return _BLANKS.sub(b"\t", data)


def find_comment(lines: Sequence[str], chosen: str) -> str:
    """The sign that begins comments: where the first line begins with it, and not all do."""
    if chosen:
        return "" if chosen == NO_COMMENT else chosen
    filled = [line.lstrip() for line in lines if line.strip()]
    for sign in COMMENTS:
        starts = [line.startswith(sign) for line in filled]
        # A file whose every line begins with the sign is no file of comments alone: it is data.
        if starts and starts[0] and not all(starts):
            return sign
    return ""
