import numpy as np
import pytest

from visualizer.core.data.bundled import BundledSet, Penguins, SeattleWeather


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


@pytest.mark.parametrize("source", [Penguins, SeattleWeather])
def test_each_names_columns_source_and_licence(source: type[BundledSet]) -> None:
    about = source.about()
    assert all(name in about for name in source().table("").columns)
    assert "**Source**" in about
    assert "**Licence**" in about
