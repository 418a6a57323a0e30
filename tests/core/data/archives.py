"""NPZ files as attackers and unlucky people have them."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualizer.core.data.npz_file import read_npz
from visualizer.core.errors import InputError


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def header(shape: str, descr: str = "'<f8'", order: str = "False") -> bytes:
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def packed(path: Path, members: list[tuple[str, bytes]], compression: int = 0) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        # zipfile warns of equal names, which is what one test is about.
        patch.setattr("warnings.warn", lambda *_, **__: None)
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, data in members:
                archive.writestr(name, data)
    return path


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; without a noticeable allocation."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught:
            read_npz(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000
    assert caught.value.key == "problem.data"
    assert "t.npz" in caught.value.message
    return caught.value.message
