"""What an NPZ file says that it holds, checked before anything is read or allocated.

An NPZ file is a zip archive of NPY files. `numpy.load` allocates what a header declares,
gives raw bytes for members that are no arrays, and lets the last of two equal names win;
so the archive's directory and the headers are read here first. Nothing is evaluated: a
header must match a pattern.
"""

import math
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, BinaryIO, Protocol

import numpy as np

from visualizer.core.errors import InputError

NAMES = ("inputs", "targets", "class_names", "input_names", "target_names")
"""What arrays are for; the first two must be there, or one array that holds a table."""

INPUTS, TARGETS = NAMES[:2]
TABLE = "table"
"""The only array of a file: rows of numbers, the last of which is the target."""

OTHER_NAMES = {
    INPUTS: ("x_train", "train_x", "x", "data", "features", "images", "arr_0"),
    TARGETS: ("y_train", "train_y", "y", "target", "labels", "label", "arr_1"),
}
"""Names that stand for the first two as well, in the order in which they are looked for."""

LARGEST_NPZ = 4 << 30
"""Bytes that all arrays of a file may take."""

# Generous for honest files, and small enough that a forged one costs no time.
_MOST_MEMBERS = 16
_MOST_DIRECTORY = 1 << 16
_MOST_HEADER = 4096
_MOST_AXES = 4
_LONGEST_TEXT = 4 * 1000
# Deflate makes at most 1032 bytes from one.
_MOST_RATIO = 1032

_END = struct.Struct("<4s4H2LH")
_MAGIC = b"\x93NUMPY"
_HEADER = re.compile(
    r"\{'descr': (?P<type>'[^']{1,40}'|\[.*\]), 'fortran_order': (?P<fortran>True|False), "
    r"'shape': \((?P<shape>(?:\d{1,12}, ?)*(?:\d{1,12})?)\), ?\} *\n?"
)
_NAME = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)
_TYPE = re.compile(r"'(?:\|b1|[<>|=]?[iu][1248]|[<>=]?f[248]|[<>=]?U\d{1,4})'")


@dataclass(frozen=True)
class Member:
    """An array of the archive: its type and shape, and how many bytes stand before it."""

    info: zipfile.ZipInfo
    name: str
    dtype: np.dtype
    shape: tuple[int, ...]
    fortran: bool
    offset: int

    @property
    def nbytes(self) -> int:
        """The size of the array in bytes."""
        return math.prod(self.shape) * self.dtype.itemsize


class Archive(Protocol):
    """What holds arrays: a zip archive, or a file with a single one."""

    def infolist(self) -> list[zipfile.ZipInfo]:
        """What each array is called, and its size."""

    def open(self, info: zipfile.ZipInfo) -> IO[bytes]:
        """The bytes of an array."""


