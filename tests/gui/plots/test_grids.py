"""Cells as large as there is room for them."""

import pytest
from PySide6.QtCore import QRectF, QSizeF

from visualizer.gui.plots.grids import SLACK, Images, image_grid, largest_squares, table_grid

AREA = QRectF(10.0, 20.0, 790.0, 520.0)
IMAGES = Images(1, 17.0, 45.0, 72.0, 256.0)


def side(grid, images):
    """The side of the images in a grid."""
    cell = grid.cell(0)
    return min(cell.width() - images.beside, (cell.height() - images.below) / images.stacked)


@pytest.mark.parametrize("stacked", [1, 2])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 10, 25, 31])
def test_images_fill_the_area_as_far_as_their_number_lets_them(count, stacked):
    images = IMAGES._replace(stacked=stacked)
    grid = image_grid(AREA, count, images)
    assert AREA.contains(grid.area)
    assert images.least <= side(grid, images) <= SLACK * (images.most + images.below)
    if grid.room >= count:
        # No other way of standing side by side makes them larger.
        for across in range(1, count + 1):
            down = -(-count // across)
            other = min(
                AREA.width() / across - images.beside,
                (AREA.height() / down - images.below) / stacked,
                images.most,
            )
            assert side(grid, images) >= other - 1e-9


def test_more_images_than_have_room_stand_on_pages_that_are_full():
    grid = image_grid(AREA, 500, IMAGES)
    assert grid.room < 500
    assert side(grid, IMAGES) >= IMAGES.least
    assert grid.area.height() > 0.9 * AREA.height()
    assert grid.area.width() > 0.9 * AREA.width()


def test_a_cell_is_found_by_a_place_in_it():
    grid = image_grid(AREA, 10, IMAGES)
    for number in range(grid.room):
        assert grid.number(grid.cell(number).center()) == number


def test_tables_share_the_height():
    grid = table_grid(AREA, 10, 132.0, 7, 14.0, 45.0)
    assert (grid.across, grid.down) == (5, 2)
    assert grid.area == AREA
    assert table_grid(AREA, 3, 132.0, 7, 14.0, 45.0).across == 3
    assert table_grid(AREA, 400, 132.0, 7, 14.0, 45.0).down == 3


@pytest.mark.parametrize(
    ("width", "height", "way"), [(300, 300, (3, 3)), (900, 100, (8, 1)), (100, 900, (1, 8))]
)
def test_squares_follow_the_shape_of_their_room(width, height, way):
    assert largest_squares(QSizeF(width, height), 8) == way
