import pytest

from visualizer.core.resources import resource


def test_a_folder_below_resources_is_found() -> None:
    assert resource("data").is_dir()


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"lacks .*nonsense"):
        resource("data", "nonsense.csv")