class SingleArray:
    """An NPY file as an archive of one array."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._info = zipfile.ZipInfo("array.npy")
        self._info.file_size = self._info.compress_size = size

    def infolist(self) -> list[zipfile.ZipInfo]:
        """The one array."""
        return [self._info]

    def open(self, info: zipfile.ZipInfo) -> IO[bytes]:
        """The file anew from its beginning."""
        file = open(self._file.fileno(), "rb", closefd=False)  # noqa: SIM115
        file.seek(0)
        return file


def open_archive(file: BinaryIO, size: int) -> zipfile.ZipFile:
    """The archive in a file of `size` bytes, its directory checked first.

    Raises
    ------
    InputError
        Without the file's name: it is no zip archive as NumPy writes them.
    """
    # Where the directory of a zip archive ends, if it has no comment: NumPy writes none.
    file.seek(max(0, size - _END.size))
    tail = file.read()
    if len(tail) < _END.size or not tail.startswith(b"PK\x05\x06"):
        raise InputError("this is not an NPZ file as numpy.savez writes it")
    _, _, _, _, count, directory, place, comment = _END.unpack(tail)
    if count > _MOST_MEMBERS:
        raise InputError(f"{count} members are too many; allowed are the arrays {', '.join(NAMES)}")
    if comment or directory > _MOST_DIRECTORY or place > size:
        raise InputError("the directory of this archive is not as numpy.savez writes it")
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise InputError("the directory of this archive is damaged") from None


def members(archive: Archive, chosen: Mapping[str, str] | None = None) -> dict[str, Member]:
    """The arrays of an archive by what they are for, as their headers describe them.

    Parameters
    ----------
    chosen
        The names of the arrays of inputs and targets; others are looked for.

    Raises
    ------
    InputError
        Without the file's name: no arrays for inputs and targets, names twice; encrypted,
        damaged or forged members; types that are neither numbers nor text.
    """
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = info.filename.removesuffix(".npy")
        if not info.filename.endswith(".npy") or not _NAME.fullmatch(name):
            raise InputError(
                f'"{_shown(info.filename)}" is not allowed; '
                f"allowed are the arrays {', '.join(NAMES)}"
            )
        if name in infos:
            raise InputError(f'there are two arrays "{name}"; allowed is one')
        infos[name] = info
    total, found = 0, {}
    for role, name in _roles(list(infos), chosen or {}).items():
        info = infos[name]
        _check_member(info, name)
        total += info.file_size
        if total > LARGEST_NPZ:
            raise InputError(
                f"the arrays take more than {LARGEST_NPZ >> 30} GB, the most that is allowed"
            )
        found[role] = _member(archive, info, name)
    return found


def _roles(names: list[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """What the arrays are for, as far as they are needed."""
    found = {}
    for role in NAMES:
        wanted = chosen.get(role, "")
        if wanted and wanted not in names:
            raise InputError(
                f'there is no array "{wanted}"; there are {", ".join(names)}', f"data.{role}"
            )
        usual = (role, *OTHER_NAMES.get(role, ()))
        same = (name for known in usual for name in names if name.lower() == known)
        if name := wanted or next(same, ""):
            found[role] = name
    if len(names) == 1 and TARGETS not in found and names[0] != INPUTS:
        return {TABLE: names[0]}
    for role in NAMES[:2]:
        if role not in found:
            raise InputError(
                f'there is no array "{role}"; an NPZ file needs inputs and targets, or '
                f"data.inputs and data.targets name them (there are {', '.join(names)})"
            )
    return found


def _shown(name: str) -> str:
    return name if len(name) <= 40 and name.isprintable() else repr(name)[1:40] + "..."


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    """Refuse what the directory says that no honest archive says."""
    stored = info.compress_type == zipfile.ZIP_STORED
    possible = (
        info.file_size == info.compress_size
        if stored
        else info.compress_type == zipfile.ZIP_DEFLATED
        # More cannot be unpacked from so few bytes: the size was forged.
        and info.file_size <= _MOST_RATIO * (info.compress_size + 1)
    )
    # Bit 0 tells that a member is encrypted.
    if info.flag_bits & 1 or not possible:
        raise InputError(f'"{name}" is encrypted, damaged or packed in a way that is not supported')


def _member(archive: Archive, info: zipfile.ZipInfo, name: str) -> Member:
    try:
        with archive.open(info) as file:
            start = file.read(8)
            if not start.startswith(_MAGIC):
                raise InputError(f'"{name}" is not a NumPy array')
            if len(start) < 8 or start[6] not in (1, 2, 3):
                raise InputError(f'"{name}" is an array of an unknown version')
            width = 2 if start[6] == 1 else 4
            length = int.from_bytes(file.read(width), "little")
            if length > _MOST_HEADER:
                raise InputError(f'the header of "{name}" is too long to be honest')
            header = file.read(length)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise InputError(f'"{name}" is damaged') from None
    member = _described(header.decode("latin-1"), info, name, 8 + width + length)
    # Only now is it safe to allocate what the header declares.
    if member.offset + member.nbytes != info.file_size:
        raise InputError(
            f'"{name}" declares {member.nbytes:,} bytes, but there are '
            f"{max(0, info.file_size - member.offset):,}; the file is damaged or forged"
        )
    return member


def _described(header: str, info: zipfile.ZipInfo, name: str, offset: int) -> Member:
    found = _HEADER.fullmatch(header)
    if found is None:
        raise InputError(f'the header of "{name}" is not as numpy.savez writes it')
    if _TYPE.fullmatch(found["type"]) is None:
        objects = "O" in found["type"] or found["type"].startswith("[")
        held = "Python objects or records" if objects else f"the type {found['type']}"
        raise InputError(f'"{name}" holds {held}; allowed are arrays of numbers or of text')
    dtype = np.dtype(found["type"].strip("'"))
    if dtype.itemsize > _LONGEST_TEXT:
        raise InputError(f'"{name}" holds texts that are too long; allowed are 1000 letters')
    shape = tuple(int(axis) for axis in found["shape"].replace(",", " ").split())
    if not 0 < len(shape) <= _MOST_AXES or 0 in shape:
        raise InputError(
            f'"{name}" has the shape {shape}; allowed are 1 to {_MOST_AXES} axes, none empty'
        )
    return Member(info, name, dtype, shape, found["fortran"] == "True", offset)
