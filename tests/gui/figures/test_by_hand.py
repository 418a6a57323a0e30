"""Steps by hand on paper: pages of A4 that hold every part, none of them torn apart."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tests.gui.frames import class_run, frame_of, rgb
from visualizer.gui.figures.by_hand import pages, paint_page, pdf_of
from visualizer.gui.figures.drawing import Letters
from visualizer.gui.figures.paper import HEIGHT, MARGIN, WIDTH
from visualizer.gui.look.look import LIGHT
from visualizer.gui.panels.by_hand_work import work_of


def test_a_deep_network_takes_several_pages():
    run = class_run("two-moons", hidden=(16, 16))
    work = work_of(frame_of(run, 0, None))
    found = pages(work, work.sheet.parts, LIGHT)
    assert len(found) > 1
    letters = [[mark.what for mark in page if isinstance(mark.what, Letters)] for page in found]
    for number, page in enumerate(letters, 1):
        assert page[0].text == f"{work.title}, page {number} of {len(found)}"
        for what in page:
            at = what.place.map(what.at)
            assert MARGIN - 1 <= at.x() <= WIDTH - MARGIN
            assert at.y() <= HEIGHT - MARGIN + 1
    titles = [what.text for page in letters for what in page]
    assert all(part.title in titles for part in work.sheet.parts)
    content = pdf_of(work, work.sheet.parts, LIGHT, "name = 1")
    assert content.count(b"/Type /Page\n") == len(found)
    assert b"/EmbeddedFile" in content


def test_a_page_fits_paper_of_any_resolution(qapp):
    run = class_run("two-moons")
    work = work_of(frame_of(run, 0, None))
    (page, *_) = pages(work, work.sheet.parts, LIGHT)
    image = QImage(600, 850, QImage.Format.Format_RGB888)
    image.fill("white")
    painter = QPainter(image)
    paint_page(painter, page, QRectF(image.rect()))
    painter.end()
    ink = rgb(image).min(axis=2) < 140
    rows, columns = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
    scale = min(600 / WIDTH, 850 / HEIGHT)
    assert rows[0] >= MARGIN * scale - 2
    assert columns[0] >= MARGIN * scale - 2
    assert columns[-1] <= (WIDTH - MARGIN) * scale + 2
    assert len(rows) > 100
