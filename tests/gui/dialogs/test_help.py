import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QWidget

from visualizer.core.data.bundled import BundledSet
from visualizer.core.data.sources import SOURCES
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.schedules import SCHEDULES
from visualizer.gui.dialogs.help import HelpWindow, show_help
from visualizer.gui.dialogs.help_pages import (
    DATA,
    KEYS,
    PAGES,
    RULES,
    markdown_of,
    page_named,
)
from visualizer.gui.dialogs.help_search import MOST_HITS
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.widgets.action_table import shortcut_rows
from visualizer.gui.window.docks import DOCKS
from visualizer.storage.lessons import lessons

NAMES = [page.name for page in PAGES]


@pytest.fixture
def window(qtbot):
    window = HelpWindow(LIGHT)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.mark.parametrize("name", NAMES)
def test_every_page_can_be_read(window, name):
    window.show_page(name)
    assert window.page == name
    text = window.text.toPlainText()
    assert len(text) > 200
    assert text.startswith(page_named(name).title)
    assert window.pages.currentItem().text() == page_named(name).title


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_page(name):
    for target in re.findall(r"\]\(([^)]*)\)", markdown_of(name)):
        assert target.removesuffix(".md") in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_sentences_are_short(name):
    if name in (KEYS, DATA):
        return
    text = re.sub(r"```.*?```", "", markdown_of(name), flags=re.DOTALL)
    # A row of a table is read by itself.
    for sentence in re.split(r"[.:?!]\s|\n\n|\n- |\n\d\. |\n\||^\|", text):
        assert len(sentence.split()) <= 40, sentence


def test_the_keys_are_those_of_the_actions(window):
    window.show_page(KEYS)
    text = window.text.toPlainText()
    for _, words, keys, _ in shortcut_rows():
        assert words in text
        assert keys in text


def test_every_rule_and_schedule_has_its_equations_and_source(window):
    window.show_page(RULES)
    text = " ".join(window.text.toPlainText().split())
    assert window.text.horizontalScrollBar().maximum() == 0
    for one in (*OPTIMIZERS.values(), *SCHEDULES.values()):
        assert f"{one.label} ({one.kind})" in text
        assert one.source in text
        assert all(part.rstrip(",;") in text for part in one.formula.split("  "))


def test_the_page_of_the_pictures_names_what_there_is():
    """Lessons in bold, with a step after >; panels, menus and chips in italics."""
    known = {lesson.title: lesson for lesson in lessons()}
    words = {dock.title for dock in DOCKS} | {f"{row[0]} > {row[1]}" for row in shortcut_rows()}
    rows = [line for line in markdown_of("pictures").splitlines() if line.startswith("| ")]
    places = [row.split("|")[-2] for row in rows]
    named = 0
    for place in places:
        title = ""
        for bold, chip, italic in re.findall(r"\*\*(.+?)\*\*|(chip )?\*(.+?)\*", place):
            named += 1
            if bold:
                title, _, step = bold.partition(" > ")
                assert title in known
                assert step in {"", *(one.title for one in known[title].steps)}
            elif chip:
                assert italic in {one.label for one in known[title].suggestions}
            else:
                assert italic in words
    assert named > 60


def test_back_leads_to_where_one_was(window):
    assert not window.back.isEnabled()
    window.text.verticalScrollBar().setValue(120)
    window.pages.setCurrentRow(3)
    assert window.page == NAMES[3]
    window.back.click()
    assert window.page == NAMES[0]
    assert window.text.verticalScrollBar().value() == 120
    assert not window.back.isEnabled()


def test_links_lead_to_pages(window):
    window.text.anchorClicked.emit(QUrl("numbers.md"))
    assert window.page == "numbers"


def selected(window):
    return window.text.textCursor().selectedText()


def listed(window):
    return [window.hits.item(row).text() for row in range(window.hits.count())]


