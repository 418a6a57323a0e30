"""Records as columns: narrow and wide ones alike."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.core.experiments import noisy
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.quiet import Quiet
from visualizer.core.recording import packing
from visualizer.core.recording.packing import leading_finite, packed_scalars, packed_vectors
from visualizer.core.recording.records import Record, vector_of

EXPERIMENT = noisy(
    20,
    problem={"hidden": [4]},
    optimizer={"kind": "adam"},
    training={"batch_size": 6, "epochs": 4, "validation_fraction": 0.2},
)
DESCENT = Descent(EXPERIMENT, build(EXPERIMENT))
LAYOUT = DESCENT.layout()
RECORDS, _ = DESCENT.replay(DESCENT.begin(), 0, 10)


@pytest.fixture(params=["narrow", "wide"], autouse=True)
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "WIDE", 1 if request.param == "wide" else 10_000)


def vectors_of(records: Sequence[Record]) -> np.ndarray | None:
    return None if packing.WIDE == 1 else packed_vectors(records, LAYOUT)


def leading(records: Sequence[Record]) -> int:
    vectors = vectors_of(records)
    scalars = packed_scalars(records, LAYOUT, vectors)
    return leading_finite(records, LAYOUT, scalars, vectors, 0)


def test_vectors_stand_side_by_side() -> None:
    packed = packed_vectors(RECORDS, LAYOUT)
    for row, record in zip(packed, RECORDS, strict=True):
        expected = np.concatenate([vector_of(record, kind) for kind in LAYOUT.vectors])
        assert (row == expected).all()


def test_scalars_are_in_the_order_of_the_layout() -> None:
    rows = packed_scalars(RECORDS, LAYOUT, vectors_of(RECORDS))
    packed = dict(zip(LAYOUT.scalars[:-2], rows, strict=True))
    assert packed["learning_rate"].tolist() == [0.001] * 10
    assert packed["batch_loss"].tolist() == [float(record.batch_loss) for record in RECORDS]
    lengths = [np.linalg.norm(record.gradient) for record in RECORDS]
    assert packed["gradient_norm"] == pytest.approx(lengths)
    scores = DESCENT.metrics(RECORDS, 0, packed["loss"], packed["validation_loss"])
    for column in (packed["loss"], packed["validation_loss"], *scores):
        assert np.flatnonzero(np.isfinite(column)).tolist() == [0, 3, 6, 9]


@pytest.mark.parametrize("name", ["theta", "gradient", "batch_loss", "loss"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_the_first_that_is_not_finite_ends_it(name: str, bad: float) -> None:
    records = list(RECORDS)
    assert leading(records) == 10
    value = np.array(getattr(records[6], name))
    value.reshape(-1)[-1] = bad
    records[6] = records[6]._replace(**{name: value})
    assert leading(records) == 6


def test_a_square_that_overflows_is_no_divergence() -> None:
    records = [RECORDS[0]._replace(theta=np.full_like(RECORDS[0].theta, 1e200))]
    with Quiet():
        assert leading(records) == 1
