import numpy as np
import pytest

from visualizer.core.data.bundled import (
    BreastCancer,
    BundledSet,
    Digits,
    Iris,
    Penguins,
    SeattleWeather,
)


@pytest.mark.parametrize(
    ("source", "rows", "last", "first_row"),
    [
        (Penguins, 342, "body_mass_g", [39.1, 18.7, 181.0, 3750.0]),
        (SeattleWeather, 1461, "temp_max_c", [0.0, 4.7, 5.0, 12.8]),
    ],
)
def test_bundled_sets_are_complete(
    source: type[BundledSet], rows: int, last: str, first_row: list[float]
) -> None:
    table = source().table(source.kind)
    assert table.values.shape == (rows, 4)
    assert table.columns[-1] == last
    assert table.values[0].tolist() == first_row
    assert np.isfinite(table.values).all()
    assert (table.source, table.notes) == (source.label, ())


# The counts and means that their sources publish, of one column.
CLASSES = [
    (Iris, {"setosa": 50, "versicolor": 50, "virginica": 50}, "petal_length_cm", 3.758),
    (BreastCancer, {"benign": 357, "malignant": 212}, "mean_radius", 14.127),
    (
        Digits,
        dict(zip("0123456789", (178, 182, 177, 183, 181, 182, 181, 179, 174, 180), strict=True)),
        "x1_1",
        0.0,
    ),
]


@pytest.mark.parametrize(("source", "counts", "column", "mean"), CLASSES)
def test_sets_of_classes_are_complete(
    source: type[BundledSet], counts: dict[str, int], column: str, mean: float
) -> None:
    table = source().table(source.kind)
    (target,) = table.classes
    assert target == table.columns[-1]
    labels = table.values[:, -1].astype(int)
    assert dict(zip(table.classes[target], np.bincount(labels).tolist(), strict=True)) == counts
    assert table.values[:, table.columns.index(column)].mean() == pytest.approx(mean, abs=5e-4)
    assert np.isfinite(table.values).all()
    assert (table.source, table.notes) == (source.label, ())


def test_digits_are_images() -> None:
    table = Digits().table("digits")
    assert table.image == (8, 8)
    assert table.values[:, :64].max() == 16
    # The first is a zero: an empty middle in a ring.
    first = table.values[0, :64].reshape(8, 8)
    assert first[3:5, 3:5].max() == 0
    assert first[3:5, [2, 5]].min() > 3


@pytest.mark.parametrize("source", [Penguins, SeattleWeather, Iris, BreastCancer, Digits])
def test_each_names_columns_source_and_licence(source: type[BundledSet]) -> None:
    about = source.about()
    columns = source().table("").columns
    named = (columns[0], *columns[-2:]) if source is Digits else columns
    assert all(name in about for name in named)
    assert "**Source**" in about
    assert "**Licence**" in about