def test_words_are_found_on_all_pages(window, qtbot):
    """By keyboard alone: typed, gone through both ways, and ended with Escape."""
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.search, "MOMENTUM")
    assert window.hits.isVisible()
    assert not window.pages.isVisible()
    # None is on the page that is read, which stays until the first is wanted.
    assert window.page == NAMES[0]
    count = int(window.found.text().removesuffix(" found"))
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    titles = [title for title in listed(window) if title in {page.title for page in PAGES}]
    assert len(titles) > 1
    assert len(listed(window)) == count + len(titles)
    seen = []
    for number in range(count):
        assert window.found.text() == f"{number + 1} of {count}"
        assert selected(window).lower() == "momentum"
        line = window.hits.currentItem().text().removeprefix("…")
        assert line in window.text.textCursor().block().text()
        assert window.text.viewport().rect().contains(window.text.cursorRect())
        seen.append((window.page, window.text.textCursor().position()))
        qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert len(set(seen)) == count
    assert len({page for page, _ in seen}) == len(titles)
    # After the last comes the first, and before it the last.
    assert (window.page, window.text.textCursor().position()) == seen[0]
    qtbot.keyClick(window.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (window.page, window.text.textCursor().position()) == seen[-1]
    qtbot.keyClick(window.text, Qt.Key.Key_F3)
    assert window.found.text() == f"1 of {count}"


def test_escape_ends_the_search_and_then_the_help(window, qtbot):
    qtbot.keyClicks(window.search, "float32")
    assert not window.pages.isVisible()
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.search.text() == window.found.text() == ""
    assert window.pages.isVisible()
    qtbot.keyClick(window.text, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_a_found_line_is_chosen_in_the_list(window, qtbot):
    window.search.setFocus()
    qtbot.keyClicks(window.search, "float32")
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert window.hits.hasFocus()
    row = window.hits.currentRow()
    qtbot.keyClick(window.hits, Qt.Key.Key_Down)
    assert window.hits.currentRow() > row
    item = window.hits.item(window.hits.count() - 1)
    spot = window.hits.visualItemRect(item).center()
    qtbot.mouseClick(window.hits.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert selected(window) == "float32"
    last = window.text.textCursor().position()
    window.text.verticalScrollBar().setValue(0)
    # The same line again, when it was left.
    qtbot.mouseClick(window.hits.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert window.text.textCursor().position() == last
    assert window.text.viewport().rect().contains(window.text.cursorRect().center())
    qtbot.keyClick(window.hits, Qt.Key.Key_Return)
    assert window.text.hasFocus()


def test_what_is_read_stays_in_front_where_it_has_the_words(window, qtbot):
    window.show_page("numbers")
    qtbot.keyClicks(window.search, "float32")
    assert window.page == "numbers"
    assert len(window.text.extraSelections()) >= 1


def test_what_is_nowhere_leaves_the_page(window, qtbot):
    window.show_page("numbers")
    qtbot.keyClicks(window.search, "nowhere at all")
    assert window.found.text() == "Not found"
    assert window.page == "numbers"
    assert window.pages.isVisible()
    assert not selected(window)
    window.find_next()
    window.search.setText("  ")
    assert window.found.text() == ""


def test_very_many_places_are_cut(window, qtbot):
    qtbot.keyClicks(window.search, "e")
    assert window.found.text() == f"1 of {MOST_HITS}+"
    assert sum(title in {page.title for page in PAGES} for title in listed(window)) >= 1


def test_it_takes_other_looks(window):
    window.text.verticalScrollBar().setValue(100)
    window.restyle(DARK)
    assert window.text.verticalScrollBar().value() == 100
    assert window.page == NAMES[0]


def test_a_page_that_is_not(window):
    with pytest.raises(KeyError):
        window.show_page("nowhere")


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_a_window_has_one_help(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    first = show_help(parent, "numbers")
    assert first.page == "numbers"
    assert not first.isModal()
    first.close()
    assert show_help(parent, "csv-files") is first
    assert first.isVisible()


def test_every_data_set_is_told_with_its_licence():
    text = markdown_of("data-sets")
    for name, source in SOURCES.items():
        assert source.label in text
        if issubclass(source, BundledSet):
            assert "**Licence**" in text.split(f"## {source.label}")[1].split("\n## ")[0]
        else:
            assert f"`{name}`" in text
