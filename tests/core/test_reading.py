"""Names and files from outside: whatever they are, the answer comes soon and is one sentence."""

import os
import random

import pytest

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment, load_experiment
from visualizer.core.reading import MOST_KEYS, MOST_PARTS, opened, read_settings, table_of, value_of


@pytest.mark.parametrize(
    "key",
    [
        ".".join(["a"] * 100_000),
        " . ".join(["a"] * 100_000),
        ".".join(['"a b"'] * 100_000),
        ".".join(["'a b'", "a", '"\\""'] * 30_000),
        ".".join(["a"] * (MOST_PARTS + 1)),
    ],
)
@pytest.mark.parametrize("frame", ["{} = 1", "[{}]", "[[{}]]", "x = {{ {} = 1 }}"])
def test_keys_of_too_many_parts(key, frame):
    with pytest.raises(InputError, match=f"a key has more than {MOST_PARTS} parts"):
        table_of(frame.format(key).encode(), "deep.toml")


DEEP = ".".join("b" * (MOST_PARTS - 2))


@pytest.mark.parametrize(
    "line",
    [
        "k{} = 1\n",
        "[k{}]\n",
        "  [[a]]\n",
        f"[k{{}}.{DEEP}]\n",
        f"k{{}}.{DEEP} = 1\n",
        "a{} = {{ b = 1 }}\n",
    ],
)
def test_too_many_keys(line):
    """Each may be deep, too: they are counted before the parser has to go down each of them."""
    text = "".join(line.format(number) for number in range(MOST_KEYS + 1))
    with pytest.raises(InputError, match="more than 4,000 keys, which are too many"):
        table_of(text.encode(), "many.toml")
    few = "".join(line.format(number) for number in range(MOST_KEYS // 2))
    assert table_of(few.encode(), "few.toml")


@pytest.mark.parametrize(
    "text",
    [
        f"# {'=' * 200_000}\na = 1",
        "a" + ".b" * (MOST_PARTS - 1) + " = 1",
        f'a = """{"One sentence. " * 200}"""',
        f"a = [{', '.join(['1.5'] * 5000)}]",
        f'a = "{"." * 5000}"',
    ],
)
def test_what_is_not_deep(text):
    assert "a" in table_of(text.encode(), "flat.toml")


@pytest.mark.parametrize(
    "content",
    [
        b'"\\' * 500_000,
        b'"a' * 500_000,
        b"'" * 1_000_000,
        b"a" * 1_000_000,
        b"a " * 500_000,
        b'"""\\"' * 200_000,
        random.Random(5).randbytes(300_000),
        bytes(random.Random(6).choices(b"""a.[]{}='"\\\n #,1""", k=1_000_000)),
    ],
)
def test_files_that_keep_no_reader_busy(content):
    """Without limits some of these take hours."""
    with pytest.raises(InputError) as caught:
        table_of(content, "odd.toml")
    assert "\n" not in str(caught.value)


def test_too_many_changes_and_too_long_a_name():
    changes = [{"step": step + 1, "optimizer.learning_rate": 0.1} for step in range(15_000)]
    table = {"problem": {"function": "sphere"}, "changes": changes}
    with pytest.raises(InputError, match="changes: 15,000 are too many; at most 100"):
        Experiment.from_dict(table)
    assert len(Experiment.from_dict({**table, "changes": changes[:100]}).changes) == 100
    with pytest.raises(InputError, match="name: too long"):
        Experiment.from_dict({"name": "x" * 100_000})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    for read in (load_experiment, read_settings):
        with pytest.raises(InputError, match="is a device or pipe; an experiment file is needed"):
            read(tmp_path / "pipe.toml")


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 300, "none", "x/y"])
def test_names_of_no_file(tmp_path, name):
    with pytest.raises((InputError, OSError)):
        opened(tmp_path / name, "a file").close()
    with pytest.raises(InputError):
        read_settings(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.05", 0.05),
        ("1e-3", 1e-3),
        ("12", 12),
        ("true", True),
        ("[1, -2.5]", [1, -2.5]),
        ('["a", "b"]', ["a", "b"]),
        ("'quoted'", "quoted"),
        ("forward difference", "forward difference"),
        ("float32", "float32"),
        ("C:\\data\\new.csv", "C:\\data\\new.csv"),
        ("", ""),
        ("1\nother = 2", "1\nother = 2"),
        ("[" * 10_000, "[" * 10_000),
    ],
)
def test_values_are_toml_and_bare_words_are_texts(text, value):
    assert value_of(text) == value
