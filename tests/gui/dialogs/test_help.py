import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QWidget

from visualizer.core.data.bundled import BundledSet
from visualizer.core.data.sources import SOURCES
from visualizer.gui.dialogs.help import HelpWindow, show_help
from visualizer.gui.dialogs.help_pages import DATA, KEYS, PAGES, markdown_of, page_named
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.widgets.action_table import shortcut_rows

NAMES = [page.name for page in PAGES]


@pytest.fixture
def window(qtbot):
    window = HelpWindow(LIGHT)
    qtbot.addWidget(window)
    window.show()
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
    for sentence in re.split(r"[.:?!]\s|\n\n|\n- |\n\d\. ", text):
        assert len(sentence.split()) <= 40, sentence


def test_the_keys_are_those_of_the_actions(window):
    window.show_page(KEYS)
    text = window.text.toPlainText()
    for _, words, keys, _ in shortcut_rows():
        assert words in text
        assert keys in text


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


def test_words_are_found(window, qtbot):
    window.show_page("numbers")
    qtbot.keyClicks(window.search, "float32")
    assert window.text.textCursor().selectedText().lower() == "float32"
    first = window.text.textCursor().position()
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.text.textCursor().position() > first
    window.search.setText("nowhere at all")
    assert window.found.text() == "Not found"
    window.search.clear()
    assert window.found.text() == ""


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
