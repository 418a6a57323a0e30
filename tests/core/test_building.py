"""Building problems: what static limits cannot check, splits, and the cache."""

import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Cancelled, Experiment, InputError
from visualizer.core.building import ProblemCache, build
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.problems.linear_model import LinearModel
from visualizer.core.problems.model import Model


def csv(folder: Path, rows: int = 10) -> Path:
    path = folder / "rows.csv"
    numbers = np.random.default_rng(0).normal(size=(rows, 3))
    path.write_text("a,b,c\n" + "\n".join(",".join(map(repr, row)) for row in numbers.tolist()))
    return path


def on_file(path: Path, **sections: Any) -> Experiment:
    sections["problem"] = {"data": str(path), **sections.get("problem", {})}
    return Experiment.from_dict(sections)


def test_a_function_is_its_own_problem() -> None:
    experiment = Experiment.from_dict({"problem": {"function": "ravine", "kappa": 10}})
    assert build(experiment) == FUNCTIONS["ravine"](kappa=10.0)


def test_a_model_has_the_columns_of_its_data(tmp_path: Path) -> None:
    model = build(on_file(csv(tmp_path), problem={"targets": ["a"], "hidden": [3]}))
    assert isinstance(model, Model)
    assert (model.input_names, model.target_names) == (("b", "c"), ("a",))
    assert model.rows == 10
    assert model.size == 2 * 3 + 3 + 3 + 1


def test_linear_models_take_the_short_way() -> None:
    assert isinstance(build(line()), LinearModel)
    assert not isinstance(build(line(problem={"output": "tanh"})), LinearModel)


