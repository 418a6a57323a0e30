"""Hostile, damaged and mistaken files: each is refused with a sentence, and cheaply."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.core.data.archives import header, npy, packed, refusal
from visualizer.core.data.npz_file import read_npz, unpacked_bytes
from visualizer.core.data.npz_layout import NAMES
from visualizer.core.errors import InputError

X = np.arange(12.0).reshape(4, 3)
Y = np.array([0.5, 1.5, 2.5, 3.5])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.npz"


PAIR = [("inputs.npy", npy(X)), ("targets.npy", npy(Y))]

# name -> members, the sentence
HOSTILE: dict[str, tuple[list[tuple[str, bytes]], str]] = {
    "objects": (
        [("inputs.npy", header("(4,)", "'|O'") + b"\x80\x04" * 16), PAIR[1]],
        '"inputs" holds Python objects or records; allowed are arrays of numbers or of text',
    ),
    "records": (
        [("inputs.npy", npy(np.zeros(4, [("a", "f8"), ("b", "O")]))[:200]), PAIR[1]],
        '"inputs" holds Python objects or records',
    ),
    "a forged shape": (
        [("inputs.npy", header("(9999999999,)") + b"\0" * 64), PAIR[1]],
        '"inputs" declares 79,999,999,992 bytes, but there are 64',
    ),
    "a forged shape of many axes": (
        [("inputs.npy", header("(99999, 99999, 99999, 99999)") + b"\0" * 64), PAIR[1]],
        '"inputs" declares',
    ),
    "more data than the header says": (
        [("inputs.npy", npy(X) + b"\0"), PAIR[1]],
        '"inputs" declares 96 bytes, but there are 97',
    ),
    "code in a header": (
        [("inputs.npy", header("(__import__('os').getpid(),)")), PAIR[1]],
        'the header of "inputs" is not as numpy.savez writes it',
    ),
    "a deep header": (
        [("inputs.npy", header("(" * 500 + ")" * 500)), PAIR[1]],
        'the header of "inputs" is not as numpy.savez writes it',
    ),
    "a long header": (
        [("inputs.npy", header("(" + "1, " * 20_000 + ")")), PAIR[1]],
        'the header of "inputs" is too long to be honest',
    ),
    "raw bytes": ([("inputs", b"cos\nsystem\n"), PAIR[1]], '"inputs" is not allowed; allowed are'),
    "raw bytes with the name of an array": (
        [("inputs.npy", b"cos\nsystem\n(S'true'\ntR."), PAIR[1]],
        '"inputs" is not a NumPy array',
    ),
    "a path": ([("../inputs.npy", npy(X)), *PAIR], '"../inputs.npy" is not allowed'),
    "other names": (
        [("a.npy", npy(X)), ("b.npy", npy(Y))],
        'there is no array "inputs"; an NPZ file needs inputs and targets, or data.inputs and '
        "data.targets name them (there are a, b)",
    ),
    "its own name in errors": (
        [("X.npy", npy(X)), ("y_train.npy", npy(Y[:3]))],
        '"X" has 4 rows and "y_train" 3; both need as many',
    ),
    "equal names": ([*PAIR, PAIR[0]], 'there are two arrays "inputs"; allowed is one'),
    "no targets": (PAIR[:1], 'there is no array "targets"; an NPZ file needs inputs and targets'),
    "many members": ([(f"{i}.npy", npy(Y)) for i in range(17)], "17 members are too many"),
    "a pickled array": (
        [("inputs.npy", npy(np.array([{}, []], object))), PAIR[1]],
        '"inputs" holds Python objects',
    ),
    "complex numbers": (
        [("inputs.npy", npy(X + 1j)), PAIR[1]],
        "\"inputs\" holds the type '<c16'; allowed are arrays of numbers or of text",
    ),
    "dates": ([("inputs.npy", npy(np.zeros(4, "M8[s]"))), PAIR[1]], '"inputs" holds the type'),
    "no rows": ([("inputs.npy", npy(X[:0])), PAIR[1]], "allowed are 1 to 4 axes, none empty"),
    "a number": ([("inputs.npy", npy(3.0)), PAIR[1]], '"inputs" has the shape ()'),
    "an unknown version": (
        [("inputs.npy", b"\x93NUMPY\x09\x00" + npy(X)[8:]), PAIR[1]],
        '"inputs" is an array of an unknown version',
    ),
    "other rows": (
        [PAIR[0], ("targets.npy", npy(Y[:3]))],
        '"inputs" has 4 rows and "targets" 3; both need as many',
    ),
    "text as input": (
        [("inputs.npy", npy(np.array(list("abcd")))), PAIR[1]],
        '"inputs" holds text; allowed are numbers',
    ),
    "images as target": (
        [PAIR[0], ("targets.npy", npy(np.zeros((4, 2, 2))))],
        '"targets" has the shape (4, 2, 2); allowed are (N,) or (N, T)',
    ),
    "nan": (
        [("inputs.npy", npy(np.where(X == 7, np.nan, X))), PAIR[1]],
        '"inputs", row 3, column 2: nan is not allowed; allowed are finite numbers',
    ),
    "a label beyond the classes": (
        [PAIR[0], ("targets.npy", npy([0, 1, 2, 0])), ("class_names.npy", npy(["a", "b"]))],
        '"targets", row 3: 2 is no label; allowed are whole numbers from 0 to 1',
    ),
    "a word that is no class": (
        [PAIR[0], ("targets.npy", npy(list("abca"))), ("class_names.npy", npy(["a", "b"]))],
        '"targets", row 3: "c" is not in "class_names"',
    ),
    "classes for two targets": (
        [PAIR[0], ("targets.npy", npy(X[:, :2])), ("class_names.npy", npy(["a", "b"]))],
        "the targets must be one column of labels",
    ),
    "equal class names": (
        [*PAIR, ("class_names.npy", npy(["a", "a"]))],
        'the names in "class_names" must be different and not empty',
    ),
    "names that are numbers": ([*PAIR, ("input_names.npy", npy(Y[:3]))], "must be a list of texts"),
    "too few names": (
        [*PAIR, ("input_names.npy", npy(["a"]))],
        '"input_names" has 1 names; 3 are needed',
    ),
    "names in both": (
        [*PAIR, ("target_names.npy", npy(["x1"]))],
        '"x1" is the name of an input and of a target',
    ),
    "text that is none": (
        [*PAIR, ("target_names.npy", header("(1,)", "'<U1'") + b"\xff\xff\xff\x7f")],
        '"target_names" holds signs that are no letters',
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_and_hostile_files_get_one_sentence(name: str, path: Path) -> None:
    members, sentence = HOSTILE[name]
    assert sentence in refusal(packed(path, members))


def test_a_bomb_is_refused_by_its_directory(path: Path) -> None:
    """A member that unpacks to more than its packed bytes can give, by a forged size."""
    packed(path, PAIR, zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 3_900_000_000)
    path.write_bytes(data)
    assert '"inputs" is encrypted, damaged or packed' in refusal(path)


def test_arrays_of_more_than_the_memory_allows_are_refused(path: Path) -> None:
    """Five arrays of a gigabyte each, which a thousandth of that could unpack to."""
    start = header(f"({(1 << 27) - 16},)")
    assert len(start) == 128
    packed(path, [(f"{name}.npy", start) for name in NAMES], zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    place = 0
    for _ in NAMES:
        place = data.index(b"PK\x01\x02", place) + 4
        data[place + 16 : place + 24] = struct.pack("<2I", 1 << 20, 1 << 30)
    path.write_bytes(data)
    assert "the arrays take more than 4 GB, the most that is allowed" in refusal(path)


def test_a_damaged_file_is_refused_or_read_as_it_was(path: Path) -> None:
    """Eight bytes are overwritten, at every place in turn."""
    np.savez_compressed(path, inputs=X, targets=Y, input_names=np.array(["a", "b", "c"]))
    whole = path.read_bytes()
    outcomes = set()
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + b"\xa5" * 8 + whole[place + 8 :])
        try:
            values = read_npz(path).values
            outcomes.add(values.tolist() == np.c_[X, Y].tolist())
        except InputError as error:
            outcomes.add(error.key)
    assert "problem.data" in outcomes
    assert outcomes <= {True, "problem.data"}


def test_what_is_no_archive(path: Path, tmp_path: Path) -> None:
    for data in (b"", b"x,y\n1,2\n", npy(X), bytes(range(256)) * 20):
        path.write_bytes(data)
        assert "this is not an NPZ file as numpy.savez writes it" in refusal(path)
        assert unpacked_bytes(path) == 0
    packed(path, PAIR)
    path.write_bytes(path.read_bytes()[:-1] + b"\1#")
    assert "not an NPZ file" in refusal(path)
    path.unlink()
    assert "there is no such file" in refusal(path)
    path.mkdir()
    assert "is a folder; an NPZ file is needed" in refusal(path)


def test_an_encrypted_member_is_refused(path: Path) -> None:
    packed(path, PAIR)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert '"inputs" is encrypted' in refusal(path)
