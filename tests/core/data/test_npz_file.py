from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualizer.core.data.npz_file import columns_of_npz, read_npz, unpacked_bytes
from visualizer.core.data.options import NpzOptions
from visualizer.core.data.preview import preview_file
from visualizer.core.data.sources import source_for
from visualizer.core.errors import Cancelled, InputError

X = np.arange(12.0).reshape(4, 3)
Y = np.array([0.5, 1.5, 2.5, 3.5])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.npz"


# name -> arrays, values, columns, classes
GOOD: dict[str, tuple[dict[str, Any], np.ndarray, tuple[str, ...], tuple[str, ...]]] = {
    "numbers": ({"inputs": X, "targets": Y}, np.c_[X, Y], ("x1", "x2", "x3", "y"), ()),
    "one input": ({"inputs": Y, "targets": Y}, np.c_[Y, Y], ("x1", "y"), ()),
    "two targets": (
        {"inputs": Y, "targets": X[:, :2]},
        np.c_[Y, X[:, :2]],
        ("x1", "y1", "y2"),
        (),
    ),
    "other types": (
        {"inputs": X.astype(">f4"), "targets": Y.astype("f2")},
        np.c_[X, Y],
        ("x1", "x2", "x3", "y"),
        (),
    ),
    "column by column": (
        {"inputs": np.asfortranarray(X), "targets": Y[:, None]},
        np.c_[X, Y],
        ("x1", "x2", "x3", "y"),
        (),
    ),
    "whole numbers are classes": (
        {"inputs": Y, "targets": np.array([7, 3, 7, 5], np.int16)},
        np.c_[Y, [2, 0, 2, 1]],
        ("x1", "class"),
        ("3", "5", "7"),
    ),
    "words are classes": (
        {"inputs": Y, "targets": np.array(["dog", "cat", "dog", "cat"])},
        np.c_[Y, [1, 0, 1, 0]],
        ("x1", "class"),
        ("cat", "dog"),
    ),
    "named classes": (
        {"inputs": Y, "targets": np.array([0.0, 2, 1, 0]), "class_names": np.array(list("zyx"))},
        np.c_[Y, [0, 2, 1, 0]],
        ("x1", "y"),
        ("z", "y", "x"),
    ),
    "words in a given order": (
        {"inputs": Y, "targets": np.array(list("abab")), "class_names": np.array(list("cba"))},
        np.c_[Y, [2, 1, 2, 1]],
        ("x1", "class"),
        ("c", "b", "a"),
    ),
    "names": (
        {
            "inputs": X,
            "targets": Y,
            "input_names": np.array(["a", "b b", "ç"]),
            "target_names": np.array(["price"]),
        },
        np.c_[X, Y],
        ("a", "b b", "ç", "price"),
        (),
    ),
}


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("name", GOOD)
def test_files_as_numpy_writes_them(name: str, save: Any, path: Path) -> None:
    arrays, values, columns, classes = GOOD[name]
    save(path, **arrays)
    table = read_npz(path)
    assert table.columns == columns
    assert table.values.tolist() == values.tolist()
    assert table.classes == ({columns[-1]: classes} if classes else {})
    assert (table.source, table.notes, table.image) == ("t.npz", (), ())
    assert columns_of_npz(path) == (columns, bool(classes))


def test_images_keep_their_shape(path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (5, 3, 4), np.uint8)
    np.savez(path, inputs=pixels, targets=np.arange(5) % 2)
    table = read_npz(path)
    assert table.image == (3, 4)
    assert table.columns[:6] == ("x1_1", "x1_2", "x1_3", "x1_4", "x2_1", "x2_2")
    assert (table.values[:, :12].reshape(5, 3, 4) == pixels).all()


def test_coloured_images_have_their_channels_last(path: Path) -> None:
    pixels = np.random.default_rng(0).normal(size=(4, 2, 3, 3))
    np.savez(path, inputs=pixels, targets=np.arange(4) % 2)
    table = read_npz(path)
    assert table.image == (2, 3, 3)
    assert table.columns[:4] == ("x1_1_1", "x1_1_2", "x1_1_3", "x1_2_1")
    assert (table.values[:, :18].reshape(pixels.shape) == pixels).all()


def test_large_arrays_are_read_in_pieces_with_progress(path: Path) -> None:
    inputs = np.random.default_rng(0).normal(size=(100_003, 7))
    np.savez_compressed(path, inputs=inputs, targets=inputs[:, 0])
    told: list[tuple[int, int]] = []
    table = read_npz(path, lambda *place: told.append(place))
    assert (table.values[:, :7] == inputs).all()
    assert told == sorted(told)
    assert told[-1] == (inputs.nbytes * 8 // 7, inputs.nbytes * 8 // 7)
    assert unpacked_bytes(path) > told[-1][1]

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_npz(path, cancel)


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [("X", "y"), ("x_train", "y_train"), ("arr_0", "arr_1"), ("data", "labels"), ("inputs", "y")],
)
def test_other_usual_names(tmp_path: Path, inputs: str, targets: str) -> None:
    path = tmp_path / "t.npz"
    x, y = np.arange(8.0).reshape(4, 2), np.array([0, 1, 0, 1])
    np.savez(path, **{inputs: x, targets: y, "x_test": x[:1], "y_test": y[:1]})
    table = read_npz(path)
    assert table.values.tolist() == np.c_[x, y].tolist()
    assert table.classes == {"class": ("0", "1")}
    assert table.notes == ("left out: x_test, y_test",)
    assert preview_file(path, NpzOptions()).rows[1] == ("2", "3", "1")


def test_arrays_that_are_named_by_the_user(tmp_path: Path) -> None:
    path = tmp_path / "t.npz"
    np.savez(path, a=np.arange(8.0).reshape(4, 2), b=np.arange(4.0))
    table = NpzOptions(inputs="a", targets="b").table(str(path))
    assert table.columns == ("x1", "x2", "y")
    with pytest.raises(InputError, match='there is no array "c"; there are a, b') as caught:
        NpzOptions(inputs="c").table(str(path))
    assert caught.value.key == "data.inputs"


@pytest.mark.parametrize("ending", ["npy", "npz"])
def test_a_single_array_is_a_table(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    values = np.arange(12.0).reshape(4, 3)
    (np.save if ending == "npy" else np.savez)(path, values)
    options = source_for(str(path))()
    table = options.table(str(path))
    assert (table.columns, table.values.tolist()) == (("c1", "c2", "c3"), values.tolist())
    assert preview_file(path, options).rows[1] == ("3", "4", "5")
    assert columns_of_npz(path) == (("c1", "c2", "c3"), False)
    (np.save if ending == "npy" else np.savez)(path, values[:, 0])
    with pytest.raises(InputError, match=r"has the shape \(4,\); a single array must hold numbers"):
        options.table(str(path))