@pytest.mark.parametrize(
    ("table", "key", "message"),
    [
        ({"start": {"parameters": [1.0]}}, "start.parameters", "1 given, but this problem has 2"),
        (
            {"training": {"batch_size": 5}},
            "training.batch_size",
            "5 is not allowed; allowed is at most 4, the number of training rows",
        ),
        (
            {"training": {"batch_size": 4, "validation_fraction": 0.25}},
            "training.batch_size",
            "4 is not allowed; allowed is at most 3",
        ),
        (
            {"training": {"validation_fraction": 0.01}},
            "training.validation_fraction",
            "0.01 of 4 rows leaves a part empty",
        ),
        ({"problem": {"hidden": [10_000, 10_000]}}, "problem.hidden", "these layers have 100,0"),
        ({"problem": {"hidden": [1] * 101}}, "problem.hidden", "101 layers are not allowed"),
        (
            {"problem": {"hidden": [10_000]}, "training": {"gradient": "forward difference"}},
            "training.gradient",
            "forward difference takes a loss for each of 30,001 parameters; at most 10,000",
        ),
        (
            {"problem": {"hidden": [9000]}, "data": {"n": 100_000}},
            "problem.hidden",
            "these layers on 100,000 rows need 13 GB of memory; at most 4 GB",
        ),
        (
            {"start": {"parameters": [1e39, 0]}, "training": {"precision": "float32"}},
            "start.parameters",
            "too large for float32",
        ),
        ({"problem": {"inputs": ["z"]}}, "problem.inputs", 'there is no column "z"'),
    ],
)
def test_what_does_not_fit_is_refused(table: dict[str, Any], key: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        build(line(**table))
    assert caught.value.key == key
    assert caught.value.message.startswith(message)


def test_bad_files_are_errors_of_the_data(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError) as caught:
            build(on_file(path))
        assert caught.value.key == "problem.data"


SOFTMAX = {"output": "softmax", "loss": "categorical_cross_entropy"}

# The file, the sections of the experiment, the key and the sentence.
UNUSABLE = [
    ("x,y\n1,2\n", {"problem": {"targets": ["z"]}}, "problem.targets", 'no column "z"; the'),
    ("x,y\n,2\n1,\n", {"data": {"missing": "drop"}}, "problem.data", "every row has an empty cell"),
    ("x,y\n,2\n,3\n", {"data": {"missing": "mean"}}, "problem.data", 'column "x": every cell of'),
    ("x,s\n1,a\n2,b\n3,c\n", {"data": {"classes": ["s"]}}, "problem.targets", "has 3 classes in 3"),
    ("x,s\n1,a\n2,a\n", {}, "problem.targets", 'every row of "s" is of the class "a"'),
    ("x,y\n1,0.5\n2,1\n", {"problem": SOFTMAX}, "problem.output", "softmax needs classes"),
    ("x,s\n1,a\n2,\n", {"data": {"classes": ["s"]}}, "problem.data", "the cell is empty"),
    ("x,s\n1,a\n2,b\n", {"data": {"classes": ["t"]}}, "data.classes", 'no column "t"; the'),
    ("s\na\nb\na\n", {}, "problem.data", "at least two columns are needed"),
]


@pytest.mark.parametrize(("content", "sections", "key", "sentence"), UNUSABLE)
def test_tables_that_cannot_be_used_get_a_sentence(
    tmp_path: Path, content: str, sections: dict[str, Any], key: str, sentence: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content)
    with pytest.raises(InputError) as caught:
        build(on_file(path, **sections))
    assert caught.value.key == key
    assert sentence in caught.value.message


def test_a_class_with_one_row_trains_and_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,s\n" + "".join(f"{k},{'ab'[k % 2]}\n" for k in range(20)) + "20,c\n")
    model = build(on_file(path, problem=SOFTMAX, training={"validation_fraction": 0.2}))
    assert isinstance(model, Model)
    assert model.validation is not None
    assert 2 in model.training.targets[:, 0]
    assert 2 not in model.validation.targets[:, 0]
    assert model.notes == ('classes of "s" with a single row, which trains: "c"',)


def test_scaling_is_fitted_on_the_training_rows(tmp_path: Path) -> None:
    experiment = on_file(
        csv(tmp_path, 40),
        data={"scaling": "standardise"},
        training={"validation_fraction": 0.25, "seed": 3},
    )
    model = build(experiment)
    assert isinstance(model, Model)
    assert model.validation is not None
    assert (len(model.training.inputs), len(model.validation.inputs)) == (30, 10)
    scaled = model.scaling.apply(model.training.inputs)
    assert scaled.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert scaled.std(axis=0) == pytest.approx([1, 1])


def test_empty_cells_take_the_mean_of_the_training_rows(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    # Row k holds k, or nothing in every fifth row.
    path.write_text("a,b\n" + "".join(f"{k if k % 5 else ''},{k}\n" for k in range(40)))
    options = {"data": {"missing": "mean"}, "training": {"validation_fraction": 0.25}}
    model = build(on_file(path, **options))
    assert isinstance(model, Model)
    assert model.validation is not None
    measured = [b for (b,) in model.training.targets if b % 5]
    mean = sum(measured) / len(measured)
    for part in (model.training, model.validation):
        expected = [b if b % 5 else mean for (b,) in part.targets]
        assert part.inputs[:, 0] == pytest.approx(expected)
    assert model.notes == ("8 empty cells filled with the mean of the training rows",)


def test_each_class_gives_its_share_of_the_validation_rows() -> None:
    table = {"data": "blobs"}, {"n": 100, "classes": 4}, {"validation_fraction": 0.2}
    names = ("problem", "data", "training")
    model = build(Experiment.from_dict(dict(zip(names, table, strict=True))))
    assert isinstance(model, Model)
    assert model.validation is not None
    assert np.bincount(model.validation.targets[:, 0].astype(int)).tolist() == [5] * 4
    assert model.training.class_names == model.validation.class_names == ("A", "B", "C", "D")


def test_equal_descriptions_share_one_problem() -> None:
    cache = ProblemCache()
    first = cache.build(noisy(optimizer={"learning_rate": 0.5}))
    assert cache.build(noisy(optimizer={"learning_rate": 0.1}, training={"seed": 5})) is first
    assert cache.build(noisy(problem={"hidden": [2]})) is not first
    assert cache.build(noisy(data={"seed": 1})) is not first


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    cache, path = ProblemCache(), csv(tmp_path)
    first = cache.build(on_file(path))
    assert cache.build(on_file(path)) is first
    csv(tmp_path, 12)
    os.utime(path, ns=(1, 1))
    assert cache.build(on_file(path)).rows == 12


def test_another_scaling_reads_nothing_again(tmp_path: Path) -> None:
    cache, path = ProblemCache(), csv(tmp_path)
    told: list[int] = []
    scaled = [
        cache.build(on_file(path, data={"scaling": kind}), lambda done, total: told.append(done))
        for kind in ("none", "standardise", "min-max", "none")
    ]
    assert len(told) == 1
    assert scaled[0] is scaled[3]
    assert len({id(problem) for problem in scaled}) == 3


def test_the_cache_forgets_the_oldest() -> None:
    cache = ProblemCache(2)
    first = cache.build(noisy(5))
    for rows in (6, 7):
        cache.build(noisy(rows))
    assert cache.build(noisy(5)) is not first


def test_a_long_file_blocks_nobody_who_only_looks(tmp_path: Path) -> None:
    cache, path = ProblemCache(), csv(tmp_path, 5000)
    reading, go_on = threading.Event(), threading.Event()

    def progress(done: int, total: int) -> None:
        reading.set()
        go_on.wait(10)
        raise Cancelled

    outcome: list[BaseException] = []

    def work() -> None:
        try:
            cache.build(on_file(path), progress)
        except Cancelled as error:
            outcome.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert reading.wait(10)
        assert cache.at_hand(line())
        assert cache.build(line()).rows == 4
    finally:
        go_on.set()
        thread.join(10)
    assert len(outcome) == 1


def test_at_hand_is_what_takes_no_time(tmp_path: Path) -> None:
    cache = ProblemCache()
    assert cache.at_hand(Experiment.from_dict({"problem": {"function": "booth"}}))
    assert cache.at_hand(line())
    small, large = csv(tmp_path), tmp_path / "large.csv"
    large.write_text("a,b\n" + "1,2\n" * 70_000)
    assert cache.at_hand(on_file(small))
    assert not cache.at_hand(on_file(large))
    assert not cache.at_hand(
        Experiment.from_dict({"problem": {"data": "xor"}, "data": {"n": 10**6}})
    )
    cache.build(on_file(large))
    assert cache.at_hand(on_file(large))


def test_the_least_squares_of_many_columns_are_solved_before_a_picture_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And such a table is not at hand: another model of it is built in the background."""
    path = tmp_path / "wide.csv"
    values = np.random.default_rng(0).normal(size=(130, 120))
    path.write_text("\n".join(",".join(f"{v:.3f}" for v in row) for row in values))
    cache = ProblemCache()
    first, other = on_file(path), on_file(path, data={"scaling": "standardise"})
    problem = cache.build(first)
    assert cache.at_hand(other)
    monkeypatch.setattr("visualizer.core.building.SHORT_PRODUCTS", 100_000)
    assert cache.at_hand(first)
    assert not cache.at_hand(other)
    assert cache.at_hand(on_file(path, problem={"hidden": [2]}))

    def refuse(*_: object) -> None:
        raise AssertionError("solved when it was asked for")

    monkeypatch.setattr(np.linalg, "lstsq", refuse)
    assert len(problem.minima) == 1
    assert problem.minimum_loss is not None


def test_of_large_tables_and_problems_only_the_latest_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = ProblemCache()
    experiments = []
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        experiments.append(on_file(csv(tmp_path / str(number), 200), problem={"hidden": [2]}))
    monkeypatch.setattr("visualizer.core.building.SHORT_FILE", 0)
    monkeypatch.setattr(
        "visualizer.core.building.CACHE_BYTES", 3 * cache.build(experiments[0]).data_bytes
    )
    for experiment in experiments:
        cache.build(experiment)
    assert [cache.at_hand(experiment) for experiment in experiments] == [True] * 3
    monkeypatch.setattr("visualizer.core.building.CACHE_BYTES", 1)
    (tmp_path / "3").mkdir()
    experiments.append(on_file(csv(tmp_path / "3", 200)))
    cache.build(experiments[3])
    assert [cache.at_hand(experiment) for experiment in experiments] == [False] * 3 + [True]


def test_neighbouring_columns_of_large_tables_are_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualizer.core.data.choosing.LARGE", 0)
    model = build(on_file(csv(tmp_path)))
    assert isinstance(model, Model)
    assert not model.inputs.flags.owndata
    assert model.data_bytes >= model.inputs.nbytes + model.targets.nbytes
    apart = build(on_file(csv(tmp_path), problem={"inputs": ["c", "a"], "targets": ["b"]}))
    assert isinstance(apart, Model)
    assert (apart.inputs[:, 0] == model.targets[:, 0]).all()
