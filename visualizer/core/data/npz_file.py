"""Reading NPZ files: inputs and targets as arrays, for instance the features of a network."""

import math
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import look
from visualizer.core.data.classes import MOST_CLASSES, whole_labels
from visualizer.core.data.csv_file import KEY
from visualizer.core.data.npz_layout import (
    LARGEST_NPZ,
    NAMES,
    TABLE,
    Archive,
    Member,
    SingleArray,
    members,
    open_archive,
)
from visualizer.core.data.table import Progress, Table, listed
from visualizer.core.errors import InputError
from visualizer.core.reading import opened, reason

# A megabyte is read within a few milliseconds.
_CHUNK = 1 << 20

SINGLE = ".npy"
"""How the name of a file with a single array ends."""

NOTHING: Mapping[str, str] = MappingProxyType({})

Values = NDArray[np.float64]


def read_npz(
    path: Path, progress: Progress | None = None, chosen: Mapping[str, str] = NOTHING
) -> Table:
    """The table of an NPZ file, or of an NPY file with a single array.

    ``inputs`` has the shape (N, D), or (N, height, width) or (N, height, width, channels)
    for images; ``targets`` (N,) or (N, T). A single column of text or of a whole-number
    type holds classes; so does one with ``class_names``. ``input_names`` and
    ``target_names`` are optional. Other usual names stand for the first two (`OTHER_NAMES`),
    or `chosen` has their names; other arrays are left out. A single array of shape (N, C)
    is a table whose last column is the target. `progress` is told the bytes read.

    Raises
    ------
    InputError
        With the key ``"problem.data"``: what is wrong, and with which array.
    Cancelled
        If `progress` raises it.
    """
    with _told(path), opened(path, "an NPZ file") as file:
        return _ArrayReader(_archive(file, path), path.name, progress, chosen).table()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors with the name of the file and the key that leads to it."""
    try:
        yield
    except InputError as error:
        if error.key:
            raise
        raise InputError(f"{path.name}: {error.message}", KEY) from None
    except MemoryError:
        raise InputError(f"{path.name} is too large for the memory", KEY) from None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise InputError(f"{path.name} is damaged", KEY) from None
    except OSError as error:
        raise InputError(f"{path}: {reason(error)}", KEY) from None


def columns_of_npz(path: Path, chosen: Mapping[str, str] = NOTHING) -> tuple[tuple[str, ...], bool]:
    """The names of all columns, the inputs first, and whether the target holds classes.

    Only headers and names are read.

    Raises
    ------
    InputError
        As `read_npz`, for what these show.
    """
    with _told(path), opened(path, "an NPZ file") as file:
        return _ArrayReader(_archive(file, path), path.name, None, chosen).columns()


def array_names(path: Path) -> tuple[str, ...]:
    """What the arrays of a file are called; () for a single one, and where there is no such file.

    Only the directory is read; whoever reads the arrays says what is wrong with it.
    """
    if path.suffix.lower() == SINGLE:
        return ()
    try:
        with opened(path, "an NPZ file") as file:
            infos = _archive(file, path).infolist()
    except (InputError, OSError):
        return ()
    return tuple(info.filename.removesuffix(".npy") for info in infos)


def unpacked_bytes(path: Path) -> int:
    """The bytes that all arrays of a file have; 0 where it is no NPZ file."""
    try:
        with opened(path, "an NPZ file") as file:
            return sum(info.file_size for info in _archive(file, path).infolist())
    except (InputError, OSError):
        return 0


def _archive(file: BinaryIO, path: Path) -> Archive:
    size = os.fstat(file.fileno()).st_size
    if path.suffix.lower() == SINGLE:
        return SingleArray(file, size)
    return open_archive(file, size)


def _are_classes(targets: Member) -> bool:
    single = math.prod(targets.shape[1:]) == 1
    return single and targets.dtype.kind in "biuU"


class _ArrayReader:
    """Reads the arrays of one archive, whose headers have been checked."""

    def __init__(
        self,
        archive: Archive,
        name: str,
        progress: Progress | None,
        chosen: Mapping[str, str],
    ) -> None:
        self._archive = archive
        self._name = name
        self._progress = progress
        self._members = members(archive, chosen)
        used = {member.name for member in self._members.values()}
        self._left_out = [
            name
            for info in archive.infolist()
            if (name := info.filename.removesuffix(".npy")) not in used
        ]
        self._done = 0
        self._total = sum(member.nbytes for member in self._members.values())

    def table(self) -> Table:
        """Both arrays side by side, or the one there is."""
        if TABLE in self._members:
            return self._single()
        try:
            return self._both()
        except InputError as error:
            raise self._named(error) from None

    def _named(self, error: InputError) -> InputError:
        """The error with the names that the arrays have in the file."""
        message = error.message
        for role in NAMES:
            if role in self._members:
                message = message.replace(f'"{role}"', f'"{self._members[role].name}"')
        return InputError(message, error.key)

    def _single(self) -> Table:
        array = self._members[TABLE]
        if len(array.shape) != 2 or array.shape[1] < 2 or array.dtype.kind == "U":
            raise InputError(
                f'"{array.name}" has the shape {array.shape}; a single array must hold numbers '
                "in rows of at least two, the last of which is the target"
            )
        values = np.empty(array.shape)
        self._fill(values, TABLE)
        return Table(_numbered("c", array.shape[1:]), values, self._name)

    def _both(self) -> Table:
        inputs, targets = self._members["inputs"], self._members["targets"]
        rows, width = inputs.shape[0], math.prod(inputs.shape[1:])
        outputs = math.prod(targets.shape[1:])
        if targets.shape[0] != rows:
            raise InputError(
                f'"inputs" has {rows:,} rows and "targets" {targets.shape[0]:,}; both need as many'
            )
        if len(targets.shape) > 2:
            raise InputError(f'"targets" has the shape {targets.shape}; allowed are (N,) or (N, T)')
        if inputs.dtype.kind == "U":
            raise InputError('"inputs" holds text; allowed are numbers')
        if 8 * rows * (width + outputs) > LARGEST_NPZ:
            raise InputError(
                f"the numbers take more than {LARGEST_NPZ >> 30} GB, the most that is allowed"
            )
        names = self._names(inputs.shape[1:], outputs)
        values = np.empty((rows, width + outputs))
        self._fill(values[:, :width], "inputs")
        classes = self._targets(values[:, width:], outputs)
        image = inputs.shape[1:] if len(inputs.shape) > 2 else ()
        known = {names[-1]: classes} if classes else {}
        notes = ("left out: " + listed(self._left_out),) if self._left_out else ()
        return Table(names, values, self._name, notes, known, image=image)

    def columns(self) -> tuple[tuple[str, ...], bool]:
        """The names of all columns, and whether the target holds classes."""
        if TABLE in self._members:
            return _numbered("c", self._members[TABLE].shape[1:]), False
        inputs, targets = self._members["inputs"], self._members["targets"]
        names = self._names(inputs.shape[1:], math.prod(targets.shape[1:]))
        return names, "class_names" in self._members or _are_classes(targets)

    def _names(self, shape: tuple[int, ...], outputs: int) -> tuple[str, ...]:
        """The names of all columns, the inputs first."""
        inputs = self._texts("input_names", math.prod(shape)) or _numbered("x", shape)
        single = "class" if _are_classes(self._members["targets"]) else "y"
        usual = (single,) if outputs == 1 else _numbered("y", (outputs,))
        targets = self._texts("target_names", outputs) or usual
        if set(inputs) & set(targets):
            (name, *_) = sorted(set(inputs) & set(targets))
            raise InputError(f'"{name}" is the name of an input and of a target')
        return (*inputs, *targets)

    def _texts(self, name: str, count: int = 0) -> tuple[str, ...]:
        """An array of names: all different, and `count` of them unless that is 0."""
        member = self._members.get(name)
        if member is None:
            return ()
        if member.dtype.kind != "U" or len(member.shape) != 1:
            raise InputError(f'"{name}" must be a list of texts')
        if count and member.shape[0] != count:
            raise InputError(f'"{name}" has {member.shape[0]:,} names; {count:,} are needed')
        if not count and member.shape[0] > MOST_CLASSES:
            raise InputError(f'"{name}" has more than {MOST_CLASSES:,} names')
        texts = tuple(" ".join(text.split()) for text in self._words(name))
        if "" in texts or len(set(texts)) < len(texts):
            raise InputError(f'the names in "{name}" must be different and not empty')
        return texts

    def _words(self, name: str) -> list[str]:
        member = self._members[name]
        data = b"".join(self._pieces(name))
        signs = np.frombuffer(data, member.dtype.byteorder + "u4")
        # Python's own conversion breaks down at numbers that are no sign.
        if np.any((signs > 0x10FFFF) | ((signs >= 0xD800) & (signs < 0xE000))):
            raise InputError(f'"{name}" holds signs that are no letters')
        words: list[str] = np.frombuffer(data, member.dtype).tolist()
        return words

    def _targets(self, values: Values, outputs: int) -> tuple[str, ...]:
        """Fill the targets (N, T) in; the names of the classes, () for numbers."""
        given = self._texts("class_names")
        if self._members["targets"].dtype.kind == "U":
            if outputs > 1:
                raise InputError('"targets" has several columns of text; allowed is one')
            words = [" ".join(word.split()) for word in self._words("targets")]
            given = given or tuple(sorted(set(words)))
            if len(given) > MOST_CLASSES:
                raise InputError(f'"targets" has more than {MOST_CLASSES:,} different classes')
            numbers = {word: float(number) for number, word in enumerate(given)}
            for row, word in enumerate(words):
                if word not in numbers:
                    raise InputError(f'"targets", row {row + 1}: "{word}" is not in "class_names"')
            values[:, 0] = [numbers[word] for word in words]
            return given
        self._fill(values, "targets")
        if given:
            _check_labels(values, given)
            return given
        labels = whole_labels(values[:, 0]) if _are_classes(self._members["targets"]) else None
        if labels is None:
            return ()
        values[:, 0], names = labels
        return names

    def _fill(self, values: Values, name: str) -> None:
        """Read an array into `values` (N, columns)."""
        member = self._members[name]
        columns = values.shape[1]
        # Columns lie behind one another: no row is whole before all was read.
        if member.fortran:
            data = np.frombuffer(b"".join(self._pieces(name)), member.dtype)
            values[:] = data.reshape(member.shape, order="F").reshape(values.shape)
            _check_finite(values, 0, name)
            return
        row_bytes = columns * member.dtype.itemsize
        rest, row = b"", 0
        for piece in self._pieces(name):
            # Pieces end anywhere, also in the middle of a number.
            rest += piece
            count = len(rest) // row_bytes
            part = np.frombuffer(rest[: count * row_bytes], member.dtype)
            # Converted to float64 piece by piece: the array of the file is never there as a whole.
            values[row : row + count] = part.reshape(count, columns)
            _check_finite(values[row : row + count], row, name)
            rest, row = rest[count * row_bytes :], row + count

    def _pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of an array, piece by piece, so that reading can be cancelled."""
        member = self._members[name]
        with self._archive.open(member.info) as file:
            file.read(member.offset)
            left = member.nbytes
            while left:
                look()
                piece = file.read(min(_CHUNK, left))
                # The header promised more than there is.
                if not piece:
                    raise EOFError
                left -= len(piece)
                self._done += len(piece)
                yield piece
                if self._progress is not None:
                    self._progress(self._done, self._total)


def _check_finite(values: FloatArray, first: int, name: str) -> None:
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        raise InputError(
            f'"{name}", row {first + row + 1}, column {column + 1}: '
            f"{values[row, column]} is not allowed; allowed are finite numbers"
        )


def _check_labels(values: Values, names: tuple[str, ...]) -> None:
    if values.shape[1] > 1:
        raise InputError('with "class_names" the targets must be one column of labels')
    good = (values >= 0) & (values < len(names)) & (values == np.rint(values))
    if not good.all():
        row = int(np.argmin(good[:, 0]))
        raise InputError(
            f'"targets", row {row + 1}: {values[row, 0]:g} is no label; '
            f"allowed are whole numbers from 0 to {len(names) - 1}"
        )


def _numbered(letter: str, shape: tuple[int, ...]) -> tuple[str, ...]:
    """x1, x2, ...; x1_1, x1_2, ... for the pixels of an image (row, column)."""
    places = np.indices(shape or (1,)).reshape(max(len(shape), 1), -1).T + 1
    return tuple(letter + "_".join(map(str, place)) for place in places.tolist())
